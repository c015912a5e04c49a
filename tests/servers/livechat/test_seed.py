"""The seeded licence: the same each time, and with every oddity in it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.servers.livechat import LiveChatServer, World, seed_world
from tests.servers.livechat.chats import Thread
from tests.servers.livechat.clock import DEFAULT_NOW
from tests.servers.livechat.people import Bot
from tests.servers.livechat.seed import clock_changes


@pytest.fixture(scope="module")
def seeded() -> World:
    return seed_world(threads=300)


@pytest.fixture(scope="module")
def said(seeded: World) -> list[dict[str, Any]]:
    return [event for thread in seeded.threads.values() for event in thread.events]


def closed(world: World) -> list[Thread]:
    return world.archive.threads


@pytest.mark.parametrize("count", [0, 1, 5, 20, 47])
def test_it_has_as_many_closed_threads_as_asked_for(count: int) -> None:
    assert len(seed_world(threads=count).archive.threads) == count


def test_the_same_seed_gives_the_same_licence() -> None:
    first, again, other = (seed_world(threads=40, seed=seed) for seed in (7, 7, 8))
    assert [t.events for t in closed(first)] == [t.events for t in closed(again)]
    assert [t.id for t in closed(first)] != [t.id for t in closed(other)]


def test_everything_lies_within_the_days_before_now(seeded: World) -> None:
    assert all(DEFAULT_NOW - timedelta(days=365) <= t.created_at for t in closed(seeded))
    assert all(t.closed_at is not None and t.created_at <= t.closed_at <= DEFAULT_NOW for t in closed(seeded))
    assert max(t.last_at for t in closed(seeded)) <= DEFAULT_NOW


def test_threads_are_about_twelve_events_long(seeded: World) -> None:
    assert 10 <= sum(len(t.events) for t in closed(seeded)) / len(closed(seeded)) <= 14


def test_every_type_of_event_is_there(said: list[dict[str, Any]]) -> None:
    known = {"message", "file", "filled_form", "form", "rich_message", "custom", "system_message", "system"}
    assert {event["type"] for event in said} == known | {"voice_note", "poll"}


def test_every_kind_of_form_field_is_there(said: list[dict[str, Any]]) -> None:
    fields = [field for event in said if event["type"] == "filled_form" for field in event["fields"]]
    common = {"name", "email", "question", "subject", "textarea"}
    chosen = {"radio", "select", "checkbox", "checkbox_for_email", "group_chooser"}
    assert {field["type"] for field in fields} == common | chosen
    assert any("answers" in field for field in fields)
    assert any(field.get("answer") is False for field in fields)
    assert any("answer" not in field and "answers" not in field for field in fields)
    assert any(event["type"] == "filled_form" and "form_type" not in event for event in said)


def test_odd_events_are_there(said: list[dict[str, Any]], seeded: World) -> None:
    texts = [event.get("text", "") for event in said]
    assert any("\x00" in text for text in texts)
    assert any(len(text) >= 16_000 for text in texts)
    assert any(event.get("deleted") for event in said)
    assert any(event["visibility"] == "agents" for event in said)
    assert any("author_id" not in event and event["type"] == "poll" for event in said)
    assert any(event.get("author_id") == "gone@shop.example.net" for event in said)


def test_odd_threads_are_there(seeded: World) -> None:
    threads = closed(seeded)
    assert any(not t.events for t in threads)
    assert any(t.properties["routing"].get("unreplied") for t in threads)
    assert any(t.properties["routing"].get("offline_message") for t in threads)
    assert any(t.properties.get("rating") == {"score": 0, "comment": "slow"} for t in threads)
    assert any(t.closed_at == DEFAULT_NOW and DEFAULT_NOW - t.created_at == timedelta(days=5) for t in threads)
    assert any(t.queues_duration for t in threads)
    assert any(len(chat.threads) >= 3 for chat in seeded.chats.values())
    assert any(isinstance(person, Bot) for t in threads for person in t.authors)


def test_odd_customers_are_there(seeded: World) -> None:
    customers = seeded.customers.values()
    assert any(customer.email is None and customer.name is None for customer in customers)
    assert any(customer.tickets for customer in customers)
    assert "left@shop.example.net" not in seeded.agents
    assert any(agent.id == "left@shop.example.net" for chat in seeded.chats.values() for agent in chat.agents)


def test_some_threads_are_open_and_one_chat_is_empty(seeded: World) -> None:
    assert sum(thread.active for thread in seeded.threads.values()) == 3
    assert sum(not chat.threads for chat in seeded.chats.values()) == 1


def test_clocks_change_in_sydney() -> None:
    # Summer time ended at 3:00 on 5 April 2026 (half past two came twice) and began at 2:00 on 4 October.
    assert clock_changes(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)) == [
        datetime(2026, 4, 4, 15, 30, tzinfo=UTC),
        datetime(2026, 4, 4, 16, 30, tzinfo=UTC),
        datetime(2026, 10, 3, 15, 59, tzinfo=UTC),
    ]


def test_threads_begin_around_the_changes_of_the_clock(seeded: World) -> None:
    begun = {t.created_at for t in closed(seeded)}
    changes = clock_changes(DEFAULT_NOW - timedelta(days=365), DEFAULT_NOW)
    assert len(changes) == 3
    assert set(changes) <= begun


def test_two_worlds_can_be_served_at_once() -> None:
    with LiveChatServer(seed_world(threads=1)) as first, LiveChatServer() as second:
        assert first.url != second.url
