"""Mails made to break a parser: mutated, crowded, deep, and huge."""

import random
import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.email.parse import ParsedMail, UnparsableMail, parse_mail
from tests.ingest.sources.email.build import ARRIVED, file_part, inner, mail, multipart, parsed, part

SEED = multipart(
    "mixed",
    inner(
        "alternative",
        part(
            "Caf=C3=A9 =\r\nopen",
            "text/plain; charset=utf-8; format=flowed",
            content_transfer_encoding="quoted-printable",
        ),
        part("<div>Caf&eacute;<blockquote type=cite>old</blockquote></div>", "text/html; charset=iso-8859-1"),
        boundary="inner",
    ),
    file_part(b"%PDF-1.4", "application/pdf; name*0*=utf-8''caf%C3; name*1*=%A9.pdf"),
    part(mail("forwarded", references="<a@example.com> <b@example.com>"), "message/rfc822"),
    part("Final-Recipient: rfc822; al@example.org\r\n", "message/delivery-status"),
    subject="=?utf-8?B?Q2Fmw6k=?= =?iso-2022-jp?B?GyRCRnxLXBsoQg==?=",
    reply_to='"Doe, Jo" <jo@example.com>, Shop: a@example.com, b@example.com;',
    references="<root@example.com> <parent@example.com>",
    x_gmail_labels="Inbox,=?utf-8?Q?Caf=C3=A9?=",
    received="by mx.example.net; Mon, 2 Nov 2026 10:00:00 +1100",
)
PIECES = [
    b"\x00", b"\xff", b"\r\n", b"\r\n\r\n", b"=?", b"?=", b"=?utf-7?Q?+2AA-?=", b"charset=idna", b"charset=rot13",
    b"--edge", b"--inner--", b'"', b"<", b">", b"(", b";", b":", b"*0*=", b"''", b"+99999999", b"base64",
    b"message/rfc822", b"multipart/mixed; boundary=edge", b"\x1b$B", b"<div>", b"%", b"-" * 80, b"9" * 40,
]  # fmt: skip


def mutated(number: int) -> bytes:
    """Return the seed with a few bytes cut, doubled, replaced or put in; the same for the same number."""
    chance = random.Random(number)
    raw = bytearray(SEED)
    for _ in range(chance.randint(1, 8)):
        start = chance.randrange(len(raw))
        end = min(len(raw), start + chance.choice([1, 2, 5, 40, 300]))
        replacements = [b"", bytes(raw[start:end]) * 2, chance.choice(PIECES), chance.randbytes(end - start)]
        raw[start:end] = chance.choice(replacements)
    return bytes(raw)


def unstorable(found: ParsedMail) -> list[object]:
    """Return what of a mail the database would refuse: texts with NUL or half a character, a date out of its range."""
    texts = [found.text, found.subject, found.html or "", found.embedded_text or "", found.message_id or ""]
    texts += [address.name + address.email for address in (*found.to, *found.cc, *found.reply_to)]
    texts += [attachment.name for attachment in found.attachments]
    texts += [*found.references, *found.gmail_labels, *found.bounced_ids]
    refused: list[object] = [text for text in texts if "\x00" in text or text.encode(errors="replace").decode() != text]
    is_dated = found.date is not None and 1990 <= found.date.year < 2100
    return refused if is_dated else [*refused, found.date]


@pytest.mark.parametrize("first", range(0, 2_000, 250))
def test_mutated_mails_never_break_the_parser(first: int) -> None:
    parsed_count = 0
    for number in range(first, first + 250):
        try:
            found = parse_mail(mutated(number), internal_date=ARRIVED)
        except UnparsableMail:
            continue
        assert unstorable(found) == []
        parsed_count += 1
    assert parsed_count >= 245


@given(st.binary(max_size=500))
def test_any_bytes_parse_or_are_unparsable(raw: bytes) -> None:
    try:
        found = parse_mail(raw, internal_date=ARRIVED)
    except UnparsableMail:
        return
    assert unstorable(found) == []


