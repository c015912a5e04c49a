"""What a sync keeps when the server, a mail or the network fails, and how the next one goes on."""

import sys
from pathlib import Path

import pytest

from ingest.models import MailboxItem, QuarantinedItem, SyncRun
from interactions.models import Message
from tests.ingest.sources.email import build
from tests.ingest.sources.email.mailbox import ALL_MAIL, arrived, bodies_asked, figures, stored_ids, sync
from tests.ingest.store.mails import mail
from tests.servers.dovecot import faults
from tests.servers.dovecot.faults import CutAfter, Fault, HangInLiteral, Refuse, SayBye
from tests.servers.dovecot.fixtures import do_without, dovecot, gmail
from tests.servers.dovecot.gmail_proxy import GmailProxy
from tests.servers.dovecot.server import DovecotServer

__all__ = ["dovecot", "gmail"]

pytestmark = [pytest.mark.dovecot, pytest.mark.django_db]

SAMPLES = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "mail"
MEGABYTE = 1_000_000


@pytest.fixture
def filled(gmail: GmailProxy) -> GmailProxy:
    """A mailbox that takes two batches to read: 200 mails, and 7 more."""
    for number in range(207):
        raw = mail(f"{number}@example.com", subject=str(number), minutes=number)
        gmail.server.deliver(raw, ALL_MAIL, arrived(number))
    return gmail


@pytest.mark.parametrize(
    "fault",
    [
        Fault("UID FETCH", CutAfter(1_000), times=2, skip=1, containing="BODY.PEEK[]"),
        pytest.param(
            Fault("UID FETCH", HangInLiteral(), times=2, skip=1, containing="BODY.PEEK[]"), marks=pytest.mark.long
        ),
        Fault("UID FETCH", SayBye(faults.OVERQUOTA), times=2, skip=1, containing="BODY.PEEK[]"),
    ],
    ids=["cut", "silent", "quota"],
)
def test_a_run_that_breaks_off_keeps_what_it_has_and_the_next_one_completes(filled: GmailProxy, fault: Fault) -> None:
    filled.inject(fault)
    broken = sync(filled, read_seconds=1.0)
    assert broken.error is not None
    assert "\n" not in broken.error
    assert broken.counts.created == 200
    assert len(stored_ids()) == 200
    assert SyncRun.objects.get().status == "failed"
    filled.commands.clear()
    filled.faults.clear()
    report = sync(filled)
    assert figures(report) == (7, 0, 200, 0)
    assert len(bodies_asked(filled)) == 1
    assert len(stored_ids()) == 207


def test_a_connection_that_is_lost_once_is_made_again(filled: GmailProxy) -> None:
    filled.inject(Fault("UID FETCH", CutAfter(1_000), skip=1, containing="BODY.PEEK[]"))
    report = sync(filled)
    assert figures(report) == (207, 0, 0, 0)
    assert report.retries == 1


def test_a_mail_that_the_server_does_not_hand_out_is_asked_for_again(gmail: GmailProxy) -> None:
    for number in range(3):
        gmail.server.deliver(mail(f"{number}@example.com", subject=str(number)), ALL_MAIL, arrived(number))
    gmail.inject(
        Fault("UID FETCH 1:3", Refuse("The message could not be converted."), containing="BODY.PEEK[]"),
        Fault("UID FETCH 1,2,3", Refuse("The message could not be converted."), containing="BODY.PEEK[]"),
        Fault("UID FETCH 2 ", Refuse("The message could not be converted."), containing="BODY.PEEK[]"),
    )
    assert figures(sync(gmail)) == (2, 0, 0, 1)
    item = QuarantinedItem.objects.get()
    assert (item.error_class, bytes(item.raw), item.resolved_at) == ("UnreadableMail", b"", None)
    gmail.faults.clear()
    gmail.commands.clear()
    assert figures(sync(gmail)) == (1, 0, 1, 0)
    assert len(bodies_asked(gmail)) == 1
    item.refresh_from_db()
    assert item.resolved_at is not None
    assert MailboxItem.objects.get(uid=2).outcome == "stored"
    assert figures(sync(gmail)) == (0, 0, 0, 0)


def test_of_a_mail_above_the_limit_the_texts_are_read_and_the_files_named(dovecot: DovecotServer) -> None:
    photo = build.file_part(b"\xff\xd8" * MEGABYTE, 'image/jpeg; name="torn bag.jpg"')
    large = build.multipart("mixed", build.part("Look at the bag."), photo, to="sales@shop.example.net")
    dovecot.deliver(large, internal_date=arrived(0))
    dovecot.deliver(mail("small@example.com"), internal_date=arrived(1))
    report = sync(dovecot, large_mail_bytes=MEGABYTE)
    assert figures(report) == (2, 0, 0, 0)
    assert report.bytes_read < 20_000
    found = Message.objects.get(message_id="oats@example.com")
    assert found.content == "Look at the bag."
    assert found.attachments is not None
    assert [(a["name"], a["type"]) for a in found.attachments] == [("torn bag.jpg", "image/jpeg")]
    assert found.attachments[0]["size"] > MEGABYTE
    assert figures(sync(dovecot, full=True, large_mail_bytes=MEGABYTE)) == (0, 0, 2, 0)


def test_no_sample_of_odd_mail_is_lost_or_stops_the_run(
    dovecot: DovecotServer, capsys: pytest.CaptureFixture[str]
) -> None:
    if not SAMPLES.is_dir():
        do_without("the mail samples are not here")
    files = sorted(path for folder in ("odd", "bounces") for path in (SAMPLES / folder).rglob("*") if path.is_file())
    for path in files:
        dovecot.deliver(path.read_bytes(), internal_date=arrived(0))
    report = sync(dovecot, full=True)
    created, updated, _, quarantined = figures(report)
    places = MailboxItem.objects.values_list("outcome", flat=True)
    with capsys.disabled():
        sys.stdout.write(f"\n{len(files)} odd mails: {created} stored, {quarantined} quarantined, the rest copies\n")
    assert len(places) == len(files)
    assert sum(outcome == "quarantined" for outcome in places) == quarantined == QuarantinedItem.objects.count()
    assert created == Message.objects.count()
    assert updated == 0
    again = sync(dovecot, full=True)
    assert again.counts.created == again.counts.updated == 0
    assert again.counts.fetched == created + quarantined
    assert again.bytes_read < report.bytes_read / 20
