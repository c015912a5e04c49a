"""A pull lists what is asked for, once, and goes on where an earlier one ended."""

from datetime import timedelta

import pytest

from ingest.records import Json
from ingest.source import SourceRefused, SourceUnavailable
from ingest.sources.livechat.ranges import from_json
from ingest.sources.livechat.source import COVERED
from tests.ingest.sources.livechat.clients import KeptMemory
from tests.ingest.sources.livechat.conftest import Pull
from tests.servers.livechat import LiveChatServer, World
from tests.servers.livechat.chats import Thread


def ago(world: World, **distance: float) -> dict[str, object]:
    return {"at": world.clock.now() - timedelta(**distance)}


def closed(world: World, *texts: str, **distance: float) -> Thread:
    return world.closed_thread(*(texts or ("hello", "hi")), at=world.clock.now() - timedelta(**distance))


def covered_days(memory: KeptMemory) -> int:
    """Return how many days the checkpoint says are covered."""
    return sum((piece.end - piece.start).days for piece in from_json(memory.checkpoints.get(COVERED)))


# What is listed


def test_a_full_pull_brings_every_thread_once(world: World, server: LiveChatServer, pull: Pull) -> None:
    expected = {closed(world, days=days, hours=1).id for days in range(0, 365, 3)}
    closed(world, days=366)
    pulled = pull(full=True)

    assert sorted(pulled.ids) == sorted(expected)
    assert pulled.failed == []
    assert pulled.ids == sorted(pulled.ids, key=lambda thread_id: world.threads[thread_id].created_at)


def test_days_are_a_range_of_their_own(world: World, pull: Pull) -> None:
    closed(world, days=3)
    recent = closed(world, hours=40)

    assert pull(days=2).ids == [recent.id]


def test_several_threads_of_a_returning_customer_are_several_conversations(world: World, pull: Pull) -> None:
    chat = world.add_chat()
    threads = []
    for days in (9, 5, 1):
        thread = world.start_thread(chat, **ago(world, days=days))  # type: ignore[arg-type]
        thread.say(chat.customer, "hello again")
        threads.append(world.close(thread))
    pulled = pull(full=True)

    assert pulled.ids == [thread.id for thread in threads]
    assert {record.chat_id for record in pulled.records} == {chat.id}


@pytest.mark.parametrize("is_inclusive", [True, False])
def test_a_thread_on_the_edge_of_a_window_comes_once_however_edges_are_meant(
    world: World, pull: Pull, is_inclusive: bool
) -> None:
    world.behaviour.from_is_inclusive = world.behaviour.to_is_inclusive = is_inclusive
    edges = [closed(world, days=365 - 7 * weeks) for weeks in range(1, 4)]

    assert pull(full=True).ids == [thread.id for thread in edges]


def test_pages_after_the_first_are_asked_for_by_their_id_alone(
    world: World, server: LiveChatServer, pull: Pull
) -> None:
    expected = {closed(world, hours=1, seconds=number).id for number in range(250)}
    pulled = pull(days=1)

    assert set(pulled.ids) == expected
    assert len(pulled.batches) == 4
    bodies = [call.body or {} for call in server.recorded if call.action == "list_archives"]
    assert [set(body) for body in bodies] == [{"filters", "limit", "sort_order"}, {"page_id"}, {"page_id"}]
    assert (bodies[0]["limit"], bodies[0]["sort_order"]) == (100, "asc")


def test_a_row_that_comes_on_two_pages_is_yielded_once(world: World, server: LiveChatServer, pull: Pull) -> None:
    for number in range(150):
        closed(world, hours=1, seconds=number)
    server.fail_next("duplicate_row", action="list_archives")
    pulled = pull(days=1)

    assert len(pulled.ids) == len(set(pulled.ids)) == 150


def test_the_future_is_never_asked_for(world: World, server: LiveChatServer, pull: Pull) -> None:
    world.behaviour.rejects_future_to = True
    closed(world, hours=1)

    assert len(pull(full=True).ids) == 1
    assert len(pull().ids) == 1


def test_old_versions_are_read_as_well(world: World, server: LiveChatServer, pull: Pull) -> None:
    customer = world.add_customer("Mia", "mia@example.net", visit={"geolocation": {"city": "Perth"}})
    world.closed_thread("hello", "hi", customer=customer)
    active = world.start_thread(world.add_chat())
    active.say(active.chat.customer, "anybody there?")
    pulled = pull(full=True, version="3.5")

    assert {record.external_id: record.is_active for record in pulled.records}[active.id] is True
    assert "Perth" in {record.customer_location for record in pulled.records}


