"""A mailbox on a real server becomes conversations: what is listed, what is read, and what is left alone."""

import os
import signal
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from ingest.models import Checkpoint, EmailSyncState, MailboxItem, QuarantinedItem, SyncRun
from ingest.sources.email.source import MAILS_WORTH_A_PROCESS
from ingest.sync import pull_request, run_sync
from interactions.models import Interaction
from tests.ingest.sources.email.mailbox import (
    A_DAY,
    ALL_MAIL,
    SENT,
    arrived,
    bodies_asked,
    figures,
    source_of,
    stored_ids,
    sync,
)
from tests.ingest.store.mails import MIA, NOW, SHOP, answer, dump, mail
from tests.ingest.syncing import versions
from tests.servers.dovecot.fixtures import dovecot, gmail, running_dovecot, running_gmail
from tests.servers.dovecot.gmail_items import GmailItems
from tests.servers.dovecot.gmail_proxy import GmailProxy
from tests.servers.dovecot.server import DovecotServer

__all__ = ["dovecot", "gmail"]

pytestmark = [pytest.mark.dovecot, pytest.mark.django_db]

PASSED_OVER = [
    ("spam@example.com", (r"\Spam",)),
    ("draft@example.com", (r"\Draft",)),
    ("trash@example.com", (r"\Trash",)),
    ("chat@example.com", (r"\Chat",)),
]


def put_a_conversation(server: DovecotServer, *, inbox: str = "INBOX", sent: str = SENT) -> None:
    """A question, the shop's answer in the sent folder, thanks, and another customer's question."""
    server.deliver(mail("a@example.com"), inbox, arrived(0))
    server.deliver(answer("b@example.com", "a@example.com", minutes=90), sent, arrived(90))
    thanks = mail("c@example.com", refers_to=["a@example.com", "b@example.com"], minutes=200, text="Thanks!")
    server.deliver(thanks, inbox, arrived(200))
    server.deliver(mail("d@example.net", from_="Li <li@example.net>", minutes=300), inbox, arrived(300))


def test_customers_mails_and_the_shops_answers_become_conversations(dovecot: DovecotServer) -> None:
    put_a_conversation(dovecot)
    assert figures(sync(dovecot, full=True)) == (4, 0, 0, 0)
    first = Interaction.objects.get(external_id="email:a@example.com")
    assert (first.customer_email, first.message_count, first.status) == (MIA, 3, "open")
    assert (first.agent_email, first.response_time_seconds) == (SHOP, 90 * 60)
    assert [m.sender_type for m in first.messages.all()] == ["customer", "agent", "customer"]
    assert Interaction.objects.count() == 2
    assert EmailSyncState.objects.get().sync_status == "completed"
    assert SyncRun.objects.get().status == "completed"


def reading_processes() -> list[int]:
    """Return the processes that read for this one."""
    found = []
    for process in Path("/proc").glob("[1-9]*"):
        with suppress(OSError):
            parent = process.joinpath("stat").read_text().rpartition(")")[2].split()[1]
            if parent == str(os.getpid()) and b"reading_child" in process.joinpath("cmdline").read_bytes():
                found.append(int(process.name))
    return found


def test_many_mails_are_read_in_another_process_whose_death_loses_and_doubles_nothing(dovecot: DovecotServer) -> None:
    names = [f"m{number}@example.com" for number in range(MAILS_WORTH_A_PROCESS + 50)]
    for number, name in enumerate(names):
        dovecot.deliver(mail(name, minutes=number % 300), "INBOX", arrived(number % 300))
    killed: list[int] = []

    def kill_the_reader(*_: object) -> None:
        for pid in reading_processes():
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    with source_of(dovecot) as source, time_machine.travel(NOW, tick=False):
        report = run_sync(source, pull_request(now=NOW, full=True), on_progress=kill_the_reader)
    assert figures(report) == (len(names), 0, 0, 0)
    assert stored_ids() == set(names)
    assert len(set(killed)) > 1
    assert reading_processes() == []


def test_few_mails_are_read_in_this_process(dovecot: DovecotServer) -> None:
    put_a_conversation(dovecot)
    seen: list[int] = []
    with source_of(dovecot) as source, time_machine.travel(NOW, tick=False):
        report = run_sync(
            source, pull_request(now=NOW, full=True), on_progress=lambda *_: seen.extend(reading_processes())
        )
    assert figures(report) == (4, 0, 0, 0)
    assert seen == []


