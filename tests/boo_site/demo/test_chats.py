"""The sample year has LiveChat's shapes, a shop's proportions, and reads like many people."""

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from boo_site.demo.casting import SHARES, Casting
from boo_site.demo.chats import Chat, build_chats
from boo_site.demo.people import AGENTS, BOT

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
EXTRA_FIELDS = {
    "message": {"text"},
    "file": {"name", "url", "content_type"},
    "filled_form": {"form_id", "form_type", "fields"},
    "rich_message": {"template_id", "elements"},
    "system_message": {"system_message_type", "text"},
    "system": {"source", "subtype", "version", "details"},
}
STAFF = {agent.id for agent in AGENTS}


def events(chats: list[Chat]) -> Iterator[dict[str, Any]]:
    return (event for chat in chats for event in chat["thread"]["events"])


def customer_id(chat: Chat) -> str:
    return str(chat["users"][0]["id"])


def first_customer_message(chat: Chat) -> str | None:
    own = (
        event["text"]
        for event in chat["thread"]["events"]
        if event.get("author_id") == customer_id(chat) and "text" in event
    )
    return next(own, None)


def is_open(chat: Chat) -> bool:
    """Say whether the contract calls it open: active, or written to without a visible answer."""
    if chat["thread"]["active"]:
        return True
    written = [event for event in chat["thread"]["events"] if event["type"] in ("message", "file", "rich_message")]
    first = next((at for at, event in enumerate(written) if event["author_id"] == customer_id(chat)), None)
    return first is not None and not any(
        event["author_id"] != customer_id(chat) and event["visibility"] == "all" for event in written[first:]
    )


def test_the_same_anchor_gives_the_same_bytes(anchor: datetime) -> None:
    first, second = (json.dumps(build_chats(anchor, months=2, per_month=60)) for _ in range(2))
    assert first == second
    assert json.dumps(build_chats(anchor, seed=7, months=2, per_month=60)) != first