@given(st.binary(max_size=300), st.binary(max_size=300), st.binary(max_size=100))
def test_any_field_values_parse(value: bytes, body: bytes, content_type: bytes) -> None:
    names = [
        b"From",
        b"To",
        b"Date",
        b"Subject",
        b"Message-ID",
        b"References",
        b"Received",
        b"X-Gmail-Labels",
        b"Return-Path",
    ]
    header = b"".join(name + b": " + value.replace(b"\n", b"\n ") + b"\r\n" for name in names)
    raw = header + b"Content-Type: " + content_type.replace(b"\n", b"\n ") + b"\r\n\r\n" + body
    assert unstorable(parse_mail(raw, internal_date=ARRIVED)) == []


def opening(level: int) -> bytes:
    """Return the start of a multipart that is never closed."""
    return b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (level, level)


BOMBS = {
    "encoded words": mail("Hello", subject="=?utf-8?Q?=41?= " * 13_000),
    "starts of encoded words": mail("Hello", subject="=?a?q?" * 35_000),
    "recipients": mail("Hello", to=", ".join(f"Jo {number} <a{number}@example.com>" for number in range(20_000))),
    "recipient fields": b"To: a@example.com\r\n" * 20_000 + mail("Hello"),
    "brackets": mail("Hello", to="(" * 60_000, cc="<" * 60_000, reply_to="<," * 30_000, bcc='"\\' * 30_000),
    "blanks": mail("Hello", subject=" " * 60_000 + "x", content_type="text/plain;" + " " * 60_000, to=" x" * 30_000),
    "one word": mail("Hello", to="a" * 60_000 + " @", references="a" * 60_000, message_id="<" * 60_000),
    "parameters": mail("Hello", content_type="a/b" + "; a*0=b" * 9_000, content_disposition='a; x="' + "\\" * 60_000),
    "nested multiparts": b"Subject: deep\r\n" + b"".join(map(opening, range(3_000))) + b"\r\nHello\r\n" * 5_000,
    "same boundary nested": b"Subject: deep\r\n" + opening(1) * 20_000,
    "empty parts": multipart("mixed", *[b""] * 100_000),
    "embedded mails": multipart("digest", *[mail("Hello")] * 1_900),
    "deep divs": mail("<div>" * 20_000 + "Hello", content_type="text/html"),
    "formatting": mail("<b><p>" * 80_000 + "Hello", content_type="text/html"),
    "open tags": mail("<" * 900_000, content_type="text/html"),
    "attributes": mail("<a " + "x=1 " * 200_000 + ">Hello", content_type="text/html"),
    "styles": mail('<p style="' + "display : " * 90_000 + '">Hello', content_type="text/html"),
    "quote marks": mail("> " * 500_000, content_type="text/plain; format=flowed"),
    "soft breaks": mail("a \r\n" * 300_000, content_type="text/plain; format=flowed"),
    "delimiter look-alikes": mail("--" + " " * 900_000 + "\r\n--x", content_type="multipart/mixed; boundary=y"),
    "subject words": mail("Hello", subject="warning!!!! " * 5_000),
    "bounce words": mail("user " * 200_000, subject="Undeliverable", return_path="<>"),
    "fields": b"".join(b"X-%d: y\r\n" % number for number in range(100_000)) + b"\r\nHello",
    "folded lines": mail("Hello", subject="x\r\n " * 20_000),
    "empty lines": mail("\r\n" * 1_000_000),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_no_bomb_takes_long(name: str) -> None:
    """The slowest takes a quarter of a second; work that grows with the square of the size would take minutes."""
    before = time.process_time()
    assert unstorable(parsed(BOMBS[name])) == []
    assert time.process_time() - before < 3


def test_a_mail_of_megabytes_is_held_a_few_times_at_most() -> None:
    raw = multipart("mixed", part("See"), file_part(b"x" * 4_000_000, "image/png"))
    tracemalloc.start()
    parsed(raw)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4 * len(raw)
