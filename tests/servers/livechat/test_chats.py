"""list_chats, list_threads, get_chat, get_customer, and the configuration API."""

from datetime import timedelta
from typing import Any

import pytest

from tests.servers.livechat import World
from tests.servers.livechat.chats import Chat
from tests.servers.livechat.clock import DEFAULT_NOW
from tests.servers.livechat.conftest import MakeProbe
from tests.servers.livechat.probe import Probe
from tests.servers.livechat.wire import stamp


@pytest.fixture
def chats(world: World) -> dict[str, Chat]:
    """Make three chats: one active (the newest), one closed, one without threads."""
    closed = world.closed_thread("hi", at=DEFAULT_NOW - timedelta(days=2))
    active = world.start_thread(world.add_chat(), at=DEFAULT_NOW - timedelta(minutes=5))
    active.say(active.chat.customer, "hello?")
    world.enqueue(active)
    world.clock.advance(minutes=1)
    return {"active": active.chat, "closed": closed.chat, "empty": world.add_chat()}


def listed(api: Probe, filters: dict[str, Any]) -> list[str]:
    return [row["id"] for row in api.ok("list_chats", {"filters": filters})["chats_summary"]]


def test_list_chats_is_ordered_by_the_last_thread(api: Probe, chats: dict[str, Chat]) -> None:
    assert listed(api, {}) == [chats[name].id for name in ("empty", "active", "closed")]
    rows = api.ok("list_chats", {"sort_order": "asc"})["chats_summary"]
    assert [row["id"] for row in rows] == [chats[name].id for name in ("closed", "active", "empty")]


def test_active_selects_active_or_inactive_or_all(api: Probe, chats: dict[str, Chat]) -> None:
    assert listed(api, {"active": True}) == [chats["active"].id]
    assert listed(api, {"active": None}) == listed(api, {})
    some = {"active": False, "include_chats_without_threads": False}
    assert listed(api, some) == [chats["closed"].id]


def test_the_older_filter_belongs_to_3_5(api: Probe, as_token: MakeProbe, chats: dict[str, Chat]) -> None:
    old = as_token(version="3.5")
    assert listed(old, {"include_active": False}) == [chats["empty"].id, chats["closed"].id]
    assert len(listed(old, {})) == 3
    assert old.refused("list_chats", {"filters": {"active": True}}) == "validation"
    assert api.refused("list_chats", {"filters": {"include_active": True}}) == "validation"


@pytest.mark.parametrize("filters", [{"from": stamp(DEFAULT_NOW)}, {"active": "yes"}, {"group_ids": ["0"]}])
def test_list_chats_has_no_dates(api: Probe, filters: dict[str, Any]) -> None:
    assert api.refused("list_chats", {"filters": filters}) == "validation"


def test_a_summary_has_no_events_but_the_last_of_each_type(api: Probe, chats: dict[str, Chat]) -> None:
    (row,) = api.ok("list_chats", {"filters": {"active": True}})["chats_summary"]
    summary = row["last_thread_summary"]
    assert summary["active"] is True
    assert summary["queue"]["position"] == 1
    assert "events" not in summary
    assert row["last_event_per_type"]["message"]["event"]["text"] == "hello?"
    assert row["last_event_per_type"]["message"]["thread_id"] == summary["id"]


def test_a_chat_without_threads_has_no_summary(api: Probe, chats: dict[str, Chat]) -> None:
    row = next(row for row in api.ok("list_chats")["chats_summary"] if row["id"] == chats["empty"].id)
    assert "last_thread_summary" not in row


def test_last_events_are_restricted_too(world: World, api: Probe, chats: dict[str, Chat]) -> None:
    world.behaviour.restricted_after_days = 1
    rows = {row["id"]: row for row in api.ok("list_chats")["chats_summary"]}
    last = rows[chats["closed"].id]["last_event_per_type"]["message"]
    assert "event" not in last
    assert last["restricted_access"].startswith("You can't access")


def test_3_7_renames_the_summary(world: World, as_token: MakeProbe, chats: dict[str, Chat]) -> None:
    world.behaviour.supported_versions += ("3.7",)
    (row,) = as_token(version="3.7").ok("list_chats", {"filters": {"active": True}})["chats_info"]
    assert row["last_thread_info"]["last_event_per_type"]["message"]["event"]["text"] == "hello?"


