"""When two copies are the same mail."""

import base64
import quopri

import pytest

from tests.ingest.sources.email.build import file_part, mail, multipart, parsed, part

TEXT = "Café, please\r\nJo"
MAIL = mail(TEXT, content_type="text/plain; charset=utf-8", content_transfer_encoding="8bit")


@pytest.mark.parametrize(
    "copy",
    [
        b"Received: by mx; Mon, 2 Nov 2026 10:00:00 +1100\r\nDelivered-To: sales@example.net\r\n" + MAIL,
        b"From 1716@xxx Mon Nov 02 10:00:00 +1100 2026\r\nX-GM-THRID: 18\r\nX-Gmail-Labels: Inbox\r\n" + MAIL,
        MAIL + b"\r\n",
        MAIL.replace(b"\r\n", b"\n"),
        mail(
            base64.b64encode(TEXT.encode()),
            content_type='text/plain; charset="UTF-8"',
            content_transfer_encoding="base64",
        ),
        mail(
            quopri.encodestring(TEXT.encode()),
            content_type="text/plain; charset=utf-8",
            content_transfer_encoding="quoted-printable",
        ),
        MAIL.replace(b"Subject: Oats", b"Subject: =?utf-8?Q?Oats?="),
        MAIL.replace(b"To: Sales <sales@example.net>", b"To: sales@example.net"),
    ],
)
def test_transport_makes_no_difference(copy: bytes) -> None:
    assert parsed(copy).content_hash == parsed(MAIL).content_hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<oats@example.com>", b"<rice@example.com>"),
        (b"10:00:00", b"10:00:01"),
        (b"jo@example.com>", b"al@example.com>"),
        (b"Subject: Oats", b"Subject: Rice"),
        (b"please", b"thanks"),
    ],
)
def test_what_the_contract_names_makes_a_difference(old: bytes, new: bytes) -> None:
    assert parsed(MAIL.replace(old, new, 1)).content_hash != parsed(MAIL).content_hash


def test_the_body_has_a_hash_of_its_own() -> None:
    other_header = parsed(MAIL.replace(b"Subject: Oats", b"Subject: Rice"))
    assert other_header.body_hash == parsed(MAIL).body_hash
    assert parsed(MAIL.replace(b"please", b"thanks")).body_hash != parsed(MAIL).body_hash


def test_attachments_count_by_name_and_content() -> None:
    def with_file(content: bytes, name: str) -> str:
        return parsed(multipart("mixed", part("See"), file_part(content, f'image/png; name="{name}"'))).content_hash

    assert with_file(b"x", "a.png") == with_file(b"x", "a.png")
    assert with_file(b"y", "a.png") != with_file(b"x", "a.png")
    assert with_file(b"x", "b.png") != with_file(b"x", "a.png")
