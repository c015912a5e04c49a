"""A mailbox file: the same mails as the mailbox itself, whatever its size, and nothing that is no mail."""

import io
from pathlib import Path
from typing import Any

import pytest
import time_machine

from ingest.models import MailboxItem
from ingest.source import SourceRefused
from ingest.sources.email.mbox import MboxSource, split_mbox, takeout_labels
from ingest.sources.email.senders import known_senders
from ingest.sync import Report, pull_request, run_sync
from interactions.models import Interaction, Message
from tests.ingest.sources.email.mailbox import MACHINES, SENT, arrived, figures
from tests.ingest.sources.email.mailbox import sync as sync_mailbox
from tests.ingest.store.mails import FORMS, MIA, NOW, SHOP, answer, dump, mail
from tests.servers.dovecot.fixtures import dovecot
from tests.servers.dovecot.server import DovecotServer

__all__ = ["dovecot"]

TAKEOUT_LINE = b"From 1849384950192837465@xxx Mon Nov 16 00:00:00 +0000 2026\n"
CONVERSATION = [
    mail("a@example.com"),
    answer("b@example.com", "a@example.com", minutes=90),
    mail("c@example.com", refers_to=["a@example.com", "b@example.com"], minutes=200, text="Thanks!\n\nFrom Mia"),
    mail("d@example.net", from_="Li <li@example.net>", minutes=300, subject="Größe", text="Grüße aus München"),
    mail("n@example.org", from_=f"Pay <{MACHINES}>", minutes=310),
]


def mbox(*mails: bytes, line: bytes = TAKEOUT_LINE, newline: bytes = b"\n") -> bytes:
    """Write mails as an mbox, quoting lines that look like a From_ line (mboxrd)."""
    written = []
    for raw in mails:
        lines = raw.replace(b"\r\n", b"\n").split(b"\n")
        quoted = [b">" + one if one.lstrip(b">").startswith(b"From ") else one for one in lines]
        written.append(line + b"\n".join(quoted).rstrip(b"\n") + b"\n\n")
    return b"".join(written).replace(b"\n", newline)


def sync(tmp_path: Path, content: bytes, **options: Any) -> Report:
    path = tmp_path / "Sales.mbox"
    path.write_bytes(content)
    source = MboxSource(path, SHOP, known_senders([SHOP], [FORMS], [MACHINES]))
    with time_machine.travel(NOW, tick=False):
        return run_sync(source, pull_request(now=NOW, **options))


def split(content: bytes) -> list[bytes]:
    return list(split_mbox(io.BytesIO(content)))


def test_a_file_is_split_at_from_lines_after_an_empty_line() -> None:
    first, second = split(TAKEOUT_LINE + b"A: 1\n\nFrom here on\nFrom me\n\n" + TAKEOUT_LINE + b"B: 2\n\nx\n")
    assert first == TAKEOUT_LINE + b"A: 1\n\nFrom here on\nFrom me\n\n"
    assert second == TAKEOUT_LINE + b"B: 2\n\nx\n"


def test_quoted_from_lines_lose_one_sign() -> None:
    (only,) = split(TAKEOUT_LINE + b"A: 1\n\n>From Mia\n>>From Li\n> From nobody\n")
    assert only.endswith(b"\n\nFrom Mia\n>From Li\n> From nobody\n")


def test_a_line_without_an_end_is_read_in_pieces() -> None:
    long = b"x" * 3_000_000
    (only,) = split(TAKEOUT_LINE + b"A: 1\n\n" + long)
    assert only.endswith(long)


def test_an_empty_file_holds_nothing() -> None:
    assert split(b"") == []


def test_labels_are_read_from_the_header_alone() -> None:
    raw = b'X-Gmail-Labels: Inbox,"Oats, rice",=?UTF-8?Q?K=C3=BCche?=\nFrom: a@example.com\n\nX-Gmail-Labels: Spam\n'
    assert takeout_labels(raw) == ("Inbox", "Oats, rice", "Küche")
    assert takeout_labels(b"From: a@example.com\n\nX-Gmail-Labels: Spam\n") == ()


@pytest.mark.django_db
@pytest.mark.dovecot
def test_a_file_gives_the_same_rows_as_the_mailbox(tmp_path: Path, dovecot: DovecotServer) -> None:
    for number, raw in enumerate(CONVERSATION):
        dovecot.deliver(raw, SENT if number == 1 else "INBOX", arrived(number))
    assert figures(sync_mailbox(dovecot)) == (5, 0, 0, 0)
    by_imap = dump()
    Interaction.objects.all().delete()
    MailboxItem.objects.all().delete()
    assert figures(sync(tmp_path, mbox(*CONVERSATION))) == (5, 0, 0, 0)
    assert dump() == by_imap
    assert "From Mia" in Message.objects.get(message_id="c@example.com").content