def test_a_second_run_reads_no_mail_and_writes_nothing(gmail: GmailProxy) -> None:
    put_a_conversation(gmail.server, inbox=ALL_MAIL, sent=ALL_MAIL)
    sync(gmail, full=True)
    assert bodies_asked(gmail)
    before = versions()
    for options in ({"full": True}, {"days": 30}, {}):
        report = sync(gmail, **options)
        assert report.counts.created == report.counts.updated == 0
        assert bodies_asked(gmail) == []
        assert versions() == before
    assert figures(sync(gmail, full=True)) == (0, 0, 4, 0)
    assert figures(sync(gmail)) == (0, 0, 0, 0)


def test_a_plain_run_reads_on_from_the_last_mail(gmail: GmailProxy) -> None:
    put_a_conversation(gmail.server, inbox=ALL_MAIL, sent=ALL_MAIL)
    sync(gmail)
    gmail.commands.clear()
    gmail.server.deliver(mail("new@example.com", minutes=400), ALL_MAIL, arrived(400))
    assert figures(sync(gmail)) == (1, 0, 0, 0)
    assert [c for c in gmail.commands if c.startswith("UID SEARCH")] == ["UID SEARCH UID 5:5"]
    assert len(bodies_asked(gmail)) == 1


def test_days_are_hours_by_the_time_of_arrival(dovecot: DovecotServer) -> None:
    second = timedelta(seconds=1)
    for name, at in {
        "in1": NOW - 3 * A_DAY,
        "out1": NOW - 3 * A_DAY - second,
        "in2": NOW - second,
        "out2": NOW - 4 * A_DAY,
    }.items():
        dovecot.deliver(mail(f"{name}@example.com", subject=name), internal_date=at)
    assert figures(sync(dovecot, days=3)) == (2, 0, 0, 0)
    assert stored_ids() == {"in1@example.com", "in2@example.com"}


def test_a_full_run_lists_twelve_months(dovecot: DovecotServer) -> None:
    dovecot.deliver(mail("in@example.com"), internal_date=NOW - 365 * A_DAY)
    dovecot.deliver(mail("out@example.com"), internal_date=NOW - 365 * A_DAY - timedelta(seconds=1))
    assert figures(sync(dovecot, full=True)) == (1, 0, 0, 0)
    assert stored_ids() == {"in@example.com"}


def test_a_plain_run_completes_the_year_whatever_days_ran_before(dovecot: DovecotServer) -> None:
    dovecot.deliver(mail("old@example.com"), internal_date=NOW - 300 * A_DAY)
    dovecot.deliver(mail("new@example.com"), internal_date=NOW - A_DAY)
    assert figures(sync(dovecot, days=3)) == (1, 0, 0, 0)
    assert figures(sync(dovecot)) == (1, 0, 1, 0)
    assert stored_ids() == {"old@example.com", "new@example.com"}


def test_a_short_range_after_a_pause_leaves_no_gap_behind(dovecot: DovecotServer) -> None:
    dovecot.deliver(mail("first@example.com"), internal_date=NOW - 20 * A_DAY)
    sync(dovecot, now=NOW - 15 * A_DAY)
    dovecot.deliver(mail("gap@example.com", subject="Between"), internal_date=NOW - 10 * A_DAY)
    dovecot.deliver(mail("last@example.com", subject="Last"), internal_date=NOW - A_DAY)
    assert figures(sync(dovecot, days=2)) == (1, 0, 0, 0)
    assert figures(sync(dovecot)) == (1, 0, 1, 0)
    assert "gap@example.com" in stored_ids()


def test_a_folder_that_is_added_later_is_read_whole(dovecot: DovecotServer) -> None:
    put_a_conversation(dovecot)
    sync(dovecot, folders=("INBOX",))
    assert "b@example.com" not in stored_ids()
    assert figures(sync(dovecot, folders=("INBOX", SENT))) == (1, 0, 0, 0)
    assert Interaction.objects.get(external_id="email:a@example.com").message_count == 3


@pytest.mark.django_db(transaction=True)
def test_a_mail_in_two_folders_counts_once_in_every_run() -> None:
    with running_dovecot(virtual_all=True) as server:
        put_a_conversation(server)
        folders = ("INBOX", SENT, r"\All")
        assert figures(sync(server, folders=("INBOX",))) == (3, 0, 0, 0)
        assert figures(sync(server, full=True, folders=folders)) == (1, 0, 3, 0)
        assert figures(sync(server, full=True, folders=folders)) == (0, 0, 4, 0)
        assert MailboxItem.objects.filter(outcome="stored").count() == 8
        Interaction.objects.all().delete()
        MailboxItem.objects.all().delete()
        Checkpoint.objects.all().delete()
        assert figures(sync(server, full=True, folders=folders)) == (4, 0, 0, 0)


