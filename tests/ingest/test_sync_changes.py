"""Threads change after they were stored: what is taken over, and what stays."""

from datetime import timedelta
from typing import Any

import pytest

from ingest.sync import Report
from interactions.models import Interaction, Message
from tests.ingest.syncing import figures, messages, stored, sync, versions
from tests.servers.livechat import LiveChatServer, Token, World, events
from tests.servers.livechat.chats import Thread

pytestmark = pytest.mark.django_db

STUB_READER = Token(role="normal", scopes=("chats--access:ro",))


def recent(server: LiveChatServer) -> Report:
    """List the last two days: enough for what happens today, in one window."""
    return sync(server, days=2)


def active_thread(world: World, *texts: str, **distance: float) -> Thread:
    thread = world.start_thread(world.add_chat(), at=world.clock.now() - timedelta(**(distance or {"hours": 1})))
    for text in texts:
        thread.say(thread.chat.customer, text)
    return thread


def test_a_chat_that_goes_on_grows_by_its_new_messages_alone(world: World, server: LiveChatServer) -> None:
    thread = active_thread(world, "Hello?")
    recent(server)
    before = versions("interaction_messages")["interaction_messages"]
    server.clock.advance(minutes=5)
    thread.say(world.add_agent(), "Hi Mia!")
    assert figures(recent(server)) == (0, 1, 0, 0)
    assert [message.content for message in messages(thread.id)] == ["Hello?", "Hi Mia!"]
    assert set(before) < set(versions("interaction_messages")["interaction_messages"])
    assert stored(thread.id).is_active
    assert stored(thread.id).agent_name == "Zoe"


def test_an_open_chat_without_news_costs_no_call_of_its_own(world: World, server: LiveChatServer) -> None:
    active_thread(world, "Hello?")
    sync(server)
    server.forget_calls()
    before = versions()
    assert figures(sync(server)) == (0, 0, 1, 0)
    assert dict(server.calls) == {"list_chats": 1, "list_archives": 1}
    assert versions() == before


def test_a_chat_that_closes_is_settled_with_its_end(world: World, server: LiveChatServer) -> None:
    thread = active_thread(world, "Hello?")
    thread.say(world.add_agent(), "Hi!")
    recent(server)
    assert (stored(thread.id).status, stored(thread.id).ended_at) == ("open", None)
    world.close(thread)
    server.clock.advance(minutes=1)
    assert figures(recent(server)) == (0, 1, 0, 0)
    closed = stored(thread.id)
    assert (closed.status, closed.status_by, closed.is_active) == ("resolved", "source", False)
    assert closed.ended_at == closed.resolved_at == thread.closed_at


def test_a_thread_begun_five_days_ago_that_closes_now_is_found(world: World, server: LiveChatServer) -> None:
    thread = active_thread(world, "No hurry.", days=5)
    sync(server)
    thread.say(world.add_agent(), "Here we are.", at=world.clock.now())
    server.clock.advance(hours=1)
    world.close(thread)
    sync(server)
    assert (stored(thread.id).is_active, stored(thread.id).status) == (False, "resolved")
    assert len(messages(thread.id)) == 3


def test_a_thread_open_for_weeks_is_looked_up_by_its_id_when_it_closes(world: World, server: LiveChatServer) -> None:
    thread = active_thread(world, "No hurry.", days=30)
    sync(server)
    server.clock.advance(hours=1)
    world.close(thread)
    server.forget_calls()
    assert figures(sync(server)) == (0, 1, 0, 0)
    assert not stored(thread.id).is_active
    assert dict(server.calls) == {"list_chats": 1, "list_archives": 2}


def test_a_late_rating_arrives_and_moves_neither_end_nor_status(world: World, server: LiveChatServer) -> None:
    thread = world.closed_thread("Where is it?", "On its way.")
    recent(server)
    before = stored(thread.id)
    server.clock.advance(hours=20)
    world.rate(thread, 0, "slow")
    assert figures(recent(server)) == (0, 1, 0, 0)
    rated = stored(thread.id)
    assert (rated.rating, rated.rating_comment) == (0, "slow")
    assert (rated.ended_at, rated.status, rated.status_at) == (before.ended_at, before.status, before.status_at)
    world.cancel_rating(thread)
    recent(server)
    assert stored(thread.id).rating is None


