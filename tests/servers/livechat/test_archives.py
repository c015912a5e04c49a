"""What list_archives lists, and what its filters accept."""

from datetime import timedelta
from typing import Any

import pytest

from tests.servers.livechat import World, events
from tests.servers.livechat.clock import DEFAULT_NOW
from tests.servers.livechat.conftest import MakeProbe
from tests.servers.livechat.probe import Probe
from tests.servers.livechat.wire import stamp

YESTERDAY = DEFAULT_NOW - timedelta(days=1)


def test_a_row_is_the_chat_with_one_closed_thread(world: World, api: Probe) -> None:
    thread = world.closed_thread("Where is my order?", "On its way")
    (row,) = api.ok("list_archives")["chats"]
    assert set(row) == {"id", "users", "thread", "properties", "access", "is_followed"}
    assert row["id"] == thread.chat.id
    assert [event["type"] for event in row["thread"]["events"]] == ["message", "message", "system_message"]
    assert row["thread"]["active"] is False
    assert [user["type"] for user in row["users"]] == ["customer", "agent"]


def test_a_returning_customer_gives_one_row_a_thread(world: World, api: Probe) -> None:
    chat = world.add_chat()
    threads = [world.close(world.start_thread(chat, at=YESTERDAY + timedelta(hours=n))) for n in range(3)]
    rows = api.ok("list_archives", {"sort_order": "asc"})["chats"]
    assert [row["id"] for row in rows] == [chat.id] * 3
    assert [row["thread"].get("previous_thread_id") for row in rows] == [None, threads[0].id, threads[1].id]
    assert [row["thread"].get("next_accessible_thread_id") for row in rows] == [threads[1].id, threads[2].id, None]


def test_accessible_links_skip_what_the_token_cannot_read(world: World, as_token: MakeProbe) -> None:
    chat = world.add_chat(group_ids=[3])
    first = world.close(world.start_thread(chat, at=YESTERDAY))
    hidden = world.close(world.start_thread(chat, at=YESTERDAY + timedelta(hours=2), group_ids=[4]))
    last = world.close(world.start_thread(chat, at=YESTERDAY + timedelta(hours=4)))
    shown = as_token(scopes=("chats--access:ro",), role="normal", group_ids=(3,)).thread(last.id)
    assert shown["previous_thread_id"] == hidden.id
    assert shown["previous_accessible_thread_id"] == first.id


def test_active_threads_are_not_in_the_archives(world: World, api: Probe) -> None:
    thread = world.start_thread(world.add_chat(), at=YESTERDAY)
    assert api.archived() == []
    assert api.ok("list_archives", {"filters": {"thread_ids": [thread.id]}})["chats"] == []
    world.close(thread)
    assert api.archived() == [thread.id]


def test_a_thread_that_closes_late_appears_at_its_creation(world: World, api: Probe) -> None:
    long_one = world.start_thread(world.add_chat(), at=DEFAULT_NOW - timedelta(days=5))
    recent = world.closed_thread("hi", at=YESTERDAY)
    world.close(long_one, at=DEFAULT_NOW)
    assert api.archived({"sort_order": "asc"}) == [long_one.id, recent.id]
    assert api.archived({"filters": {"from": stamp(YESTERDAY - timedelta(days=1))}}) == [recent.id]


def test_the_index_is_late_as_told(world: World, api: Probe) -> None:
    world.behaviour.index_delay = timedelta(minutes=15)
    thread = world.start_thread(world.add_chat())
    world.close(thread, at=DEFAULT_NOW)
    world.clock.advance(minutes=14)
    assert api.ok("list_archives") == {"chats": [], "found_chats": 0}
    assert api.ok("list_archives", {"filters": {"thread_ids": [thread.id]}})["chats"] == []
    world.clock.advance(minutes=1)
    assert api.archived() == [thread.id]


def test_from_and_to_are_about_creation(world: World, api: Probe) -> None:
    ids = [world.closed_thread("hi", at=YESTERDAY + timedelta(hours=n)).id for n in range(4)]
    window = {"from": stamp(YESTERDAY + timedelta(hours=1)), "to": stamp(YESTERDAY + timedelta(hours=2))}
    assert api.archived({"sort_order": "asc", "filters": window}) == ids[1:3]
    world.behaviour.from_is_inclusive = world.behaviour.to_is_inclusive = False
    assert api.archived({"filters": window}) == []


def test_offsets_are_understood(world: World, api: Probe) -> None:
    thread = world.closed_thread("hi", at=YESTERDAY)
    assert api.archived({"filters": {"from": "2026-11-23T11:00:00.000000+11:00"}}) == [thread.id]
    assert api.archived({"filters": {"from": "2026-11-23T11:00:00.000001+11:00"}}) == []


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23",
        "2026-11-23T00:00:00Z",
        "2026-11-23T00:00:00.000Z",
        "2026-11-23T00:00:00.000000",
        "2026-11-23 00:00:00.000000+00:00",
        "2026-13-23T00:00:00.000000Z",
        "",
        None,
        1763856000,
    ],
)
def test_only_the_documented_form_of_a_date_is_taken(api: Probe, text: object) -> None:
    assert api.refused("list_archives", {"filters": {"from": text}}) == "validation"


