"""What changes after the end of a thread, and how events look to whom in which version."""

import json
from datetime import timedelta

import pytest

from tests.servers.livechat import World, events
from tests.servers.livechat.chats import Thread
from tests.servers.livechat.clock import DEFAULT_NOW, Clock
from tests.servers.livechat.conftest import MakeProbe
from tests.servers.livechat.probe import Probe
from tests.servers.livechat.wire import dump


@pytest.fixture
def thread(world: World) -> Thread:
    return world.closed_thread("Where is my order?", "On its way")


def test_tags_come_and_go(world: World, api: Probe, thread: Thread) -> None:
    assert "tags" not in api.thread(thread.id)
    world.tag(thread, "vip")
    assert api.thread(thread.id)["tags"] == ["vip"]
    world.untag(thread, "vip")
    assert "tags" not in api.thread(thread.id)


def test_a_rating_of_zero_is_a_rating_until_cancelled(world: World, api: Probe, thread: Thread) -> None:
    world.rate(thread, 0, "slow")
    assert api.thread(thread.id)["properties"]["rating"] == {"score": 0, "comment": "slow"}
    world.cancel_rating(thread)
    shown = api.thread(thread.id)
    assert "rating" not in shown["properties"]
    kinds = [event.get("system_message_type") for event in shown["events"][-2:]]
    assert kinds == ["rating.chat_rated", "rating.chat_rating_canceled"]


def test_a_summary_is_for_3_6(world: World, api: Probe, as_token: MakeProbe, thread: Thread) -> None:
    world.summarize(thread, "- An order.")
    expected = {"status": "ok", "text": "- An order.", "updated_at": "2026-11-24T00:00:00.000000Z"}
    assert api.thread(thread.id)["summary"] == expected
    assert "summary" not in as_token(version="3.5").thread(thread.id)


def test_a_deleted_event_depends_on_the_role_and_the_version(
    world: World, api: Probe, as_token: MakeProbe, thread: Thread
) -> None:
    world.delete_event(thread, thread.events[0])
    whole = api.thread(thread.id)["events"][0]
    assert (whole["text"], whole["deleted"]) == ("Where is my order?", True)
    stub = as_token(scopes=("chats--access:ro",), role="normal").thread(thread.id)["events"][0]
    assert stub == {name: whole[name] for name in ("id", "type", "deleted", "author_id", "created_at", "visibility")}
    old = as_token(version="3.5").thread(thread.id)["events"]
    assert whole["id"] not in {event["id"] for event in old}


def test_an_event_can_be_edited(world: World, api: Probe, thread: Thread) -> None:
    world.edit_event(thread, thread.events[1], text="It is lost")
    assert api.thread(thread.id)["events"][1]["text"] == "It is lost"
    with pytest.raises(KeyError):
        world.edit_event(thread, {"id": "UNKNOWN"}, text="x")


def test_an_event_can_come_late(api: Probe, thread: Thread) -> None:
    thread.say(thread.chat.customer, "one more thing", at=DEFAULT_NOW)
    shown = api.thread(thread.id)
    assert shown["events"][-1]["text"] == "one more thing"
    assert shown["active"] is False


def test_a_deleted_thread_vanishes(world: World, api: Probe, thread: Thread) -> None:
    world.delete_thread(thread)
    assert api.archived() == []
    assert api.ok("list_threads", {"chat_id": thread.chat.id})["threads"] == []


def test_deleting_a_thread_relinks_its_neighbours(world: World, api: Probe, thread: Thread) -> None:
    middle = world.close(world.start_thread(thread.chat, at=DEFAULT_NOW - timedelta(minutes=20)))
    last = world.close(world.start_thread(thread.chat, at=DEFAULT_NOW - timedelta(minutes=5)))
    assert api.thread(last.id)["previous_thread_id"] == middle.id
    world.delete_thread(middle)
    assert api.thread(last.id)["previous_thread_id"] == thread.id