def test_a_whole_year_stays_within_its_budget_of_calls(world: World, server: LiveChatServer, pull: Pull) -> None:
    threads = 1200
    for number in range(threads):
        closed(world, minutes=60 + number * 430)
    pulled = pull(full=True)

    assert len(pulled.ids) == threads
    assert server.calls["list_archives"] <= threads / 100 + 53 + 20
    assert server.calls["get_chat"] == 0


# Progress and notes


def test_progress_knows_the_total_from_the_start(world: World, pull: Pull) -> None:
    for days in range(1, 31):
        closed(world, days=days)
    world.start_thread(world.add_chat())
    pulled = pull(full=True)

    assert {batch.total for batch in pulled.batches} == {31}
    assert [batch.done for batch in pulled.batches] == sorted(batch.done for batch in pulled.batches)
    assert pulled.batches[-1].done == 31


def test_a_single_window_knows_its_total_without_an_extra_call(
    world: World, server: LiveChatServer, pull: Pull
) -> None:
    closed(world, hours=1)
    pulled = pull(days=1)

    assert pulled.batches[-1].total == 1
    assert server.calls["list_archives"] == 1


def test_a_failing_estimate_costs_nothing_but_the_total(world: World, server: LiveChatServer, pull: Pull) -> None:
    closed(world, days=1)
    server.fail_next("request_timeout", action="list_archives")
    pulled = pull(full=True)

    assert len(pulled.ids) == 1
    assert {batch.total for batch in pulled.batches} == {None}


def test_tickets_of_a_customer_are_counted_once(world: World, pull: Pull) -> None:
    tickets = [{"ticket_id": f"t{n}", "created_at": "2026-10-11T10:00:00.000000Z"} for n in range(2)]
    mia = world.add_customer("Mia", "mia@example.net", tickets=tickets)
    for days in (1, 2, 20):
        world.closed_thread("hello", customer=mia, at=world.clock.now() - timedelta(days=days))

    assert pull(full=True).notes["tickets_seen"] == 2


def test_restricted_threads_are_counted_and_their_messages_left_alone(world: World, pull: Pull) -> None:
    closed(world, days=80)
    closed(world, days=1)
    world.behaviour.restricted_after_days = 60
    pulled = pull(full=True)

    assert pulled.notes["restricted_threads"] == 1
    assert [record.messages is None for record in pulled.records] == [True, False]


def test_an_estimate_far_from_the_truth_is_noted(world: World, pull: Pull) -> None:
    for number in range(60):
        closed(world, hours=1, seconds=number)
    assert "count_mismatch" not in pull(days=1).notes

    world.behaviour.found_noise = 0.04
    assert not any("count_mismatch" in pull(days=1).notes for _ in range(5))

    world.behaviour.found_noise = 0.9
    assert pull(days=1).notes["count_mismatch"] > 3


# Going on


def test_a_plain_pull_completes_the_year_whatever_days_ran_before(world: World, memory: KeptMemory, pull: Pull) -> None:
    expected = {closed(world, days=days, hours=1).id for days in range(0, 364, 7)}
    pull(days=2)
    assert covered_days(memory) == 2
    pull()

    assert set(memory.records) == expected
    assert covered_days(memory) == 365


def test_an_interrupted_backfill_goes_on_at_the_window_where_it_ended(
    world: World, server: LiveChatServer, memory: KeptMemory, pull: Pull
) -> None:
    expected = {closed(world, days=days, hours=1).id for days in range(0, 364, 7)}
    pull(stop_after=20)
    assert covered_days(memory) == 19 * 7
    server.forget_calls()
    pull()

    assert set(memory.records) == expected
    assert server.calls["list_archives"] <= 53 - 19 + 2


def test_a_window_is_covered_only_with_its_last_page(world: World, memory: KeptMemory, pull: Pull) -> None:
    for number in range(150):
        closed(world, hours=1, seconds=number)
    pull(days=1, stop_after=2)
    assert covered_days(memory) == 0

    pull(days=1)
    assert covered_days(memory) == 1


