"""What each option of a sync lists, and that a plain one completes the twelve months whatever ran before."""

from datetime import timedelta

import pytest

from interactions.models import Interaction
from tests.ingest.syncing import figures, stored, sync, versions
from tests.servers.livechat import LiveChatServer, World
from tests.servers.livechat.chats import Thread

pytestmark = pytest.mark.django_db


def closed(world: World, **distance: float) -> Thread:
    return world.closed_thread("Where is it?", "On its way.", at=world.clock.now() - timedelta(**distance))


def stored_ids() -> set[str | None]:
    return set(Interaction.objects.values_list("external_id", flat=True))


def test_days_are_times_24_hours(world: World, server: LiveChatServer) -> None:
    closed(world, hours=49)
    inside = closed(world, hours=47)
    assert figures(sync(server, days=2)) == (1, 0, 0, 0)
    assert stored_ids() == {inside.id}


def test_a_plain_sync_completes_twelve_months_whatever_days_ran_before(world: World, server: LiveChatServer) -> None:
    threads = [closed(world, days=days, hours=1) for days in (0, 10, 40, 200, 364)]
    too_old = closed(world, days=366)
    sync(server, days=2)
    sync(server, days=30)
    sync(server)
    assert stored_ids() == {thread.id for thread in threads}
    assert too_old.id not in stored_ids()


def test_days_after_a_complete_year_leave_the_year_complete(world: World, server: LiveChatServer) -> None:
    closed(world, days=300)
    sync(server)
    sync(server, days=1)
    server.forget_calls()
    sync(server)
    assert dict(server.calls) == {"list_chats": 1, "list_archives": 1}


def test_a_year_that_moves_on_stays_complete(world: World, server: LiveChatServer) -> None:
    closed(world, days=1)
    sync(server)
    server.clock.advance(days=9)
    late = [closed(world, days=8), closed(world, days=5), closed(world, hours=2)]
    assert figures(sync(server))[0] == 3
    assert {thread.id for thread in late} <= stored_ids()


def test_a_full_sync_lists_the_year_again_and_reads_only_what_changed(world: World, server: LiveChatServer) -> None:
    old = closed(world, days=200)
    closed(world, days=100)
    sync(server, full=True)
    before = versions("interaction_messages")
    world.rate(old, 1)
    assert figures(sync(server, full=True)) == (0, 1, 1, 0)
    assert stored(old.id).rating == 1
    changed = set(versions("interaction_messages")["interaction_messages"]) ^ set(before["interaction_messages"])
    assert len(changed) == 1, "only the rating's own event is a new row"


def test_a_range_without_threads_is_no_error(server: LiveChatServer) -> None:
    assert figures(sync(server, days=1)) == (0, 0, 0, 0)
    assert figures(sync(server)) == (0, 0, 0, 0)


def test_every_thread_of_an_edge_between_windows_is_counted_once(world: World, server: LiveChatServer) -> None:
    for weeks in range(1, 6):
        world.closed_thread("Hello", "Hi", at=world.clock.now() - timedelta(days=365 - 7 * weeks))
    assert figures(sync(server, full=True)) == (5, 0, 0, 0)
    assert figures(sync(server, full=True)) == (0, 0, 5, 0)
