from typing import Any

from imapclient.response_parser import parse_fetch_response

from ingest.sources.email.structure import StructuredPart, list_parts


def parsed(structure: bytes) -> Any:
    return parse_fetch_response([b"1 (UID 1 BODYSTRUCTURE " + structure + b")"])[1][b"BODYSTRUCTURE"]


TEXT = b'("text" "plain" ("charset" "utf-8") NIL NIL "quoted-printable" 120 4 NIL NIL NIL NIL)'
HTML = b'("TEXT" "HTML" ("charset" "utf-8") NIL NIL "quoted-printable" 500 9 NIL ("inline" NIL) NIL NIL)'
PDF = b'("application" "pdf" ("name" "a.pdf") NIL NIL "base64" 40000 NIL ("attachment" ("filename" "a.pdf")) NIL NIL)'
NOTES = b'("text" "plain" NIL NIL NIL "7bit" 70 2 NIL ("attachment" ("filename" "a.txt")) NIL NIL)'
MULTIPART_END = b' "%s" ("boundary" "x") NIL NIL NIL)'


def multipart(subtype: bytes, *parts: bytes) -> bytes:
    return b"(" + b"".join(parts) + MULTIPART_END % subtype


def test_a_mail_without_parts_is_its_own_part() -> None:
    assert list_parts(parsed(TEXT)) == [StructuredPart("1", "text/plain", 120)]


def test_parts_are_numbered_as_sections() -> None:
    mail = multipart(b"mixed", multipart(b"alternative", TEXT, HTML), PDF, NOTES)
    parts = list_parts(parsed(mail))
    assert [(part.number, part.content_type, part.is_text, part.alternative) for part in parts] == [
        ("1.1", "text/plain", True, "1"),
        ("1.2", "text/html", True, "1"),
        ("2", "application/pdf", False, None),
        ("3", "text/plain", False, None),
    ]
    assert [part.size_bytes for part in parts] == [120, 500, 40000, 70]


def test_the_mail_itself_may_be_the_alternative() -> None:
    parts = list_parts(parsed(multipart(b"ALTERNATIVE", TEXT, multipart(b"related", HTML, PDF))))
    assert [(part.number, part.alternative) for part in parts] == [("1", "0"), ("2.1", "0"), ("2.2", "0")]


def test_an_embedded_mail_is_one_part() -> None:
    envelope = b"(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)"
    embedded = b'("message" "rfc822" NIL NIL NIL "7bit" 900 ' + envelope + b" " + TEXT + b' 20 NIL ("attachment" NIL))'
    [first, second] = list_parts(parsed(multipart(b"mixed", TEXT, embedded)))
    assert first.number == "1"
    assert (second.number, second.content_type, second.size_bytes) == ("2", "message/rfc822", 900)
    assert second.is_attachment


def test_deep_and_wide_mails_are_bounded() -> None:
    deep = TEXT
    for _ in range(60):
        deep = multipart(b"mixed", deep)
    assert list_parts(parsed(deep)) == []
    assert len(list_parts(parsed(multipart(b"mixed", *[TEXT] * 300)))) == 200


def test_a_short_answer_without_dispositions_is_enough() -> None:
    [part] = list_parts(parsed(b'("application" "pdf" NIL NIL NIL "base64" 12)'))
    assert (part.size_bytes, part.is_attachment) == (12, False)
