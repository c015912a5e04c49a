"""Open chats cost a call only when they have news, and none is forgotten when it closes."""

from datetime import timedelta

import pytest

from ingest.source import SourceRefused, SourceUnavailable
from tests.ingest.sources.livechat.clients import KeptMemory
from tests.ingest.sources.livechat.conftest import Pull
from tests.servers.livechat import LiveChatServer, World
from tests.servers.livechat.chats import Thread


def opened(world: World, text: str = "hello?", **distance: float) -> Thread:
    thread = world.start_thread(world.add_chat(), at=world.clock.now() - timedelta(**(distance or {"minutes": 10})))
    thread.say(thread.chat.customer, text)
    return thread


def test_an_open_chat_is_stored_as_active_with_its_messages(world: World, memory: KeptMemory, pull: Pull) -> None:
    thread = opened(world)
    pull()

    record = memory.records[thread.id]
    assert record.is_active
    assert [message.content for message in record.messages or ()] == ["hello?"]


def test_closed_threads_cost_no_call_of_their_own(world: World, server: LiveChatServer, pull: Pull) -> None:
    for _ in range(5):
        world.closed_thread("hello", "hi")
    opened(world)
    pull()

    assert server.calls["get_chat"] == 1


def test_only_news_are_fetched(world: World, server: LiveChatServer, memory: KeptMemory, pull: Pull) -> None:
    quiet, busy = opened(world), opened(world)
    pull()
    world.clock.advance(minutes=5)
    busy.say(busy.chat.customer, "still there?", at=world.clock.now())
    server.forget_calls()
    pulled = pull()

    assert server.calls["get_chat"] == 1
    assert pulled.unchanged == 1
    assert quiet.id not in pulled.ids
    assert [message.content for message in memory.records[busy.id].messages or ()] == ["hello?", "still there?"]


def test_what_is_stored_counts_even_without_a_checkpoint(
    world: World, server: LiveChatServer, memory: KeptMemory, pull: Pull
) -> None:
    opened(world)
    pull()
    memory.checkpoints.clear()
    server.forget_calls()

    assert pull().unchanged == 1
    assert server.calls["get_chat"] == 0


def test_more_than_a_page_of_open_chats_is_listed(world: World, server: LiveChatServer, pull: Pull) -> None:
    threads = {opened(world).id for _ in range(105)}
    pulled = pull()

    assert set(pulled.ids) == threads
    assert server.calls["list_chats"] == 2


def test_chats_without_threads_are_left_out(world: World, pull: Pull) -> None:
    world.add_chat()

    assert pull().ids == []


@pytest.mark.parametrize("kind", ["missing_access", "not_found"])
def test_a_chat_that_may_not_be_read_is_skipped_and_noted(
    world: World, server: LiveChatServer, pull: Pull, kind: str
) -> None:
    threads = {opened(world).id for _ in range(2)}
    server.fail_next(kind, action="get_chat")
    pulled = pull()

    assert len(threads.intersection(pulled.ids)) == 1
    assert pulled.notes["skipped_chats"] == 1


def test_an_answer_that_is_not_the_chat_is_asked_for_again_by_the_next_run(
    world: World, server: LiveChatServer, pull: Pull
) -> None:
    thread = opened(world)
    server.fail_next("empty_200", action="get_chat")
    with pytest.raises(SourceUnavailable, match="not the chat that was asked for"):
        pull()
    assert pull().ids == [thread.id]


def test_a_proxys_refusal_of_the_lists_of_staff_ends_the_run_and_is_not_taken_for_a_missing_scope(
    world: World, server: LiveChatServer, pull: Pull
) -> None:
    server.fail_next("bare_status", status=403, action="list_agents")
    with pytest.raises(SourceRefused, match="forbids our calls"):
        pull()


@pytest.mark.parametrize("hours", [0.2, 120.0])
def test_a_chat_that_closes_is_found_in_the_newest_window(
    world: World, server: LiveChatServer, memory: KeptMemory, pull: Pull, hours: float
) -> None:
    thread = opened(world, hours=hours)
    pull()
    world.clock.advance(hours=1)
    world.close(thread)
    server.forget_calls()
    pull()

    assert not memory.records[thread.id].is_active
    assert memory.records[thread.id].closed_at is not None
    assert server.calls["list_archives"] == 1


def test_a_chat_that_was_open_for_weeks_is_looked_for_by_its_id(
    world: World, server: LiveChatServer, memory: KeptMemory, pull: Pull
) -> None:
    threads = [opened(world, days=30) for _ in range(25)]
    pull()
    world.clock.advance(minutes=5)
    for thread in threads:
        world.close(thread)
    server.forget_calls()
    pull()

    assert not any(memory.records[thread.id].is_active for thread in threads)
    searches = [call.body for call in server.recorded if "thread_ids" in str(call.body)]
    assert [len((body or {})["filters"]["thread_ids"]) for body in searches] == [20, 5]
    assert all(set(body or {}) == {"filters"} for body in searches)


def test_a_chat_that_closes_during_the_pull_is_closed_by_the_next(
    world: World, server: LiveChatServer, memory: KeptMemory, pull: Pull
) -> None:
    thread = opened(world)
    server.before("list_archives", lambda: world.close(thread))
    pulled = pull(days=1)
    assert pulled.ids == [thread.id]
    pull()

    assert not memory.records[thread.id].is_active


def test_a_chat_that_vanished_while_open_is_asked_for_ever_more_rarely(
    world: World, server: LiveChatServer, memory: KeptMemory, pull: Pull
) -> None:
    thread = opened(world, days=30)
    pull()
    world.delete_thread(thread)
    searches = 0
    for _ in range(60):
        world.clock.advance(minutes=5)
        server.forget_calls()
        pull()
        searches += server.calls["list_archives"] - 1

    assert 2 <= searches <= 10
    assert memory.records[thread.id].is_active


def test_a_full_pull_asks_for_every_unsettled_chat(world: World, server: LiveChatServer, pull: Pull) -> None:
    thread = opened(world, days=300)
    pull()
    world.delete_thread(thread)
    for _ in range(2):
        world.clock.advance(minutes=5)
        pull()
    world.clock.advance(minutes=1)
    server.forget_calls()
    pull()
    assert not any("thread_ids" in str(call.body) for call in server.recorded)
    pull(full=True)

    assert any("thread_ids" in str(call.body) for call in server.recorded)


def test_pages_of_open_chats_that_go_in_circles_end_the_pull(world: World, server: LiveChatServer, pull: Pull) -> None:
    opened(world)
    server.fail_next("endless_pages", action="list_chats", times=None)

    with pytest.raises(SourceUnavailable, match="circles"):
        pull()
