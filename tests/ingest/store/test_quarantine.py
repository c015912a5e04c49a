"""What can't be read or stored is kept with its bytes and its reason, and never holds up the rest."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from ingest.models import QuarantinedItem, SyncRun
from ingest.records import ConversationRecord, FailedRecord
from interactions.models import Interaction, Message
from tests.ingest.store.saving import AGENT, CUSTOMER, NOW, asked_and_answered, said, save, thread
from tests.ingest.syncing import figures, messages, stored, sync, versions
from tests.servers.livechat import LiveChatServer, World, events

pytestmark = pytest.mark.django_db

RAW = b'{"id": "T1_9", "created_at": "yesterday"}'


def unreadable(external_id: str = "T1", raw: bytes = RAW, *, is_partial: bool = False) -> FailedRecord:
    return FailedRecord(external_id, raw, "It has no time.", "UnreadableEvent", is_partial)


def item() -> QuarantinedItem:
    return QuarantinedItem.objects.get()


# What can't be read


def test_an_unreadable_item_is_kept_byte_for_byte_with_its_reason() -> None:
    raw = b"\x00\xff not JSON, not even text"
    assert save(asked_and_answered("T2"), failed=[unreadable(raw=raw)]).quarantined == 1
    kept = item()
    assert (bytes(kept.raw), kept.sha256) == (raw, sha256(raw).hexdigest())
    assert (kept.source, kept.external_id, kept.reason) == ("livechat", "T1", "It has no time.")
    assert (kept.error_class, kept.attempts, kept.resolved_at) == ("UnreadableEvent", 1, None)
    assert kept.run == SyncRun.objects.get()
    assert Interaction.objects.get().external_id == "T2"


def test_the_same_unreadable_item_again_is_not_kept_twice() -> None:
    save(failed=[unreadable()])
    before = versions("quarantined_items")
    assert save(failed=[unreadable()]).quarantined == 1
    assert versions("quarantined_items") == before


def test_a_thread_with_an_unreadable_event_is_stored_and_counts_once_as_quarantined() -> None:
    parts = [unreadable(is_partial=True), unreadable(raw=b"another", is_partial=True)]
    counts = save(asked_and_answered(), failed=parts)
    assert (counts.created, counts.quarantined, counts.fetched) == (0, 1, 1)
    assert Message.objects.count() == 2
    assert QuarantinedItem.objects.count() == 2
    again = save(asked_and_answered(), failed=parts)
    assert (again.unchanged, again.quarantined) == (0, 1)


def test_an_item_that_can_be_read_later_is_settled_and_unsettled_when_it_fails_again() -> None:
    save(failed=[unreadable()])
    save(asked_and_answered(), now=NOW + timedelta(hours=1))
    assert item().resolved_at == NOW + timedelta(hours=1)
    save(asked_and_answered(), failed=[unreadable()])
    assert item().resolved_at is None


def test_a_thread_whose_messages_are_kept_from_us_settles_nothing() -> None:
    save(asked_and_answered(), failed=[unreadable(is_partial=True)])
    save(thread(messages=None))
    assert item().resolved_at is None


def test_messages_that_can_no_longer_be_read_are_not_called_deleted() -> None:
    save(asked_and_answered())
    save(thread(said(CUSTOMER, "Where is it?")), failed=[unreadable(is_partial=True)])
    assert not Message.objects.exclude(source_deleted_at=None).exists()
    save(thread(said(CUSTOMER, "Where is it?")))
    save(thread(said(CUSTOMER, "Where is it?"), rating=1))
    assert Message.objects.exclude(source_deleted_at=None).count() <= 1


# From the server to the quarantine and back


def test_an_event_of_no_time_is_quarantined_and_settled_when_mended(world: World, server: LiveChatServer) -> None:
    broken = world.closed_thread("Hello", "Hi")
    world.closed_thread("Fine?", "Fine.")
    event = broken.events[1]
    created_at = event["created_at"]
    world.edit_event(broken, event, created_at="yesterday")
    assert figures(sync(server, days=1)) == (1, 0, 0, 1)
    assert len(messages(broken.id)) == 2
    assert b"yesterday" in bytes(item().raw)
    assert SyncRun.objects.get().status == "completed_with_errors"
    assert figures(sync(server, days=1)) == (0, 0, 1, 1)
    world.edit_event(broken, broken.events[1], created_at=created_at)
    assert figures(sync(server, days=1)) == (0, 1, 1, 0)
    assert len(messages(broken.id)) == 3
    assert item().resolved_at is not None


def test_event_types_yet_unknown_are_stored_as_the_systems(world: World, server: LiveChatServer) -> None:
    thread_ = world.start_thread(world.add_chat())
    thread_.add(events.unknown("voice_note", duration=12), author=thread_.chat.customer)
    thread_.add(events.system("cdp", "order_created", {"order": {"total": "89.90"}}))
    world.close(thread_)
    assert figures(sync(server, days=1)) == (1, 0, 0, 0)
    voice, order = messages(thread_.id)[:2]
    assert [voice.sender_type, order.sender_type] == ["system", "system"]
    assert (voice.raw_data or {})["duration"] == 12
    assert "89.90" not in (stored(thread_.id).transcript or "") + order.content


# What the database refuses

LONG_AGO, FAR_AHEAD = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)


def too_slow_an_answer() -> ConversationRecord:
    """Return a thread whose response time no integer column holds: out of range."""
    question, answer = said(CUSTOMER, "Hello?"), said(AGENT, "Yes?", 1)
    return thread(_at(question, LONG_AGO), _at(answer, FAR_AHEAD), external_id="T9")


def _at(message: Any, moment: datetime) -> Any:
    return type(message)(**{name: getattr(message, name) for name in message.__slots__} | {"sent_at": moment})


REFUSED: dict[str, Callable[[], ConversationRecord]] = {
    "out of range": too_slow_an_answer,
    "against a constraint": lambda: asked_and_answered("T9", rating=7),
    "too long for an index": lambda: asked_and_answered("".join(map(str, range(9_999)))),
    "said twice": lambda: thread(said(CUSTOMER, "a", 1), said(CUSTOMER, "b", 1), external_id="T9"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_what_the_database_refuses_is_quarantined_alone(why: str) -> None:
    refused = REFUSED[why]()
    counts = save(asked_and_answered("T1"), refused, asked_and_answered("T2"), checkpoints={"covered": [1]})
    assert (counts.created, counts.quarantined) == (2, 1)
    assert set(Interaction.objects.values_list("external_id", flat=True)) == {"T1", "T2"}
    assert Message.objects.count() == 4
    assert item().external_id[:500] == refused.external_id[:500]
    assert item().reason.startswith("The database refused it: ")
    first_words = (refused.messages or ())[0].content
    assert first_words.encode() in bytes(item().raw)


def test_a_refused_thread_is_settled_once_it_can_be_stored() -> None:
    save(asked_and_answered(rating=7))
    assert save(asked_and_answered(rating=1)).created == 1
    assert item().resolved_at == NOW


def test_an_event_that_two_threads_claim_stops_neither() -> None:
    one, other = asked_and_answered("T1"), asked_and_answered("T2")
    shared = ConversationRecord(
        **{name: getattr(other, name) for name in ("source", "external_id", "started_at")}, messages=one.messages
    )
    counts = save(one, shared)
    assert counts.created == 2
    assert Interaction.objects.count() == 2
    assert Message.objects.count() == 2