def test_an_outage_in_the_middle_keeps_what_is_covered(
    world: World, server: LiveChatServer, memory: KeptMemory, pull: Pull
) -> None:
    expected = {closed(world, days=days, hours=1).id for days in range(0, 364, 7)}
    server.fail_next("service_unavailable", action="list_archives", after=11, times=None)
    with pytest.raises(SourceUnavailable):
        pull()
    assert covered_days(memory) == 70
    server.heal()
    pull()

    assert set(memory.records) == expected


def test_nothing_new_costs_two_calls(world: World, server: LiveChatServer, pull: Pull) -> None:
    for days in range(1, 40):
        closed(world, days=days)
    active = world.start_thread(world.add_chat())
    active.say(active.chat.customer, "hello?")
    active.note(world.add_agent("ben@shop.example.net", "Ben"), "a note, and no message")
    pull()
    server.clock.advance(minutes=5)
    server.forget_calls()
    pulled = pull()

    assert dict(server.calls) == {"list_chats": 1, "list_archives": 1}
    assert pulled.unchanged == 1


def test_a_pull_after_a_long_pause_lists_the_day_before_it_again(
    world: World, server: LiveChatServer, memory: KeptMemory, pull: Pull
) -> None:
    pull()
    late = world.start_thread(world.add_chat(), **ago(world, hours=20))  # type: ignore[arg-type]
    server.clock.advance(days=20)
    world.close(late)
    pull()

    assert late.id in memory.records


def test_changes_after_the_close_come_with_the_next_pull(world: World, memory: KeptMemory, pull: Pull) -> None:
    thread = closed(world, hours=30)
    pull()
    world.rate(thread, 0, "slow")
    world.tag(thread, "vip")
    world.clock.advance(minutes=5)
    pull()

    record = memory.records[thread.id]
    assert (record.rating, record.rating_comment, record.source_tags) == (0, "slow", ("vip",))


def test_a_thread_that_is_indexed_late_is_found(world: World, memory: KeptMemory, pull: Pull) -> None:
    world.behaviour.index_delay = timedelta(minutes=15)
    thread = world.start_thread(world.add_chat(), **ago(world, minutes=20))  # type: ignore[arg-type]
    world.close(thread, **ago(world, minutes=1))  # type: ignore[arg-type]
    pull()
    assert thread.id not in memory.records
    world.clock.advance(minutes=20)
    pull()

    assert thread.id in memory.records


# Staff


def test_the_lists_of_staff_are_asked_for_once_a_day(world: World, server: LiveChatServer, pull: Pull) -> None:
    for _ in range(3):
        pull()
        world.clock.advance(minutes=5)
    assert (server.calls["list_agents"], server.calls["list_bots"]) == (1, 1)

    world.clock.advance(days=1)
    pull()
    pull(full=True)
    assert (server.calls["list_agents"], server.calls["list_bots"]) == (3, 3)


def test_every_bot_is_asked_for(server: LiveChatServer, pull: Pull) -> None:
    pull()

    assert [call.body for call in server.recorded if call.action == "list_bots"] == [{"all": True}]


def test_without_the_scopes_for_staff_the_shape_of_ids_decides(
    server: LiveChatServer, world: World, pull: Pull, caplog: pytest.LogCaptureFixture
) -> None:
    bot = world.add_bot()
    thread = world.start_thread(world.add_chat())
    thread.say(bot, "Hi, I am a bot.")
    world.close(thread)
    for action in ("list_agents", "list_bots"):
        server.fail_next("authorization", action=action)
    pulled = pull()

    assert (pulled.records[0].messages or ())[0].sender_type == "bot"
    assert len([record for record in caplog.records if "list not allowed" in record.message]) == 2


def test_a_refused_token_stops_the_pull(server: LiveChatServer, pull: Pull) -> None:
    server.fail_next("authentication", action="list_agents")

    with pytest.raises(SourceRefused):
        pull()


def test_an_unreadable_thread_does_not_stop_the_others(
    world: World, server: LiveChatServer, pull: Pull, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = closed(world, hours=2)
    event: dict[str, Json] = thread.events[0]
    event["created_at"] = "yesterday"
    fine = closed(world, hours=1)
    pulled = pull(days=1)

    assert set(pulled.ids) == {thread.id, fine.id}
    assert [(failed.external_id, failed.is_partial) for failed in pulled.failed] == [(thread.id, True)]
