"""Taking mails apart: parts, their IMAP numbers, and broken structures."""

from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

import pytest

from ingest.sources.email.mime import MAX_DEPTH, MAX_PARTS, split_mail
from tests.ingest.sources.email.build import file_part, inner, joined, mail, multipart, part


def numbers(raw: bytes) -> list[tuple[str, str]]:
    return [(one.number, one.content_type) for one in split_mail(raw).parts]


def test_a_plain_mail_is_part_one() -> None:
    assert numbers(mail("Hello")) == [("1", "text/plain")]


def test_parts_are_numbered_as_imap_does() -> None:
    forwarded = multipart("mixed", part("3.1"), file_part(b"3.2", "application/pdf"), boundary="three")
    alternatives = inner("alternative", part("4.2.2.1"), part("4.2.2.2", "text/html"), boundary="four-two-two")
    deep = multipart("mixed", part("4.2.1"), alternatives, boundary="four-two")
    raw = multipart(
        "mixed",
        part("1"),
        file_part(b"2", "application/pdf"),
        part(forwarded, "message/rfc822"),
        inner("mixed", file_part(b"4.1", "image/gif"), part(deep, "message/rfc822"), boundary="four"),
        part(mail("5.1"), "message/rfc822"),
    )
    assert numbers(raw) == [
        ("1", "text/plain"),
        ("2", "application/pdf"),
        ("3", "message/rfc822"),
        ("3.1", "text/plain"),
        ("3.2", "application/pdf"),
        ("4.1", "image/gif"),
        ("4.2", "message/rfc822"),
        ("4.2.1", "text/plain"),
        ("4.2.2.1", "text/plain"),
        ("4.2.2.2", "text/html"),
        ("5", "message/rfc822"),
        ("5.1", "text/plain"),
    ]
    own_numbers = {one.number: one.content for one in split_mail(raw).parts if one.content is not None}
    assert all(content.decode() == number for number, content in own_numbers.items())


def test_the_line_break_before_a_boundary_belongs_to_it() -> None:
    contents = [one.content for one in split_mail(multipart("mixed", part("a\r\n"), part(""))).parts]
    assert contents == [b"a\r\n", b""]


def test_a_boundary_that_starts_like_another_is_another() -> None:
    raw = multipart("mixed", inner("alternative", part("a"), part("b"), boundary="edge-2"), part("c"))
    assert [one.content for one in split_mail(raw).parts] == [b"a", b"b", b"c"]


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_the_last_boundary_may_be_missing(line_end: bytes) -> None:
    raw = multipart("mixed", part("a"), part("b")).replace(b"--edge--\r\n", b"").replace(b"\r\n", line_end)
    assert [(one.content or b"").strip() for one in split_mail(raw).parts] == [b"a", b"b"]


def test_a_wrong_boundary_is_found_by_the_header_behind_it() -> None:
    tree = split_mail(multipart("mixed", part("a"), part("b")).replace(b'boundary="edge"', b'boundary="other"'))
    assert [one.content for one in tree.parts] == [b"a", b"b"]
    assert "boundary_not_found" in tree.defects


def test_a_multipart_without_any_boundary_is_text() -> None:
    tree = split_mail(mail("Just text", content_type="multipart/mixed"))
    assert [(one.content_type, one.content) for one in tree.parts] == [("text/plain", b"Just text")]


def test_an_encoded_embedded_mail_is_read_nevertheless() -> None:
    raw = multipart("mixed", file_part(mail("inside"), "message/rfc822"))
    assert [(one.number, one.content) for one in split_mail(raw).parts] == [("1", None), ("1.1", b"inside")]


def test_a_byte_order_mark_and_blank_lines_before_the_header_are_passed_over() -> None:
    assert split_mail(b"\xef\xbb\xbf\r\n\r\n" + mail("Hello")).block.fields.first("subject") == b" Oats"


def test_the_from_line_of_an_mbox_is_kept_apart() -> None:
    block = split_mail(b"From jo@example.com Mon Nov  2 10:00:00 2026\n" + mail("Hello")).block
    assert block.unix_from == b"From jo@example.com Mon Nov  2 10:00:00 2026\n"
    assert block.fields.first("subject") == b" Oats"


def test_a_stray_line_in_the_header_costs_nothing_else() -> None:
    tree = split_mail(mail("Hello").replace(b"Subject:", b"stray words without a colon\r\nSubject:"))
    assert tree.block.fields.first("subject") == b" Oats"
    assert tree.defects == ("stray_line_in_header",)


def test_headers_are_cut_at_their_limits() -> None:
    tree = split_mail(mail("Hello", subject="x" * 100_000))
    assert len(tree.block.fields.first("subject") or b"") == 64 * 1024
    assert tree.defects == ("header_too_long",)
    crowded = split_mail(b"".join(b"X-%d: %s\r\n" % (number, b"x" * 1_000) for number in range(1_000)) + b"\r\nHello")
    assert sum(len(value) for _, value in crowded.block.fields.pairs) < 256 * 1024
    assert crowded.parts[0].content == b"Hello"


def nested(depth: int) -> bytes:
    raw = part("the middle")
    for level in range(depth):
        raw = part(joined(raw, boundary=f"b{level}"), f'multipart/mixed; boundary="b{level}"')
    return b"Subject: deep\r\n" + raw


def test_nesting_is_followed_to_its_limit() -> None:
    assert split_mail(nested(MAX_DEPTH)).parts[0].content == b"the middle"
    tree = split_mail(nested(1_000))
    assert len(tree.parts) == 1
    assert "nested_too_deeply" in tree.defects


def test_embedded_mails_are_followed_to_the_limit() -> None:
    raw = mail("the middle")
    for _ in range(200):
        raw = mail(raw, content_type="message/rfc822")
    tree = split_mail(raw)
    assert len(tree.parts) == MAX_DEPTH + 1
    assert "nested_too_deeply" in tree.defects


def test_parts_are_counted_to_their_limit_and_nothing_is_lost() -> None:
    tree = split_mail(multipart("mixed", *[part(f"part {number}") for number in range(3_000)]))
    assert len(tree.parts) == MAX_PARTS
    assert "too_many_parts" in tree.defects
    assert b"part 2999" in (tree.parts[-1].body or b"")


def test_wide_and_deep_together_stay_within_the_limit() -> None:
    wide = [part("x")] * 1_500
    raw = multipart("mixed", inner("mixed", *wide, boundary="one"), inner("mixed", *wide, boundary="two"))
    assert len(split_mail(raw).parts) <= MAX_PARTS


def leaves(message: Message) -> list[tuple[str, bytes]]:
    """Return what Python's own parser finds."""
    return [
        (one.get_content_type(), bytes(one.get_payload(decode=True) or b""))
        for one in message.walk()
        if not one.is_multipart()
    ]


def test_python_finds_the_same_parts_in_a_sound_mail() -> None:
    raw = multipart(
        "mixed",
        inner("alternative", part("Hello\r\n"), part("<p>Hello</p>", "text/html"), boundary="inner"),
        file_part(b"%PDF-1.4", 'application/pdf; name="list.pdf"'),
        part(mail("forwarded"), "message/rfc822"),
    )
    ours = [(one.content_type, one.content) for one in split_mail(raw).parts if one.content is not None]
    assert ours == leaves(BytesParser(policy=compat32).parsebytes(raw))
