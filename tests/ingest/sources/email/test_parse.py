"""A mail as a whole."""

from datetime import UTC, datetime, timedelta

import pytest

from ingest.sources.email.addresses import Address
from ingest.sources.email.parse import UnparsableMail, fetched_part, parse_mail, parse_parts
from tests.ingest.sources.email.build import ARRIVED, file_part, mail, multipart, parsed, part

SENT = datetime(2026, 11, 1, 23, 0, tzinfo=UTC)


def test_every_field_of_a_sound_mail() -> None:
    found = parsed(
        mail(
            "Where are my oats?",
            in_reply_to="<b@example.net>",
            references="<a@example.net> <b@example.net>",
            reply_to="Jo <jo.doe@example.org>",
            cc="Al <al@example.com>",
            bcc="hidden@example.net",
        )
    )
    assert found.message_id == "oats@example.com"
    assert found.in_reply_to == ("b@example.net",)
    assert found.references == ("a@example.net", "b@example.net")
    assert (found.date, found.date_source) == (SENT, "header")
    assert found.from_ == Address("Jo Doe", "jo@example.com")
    assert found.reply_to == (Address("Jo", "jo.doe@example.org"),)
    assert found.to == (Address("Sales", "sales@example.net"),)
    assert (found.cc, found.bcc) == ((Address("Al", "al@example.com"),), (Address("", "hidden@example.net"),))
    assert (found.subject, found.text) == ("Oats", "Where are my oats?")
    assert (found.defects, found.is_oversize, found.machine_kind) == ((), False, None)


def test_a_mail_with_little_more_than_a_sender() -> None:
    found = parse_mail(b"From: jo@example.com\n\nHello", internal_date=None)
    assert (found.message_id, found.date, found.date_source) == (None, None, "none")
    assert (found.subject, found.to, found.text) == ("", (), "Hello")
    assert found.defects == ("date_missing",)


@pytest.mark.parametrize(
    "raw", [b"", b"\r\n\r\n", b"Hello, no header here", b"\x00\x01\x02" * 50, b"<html><p>Hello</p></html>"]
)
def test_bytes_without_any_header_are_no_mail(raw: bytes) -> None:
    with pytest.raises(UnparsableMail, match="no mail"):
        parse_mail(raw, internal_date=ARRIVED)


def test_a_broken_date_costs_only_the_date() -> None:
    found = parsed(mail("Hello", date="Mon, 99 Nov 2026 10:00:00 +99999999"))
    assert (found.date, found.date_source, found.text) == (ARRIVED, "internaldate", "Hello")
    assert found.defects == ("date_not_usable",)


def test_a_date_before_1990_or_far_ahead_gives_way() -> None:
    assert parsed(mail("Hello", date="Thu, 1 Jan 1970 00:00:00 +0000")).date == ARRIVED
    assert parsed(mail("Hello", date="Thu, 5 Nov 2026 00:00:00 +0000")).date == ARRIVED
    assert parsed(mail("Hello", date="Tue, 3 Nov 2026 23:00:00 +0000")).date == ARRIVED + timedelta(hours=47)


def test_an_mbox_mail_has_its_received_field_or_from_line() -> None:
    line = b"From 1716@xxx Mon Nov 02 10:00:00 +1100 2026\n"
    found = parse_mail(line + mail("Hello", date="junk"), internal_date=None)
    assert (found.date, found.date_source) == (SENT, "from_line")
    received = "by mx.example.net; Sun, 1 Nov 2026 22:00:00 +0000"
    found = parse_mail(line + mail("Hello", date="junk", received=received), internal_date=None)
    assert (found.date, found.date_source) == (SENT - timedelta(hours=1), "received")


def test_several_to_fields_lose_nobody() -> None:
    raw = mail("Hello").replace(b"Subject:", b"To: Al <al@example.com>\r\nSubject:")
    assert [address.email for address in parsed(raw).to] == ["sales@example.net", "al@example.com"]


def test_the_sender_stands_in_for_a_missing_from() -> None:
    assert parsed(mail("Hello", _from=None, sender="Al <al@example.com>")).from_ == Address("Al", "al@example.com")


def test_the_author_with_an_address_is_taken() -> None:
    assert parsed(mail("Hello", _from="Shop, Jo <jo@example.com>")).from_ == Address("Jo", "jo@example.com")


def test_labels_and_thread_of_takeout() -> None:
    labels = "=?UTF-8?Q?Inbox,Caf=C3=A9,=22Wholesale,_old=22,Inbox?="
    found = parsed(mail("Hello", x_gmail_labels=labels, x_gm_thrid="1800000000000000001"))
    assert found.gmail_labels == ("Inbox", "Café", "Wholesale, old")
    assert found.gmail_thread_id == "1800000000000000001"


def test_a_mail_with_bare_carriage_returns_is_read() -> None:
    assert parsed(mail("Hello\r\nthere").replace(b"\r\n", b"\r")).text == "Hello\nthere"


def test_line_ends_make_no_difference() -> None:
    raw = multipart("mixed", part("Hello\r\nthere"), file_part(b"x", "image/png"))
    with_lf = parsed(raw.replace(b"\r\n", b"\n"))
    assert with_lf.text == parsed(raw).text
    assert with_lf.content_hash == parsed(raw).content_hash


def test_an_oversize_mail_is_read_from_its_header_and_text() -> None:
    header = mail("", content_type='multipart/mixed; boundary="edge"')
    parts = [
        fetched_part(
            "1.1",
            b"Content-Type: text/plain; charset=utf-8\r\n\r\n",
            "Caf\u00e9".encode(),
            size_bytes=5,
            alternative="1",
        ),
        fetched_part("1.2", b"Content-Type: text/html\r\n\r\n", b"<p>Caf&eacute;</p>", size_bytes=18, alternative="1"),
        fetched_part("2", b'Content-Type: video/mp4; name="torn.mp4"\r\n\r\n', None, size_bytes=40_000_000),
    ]
    found = parse_parts(header, parts, internal_date=ARRIVED, size_bytes=40_000_500)
    assert (found.text, found.html) == ("Café", "<p>Caf&eacute;</p>")
    assert [(one.name, one.size, one.url) for one in found.attachments] == [("torn.mp4", 40_000_000, "part:2")]
    assert found.is_oversize
    assert found.message_id == "oats@example.com"


def test_an_oversize_mail_is_the_same_however_it_was_read() -> None:
    video = b"x" * 20_000_000
    raw = multipart("mixed", part("See"), file_part(video, 'video/mp4; name="torn.mp4"'))
    whole = parsed(raw)
    header = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    parts = [
        fetched_part("1", b"Content-Type: text/plain; charset=utf-8\r\n\r\n", b"See", size_bytes=3),
        fetched_part("2", b'Content-Type: video/mp4; name="torn.mp4"\r\n\r\n', None, size_bytes=27_000_000),
    ]
    in_parts = parse_parts(header, parts, internal_date=ARRIVED, size_bytes=len(raw))
    assert whole.is_oversize
    assert in_parts.content_hash == whole.content_hash