def test_a_tag_taken_away_at_livechat_goes_here_too(world: World, server: LiveChatServer) -> None:
    thread = world.closed_thread("Hello", "Hi")
    world.tag(thread, "vip")
    world.tag(thread, "wholesale")
    recent(server)
    assert stored(thread.id).tags == ["vip", "wholesale"]
    world.untag(thread, "vip")
    recent(server)
    assert stored(thread.id).tags == ["wholesale"]
    world.untag(thread, "wholesale")
    recent(server)
    assert stored(thread.id).tags == stored(thread.id).source_tags == []


def test_an_edited_event_replaces_what_was_said(world: World, server: LiveChatServer) -> None:
    thread = world.closed_thread("What does it cost?", "That will be $5.")
    recent(server)
    before = set(versions("interaction_messages")["interaction_messages"])
    world.edit_event(thread, thread.events[1], text="That will be $50.")
    assert figures(recent(server)) == (0, 1, 0, 0)
    assert messages(thread.id)[1].content == "That will be $50."
    assert "$50" in (stored(thread.id).transcript or "")
    assert len(before - set(versions("interaction_messages")["interaction_messages"])) == 1


def test_a_deleted_event_keeps_its_row_and_leaves_the_transcript(world: World, server: LiveChatServer) -> None:
    thread = world.closed_thread("my card is 0000", "Thanks, no need for that.")
    recent(server)
    world.delete_event(thread, thread.events[0])
    recent(server)
    message = messages(thread.id)[0]
    assert (message.is_deleted, message.content, message.source_deleted_at) == (True, "my card is 0000", None)
    assert "0000" not in (stored(thread.id).transcript or "")
    assert stored(thread.id).message_count == 1


@pytest.mark.parametrize(
    "event",
    [
        events.message("my card is 0000"),
        events.file("receipt.png", "image/png"),
        events.rich_message("cards", [events.card("Oats", "5 kg", "Buy")]),
        events.filled_form([events.form_field("name", "Name:", "Mia")]),
    ],
    ids=["message", "file", "rich_message", "filled_form"],
)
def test_a_stub_of_a_deleted_event_keeps_what_was_stored(
    world: World, server: LiveChatServer, event: dict[str, object]
) -> None:
    server.tokens[0] = STUB_READER
    thread = world.start_thread(world.add_chat())
    added = thread.add(event, author=thread.chat.customer)
    thread.say(world.add_agent(), "Thanks!")
    world.close(thread)
    recent(server)
    before = messages(thread.id)[0]
    world.delete_event(thread, added)
    recent(server)
    after = messages(thread.id)[0]
    assert after.is_deleted
    assert (after.content, after.attachments, after.content_type) == (
        before.content,
        before.attachments,
        before.content_type,
    )
    assert figures(recent(server)) == (0, 0, 1, 0)


def test_an_event_that_vanished_is_marked_and_comes_back(world: World, server: LiveChatServer) -> None:
    thread = world.closed_thread("one", "two", "three")
    recent(server)
    vanished = thread.events.pop(1)
    thread.changed()
    recent(server)
    gone = Message.objects.get(message_id=vanished["id"])
    assert gone.source_deleted_at == world.clock.now()
    assert gone.content == "two"
    assert stored(thread.id).message_count == 2
    assert figures(recent(server)) == (0, 0, 1, 0)
    thread.events.insert(1, vanished)
    thread.changed()
    recent(server)
    assert Message.objects.get(message_id=vanished["id"]).source_deleted_at is None
    assert [message.position for message in messages(thread.id)] == [0, 1, 2, 3]


def test_a_thread_that_the_plan_now_restricts_keeps_all_that_is_stored(world: World, server: LiveChatServer) -> None:
    chat = world.add_chat(world.add_customer())
    thread = world.start_thread(chat, at=world.clock.now() - timedelta(days=50))
    thread.add(events.filled_form([events.form_field("email", "E-mail:", "mia@example.com")]), author=chat.customer)
    thread.say(chat.customer, "Where is order 123456?")
    thread.say(world.add_agent(), "On its way.")
    world.summarize(thread, "Mia asks for her order.")
    world.close(thread)
    sync(server, days=60)
    before: dict[str, Any] = dict(Interaction.objects.values().get())
    kept_rows = versions("interaction_messages", "interaction_order_references")
    world.behaviour.restricted_after_days = 40
    world.rate(thread, 1)
    assert figures(sync(server, days=60)) == (0, 1, 0, 0)
    after: dict[str, Any] = dict(Interaction.objects.values().get())
    assert versions("interaction_messages", "interaction_order_references") == kept_rows
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"rating", "raw_data", "content_hash", "updated_at"}
    assert figures(sync(server, days=60)) == (0, 0, 1, 0)


