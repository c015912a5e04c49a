"""What the source has and what is here, compared day by day: nothing that differs goes unnamed."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from ingest.models import MailboxItem, QuarantinedItem, Reconciliation
from ingest.reconcile import Day, Reconciled, differences, reconcile
from ingest.sources.livechat.source import LiveChatSource
from interactions.models import Interaction, Message
from tests.ingest.sources.email.mailbox import SENT, arrived, source_of, stored_ids, sync
from tests.ingest.store.mails import MONDAY, NOW, answer, mail
from tests.ingest.syncing import client_at, versions
from tests.ingest.syncing import sync as sync_livechat
from tests.servers.dovecot.fixtures import dovecot
from tests.servers.dovecot.server import DovecotServer
from tests.servers.livechat import LiveChatServer, World

__all__ = ["dovecot"]

pytestmark = pytest.mark.django_db

KEPT = ("customer_interactions", "interaction_messages", "mailbox_items")


def mails(server: DovecotServer, *, days: int = 14, fix: bool = False) -> Reconciled:
    with source_of(server) as mailbox, time_machine.travel(NOW, tick=False):
        return reconcile(mailbox, days=days, now=NOW, fix=fix)


def threads(server: LiveChatServer, *, days: int = 14, fix: bool = False) -> Reconciled:
    now = server.clock.now()
    with client_at(server) as client, time_machine.travel(now, tick=False):
        return reconcile(LiveChatSource(client), days=days, now=now, fix=fix)


def total(found: Reconciled) -> Day:
    """Add the days up."""
    added = Day(found.days[0].day)
    for day in found.days:
        added.stored += day.stored
        added.quarantined += day.quarantined
        added.skipped += day.skipped
        added.missing += day.missing
        added.gone += day.gone
    return added


@pytest.fixture
def mailbox(dovecot: DovecotServer) -> DovecotServer:
    """Two mails of one day, one with a copy in the sent folder, and one of another day."""
    dovecot.deliver(mail("a@example.com"), internal_date=arrived(0))
    dovecot.deliver(answer("b@example.com", "a@example.com", minutes=5), SENT, arrived(5))
    dovecot.deliver(answer("b@example.com", "a@example.com", minutes=5), internal_date=arrived(6))
    dovecot.deliver(mail("c@example.com", minutes=3000, subject="Other"), internal_date=arrived(3000))
    sync(dovecot)
    return dovecot


@pytest.mark.dovecot
def test_a_synced_mailbox_has_no_differences(mailbox: DovecotServer) -> None:
    before = versions(*KEPT)
    found = mails(mailbox)
    assert len(found.days) == 14
    counts = {day.day: (day.seen, day.stored) for day in found.days if day.seen}
    # Monday midnight UTC is Monday, 11:00 in Sydney.
    assert counts == {MONDAY.date(): (2, 2), MONDAY.date() + timedelta(days=2): (1, 1)}
    assert list(differences()) == []
    assert Reconciliation.objects.count() == 14
    assert versions(*KEPT) == before


@pytest.mark.dovecot
def test_missing_mails_are_named_and_fixed(mailbox: DovecotServer) -> None:
    mailbox.deliver(mail("new@example.com", minutes=10), internal_date=arrived(10))
    found = mails(mailbox)
    assert found.missing == ["new@example.com"]
    assert [(row.day, row.missing, row.seen) for row in differences()] == [(MONDAY.date(), ["new@example.com"], 3)]
    fixed = mails(mailbox, fix=True)
    assert (fixed.missing, fixed.fix is not None) == ([], True)
    assert "new@example.com" in stored_ids()
    assert list(differences()) == []


@pytest.mark.dovecot
def test_a_stored_mail_whose_row_was_lost_is_missing_and_is_read_again(mailbox: DovecotServer) -> None:
    Interaction.objects.get(external_id="email:c@example.com").delete()
    assert mails(mailbox).missing == ["c@example.com"]
    assert mails(mailbox, fix=True).missing == []
    assert "c@example.com" in stored_ids()


@pytest.mark.dovecot
def test_what_is_skipped_counts_with_its_reason_and_what_is_quarantined_too(mailbox: DovecotServer) -> None:
    mailbox.deliver(mail("draft@example.com"), internal_date=arrived(1), flags=[r"\Draft"])
    mailbox.deliver(b"\x00 no mail", internal_date=arrived(2))
    before_sync = total(mails(mailbox))
    assert (before_sync.skipped, before_sync.quarantined) == ({"draft": 1}, 0)
    sync(mailbox)
    after = total(mails(mailbox))
    assert (after.stored, after.skipped, after.quarantined, after.missing) == (3, {"draft": 1}, 1, [])
    assert after.seen == 5
    assert Reconciliation.objects.get(day=MONDAY.date()).skipped_reasons == {"draft": 1}


@pytest.mark.dovecot
def test_what_the_mailbox_no_longer_has_is_marked_and_never_deleted(mailbox: DovecotServer) -> None:
    mailbox.delete(1)
    assert total(mails(mailbox)).gone == ["a@example.com"]
    assert not Message.objects.exclude(source_deleted_at=None).exists()
    mails(mailbox, fix=True)
    assert list(Message.objects.exclude(source_deleted_at=None).values_list("message_id", flat=True)) == [
        "a@example.com"
    ]
    assert not Interaction.objects.exclude(source_deleted_at=None).exists()
    before = versions(*KEPT)
    mails(mailbox, fix=True)
    assert versions(*KEPT) == before


@pytest.mark.dovecot
def test_a_conversation_without_a_mail_left_at_the_source_is_marked_and_unmarked(mailbox: DovecotServer) -> None:
    with mailbox.session("INBOX") as client:
        client.copy([3], SENT)
    mailbox.delete(3)
    sync(mailbox)
    found = mails(mailbox, fix=True)
    assert total(found).gone == []
    copies = [uid for uid, id_ in mailbox.message_ids(SENT).items() if id_ == "c@example.com"]
    mailbox.delete(copies[0], SENT)
    assert total(mails(mailbox, fix=True)).gone == ["c@example.com"]
    marked = Interaction.objects.exclude(source_deleted_at=None)
    assert list(marked.values_list("external_id", flat=True)) == ["email:c@example.com"]
    mailbox.deliver(mail("c@example.com", minutes=3000, subject="Other"), internal_date=arrived(3000))
    sync(mailbox)
    mails(mailbox, fix=True)
    assert not Interaction.objects.exclude(source_deleted_at=None).exists()


@pytest.mark.dovecot
def test_a_folder_numbered_anew_is_not_taken_for_an_empty_one(mailbox: DovecotServer) -> None:
    mailbox.bump_uid_validity()
    assert total(mails(mailbox)).gone == []
    assert total(mails(mailbox)).missing == []
    sync(mailbox)
    assert total(mails(mailbox)).gone == []
    assert MailboxItem.objects.filter(uid_validity=mailbox.uid_validity()).count() == 3


@pytest.fixture
def server() -> Iterator[LiveChatServer]:
    with LiveChatServer() as started:
        yield started


@pytest.fixture
def world(server: LiveChatServer) -> World:
    return server.world


def test_synced_threads_have_no_differences(world: World, server: LiveChatServer) -> None:
    world.closed_thread("Hello", "Hi", at=world.clock.now() - timedelta(days=3))
    open_thread = world.start_thread(world.add_chat())
    open_thread.say(open_thread.chat.customer, "Still here?")
    sync_livechat(server)
    found = total(threads(server))
    assert (found.seen, found.stored, found.missing, found.gone) == (2, 2, [], [])


def test_missing_threads_are_named_and_fixed(world: World, server: LiveChatServer) -> None:
    kept = world.closed_thread("Hello", "Hi", at=world.clock.now() - timedelta(days=3))
    lost = world.closed_thread("Where is it?", "On its way.", at=world.clock.now() - timedelta(days=2))
    sync_livechat(server)
    Interaction.objects.filter(external_id=lost.id).delete()
    found = threads(server)
    assert found.missing == [lost.id]
    assert differences().get().missing == [lost.id]
    assert threads(server, fix=True).missing == []
    assert set(Interaction.objects.values_list("external_id", flat=True)) == {kept.id, lost.id}
    assert not differences().exists()


def test_a_quarantined_thread_is_not_missing(world: World, server: LiveChatServer) -> None:
    thread = world.closed_thread("Hello", "Hi", at=world.clock.now() - timedelta(days=1))
    unread = {"raw": b"{}", "sha256": "0", "reason": "?", "error_class": "?"}
    QuarantinedItem.objects.create(source="livechat", external_id=thread.id, **unread)
    found = total(threads(server))
    assert (found.quarantined, found.missing) == (1, [])


def test_a_deleted_thread_is_marked_and_never_deleted(world: World, server: LiveChatServer) -> None:
    thread = world.closed_thread("Hello", "Hi", at=world.clock.now() - timedelta(days=1))
    sync_livechat(server)
    world.delete_thread(thread)
    assert total(threads(server)).gone == [thread.id]
    assert total(threads(server, fix=True)).gone == [thread.id]
    assert Interaction.objects.get().source_deleted_at == world.clock.now()
    before = versions("customer_interactions")
    threads(server, fix=True)
    assert versions("customer_interactions") == before
