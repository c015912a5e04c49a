"""A mail's file is fetched from the mailbox when a person opens it, as a download and nothing else."""

import base64
import quopri
from collections.abc import Iterator
from contextlib import closing
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from ingest.attachments import AttachmentGone, open_attachment
from interactions.models import Message
from tests.ingest.sources.email import build
from tests.ingest.sources.email.mailbox import SENT, arrived, sync
from tests.servers.dovecot.fixtures import dovecot
from tests.servers.dovecot.server import DovecotServer

__all__ = ["dovecot"]

pytestmark = [pytest.mark.dovecot, pytest.mark.django_db]

PHOTO = Random(3).randbytes(1_300_001)
NOTES = ("Räder und Öl = 100 %\r\n" * 5_000).encode()
NAME = "torn bag.jpg"


@pytest.fixture
def mailbox(settings: Settings, dovecot: DovecotServer) -> DovecotServer:
    settings.SALES_IMAP_HOST, settings.SALES_IMAP_PORT = dovecot.host, dovecot.port
    settings.SALES_IMAP_USER, settings.SALES_IMAP_PASS = dovecot.user, dovecot.password
    settings.SALES_IMAP_CA_FILE, settings.SALES_IMAP_SECURITY = str(dovecot.ca_file), "ssl"
    settings.SALES_IMAP_FOLDERS = ["INBOX", SENT]
    return dovecot


def mail_with_files(name: str = NAME, **header: Any) -> bytes:
    photo = build.part(
        base64.encodebytes(PHOTO).replace(b"\n", b"\r\n"),
        "image/jpeg",
        content_disposition=f'attachment; filename="{name}"',
        content_transfer_encoding="base64",
    )
    notes = build.part(
        quopri.encodestring(NOTES.replace(b"\r\n", b"\n")).replace(b"\n", b"\r\n"),
        "text/csv; charset=utf-8",
        content_disposition='attachment; filename="notes.csv"',
        content_transfer_encoding="quoted-printable",
    )
    return build.multipart("mixed", build.part("See the files."), photo, notes, **header)


def put(server: DovecotServer, raw: bytes, folder: str = "INBOX") -> Message:
    """Deliver and sync a mail, as the account that the settings name."""
    server.deliver(raw, folder, arrived(0))
    sync(server, account=server.user)
    return Message.objects.get()


def read(message: Message, section: str) -> bytes:
    with closing(open_attachment(message.pk, section)) as opened:
        return b"".join(opened)