def test_a_thread_first_met_restricted_is_stored_without_messages(world: World, server: LiveChatServer) -> None:
    world.behaviour.restricted_after_days = 40
    thread = world.closed_thread("Hello", "Hi", at=world.clock.now() - timedelta(days=50))
    assert figures(sync(server, days=60)) == (1, 0, 0, 0)
    assert stored(thread.id).customer_email == "mia@example.net"
    assert messages(thread.id) == []
    world.behaviour.restricted_after_days = None
    thread.changed()
    assert figures(sync(server, days=60)) == (0, 1, 0, 0)
    assert stored(thread.id).message_count == 2


def test_a_customer_who_changes_their_address_is_known_by_the_new_one(world: World, server: LiveChatServer) -> None:
    thread = world.closed_thread("Hello", "Hi")
    recent(server)
    world.change_customer(thread.chat.customer, email="mia.tran@example.com", name="Mia Tran")
    assert figures(recent(server)) == (0, 1, 0, 0)
    assert (stored(thread.id).customer_email, stored(thread.id).customer_name) == ("mia.tran@example.com", "Mia Tran")


def test_a_thread_deleted_at_livechat_stays_here(world: World, server: LiveChatServer) -> None:
    thread = world.closed_thread("Hello", "Hi")
    recent(server)
    before = versions("customer_interactions", "interaction_messages")
    world.delete_thread(thread)
    assert figures(sync(server, full=True)) == (0, 0, 0, 0)
    assert versions("customer_interactions", "interaction_messages") == before


def test_a_thread_that_vanished_while_open_is_no_longer_active(world: World, server: LiveChatServer) -> None:
    thread = active_thread(world, "Hello?", days=30)
    sync(server)
    world.delete_thread(thread)
    for _ in range(14):
        assert stored(thread.id).is_active
        server.clock.advance(minutes=5)
        sync(server)
    server.clock.advance(minutes=15)
    assert figures(sync(server)) == (0, 0, 0, 0)
    gone = stored(thread.id)
    assert (gone.is_active, gone.source_deleted_at, gone.status) == (False, world.clock.now(), "open")
    assert [message.content for message in messages(thread.id)] == ["Hello?"]
    server.forget_calls()
    before = versions("customer_interactions")
    sync(server)
    assert server.calls["list_archives"] == 1
    assert versions("customer_interactions") == before


def test_a_thread_that_comes_back_is_active_again(world: World, server: LiveChatServer) -> None:
    thread = active_thread(world, "Hello?")
    recent(server)
    threads, thread.chat.threads = thread.chat.threads, []
    for minutes in (0, 60):
        server.clock.advance(minutes=minutes)
        recent(server)
    assert stored(thread.id).source_deleted_at is not None
    thread.chat.threads = threads
    assert figures(recent(server)) == (0, 1, 0, 0)
    assert (stored(thread.id).is_active, stored(thread.id).source_deleted_at) == (True, None)


def test_a_vanished_thread_leaves_what_staff_set(world: World, server: LiveChatServer) -> None:
    thread = active_thread(world, "Hello?")
    thread.say(world.add_agent(), "Hi!")
    recent(server)
    Interaction.objects.update(status="escalated", status_by="staff", status_at=world.clock.now())
    world.delete_thread(thread)
    for minutes in (0, 60):
        server.clock.advance(minutes=minutes)
        recent(server)
    assert (stored(thread.id).is_active, stored(thread.id).status) == (False, "escalated")


def test_a_returning_customer_begins_an_interaction_of_its_own(world: World, server: LiveChatServer) -> None:
    first = world.closed_thread("Hello", "Hi", at=world.clock.now() - timedelta(days=3))
    sync(server, days=60)
    again = world.start_thread(first.chat)
    again.say(first.chat.customer, "Me again.")
    before = versions("interaction_messages")["interaction_messages"]
    assert figures(recent(server)) == (1, 0, 0, 0)
    assert stored(again.id).chat_id == stored(first.id).chat_id == first.chat.id
    assert set(before) < set(versions("interaction_messages")["interaction_messages"])