def test_a_customer_changes_their_address(world: World, api: Probe, thread: Thread) -> None:
    world.change_customer(thread.chat.customer, email="mia.new@example.net")
    (row,) = api.ok("list_archives")["chats"]
    assert row["users"][0]["email"] == "mia.new@example.net"


def test_a_customer_changes_between_two_pages(world: World, api: Probe) -> None:
    customer = world.add_customer("Mia", "old@example.net")
    chat = world.add_chat(customer)
    for hour in range(2):
        world.close(world.start_thread(chat, at=DEFAULT_NOW - timedelta(days=1, hours=hour)))
    api.server.before("list_archives", lambda: world.change_customer(customer, email="new@example.net"), call=2)
    pages = list(api.pages("list_archives", {"limit": 1}))
    assert [page["chats"][0]["users"][0]["email"] for page in pages] == ["old@example.net", "new@example.net"]


def test_the_customers_shape_follows_the_version(world: World, api: Probe, as_token: MakeProbe) -> None:
    tickets = [{"ticket_id": "7f9f2a0e-0c52-4b58-9d0a-4b2f4c0f1d11", "created_at": "2026-10-11T10:00:00.000000Z"}]
    customer = world.add_customer(visit={"ip": "203.0.113.9"}, tickets=tickets, phone_number="+61 491 570 006")
    thread = world.closed_thread("hi", customer=customer)
    thread.customer_visit = {"ip": "203.0.113.9"}
    modern = api.ok("list_archives")["chats"][0]
    old = as_token(version="3.5").ok("list_archives")["chats"][0]
    assert {"visit", "tickets", "phone_number"} <= set(modern["users"][0])
    assert modern["users"][0]["statistics"]["tickets_count"] == 1
    assert modern["thread"]["customer_visit"]["ip"] == "203.0.113.9"
    assert not {"visit", "tickets", "phone_number"} & set(old["users"][0])
    assert old["users"][0]["last_visit"] == {"ip": "203.0.113.9"}
    assert "customer_visit" not in old["thread"]


def test_every_type_of_event_is_handed_over(world: World, api: Probe, as_token: MakeProbe) -> None:
    thread = world.start_thread(world.add_chat())
    thread.add(events.system("cdp", "order_created", {"order": "10442"}))
    thread.add(events.unknown("voice_note", duration=3), author=thread.chat.customer)
    thread.note(world.add_agent(), "internal")
    world.close(thread, how=None)
    system, voice_note, note = api.thread(thread.id)["events"]
    assert json.loads(system["details"]) == {"order": "10442"}
    assert "author_id" not in system
    assert (voice_note["type"], voice_note["duration"]) == ("voice_note", 3)
    assert (note["visibility"], note["text"]) == ("agents", "internal")
    old = as_token(version="3.5").thread(thread.id)["events"]
    assert [event["type"] for event in old] == ["voice_note", "message"]


@pytest.mark.parametrize("text", ["a\x00b", "👩🏽\u200d🌾", "\ud83d", "x" * 16_384, "שלום", ""])
def test_odd_text_arrives_as_it_was_written(world: World, api: Probe, text: str) -> None:
    thread = world.closed_thread(text)
    assert api.thread(thread.id)["events"][0]["text"] == text


def test_half_an_emoji_is_written_as_an_escape() -> None:
    assert dump("\ud83d") == b'"\\ud83d"'


def test_event_ids_number_the_events_of_a_thread(world: World) -> None:
    thread = world.start_thread(world.add_chat())
    made = [thread.say(thread.chat.customer, "x", at=thread.created_at) for _ in range(11)]
    assert [event["id"] for event in made][8:] == [f"{thread.id}_{n}" for n in (9, 10, 11)]
    assert len({event["created_at"] for event in made}) == 1


def test_a_chat_has_at_most_one_active_thread(world: World) -> None:
    thread = world.start_thread(world.add_chat())
    with pytest.raises(ValueError, match="close it first"):
        world.start_thread(thread.chat)
    world.close(thread)
    with pytest.raises(ValueError, match="closed already"):
        world.close(thread)


def test_a_clock_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Clock(DEFAULT_NOW.replace(tzinfo=None))