def test_list_chats_pages(world: World, api: Probe) -> None:
    for _ in range(25):
        world.closed_thread("hi")
    pages = list(api.pages("list_chats", {}))
    assert [len(page["chats_summary"]) for page in pages] == [10, 10, 5]
    assert len({row["id"] for page in pages for row in page["chats_summary"]}) == 25


@pytest.fixture
def long_chat(world: World) -> Chat:
    """Make a chat with five threads of four events, the last one active with three."""
    chat, zoe = world.add_chat(), world.add_agent()
    for day in range(5):
        thread = world.start_thread(chat, at=DEFAULT_NOW - timedelta(days=5 - day))
        thread.say(chat.customer, "a")
        thread.say(zoe, "b")
        thread.say(chat.customer, "c")
        if day < 4:
            world.close(thread)
    return chat


def test_list_threads_gives_three_by_default(api: Probe, long_chat: Chat) -> None:
    pages = list(api.pages("list_threads", {"chat_id": long_chat.id}))
    assert [[t["id"] for t in page["threads"]] for page in pages] == [
        [t.id for t in long_chat.threads[:1:-1]],
        [t.id for t in long_chat.threads[1::-1]],
    ]
    assert pages[0]["found_threads"] == 5
    assert "users" not in pages[0]
    assert pages[0]["threads"][0]["active"] is True
    assert not any(name.endswith("accessible_thread_id") for name in pages[0]["threads"][0])


def test_list_threads_by_dates(api: Probe, long_chat: Chat) -> None:
    window = {"from": stamp(DEFAULT_NOW - timedelta(days=4)), "to": stamp(DEFAULT_NOW - timedelta(days=3))}
    threads = api.ok("list_threads", {"chat_id": long_chat.id, "filters": window, "sort_order": "asc"})["threads"]
    assert [t["id"] for t in threads] == [t.id for t in long_chat.threads[1:3]]


def test_list_threads_by_a_number_of_events(api: Probe, long_chat: Chat) -> None:
    answer = api.ok("list_threads", {"chat_id": long_chat.id, "min_events_count": 4})
    assert [t["id"] for t in answer["threads"]] == [t.id for t in long_chat.threads[:2:-1]]


@pytest.mark.parametrize(
    "more", [{"limit": 3}, {"filters": {}}, {"min_events_count": 0}, {"min_events_count": 101}, {"chat": "x"}]
)
def test_list_threads_refuses_contradictions(api: Probe, long_chat: Chat, more: dict[str, Any]) -> None:
    assert api.refused("list_threads", {"chat_id": long_chat.id, "min_events_count": 4} | more) == "validation"


def test_list_threads_needs_a_known_chat(api: Probe) -> None:
    response = api.post("list_threads")
    assert response.json() == {"error": {"type": "validation", "message": "`chat_id` is required"}}
    assert api.refused("list_threads", {"chat_id": "UNKNOWN"}) == "not_found"


def test_get_chat_is_not_wrapped_and_gives_the_latest_thread(api: Probe, long_chat: Chat) -> None:
    chat = api.ok("get_chat", {"chat_id": long_chat.id})
    assert chat["thread"]["id"] == long_chat.threads[-1].id
    assert [user["type"] for user in chat["users"]] == ["customer", "agent"]
    one = api.ok("get_chat", {"chat_id": long_chat.id, "thread_id": long_chat.threads[0].id})
    assert one["thread"]["id"] == long_chat.threads[0].id
    assert one["thread"]["next_thread_id"] == long_chat.threads[1].id


def test_get_chat_of_a_chat_without_threads_has_no_thread(world: World, api: Probe) -> None:
    chat = world.add_chat()
    answer = api.ok("get_chat", {"chat_id": chat.id})
    assert (answer["id"], "thread" in answer) == (chat.id, False)


def test_get_chat_of_something_unknown_is_not_found(world: World, api: Probe) -> None:
    thread, other = world.closed_thread("hi"), world.closed_thread("hi")
    assert api.refused("get_chat", {"chat_id": "UNKNOWN"}) == "not_found"
    assert api.refused("get_chat", {"chat_id": thread.chat.id, "thread_id": other.id}) == "not_found"
    assert api.refused("get_chat", {"chat_id": thread.chat.id, "thread_limit": 3}) == "validation"
    world.delete_thread(thread)
    assert api.refused("get_chat", {"chat_id": thread.chat.id, "thread_id": thread.id}) == "not_found"


