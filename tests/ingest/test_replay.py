"""What could not be read is read again after a fix: from the bytes that were kept."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from ingest.lease import acquire_lease, release_lease
from ingest.models import EmailSyncState, LivechatSyncState, MailboxItem, QuarantinedItem, SyncRun
from ingest.records import FailedRecord, Location
from ingest.replay import export_quarantine, replay
from ingest.source import Batch
from ingest.sources.email.reading import unreadable
from ingest.store import save_batch
from interactions.models import Interaction, Message
from interactions.vocabulary import Source
from tests.ingest.sources.livechat.build import chat, event
from tests.ingest.store import saving
from tests.ingest.store.mails import NOW, mail, open_run
from tests.ingest.store.mails import save as save_mails
from tests.ingest.syncing import versions

pytestmark = pytest.mark.django_db

NO_MAIL = b"\x00\x01 this is no mail"


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def put_mail_aside(raw: bytes, *, uid: int = 0, size: int | None = None) -> QuarantinedItem:
    """Quarantine a mail, as a sync did whose parser failed on it."""
    location = Location("INBOX", 1, uid, size or len(raw)) if uid else None
    failed = unreadable(raw, "Reading it failed (LookupError).", LookupError(), location)
    run = open_run()
    save_batch(Batch(failed=[failed]), run, now=NOW)
    release_lease(run.lease)
    return QuarantinedItem.objects.latest("pk")


def put_chat_aside(told: Any, **fields: Any) -> QuarantinedItem:
    options = {"external_id": "T1", "reason": "No time.", "error_class": "UnreadableThread"} | fields
    raw = told if isinstance(told, bytes) else json.dumps(told).encode()
    saving.save(failed=[FailedRecord(raw=raw, **options)])
    return QuarantinedItem.objects.latest("pk")


def test_a_mail_that_can_be_read_now_is_stored_closed_and_linked() -> None:
    item = put_mail_aside(mail("a@example.com"), uid=7)
    done = replay()
    item.refresh_from_db()
    assert [one.outcome for one in done.outcomes] == ["stored"]
    assert (item.resolved_at, item.attempts) == (NOW, 2)
    assert item.interaction == Interaction.objects.get(external_id="email:a@example.com")
    place = MailboxItem.objects.get()
    assert (place.uid, place.outcome, place.message_id) == (7, "stored", "a@example.com")
    run = SyncRun.objects.get(pk=done.runs[0])
    assert (run.trigger, run.status, run.fetched, run.created) == ("replay", "completed", 1, 1)


def test_a_replayed_mail_joins_its_conversation_and_a_second_replay_writes_nothing() -> None:
    save_mails(mail("a@example.com"))
    put_mail_aside(mail("b@example.com", refers_to=["a@example.com"], minutes=5))
    replay()
    assert Interaction.objects.get().message_count == 2
    before = versions()
    assert replay().outcomes == ()
    assert versions() == before


def test_a_replayed_mail_that_staff_had_not_seen_wakes_what_they_snoozed() -> None:
    save_mails(mail("a@example.com"))
    put_mail_aside(mail("b@example.com", refers_to=["a@example.com"], minutes=5))
    Interaction.objects.update(snoozed_at=NOW)
    replay()
    assert Interaction.objects.get().snoozed_at is None


def test_a_mail_that_still_cant_be_read_counts_another_attempt_with_the_new_reason() -> None:
    item = put_mail_aside(NO_MAIL)
    done = replay()
    item.refresh_from_db()
    assert (done.count("failed"), item.attempts, item.resolved_at) == (1, 2, None)
    assert (item.error_class, bytes(item.raw)) == ("UnparsableMail", NO_MAIL)
    assert item.reason == done.outcomes[0].reason
    assert SyncRun.objects.get(trigger="replay").status == "completed_with_errors"
    assert QuarantinedItem.objects.count() == 1


def test_one_bad_item_stops_none_of_the_others() -> None:
    put_mail_aside(NO_MAIL)
    put_mail_aside(mail("a@example.com"))
    put_chat_aside(chat(event(1, text="Hello")))
    done = replay()
    assert sorted(one.outcome for one in done.outcomes) == ["failed", "stored", "stored"]
    assert len(done.runs) == 2
    assert Interaction.objects.count() == 2


def test_a_thread_is_parsed_again_from_its_json() -> None:
    item = put_chat_aside(chat(event(1, text="Hello")), external_id="SA1B2C3D4F")
    assert replay().count("stored") == 1
    item.refresh_from_db()
    assert item.interaction == Interaction.objects.get(external_id="SA1B2C3D4F")
    assert Message.objects.get().content == "Hello"


def test_a_thread_with_an_event_that_cant_be_read_is_stored_without_it() -> None:
    item = put_chat_aside(chat(event(1, text="Hello"), {"id": "x", "type": "message"}))
    assert replay().count("stored") == 1
    item.refresh_from_db()
    assert item.resolved_at == NOW
    assert QuarantinedItem.objects.get(resolved_at=None).error_class == "UnreadableEvent"


def test_what_is_no_json_stays_with_its_reason() -> None:
    item = put_chat_aside(b"{half")
    assert replay().count("failed") == 1
    item.refresh_from_db()
    assert item.reason == "What was kept is no JSON."


@pytest.mark.parametrize(
    ("source", "why"),
    [("event", "One event of a thread"), ("rows", "its rows were kept"), ("empty", "didn't hand it out")],
)
def test_what_only_its_source_can_give_is_left_and_says_so(source: str, why: str) -> None:
    if source == "event":
        put_chat_aside({"id": "T1_2"}, error_class="UnreadableEvent", is_partial=True)
    elif source == "rows":
        put_chat_aside(b'[{"chat_id":null},[]]', error_class="DataError")
    else:
        put_mail_aside(b"", uid=3)
    done = replay()
    assert (done.count("left"), QuarantinedItem.objects.get().attempts) == (1, 1)
    assert why in done.outcomes[0].reason
    run = SyncRun.objects.get(trigger="replay")
    assert (run.fetched, run.quarantined) == (1, 1)


def test_of_a_mail_too_large_to_be_read_whole_the_header_alone_is_not_stored() -> None:
    put_mail_aside(mail("a@example.com"), uid=3, size=30_000_000)
    assert "Only the header" in replay().outcomes[0].reason
    assert not Message.objects.exists()


def test_only_the_named_items_are_replayed() -> None:
    first = put_mail_aside(mail("a@example.com"))
    put_mail_aside(mail("b@example.com"))
    assert [one.id for one in replay([first.pk]).outcomes] == [first.pk]
    assert QuarantinedItem.objects.filter(resolved_at=None).count() == 1


def test_nothing_is_replayed_while_a_sync_runs() -> None:
    put_mail_aside(mail("a@example.com"))
    lease = acquire_lease(Source.EMAIL)
    done = replay()
    release_lease(lease)
    assert done.error is not None
    assert "running" in done.error
    assert not Message.objects.exists()


def test_a_replay_is_no_sync_to_the_customers_tables() -> None:
    put_mail_aside(mail("a@example.com"))
    put_chat_aside(chat(event(1, text="Hello")))
    EmailSyncState.objects.all().delete()
    LivechatSyncState.objects.all().delete()
    replay()
    assert not EmailSyncState.objects.exists()
    assert not LivechatSyncState.objects.exists()


def test_what_the_database_refuses_again_is_rolled_back_whole() -> None:
    item = put_mail_aside(mail("a@example.com"))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE interaction_messages ADD CONSTRAINT trap CHECK (message_id <> 'a@example.com')")
        done = replay()
        cursor.execute("ALTER TABLE interaction_messages DROP CONSTRAINT trap")
    item.refresh_from_db()
    assert (done.count("failed"), item.attempts, bytes(item.raw)) == (1, 2, mail("a@example.com"))
    assert item.reason.startswith("The database refused it")
    assert QuarantinedItem.objects.count() == 1
    assert not Interaction.objects.exists()
    assert replay().count("stored") == 1


def test_exported_items_are_the_bytes_as_they_came(tmp_path: Path) -> None:
    first, second = put_mail_aside(NO_MAIL), put_chat_aside(chat(event(1, text="Hello")))
    written = export_quarantine(tmp_path / "out")
    assert [path.name for path in written] == [f"{first.pk}-email.eml", f"{second.pk}-livechat.json"]
    assert [path.read_bytes() for path in written] == [NO_MAIL, bytes(second.raw)]
    assert export_quarantine(tmp_path / "out", [second.pk]) == written[1:]


def test_the_command_prints_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    item = put_mail_aside(NO_MAIL)
    call_command("replay_quarantine", "--json", "--id", str(item.pk))
    shown = json.loads(capsys.readouterr().out)
    assert (shown["replayed"], shown["failed"], shown["items"][0]["id"]) == (1, 1, item.pk)
    call_command("replay_quarantine")
    assert capsys.readouterr().out.startswith("1 replayed: 0 stored, 1 failed, 0 left.")


def test_the_command_fails_with_one_line_while_a_sync_runs() -> None:
    put_mail_aside(NO_MAIL)
    lease = acquire_lease(Source.EMAIL)
    with pytest.raises(CommandError, match="is running"):
        call_command("replay_quarantine")
    release_lease(lease)