def test_a_range_must_not_be_turned_around(api: Probe) -> None:
    window = {"from": stamp(DEFAULT_NOW), "to": stamp(YESTERDAY)}
    assert api.refused("list_archives", {"filters": window}) == "validation"


def test_a_future_end_can_be_refused(world: World, api: Probe) -> None:
    window = {"filters": {"to": stamp(DEFAULT_NOW + timedelta(seconds=1))}}
    assert api.ok("list_archives", window)["found_chats"] == 0
    world.behaviour.rejects_future_to = True
    assert api.refused("list_archives", window) == "validation"


def test_thread_ids_bring_up_to_twenty_on_one_page(world: World, api: Probe) -> None:
    ids = [world.closed_thread("hi", at=YESTERDAY + timedelta(minutes=n)).id for n in range(20)]
    answer = api.ok("list_archives", {"filters": {"thread_ids": [*ids[:19], "UNKNOWN"]}})
    assert [row["thread"]["id"] for row in answer["chats"]] == ids[18::-1]
    assert set(answer) == {"chats", "found_chats"}


@pytest.mark.parametrize(
    "body",
    [
        {"filters": {"thread_ids": ["T"] * 21}},
        {"filters": {"thread_ids": []}},
        {"filters": {"thread_ids": "T"}},
        {"filters": {"thread_ids": ["T"], "from": stamp(YESTERDAY)}},
        {"filters": {"thread_ids": ["T"], "group_ids": [0]}},
        {"filters": {"thread_ids": ["T"]}, "limit": 20},
    ],
)
def test_thread_ids_stand_alone(api: Probe, body: dict[str, Any]) -> None:
    assert api.refused("list_archives", body) == "validation"


@pytest.mark.parametrize(
    ("name", "value"),
    [("chat_ids", ["C"] * 1001), ("group_ids", list(range(201))), ("group_ids", ["0"]), ("group_ids", [True])],
)
def test_too_many_or_wrong_ids_are_refused(api: Probe, name: str, value: object) -> None:
    assert api.refused("list_archives", {"filters": {name: value}}) == "validation"


def test_the_most_ids_allowed_are_taken(api: Probe) -> None:
    filters = {"chat_ids": ["C"] * 1000, "group_ids": list(range(200))}
    assert api.ok("list_archives", {"filters": filters})["found_chats"] == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("chat_ids", ["C"]),
        ("customer_id", "c"),
        ("customer_email", "mia@example.net"),
        ("agent_types", {"any_values": ["human"]}),
    ],
)
def test_filters_of_3_6_are_refused_by_3_5(api: Probe, as_token: MakeProbe, name: str, value: object) -> None:
    assert api.ok("list_archives", {"filters": {name: value}})["found_chats"] == 0
    assert as_token(version="3.5").refused("list_archives", {"filters": {name: value}}) == "validation"


@pytest.mark.parametrize("name", ["date_from", "customer", "created_at", "groups", "active", "thread_id"])
def test_unknown_filters_are_refused(api: Probe, name: str) -> None:
    assert api.refused("list_archives", {"filters": {name: "x"}}) == "validation"


@pytest.mark.parametrize("filters", [None, [], "from"])
def test_filters_must_be_an_object(api: Probe, filters: object) -> None:
    assert api.refused("list_archives", {"filters": filters}) == "validation"


@pytest.mark.parametrize("name", ["agents", "tags", "sales", "goals", "customer_countries"])
@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"exists": True, "values": ["x"]},
        {"values": ["x"], "exclude_values": ["y"]},
        {"exists": "yes"},
        {"values": []},
        {"values": "x"},
        {"one_of": ["x"]},
        [],
    ],
)
def test_a_choice_is_exactly_one_of_three(api: Probe, name: str, rule: object) -> None:
    assert api.refused("list_archives", {"filters": {name: rule}}) == "validation"


@pytest.mark.parametrize(
    "filters",
    [
        {"event_types": {"exists": True}},
        {"forms": {"type": "pre_chat"}},
        {"forms": [{"exists": True}]},
        {"forms": [{"type": "pre_chat"}]},
        {"greetings": {"from": "yesterday", "exists": True}},
        {"agent_response": {"answered": True}},
        {"agent_types": {"any_values": ["robot"]}},
        {"agent_types": {"values": ["human"]}},
        {"properties": {"rating": {"score": {"exists": True, "values": [1]}}}},
        {"properties": {"rating": 1}},
        {"query": ""},
    ],
)
def test_filters_of_a_wrong_shape_are_refused(api: Probe, filters: dict[str, Any]) -> None:
    assert api.refused("list_archives", {"filters": filters}) == "validation"