def test_by_default_the_folder_with_everything_is_read_alone() -> None:
    with running_dovecot(virtual_all=True) as server:
        put_a_conversation(server)
        assert figures(sync(server)) == (4, 0, 0, 0)
        assert set(MailboxItem.objects.values_list("folder", flat=True)) == {server.all_folder}


def test_a_folder_numbered_anew_gives_no_duplicates(dovecot: DovecotServer) -> None:
    put_a_conversation(dovecot)
    dovecot.deliver(mail(None, text="No id"), internal_date=arrived(400))
    sync(dovecot)
    before = dump()
    dovecot.bump_uid_validity()
    assert figures(sync(dovecot)) == (0, 0, 4, 0)
    assert dump() == before
    assert figures(sync(dovecot)) == (0, 0, 0, 0)


def test_mails_of_a_folder_numbered_anew_are_known_without_being_read(gmail: GmailProxy) -> None:
    put_a_conversation(gmail.server, inbox=ALL_MAIL, sent=ALL_MAIL)
    sync(gmail)
    bodies_asked(gmail)
    before = versions("customer_interactions", "interaction_messages")
    validity = gmail.server.bump_uid_validity(ALL_MAIL)
    report = sync(gmail)
    assert figures(report) == (0, 0, 4, 0)
    assert report.notes == {"renumbered_mails": 4}
    assert bodies_asked(gmail) == []
    assert versions("customer_interactions", "interaction_messages") == before
    assert set(MailboxItem.objects.values_list("uid_validity", flat=True)) == {validity}


def test_a_folder_restored_in_another_order_is_read_for_what_is_new_alone(dovecot: DovecotServer) -> None:
    mails = {f"{name}@example.com": mail(f"{name}@example.com", text=name * 40) for name in "abc"}
    for raw in mails.values():
        dovecot.deliver(raw, internal_date=arrived(0))
    dovecot.deliver(mail(None, text="No id"), internal_date=arrived(5))
    sync(dovecot)
    before = dump()
    with dovecot.session("INBOX") as client:
        client.delete_messages([1, 2, 3])
        client.expunge()
    dovecot.bump_uid_validity()
    for name in ("c@example.com", "a@example.com"):
        dovecot.deliver(mails[name], internal_date=arrived(0))
    dovecot.deliver(mail("new@example.com", text="New"), internal_date=arrived(9))
    report = sync(dovecot)
    assert figures(report) == (1, 0, 3, 0)
    assert report.notes == {"renumbered_mails": 2}
    assert [row for row in dump() if row[0]["external_id"] != "email:new@example.com"] == before
    places = MailboxItem.objects.filter(uid_validity=dovecot.uid_validity())
    shown = {item.uid: item.message_id for item in places}
    ids = {uid: id_ for uid, id_ in dovecot.message_ids().items() if id_}
    assert {uid: shown[uid] for uid in ids} == ids
    assert figures(sync(dovecot)) == (0, 0, 0, 0)


def test_what_is_deleted_at_the_source_stays_here(dovecot: DovecotServer) -> None:
    put_a_conversation(dovecot)
    sync(dovecot)
    before = dump()
    dovecot.delete(1)
    assert figures(sync(dovecot, full=True)) == (0, 0, 3, 0)
    assert dump() == before


def test_drafts_by_flag_are_passed_over(dovecot: DovecotServer) -> None:
    dovecot.deliver(mail("draft@example.com"), internal_date=arrived(0), flags=[r"\Draft"])
    dovecot.deliver(mail("a@example.com"), internal_date=arrived(0))
    report = sync(dovecot)
    assert figures(report) == (1, 0, 0, 0)
    assert report.notes == {"skipped_mails": 1}
    assert figures(sync(dovecot, full=True)) == (0, 0, 1, 0)