def test_get_customer(world: World, api: Probe) -> None:
    anonymous = world.add_customer()
    chat = world.add_chat(anonymous)
    answer = api.ok("get_customer", {"id": anonymous.id})
    assert answer["chat_ids"] == [chat.id]
    assert not {"name", "email"} & set(answer)
    assert api.refused("get_customer", {"id": "UNKNOWN"}) == "not_found"
    assert api.refused("get_customer") == "validation"


def configured(api: Probe, action: str, body: dict[str, Any] | None = None) -> Any:
    return api.ok(action, body, api="configuration")


def test_agents_are_a_bare_array_without_the_deleted(world: World, api: Probe) -> None:
    zoe = world.add_agent("zoe@shop.example.net", "Zoe", role="owner")
    lee = world.add_agent("lee@shop.example.net", "Lee", suspended=True, group_ids=[3])
    assert [agent["id"] for agent in configured(api, "list_agents")] == [zoe.id, lee.id]
    assert [agent["id"] for agent in configured(api, "list_agents", {"filters": {"group_ids": [0]}})] == [zoe.id]
    assert [agent["id"] for agent in configured(api, "list_agents", {"filters": {"suspended": True}})] == [lee.id]
    thread = world.closed_thread("hi", "hello", agent=zoe)
    world.remove_agent(zoe)
    assert [agent["id"] for agent in configured(api, "list_agents")] == [lee.id]
    users = api.ok("get_chat", {"chat_id": thread.chat.id})["users"]
    assert users[1]["name"] == "Zoe"


def test_fields_are_given_when_asked_for(world: World, api: Probe) -> None:
    world.add_agent()
    assert "suspended" not in configured(api, "list_agents")[0]
    assert configured(api, "list_agents", {"fields": ["suspended"]})[0]["suspended"] is False
    assert api.refused("list_agents", {"fields": ["salary"]}, api="configuration") == "validation"


def test_bots_of_others_need_all(world: World, api: Probe) -> None:
    others, own = world.add_bot("Shop Bot"), world.add_bot("Mine", is_own=True)
    assert [bot["id"] for bot in configured(api, "list_bots")] == [own.id]
    answer = configured(api, "list_bots", {"all": True})
    assert [bot["id"] for bot in answer] == [others.id, own.id]
    assert answer[0]["type"] == "chatbot"
    assert len(others.id) == 32
    assert api.refused("list_bots", {"all": "yes"}, api="configuration") == "validation"


def test_bots_are_agents_in_chats(world: World, api: Probe) -> None:
    bot = world.add_bot()
    thread = world.closed_thread("hi", "beep", agent=bot)
    user = api.ok("get_chat", {"chat_id": thread.chat.id})["users"][1]
    assert (user["id"], user["type"], "email" in user) == (bot.id, "agent", False)


def test_bots_before_3_6_have_no_type(world: World, as_token: MakeProbe) -> None:
    world.add_bot()
    (bot,) = as_token(version="3.5").ok("list_bots", {"all": True}, api="configuration")
    assert set(bot) == {"id", "name", "avatar"}


def test_group_zero_is_there(world: World, api: Probe) -> None:
    world.add_group(3, "Wholesale")
    assert [group["id"] for group in configured(api, "list_groups")] == [0, 3]
    assert "routing_status" in configured(api, "list_groups", {"fields": ["routing_status"]})[0]


def test_tags_carry_other_offsets(world: World, api: Probe) -> None:
    world.add_tag("order status")
    (tag,) = configured(api, "list_tags")
    assert tag["created_at"] == "2017-11-13T15:37:36.000000+01:00"


def test_properties_by_namespace_and_prefix(api: Probe) -> None:
    assert configured(api, "list_license_properties")["chats"]["archive_chat_after_min"] == 30
    some = configured(api, "list_license_properties", {"namespace": "limits", "name_prefix": "archives_retention.b"})
    assert some == {"limits": {"archives_retention.base": -1}}
    assert configured(api, "list_license_properties", {"namespace": "nothing"}) == {}