@pytest.fixture
def two(world: World) -> dict[str, str]:
    """Make two threads that differ in everything a filter looks at; return their ids."""
    bot, zoe = world.add_bot(), world.add_agent()
    chat = world.add_chat(world.add_customer("Mia", "Mia@example.net", visit={"geolocation": {"country_code": "AU"}}))
    rich = world.start_thread(chat, at=YESTERDAY)
    answer = events.form_field("radio", "Customer?", {"id": "yes", "label": "Yes"})
    rich.add(events.filled_form([answer]), author=chat.customer)
    rich.say(chat.customer, "Where are my OATS?")
    rich.say(zoe, "On their way")
    for tag in ("vip", "returns"):
        world.tag(rich, tag)
    world.rate(rich, 0)
    world.set_property(rich, "lc2", "greeting_id", 7)
    world.set_property(rich, "lc2", "goal_id", 3)
    world.set_property(rich, "ecommerce", "has_sale", True)
    poor = world.start_thread(world.add_chat(world.add_customer(), group_ids=[3]), at=YESTERDAY)
    poor.say(bot, "Welcome")
    world.close(rich)
    world.close(poor)
    return {"rich": rich.id, "poor": poor.id, "chat": chat.id, "customer": chat.customer.id, "bot": bot.id}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"query": "oats"}, "rich"),
        ({"group_ids": [0]}, "rich"),
        ({"group_ids": [3]}, "poor"),
        ({"tags": {"values": ["vip"]}}, "rich"),
        ({"tags": {"values": ["vip", "other"]}}, "rich"),
        ({"tags": {"values": ["vip", "other"], "require_every_value": True}}, None),
        ({"tags": {"values": ["vip", "returns"], "require_every_value": True}}, "rich"),
        ({"tags": {"exclude_values": ["vip"]}}, "poor"),
        ({"tags": {"exists": False}}, "poor"),
        ({"agents": {"values": ["zoe@shop.example.net"]}}, "rich"),
        ({"agents": {"exclude_values": ["zoe@shop.example.net"]}}, "poor"),
        ({"event_types": {"values": ["filled_form"]}}, "rich"),
        ({"event_types": {"exclude_values": ["filled_form"]}}, "poor"),
        ({"properties": {"rating": {"score": {"values": [0]}}}}, "rich"),
        ({"properties": {"rating": {"score": {"exists": False}}}}, "poor"),
        ({"customer_email": "mia@EXAMPLE.net"}, "rich"),
        ({"customer_countries": {"values": ["AU"]}}, "rich"),
        ({"sales": {"exists": True}}, "rich"),
        ({"goals": {"values": [3]}}, "rich"),
        ({"greetings": {"values": [7]}}, "rich"),
        ({"forms": [{"type": "pre_chat", "values": ["yes"]}]}, "rich"),
        ({"surveys": [{"type": "post_chat", "exists": True}]}, None),
        ({"agent_response": {"exists": True, "agents": {"values": ["zoe@shop.example.net"]}}}, "rich"),
        ({"agent_response": {"first": True, "agents": {"exclude_values": ["zoe@shop.example.net"]}}}, "poor"),
        ({"agent_types": {"all_values": ["human"]}}, "rich"),
        ({"agent_types": {"any_values": ["chatbot", "ai_agent"]}}, "poor"),
        ({"agent_types": {"exclude_values": ["human"]}}, "poor"),
    ],
)
def test_filters_select(api: Probe, two: dict[str, str], filters: dict[str, Any], expected: str | None) -> None:
    assert api.archived({"filters": filters}) == ([two[expected]] if expected else [])


def test_filters_by_ids_select(api: Probe, two: dict[str, str]) -> None:
    assert api.archived({"filters": {"chat_ids": [two["chat"]]}}) == [two["rich"]]
    assert api.archived({"filters": {"customer_id": two["customer"]}}) == [two["rich"]]
    assert api.archived({"filters": {"agents": {"values": [two["bot"]]}}}) == [two["poor"]]


def test_highlights_need_a_query(api: Probe) -> None:
    assert api.refused("list_archives", {"highlights": {"pre_tag": "<b>"}}) == "validation"


def test_old_threads_are_restricted_by_the_plan(world: World, api: Probe) -> None:
    world.behaviour.restricted_after_days = 60
    old = world.closed_thread("hi", at=DEFAULT_NOW - timedelta(days=60))
    world.summarize(old, "secret")
    fresh = world.closed_thread("hi", at=DEFAULT_NOW - timedelta(days=59))
    shown = api.thread(old.id)
    assert shown["restricted_access"] == "You can't access threads older than 60 days on starter plan"
    assert not {"events", "summary"} & set(shown)
    assert len(api.thread(fresh.id)["events"]) == 2
    limits = api.ok("list_license_properties", {"namespace": "limits"}, api="configuration")
    assert limits["limits"]["archives_retention.base"] == 2