def test_spam_trash_drafts_and_chats_by_gmails_label_are_passed_over() -> None:
    labels = dict(PASSED_OVER)

    def items_of(message_id: str, uid: int) -> GmailItems:
        return GmailItems(uid, uid, labels.get(message_id, (r"\Inbox", "Chat about oats")))

    with running_gmail(items_of) as gmail:
        for name in [*labels, "kept@example.com"]:
            gmail.server.deliver(mail(name), ALL_MAIL, arrived(0))
        report = sync(gmail)
        assert figures(report) == (1, 0, 0, 0)
        assert report.notes == {"skipped_mails": 4}
        assert stored_ids() == {"kept@example.com"}
        reasons = MailboxItem.objects.filter(outcome="skipped").values_list("reason", flat=True)
        assert sorted(str(reason) for reason in reasons) == ["chat", "draft", "spam", "trash"]
        gmail.commands.clear()
        assert figures(sync(gmail, full=True)) == (0, 0, 1, 0)
        assert bodies_asked(gmail) == []


def test_gmails_thread_joins_mails_of_the_same_party_only() -> None:
    def items_of(message_id: str, uid: int) -> GmailItems:
        return GmailItems(uid, 7)

    with running_gmail(items_of) as gmail:
        gmail.server.deliver(mail("a@example.com"), ALL_MAIL, arrived(0))
        gmail.server.deliver(mail("b@example.com", minutes=5), ALL_MAIL, arrived(5))
        gmail.server.deliver(mail("c@example.net", from_="li@example.net", minutes=9), ALL_MAIL, arrived(9))
        sync(gmail)
    rows = Interaction.objects.order_by("customer_email").values_list("customer_email", "message_count")
    assert list(rows) == [("li@example.net", 1), (MIA, 2)]
    assert set(MailboxItem.objects.values_list("gm_thread_id", flat=True)) == {7}


def test_the_mailbox_is_as_it_was(dovecot: DovecotServer) -> None:
    put_a_conversation(dovecot)
    dovecot.flag(2, r"\Seen", r"\Flagged")
    before = {folder: dovecot.flags(folder) for folder in ("INBOX", SENT)}
    sync(dovecot)
    assert {folder: dovecot.flags(folder) for folder in ("INBOX", SENT)} == before
    assert before["INBOX"][1] == frozenset()


def test_the_days_bytes_pause_a_run_and_the_next_day_goes_on(dovecot: DovecotServer) -> None:
    for number in range(6):
        raw = mail(f"{number}@example.com", text="x" * 40_000, subject=str(number))
        dovecot.deliver(raw, internal_date=arrived(number))
    first = sync(dovecot, daily_bytes=100_000)
    assert figures(first) == (2, 0, 0, 0)
    assert first.paused is not None
    assert "BOO_SALES_IMAP_DAILY_MB" in first.paused
    assert first.bytes_read < 100_000
    again = sync(dovecot, daily_bytes=100_000)
    assert figures(again) == (0, 0, 2, 0)
    assert again.paused
    assert figures(sync(dovecot, daily_bytes=100_000, now=NOW + A_DAY)) == (2, 0, 2, 0)
    last = sync(dovecot, daily_bytes=10**9, now=NOW + 2 * A_DAY)
    assert figures(last) == (2, 0, 4, 0)
    assert last.is_complete
    assert figures(sync(dovecot, now=NOW + 2 * A_DAY)) == (0, 0, 0, 0)


def test_a_mail_larger_than_a_days_bytes_is_read_all_the_same(dovecot: DovecotServer) -> None:
    dovecot.deliver(mail("large@example.com", text="x" * 50_000), internal_date=arrived(0))
    dovecot.deliver(mail("next@example.com", subject="Next"), internal_date=arrived(1))
    assert figures(sync(dovecot, daily_bytes=10_000)) == (1, 0, 0, 0)
    assert figures(sync(dovecot, daily_bytes=10_000, now=NOW + A_DAY)) == (1, 0, 1, 0)


def test_what_is_no_mail_is_kept_as_it_came_and_the_rest_goes_on(dovecot: DovecotServer) -> None:
    nonsense = b"\r\n\r\nThis is no mail at all.\r\n"
    dovecot.deliver(nonsense, internal_date=arrived(0))
    dovecot.deliver(mail("a@example.com"), internal_date=arrived(1))
    assert figures(sync(dovecot)) == (1, 0, 0, 1)
    item = QuarantinedItem.objects.get()
    assert (bytes(item.raw), item.source, item.error_class) == (nonsense, "email", "UnparsableMail")
    assert SyncRun.objects.get().status == "completed_with_errors"
    assert figures(sync(dovecot, full=True)) == (0, 0, 2, 0)
    assert QuarantinedItem.objects.count() == 1


def test_a_shop_without_mail_syncs_to_nothing(dovecot: DovecotServer) -> None:
    report = sync(dovecot, full=True)
    assert figures(report) == (0, 0, 0, 0)
    assert report.is_complete
