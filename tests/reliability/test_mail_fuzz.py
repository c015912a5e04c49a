"""Mails of 20 kinds, damaged at random: each becomes rows that the database takes, or an item for the quarantine."""

import os
import random

import pytest

from ingest.records import FailedRecord
from ingest.store.clean import to_json
from ingest.store.rows import mail_conversation, message_row
from interactions.vocabulary import Source
from tests.ingest.sources.email.build import file_part, inner, multipart, part
from tests.ingest.store.mails import FORMS, NOW, READER, answer, mail
from tests.reliability.figures import Tally

NIGHTLY = os.environ.get("BOO_NIGHTLY") == "1"
MAILS = 100_000 if NIGHTLY else 20_000
SLICES = 20

HTML = "<div>Hello <b>there</b><blockquote type=cite>On Monday Zoe wrote:<br>old</blockquote></div>"
ALTERNATIVE = inner("alternative", part("Hello"), part(HTML, "text/html; charset=iso-8859-1"), boundary="in")
REPLY = "Thanks!\n\nOn Mon, 16 Nov 2026 at 10:00, Zoe <sales@shop.example.net> wrote:\n> On its way.\n-- \nMia"
SEEDS = (
    mail(),
    mail(None),
    mail(text=REPLY, refers_to=["r@example.com", "p@example.com"]),
    answer("b@example.com", "a@example.com", text="Sent by mistake\n\n\u2014\nZoe, Shop"),
    mail(from_=f"Forms <{FORMS}>", Reply_To='"Doe, Jo" <jo@example.com>', text="Name: Jo\nOrder: H241606215190"),
    mail(subject="=?utf-8?B?Q2Fmw6k=?= =?iso-2022-jp?B?GyRCRnxLXBsoQg==?="),
    mail(Auto_Submitted="auto-replied", subject="Out of office"),
    mail(from_="MAILER-DAEMON@example.com", subject="Undelivered", text="Final-Recipient: rfc822; a@example.org"),
    mail(List_Unsubscribe="<mailto:u@example.org>", Precedence="bulk"),
    mail(text="Grüße, 你好, \U0001f957 " * 8),
    mail().replace(b"Mon, 16 Nov 2026 00:00:00", b"Mon, 30 Feb 2026 25:61:00"),
    mail(to="a@example.com, b@example.com", Cc="Team: c@example.com, d@example.com;"),
    multipart("mixed", ALTERNATIVE, file_part(b"%PDF-1.4", "application/pdf; name*0*=utf-8''caf%C3; name*1*=%A9.pdf")),
    multipart("related", part(HTML, "text/html"), file_part(b"GIF89a", "image/gif", "inline")),
    multipart("report", part("Bounce"), part("Final-Recipient: rfc822; a@example.org", "message/delivery-status")),
    multipart("mixed", part(mail(), "message/rfc822"), part("BEGIN:VCALENDAR", "text/calendar")),
    multipart("mixed", part("Caf=C3=A9 =\r\nopen", content_transfer_encoding="quoted-printable")),
    multipart("alternative", part("SGVsbG8=", content_transfer_encoding="base64"), part("<p>Hello", "text/html")),
    multipart("signed", part("Hello"), part("-----BEGIN PGP SIGNATURE-----", "application/pgp-signature")),
    multipart("digest", part(mail("x@example.com"), "message/rfc822"), part(answer("y@example.com"), "message/rfc822")),
)
PIECES = (
    b"", b"\x00", b"\xff\xfe", b"\r\n", b"\r\n\r\n", b"\n ", b"=?", b"?=", b"=?utf-7?Q?+2AA-?=", b"charset=rot13", b'"',
    b"<", b">", b"(", b";", b":", b",", b"@", b"*0*=", b"''", b"+99999999", b"base64", b"--", b"--in--", b"> ", b"%",
    b"9" * 40, b"message/rfc822",
    b"multipart/mixed; boundary=in", b"\x1b$B", b"<div>", b"&#0;&#xD800;", b"\xed\xa0\x80",
    b"Message-ID: <", b"References: ", b"Date: ", b"From: ", b"-" * 80, b"\xe2\x80\xae", b"=00", b"=ED=A0=80",
)  # fmt: skip


def damaged(number: int) -> bytes:
    """Return a seed with bytes cut, doubled, replaced, swapped or put in; the same for the same number."""
    dice = random.Random(number)
    raw = bytearray(SEEDS[number % len(SEEDS)])
    for _ in range(dice.randint(1, 8)):
        start = dice.randrange(len(raw) + 1)
        end = min(len(raw), start + dice.choice((0, 1, 2, 5, 40, 300)))
        choices = (
            dice.choice(PIECES),
            dice.choice(PIECES),
            bytes(raw[start:end]) * 2,
            dice.randbytes(end - start),
            b"",
        )
        raw[start:end] = dice.choice(choices)
    return bytes(raw)


@pytest.mark.parametrize("first", range(SLICES))
def test_damaged_mails_are_stored_or_quarantined(first: int, tally: Tally) -> None:
    stored = 0
    for number in range(first, MAILS, SLICES):
        raw = damaged(number)
        found = READER.read(raw, internal_date=NOW, location=None)
        tally.count()
        if isinstance(found, FailedRecord):
            assert found.raw == raw
            assert found.reason
            continue
        (message,) = found.messages or ()
        written = to_json([message_row(Source.EMAIL, message), mail_conversation([message], now=NOW)])
        assert written.encode(), "PostgreSQL takes no lone surrogates"
        assert "\\u0000" not in written, "PostgreSQL takes no NUL"
        assert message.sent_at.tzinfo is not None
        stored += 1
    assert stored > 0.8 * MAILS / SLICES