@pytest.mark.django_db
@pytest.mark.dovecot
def test_mails_that_imap_brought_are_recognised_in_the_file_and_the_other_way_round(
    tmp_path: Path, dovecot: DovecotServer
) -> None:
    nameless = mail(None, text="No id", minutes=7)
    for raw in CONVERSATION[:2]:
        dovecot.deliver(raw, internal_date=arrived(0))
    dovecot.deliver(nameless, internal_date=arrived(0))
    assert figures(sync_mailbox(dovecot)) == (3, 0, 0, 0)
    takeout = [b"X-GM-THRID: 1849384950192837465\nX-Gmail-Labels: Inbox\n" + raw for raw in CONVERSATION]
    assert figures(sync(tmp_path, mbox(*takeout, nameless))) == (3, 0, 3, 0)
    for raw in CONVERSATION[2:]:
        dovecot.deliver(raw, internal_date=arrived(0))
    assert figures(sync_mailbox(dovecot)) == (0, 0, 3, 0)
    assert Message.objects.count() == 6


@pytest.mark.django_db
def test_a_file_can_be_read_again_at_any_time_and_its_range_is_all_of_it(tmp_path: Path) -> None:
    old = mail("old@example.com").replace(b"16 Nov 2026", b"16 Nov 2016")
    assert figures(sync(tmp_path, mbox(old, *CONVERSATION), days=1)) == (6, 0, 0, 0)
    before = dump()
    assert figures(sync(tmp_path, mbox(old, *CONVERSATION), full=True)) == (0, 0, 6, 0)
    assert dump() == before


@pytest.mark.django_db
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_spam_trash_drafts_and_chats_are_left_out_by_their_label(tmp_path: Path, newline: bytes) -> None:
    labelled = [
        f"X-Gmail-Labels: {label}\n".encode() + mail(f"{number}@example.com", subject=str(number))
        for number, label in enumerate(["Spam", "Trash", "Drafts,Important", "Chat", "Bin", "Inbox,Opened", "Sent"])
    ]
    report = sync(tmp_path, mbox(*labelled, newline=newline))
    assert figures(report) == (2, 0, 0, 0)
    assert report.notes == {"skipped_mails": 5}
    assert set(Message.objects.values_list("message_id", flat=True)) == {"5@example.com", "6@example.com"}


@pytest.mark.django_db
def test_takeouts_thread_joins_mails_of_the_same_party(tmp_path: Path) -> None:
    thread = b"X-GM-THRID: 7\n"
    li = mail("l@example.net", from_="li@example.net", minutes=9)
    sync(tmp_path, mbox(thread + mail("a@example.com"), thread + mail("b@example.com", minutes=5), thread + li))
    assert sorted(Interaction.objects.values_list("customer_email", "message_count")) == [
        ("li@example.net", 1),
        (MIA, 2),
    ]


@pytest.mark.django_db
def test_a_mail_without_a_date_gets_that_of_its_from_line(tmp_path: Path) -> None:
    undated = b"".join(line for line in mail("u@example.com").splitlines(True) if not line.startswith(b"Date:"))
    sync(tmp_path, mbox(undated))
    assert Message.objects.get().sent_at == arrived(0)


@pytest.mark.long
@pytest.mark.django_db
def test_a_large_file_is_stored_whole_a_piece_at_a_time(tmp_path: Path) -> None:
    many = [mail(f"m{number}@example.com", text="Where are my oats?\n" * 700) for number in range(450)]
    report = sync(tmp_path, mbox(*many, mail("large@example.com", text="x\n" * 6_000_000), mail("last@example.com")))
    assert figures(report) == (452, 0, 0, 0)
    assert Message.objects.get(message_id="last@example.com").content
    assert Message.objects.count() == 452


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04zip", b"Subject: a mail\n\nbut no mbox\n", b"\n" + TAKEOUT_LINE])
@pytest.mark.django_db
def test_a_file_that_is_no_mbox_is_refused(tmp_path: Path, content: bytes) -> None:
    report = sync(tmp_path, content)
    assert report.error is not None
    assert "Sales.mbox is no mbox file" in report.error
    assert report.counts.fetched == 0


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    source = MboxSource(tmp_path, SHOP, known_senders([SHOP], [], []))
    with pytest.raises(SourceRefused, match="can't be read"):
        list(source._mails())