@pytest.fixture
def viewer(client: Client) -> Client:
    user = User.objects.create_user("vera", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_interaction"))
    client.force_login(user)
    return client


def address(message: Message, section: str = "2") -> str:
    return reverse("ingest:attachment", args=[message.pk, section])


def test_files_come_back_byte_for_byte(mailbox: DovecotServer) -> None:
    message = put(mailbox, mail_with_files())
    before = mailbox.flags()
    assert message.attachments is not None
    assert [file["url"] for file in message.attachments] == ["part:2", "part:3"]
    assert read(message, "2") == PHOTO
    assert read(message, "3") == NOTES
    assert mailbox.flags() == before


def test_a_mail_that_is_nothing_but_a_file_gives_it(mailbox: DovecotServer) -> None:
    raw = build.mail(
        base64.encodebytes(PHOTO),
        content_type='image/jpeg; name="bag.jpg"',
        content_transfer_encoding="base64",
        mime_version="1.0",
    )
    message = put(mailbox, raw)
    assert message.attachments is not None
    assert message.attachments[0]["url"] == "part:1"
    assert read(message, "1") == PHOTO


def test_a_forwarded_mail_and_the_files_in_it_are_found_by_their_sections(mailbox: DovecotServer) -> None:
    inner_mail = mail_with_files(message_id="<inner@example.com>")
    raw = build.multipart("mixed", build.part("Forwarded."), build.part(inner_mail, "message/rfc822"), boundary="outer")
    message = put(mailbox, raw)
    assert message.attachments is not None
    sections = [file["url"].removeprefix("part:") for file in message.attachments]
    assert "2" in sections
    assert b'filename="torn bag.jpg"' in read(message, "2")
    for section in set(sections) - {"2"}:
        assert read(message, section)


def test_a_mail_that_was_moved_is_found_by_its_id(mailbox: DovecotServer) -> None:
    message = put(mailbox, mail_with_files())
    mailbox.move(1, "INBOX", SENT)
    assert read(message, "2") == PHOTO


def test_a_folder_that_was_numbered_anew_is_no_obstacle(mailbox: DovecotServer) -> None:
    message = put(mailbox, mail_with_files())
    mailbox.bump_uid_validity()
    assert read(message, "3") == NOTES


def test_a_copy_in_another_folder_will_do(mailbox: DovecotServer) -> None:
    mailbox.deliver(mail_with_files(message_id=None), SENT, arrived(0))
    message = put(mailbox, mail_with_files(message_id=None))
    mailbox.delete(1)
    assert read(message, "2") == PHOTO


def test_a_mail_that_is_gone_says_so(mailbox: DovecotServer) -> None:
    message = put(mailbox, mail_with_files())
    mailbox.delete(1)
    with pytest.raises(AttachmentGone, match="no longer has this mail"):
        read(message, "2")


def test_what_is_no_file_of_the_mail_is_not_asked_for(mailbox: DovecotServer) -> None:
    message = put(mailbox, mail_with_files())
    for section in ("9", "2.1", "", "2]", "TEXT", "1\r\nA1 LOGOUT"):
        with pytest.raises(AttachmentGone, match="No such file"):
            read(message, section)


def test_staff_download_a_file_that_no_browser_opens(mailbox: DovecotServer, viewer: Client) -> None:
    message = put(mailbox, mail_with_files())
    with closing(viewer.get(address(message))) as response:
        assert response.status_code == 200
        assert b"".join(response) == PHOTO
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == 'attachment; filename="torn bag.jpg"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("declared", "sent"),
    [
        ("../../etc/passwd", 'attachment; filename="passwd"'),
        ("Größe.pdf", "attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe.pdf"),
        ("invoice\u202efdp.exe", 'attachment; filename="invoice fdp.exe"'),
        ("a;b.txt", 'attachment; filename="a;b.txt"'),
    ],
)
def test_a_files_name_can_do_no_harm(mailbox: DovecotServer, viewer: Client, declared: str, sent: str) -> None:
    message = put(mailbox, mail_with_files(declared))
    with closing(viewer.get(address(message))) as response:
        assert response["Content-Disposition"] == sent


def test_only_staff_who_may_see_conversations_get_files(mailbox: DovecotServer, client: Client) -> None:
    message = put(mailbox, mail_with_files())
    assert client.get(address(message)).status_code == 302
    client.force_login(User.objects.create_user("carl", is_staff=True))
    assert client.get(address(message)).status_code == 403
    client.force_login(User.objects.create_user("olga"))
    assert client.get(address(message)).status_code == 302


def test_only_get_is_answered(mailbox: DovecotServer, viewer: Client) -> None:
    message = put(mailbox, mail_with_files())
    assert viewer.post(address(message)).status_code == 405


def test_a_page_says_why_a_file_can_not_be_opened(mailbox: DovecotServer, viewer: Client, settings: Settings) -> None:
    message = put(mailbox, mail_with_files())
    assert viewer.get(address(message, "7")).status_code == 404
    assert viewer.get(reverse("ingest:attachment", args=[uuid4(), "2"])).status_code == 404
    mailbox.delete(1)
    gone = viewer.get(address(message))
    assert (gone.status_code, b"no longer has this mail" in gone.content) == (404, True)
    mailbox.stop()
    away = viewer.get(address(message))
    assert (away.status_code, b"be reached" in away.content) == (503, True)
    settings.SALES_IMAP_USER = settings.SALES_IMAP_PASS = ""
    unset = viewer.get(address(message))
    assert (unset.status_code, b"configured" in unset.content) == (503, True)


@pytest.fixture(autouse=True)
def _no_connection_stays_open(mailbox: DovecotServer) -> Iterator[None]:
    yield
    if mailbox._process is not None:
        assert mailbox.doveadm("who", "-1").count("imap") == 0