def test_every_month_has_its_chats(chats: list[Chat], anchor: datetime) -> None:
    assert len(chats) == 2_880
    months = Counter((anchor - datetime.fromisoformat(chat["thread"]["created_at"])).days // 30 for chat in chats)
    assert set(months) == set(range(12))
    assert all(150 <= count <= 350 for count in months.values()), months


def test_nothing_lies_in_the_future(chats: list[Chat], anchor: datetime) -> None:
    stamps = STAMP.findall(json.dumps(chats, ensure_ascii=False))
    assert max(stamps) <= f"{anchor:%Y-%m-%dT%H:%M:%S.%f}Z"
    assert min(chat["thread"]["created_at"] for chat in chats) > f"{anchor - timedelta(days=360):%Y-%m-%d}"


@pytest.mark.parametrize("hour", [3, 13, 20])
def test_some_chats_go_on_at_any_anchor(hour: int) -> None:
    chats = build_chats(datetime(2026, 3, 3, hour, tzinfo=UTC), months=1, per_month=60)
    active = [chat for chat in chats if chat["thread"]["active"]]
    assert 1 <= len(active) <= 15
    assert all(chat["thread"]["events"] for chat in active)


def test_thread_ids_are_unique_and_events_are_numbered_in_order(chats: list[Chat]) -> None:
    ids = [chat["thread"]["id"] for chat in chats]
    assert len(set(ids)) == len(ids)
    for chat in chats:
        thread = chat["thread"]
        assert [event["id"] for event in thread["events"]] == [
            f"{thread['id']}_{number}" for number in range(1, len(thread["events"]) + 1)
        ]
        times = [event["created_at"] for event in thread["events"]]
        assert times == sorted(times)
        assert all(STAMP.fullmatch(time) for time in [thread["created_at"], *times])


def test_events_have_the_fields_of_their_type(chats: list[Chat]) -> None:
    assert {event["type"] for event in events(chats)} == set(EXTRA_FIELDS)
    for event in events(chats):
        assert event.keys() >= {"id", "created_at", "visibility"} | EXTRA_FIELDS[event["type"]]
        assert ("author_id" in event) == (event["type"] not in ("system_message", "system"))


def test_every_author_is_among_the_users(chats: list[Chat]) -> None:
    for chat in chats:
        known = {user["id"] for user in chat["users"]}
        assert {event["author_id"] for event in chat["thread"]["events"] if "author_id" in event} <= known
        assert set(chat["thread"]["user_ids"]) <= known
        assert [user["type"] for user in chat["users"]].count("customer") == 1


def test_a_returning_customer_has_one_chat_of_chained_threads(chats: list[Chat]) -> None:
    threads: dict[str, list[dict[str, Any]]] = {}
    for chat in chats:
        threads.setdefault(chat["id"], []).append(chat["thread"])
    assert max(len(own) for own in threads.values()) >= 4
    for own in threads.values():
        assert [thread.get("previous_thread_id") for thread in own] == [None, *(thread["id"] for thread in own[:-1])]


def test_only_addresses_set_aside_for_examples_occur(chats: list[Chat]) -> None:
    addresses = re.findall(r"[\w.+-]+@([\w.-]+\w)", json.dumps(chats, ensure_ascii=False))
    assert set(addresses) <= {"example.com", "example.net", "example.org", "shop.example.com"}


def test_topics_come_in_their_shares(anchor: datetime) -> None:
    casting = Casting(random.Random(3))
    begins = [anchor - timedelta(hours=3 * step) for step in range(1_200, 0, -1)]
    topics = Counter((dialogue.category, dialogue.subcategory) for _, dialogue, _ in map(casting.next, begins))
    assert set(topics) == set(SHARES)
    for topic, share in SHARES.items():
        assert topics[topic] / 1_200 == pytest.approx(share, abs=0.004), topic


def test_about_96_of_100_chats_are_resolved(chats: list[Chat]) -> None:
    assert 0.94 <= 1 - sum(map(is_open, chats)) / len(chats) <= 0.98


def test_no_opening_dominates(chats: list[Chat]) -> None:
    openings = Counter(text.lower() for chat in chats if (text := first_customer_message(chat)))
    assert openings.most_common(1)[0][1] < 0.015 * len(chats)
    assert len(openings) > 0.7 * len(chats)


def test_hardly_two_chats_are_the_same(chats: list[Chat]) -> None:
    texts = Counter(
        tuple(event.get("text") for event in chat["thread"]["events"] if event["type"] == "message") for chat in chats
    )
    assert len(texts) > 0.97 * len(chats)


def test_life_is_in_it(chats: list[Chat]) -> None:
    seen = list(events(chats))
    authors = Counter(event.get("author_id") for event in seen)
    kinds = Counter(event.get("system_message_type") for event in seen)
    assert all(authors[agent] > 200 for agent in [*STAFF, BOT.id])
    assert sum(event["visibility"] == "agents" and event["type"] == "message" for event in seen) > 30
    assert sum(bool(event.get("deleted")) for event in seen) > 5
    assert kinds["chat_transferred"] > 5
    assert kinds["routing.archived_offline"] > 10
    assert {chat["thread"]["properties"].get("rating", {}).get("score") for chat in chats} == {0, 1, None}
    assert sum("name" not in chat["users"][0] for chat in chats) > 60
    assert sum("tags" in chat["thread"] for chat in chats) > 1_000
    assert sum(event["type"] == "message" and not event["text"].isascii() for event in seen) > 300


def test_mondays_and_business_hours_are_busy(chats: list[Chat]) -> None:
    local = [datetime.fromisoformat(chat["thread"]["created_at"]) + timedelta(hours=10) for chat in chats]
    days = Counter(moment.weekday() for moment in local)
    assert days[0] > 2 * days[6]
    assert sum(8 <= moment.hour < 18 for moment in local) > 0.8 * len(local)


def test_first_answers_take_from_seconds_to_a_night(chats: list[Chat]) -> None:
    waits = []
    for chat in chats:
        written = [
            event for event in chat["thread"]["events"] if event["type"] == "message" and event["visibility"] == "all"
        ]
        asked = next((event for event in written if event["author_id"] == customer_id(chat)), None)
        answered = next((event for event in written if event["author_id"] in STAFF), None)
        if asked and answered:
            begin, end = (datetime.fromisoformat(event["created_at"]) for event in (asked, answered))
            waits.append((end - begin).total_seconds())
    waits.sort()
    assert waits[0] >= 0
    assert 25 < waits[len(waits) // 2] < 300
    assert waits[-1] > 36_000
