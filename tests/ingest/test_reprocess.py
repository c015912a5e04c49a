"""What is stored is read from its source again: rows follow how it reads now, and nothing else changes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db.models import F

from ingest.models import MailboxItem, QuarantinedItem, SyncRun
from ingest.reprocess import reprocess
from ingest.sources.email.again import EmailAgain
from ingest.sources.livechat.source import LiveChatSource
from ingest.store.regroup import merge, split
from ingest.sync import Report
from interactions.models import Interaction, Message
from tests.ingest.sources.email.mailbox import SENT, arrived, figures, source_of, sync
from tests.ingest.store.mails import NOW, SHOP, answer, dump, mail
from tests.ingest.syncing import client_at, versions
from tests.ingest.syncing import sync as sync_livechat
from tests.servers.dovecot.fixtures import dovecot
from tests.servers.dovecot.server import DovecotServer
from tests.servers.livechat import LiveChatServer, World

__all__ = ["dovecot"]

pytestmark = [pytest.mark.django_db]

A_MONTH = timedelta(days=30)
KEPT = ("customer_interactions", "interaction_messages", "interaction_order_references", "mail_links", "mailbox_items")


def mails_again(
    server: DovecotServer, *, since: datetime = NOW - A_MONTH, now: datetime = NOW, **options: Any
) -> Report:
    with source_of(server, **options) as mailbox, time_machine.travel(now, tick=False):
        return reprocess(EmailAgain(mailbox), since=since, now=now)


def threads_again(server: LiveChatServer) -> Report:
    now = server.clock.now()
    with client_at(server) as client, time_machine.travel(now, tick=False):
        return reprocess(LiveChatSource(client), since=now - A_MONTH, now=now)


def as_an_older_version_read_it() -> None:
    """Let the stored rows be what a version with another parser wrote."""
    Message.objects.update(content="[unread]", quoted_text=None, content_hash="0", raw_data=F("raw_data"))
    Interaction.objects.update(transcript="[unread]", message_count=9, order_ids=["1"], content_hash="0")


@pytest.fixture
def conversation(dovecot: DovecotServer) -> DovecotServer:
    dovecot.deliver(mail("a@example.com", text="Where is H241606215199?"), internal_date=arrived(0))
    dovecot.deliver(answer("b@example.com", "a@example.com", minutes=90), SENT, arrived(90))
    dovecot.deliver(mail(None, text="No id", minutes=200), internal_date=arrived(200))
    sync(dovecot)
    return dovecot


@pytest.mark.dovecot
def test_mails_are_read_as_they_read_now(conversation: DovecotServer) -> None:
    before = dump()
    as_an_older_version_read_it()
    assert figures(mails_again(conversation)) == (0, 3, 0, 0)
    assert dump() == before
    run = SyncRun.objects.get(trigger="reprocess")
    assert (run.status, run.fetched, run.updated) == ("completed", 3, 3)


@pytest.mark.dovecot
def test_a_second_reprocess_writes_nothing(conversation: DovecotServer) -> None:
    as_an_older_version_read_it()
    mails_again(conversation)
    before = versions(*KEPT)
    assert figures(mails_again(conversation)) == (0, 0, 3, 0)
    assert versions(*KEPT) == before


@pytest.mark.dovecot
def test_what_staff_set_stays(conversation: DovecotServer) -> None:
    Interaction.objects.update(status="escalated", status_by="staff", status_at=NOW, category="other")
    as_an_older_version_read_it()
    mails_again(conversation)
    assert set(Interaction.objects.values_list("status", "status_by", "category")) == {("escalated", "staff", "other")}


@pytest.mark.dovecot
def test_what_the_mailbox_no_longer_has_is_left_alone(conversation: DovecotServer) -> None:
    as_an_older_version_read_it()
    conversation.delete(1)
    assert figures(mails_again(conversation)) == (0, 2, 0, 0)
    assert Message.objects.get(message_id="a@example.com").content == "[unread]"


@pytest.mark.dovecot
def test_only_the_range_is_read(conversation: DovecotServer) -> None:
    as_an_older_version_read_it()
    assert figures(mails_again(conversation, since=arrived(150))) == (0, 1, 0, 0)
    assert Message.objects.filter(content="[unread]").count() == 2


@pytest.mark.dovecot
def test_a_different_mail_under_a_used_id_keeps_its_own(dovecot: DovecotServer) -> None:
    for number in range(2):
        raw = mail("used@carrier.example.org", text=f"Parcel {number}", minutes=number)
        dovecot.deliver(raw, internal_date=arrived(number))
    sync(dovecot)
    before = dump()
    as_an_older_version_read_it()
    assert figures(mails_again(dovecot)) == (0, 2, 0, 0)
    assert dump() == before


@pytest.mark.dovecot
def test_what_staff_split_and_merged_stays_so(conversation: DovecotServer) -> None:
    answered = Message.objects.get(message_id="b@example.com")
    split([answered.pk], user=None, now=NOW)
    alone = Interaction.objects.exclude(messages__message_id__in=["a@example.com", "b@example.com"]).get()
    merge([alone.pk, Message.objects.get(pk=answered.pk).interaction_id], user=None, now=NOW)
    before, groups = dump(), dict(Message.objects.values_list("message_id", "interaction_id"))
    as_an_older_version_read_it()
    assert figures(mails_again(conversation)) == (0, 3, 0, 0)
    assert dict(Message.objects.values_list("message_id", "interaction_id")) == groups
    assert dump() == before


@pytest.mark.dovecot
def test_mails_that_read_as_one_conversation_now_become_one(conversation: DovecotServer) -> None:
    answered = Message.objects.get(message_id="b@example.com")
    alone = Interaction.objects.create(source="email", external_id="email:b@example.com", started_at=answered.sent_at)
    Message.objects.filter(pk=answered.pk).update(interaction=alone, content="[unread]")
    alone.mail_links.model.objects.filter(key="b@example.com").update(interaction=alone)
    mails_again(conversation)
    found = Interaction.objects.get(external_id="email:a@example.com")
    assert (found.message_count, found.agent_email) == (2, SHOP)
    assert not Interaction.objects.filter(pk=alone.pk).exists()


@pytest.mark.dovecot
def test_the_days_bytes_pause_it_and_the_next_day_goes_on(dovecot: DovecotServer) -> None:
    for number in range(3):
        raw = mail(f"{number}@example.com", text="x" * 60_000, minutes=number)
        dovecot.deliver(raw, internal_date=arrived(number))
    sync(dovecot)
    as_an_older_version_read_it()
    done = [mails_again(dovecot, now=NOW + timedelta(days=day), daily_bytes=100_000) for day in (1, 2, 3, 4)]
    assert [report.counts.updated for report in done[:3]] == [1, 1, 1]
    assert done[0].paused is not None
    assert not Message.objects.filter(content="[unread]").exists()


@pytest.mark.dovecot
def test_a_mail_that_can_be_read_now_leaves_the_quarantine(dovecot: DovecotServer) -> None:
    dovecot.deliver(mail("a@example.com"), internal_date=arrived(0))
    sync(dovecot)
    Interaction.objects.all().delete()
    MailboxItem.objects.update(outcome="quarantined", message_id="sha256:0")
    QuarantinedItem.objects.create(
        source="email", external_id="sha256:0", raw=b"?", sha256="0", reason="?", error_class="?"
    )
    assert figures(mails_again(dovecot)) == (1, 0, 0, 0)
    assert QuarantinedItem.objects.get().resolved_at is not None
    assert MailboxItem.objects.get().outcome == "stored"


@pytest.fixture
def server() -> Iterator[LiveChatServer]:
    with LiveChatServer() as started:
        yield started


@pytest.fixture
def world(server: LiveChatServer) -> World:
    return server.world


def test_threads_are_read_as_they_read_now(world: World, server: LiveChatServer) -> None:
    thread = world.closed_thread("Where is H241606215199?", "On its way.")
    sync_livechat(server)
    found = Interaction.objects.get(external_id=thread.id)
    # The hash of what LiveChat said is as it was: only what follows from it differs.
    Interaction.objects.update(transcript="[unread]", message_count=9)
    Message.objects.update(content="[unread]")
    report = threads_again(server)
    assert (report.counts.updated, report.counts.unchanged) == (1, 0)
    after = Interaction.objects.get(external_id=thread.id)
    assert (after.transcript, after.message_count) == (found.transcript, found.message_count)
    assert not Message.objects.filter(content="[unread]").exists()
    before = versions("customer_interactions", "interaction_messages")
    assert threads_again(server).counts.unchanged == 1
    assert versions("customer_interactions", "interaction_messages") == before
