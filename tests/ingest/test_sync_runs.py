"""One sync at a time, and whatever ends it in the middle: nothing is lost, nothing doubled."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.db.transaction import atomic, set_rollback

from ingest.lease import AlreadyRunning, LeaseLost, acquire_lease, release_lease, renew_lease
from ingest.models import Checkpoint, Lease, LivechatSyncState, SyncRun
from ingest.source import Batch
from ingest.store import Counts
from ingest.sync import DEMO, SyncRefused
from interactions.models import Interaction
from tests.ingest.syncing import dump, figures, sync, versions
from tests.servers.livechat import LiveChatServer, World, seed_world

pytestmark = pytest.mark.django_db

ELSEWHERE = "another-machine:4711"


class Killed(Exception):
    """Stands for a process that ends between two batches."""


def set_owner(owner: str) -> None:
    Lease.objects.update(owner=owner)


def gone_process() -> int:
    """Return the id of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


# The lease


def test_the_second_of_two_owners_is_turned_away() -> None:
    acquire_lease("livechat")
    with pytest.raises(AlreadyRunning):
        acquire_lease("livechat")


def test_each_source_has_a_lease_of_its_own() -> None:
    assert acquire_lease("livechat").source == "livechat"
    assert acquire_lease("email").source == "email"


def test_a_released_lease_is_free_and_its_token_grows() -> None:
    first = acquire_lease("livechat")
    release_lease(first)
    assert acquire_lease("livechat").token == first.token + 1


def test_the_lease_of_a_dead_process_that_nobody_has_heard_of_yet_is_taken_over() -> None:
    with subprocess.Popen([sys.executable, "-S", "-c", ""]) as ended:
        os.waitid(os.P_PID, ended.pid, os.WEXITED | os.WNOWAIT)  # It has ended, and keeps its number.
        first = acquire_lease("livechat")
        set_owner(f"{socket.gethostname()}:{ended.pid}")
        assert acquire_lease("livechat").token == first.token + 1


def test_the_lease_of_a_dead_process_of_this_machine_is_taken_over() -> None:
    held = acquire_lease("livechat")
    set_owner(f"{socket.gethostname()}:{gone_process()}")
    assert acquire_lease("livechat").token == held.token + 1


@pytest.mark.parametrize(
    "owner",
    [ELSEWHERE, f"{socket.gethostname()}:{os.getpid()}", f"{socket.gethostname()}:1"],
    ids=["elsewhere", "this process", "another process"],
)
def test_the_lease_of_a_process_that_may_live_is_not(owner: str) -> None:
    acquire_lease("livechat")
    set_owner(owner)
    with pytest.raises(AlreadyRunning):
        acquire_lease("livechat")


def test_a_lease_that_expired_is_taken_over_and_its_former_owner_shut_out() -> None:
    former = acquire_lease("livechat")
    set_owner(ELSEWHERE)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sync_leases SET expires_at = now()")
    newer = acquire_lease("livechat")
    with pytest.raises(LeaseLost):
        renew_lease(former)
    renew_lease(newer)
    release_lease(former)
    with pytest.raises(AlreadyRunning):
        acquire_lease("livechat")


def test_a_sync_beside_another_is_skipped_and_changes_nothing(world: World, server: LiveChatServer) -> None:
    world.closed_thread("Hello", "Hi")
    acquire_lease("livechat")
    report = sync(server, days=1)
    assert report.as_json()["skipped"] == "already running"
    assert (report.counts, report.error, report.run_id) == (Counts(), None, None)
    assert not server.calls
    assert not Interaction.objects.exists()
    assert not SyncRun.objects.exists()


def test_who_lost_the_lease_commits_nothing_more(world: World, server: LiveChatServer) -> None:
    for days in (20, 10, 1):
        world.closed_thread("Hello", "Hi", at=world.clock.now() - timedelta(days=days))

    def lose(batch: Batch, counts: Counts) -> None:
        if counts.created == 1:
            Lease.objects.update(token=99, owner=ELSEWHERE)

    report = sync(server, days=30, on_progress=lose)
    assert "took over" in (report.error or "")
    assert report.counts.created == Interaction.objects.count() == 1
    assert (SyncRun.objects.get().status, SyncRun.objects.get().error_class) == ("failed", "LeaseLost")
    assert Lease.objects.get().token == 99
    assert LivechatSyncState.objects.get().sync_status == "running", "the other sync's standing is not ours to change"


# Runs


def test_a_run_of_a_process_that_died_is_called_abandoned(world: World, server: LiveChatServer) -> None:
    SyncRun.objects.create(source="livechat", status="running")
    sync(server, days=1)
    assert list(SyncRun.objects.order_by("id").values_list("status", flat=True)) == ["abandoned", "completed"]


def test_a_run_tells_what_it_did_and_what_it_cost(world: World, server: LiveChatServer) -> None:
    world.closed_thread("Hello", "Hi")
    report = sync(server, days=1, trigger="schedule")
    run = SyncRun.objects.get()
    assert run.pk == report.run_id
    assert (run.trigger, run.status, run.fetched, run.created, run.error) == ("schedule", "completed", 1, 1, None)
    assert run.calls == report.calls == sum(server.calls.values())
    assert run.bytes_read == report.bytes_read > 0
    assert run.range_to == world.clock.now()
    assert run.finished_at is not None
    state = LivechatSyncState.objects.get()
    assert (state.sync_status, state.total_threads_synced, state.error_message) == ("completed", 1, None)
    assert state.last_thread_id == Interaction.objects.get().external_id


def test_a_source_that_fails_in_the_middle_keeps_what_it_brought(world: World, server: LiveChatServer) -> None:
    for days in (20, 10, 1):
        world.closed_thread("Hello", "Hi", at=world.clock.now() - timedelta(days=days))
    server.fail_next("authentication", action="list_archives", after=3, times=None)
    report = sync(server, days=30)
    assert "does not accept the token" in (report.error or "")
    assert Interaction.objects.count() == report.counts.created == 1
    assert (SyncRun.objects.get().status, LivechatSyncState.objects.get().sync_status) == ("failed", "failed")
    assert LivechatSyncState.objects.get().error_message == report.error
    server.heal()
    assert figures(sync(server, days=30)) == (2, 0, 1, 0)
    assert LivechatSyncState.objects.get().error_message is None


def test_a_run_that_has_no_more_time_pauses_and_the_next_goes_on(world: World, server: LiveChatServer) -> None:
    for days in range(1, 60, 7):
        world.closed_thread("Hello", "Hi", at=world.clock.now() - timedelta(days=days))
    paused = sync(server, stop_after_seconds=0)
    assert paused.paused
    assert not paused.is_complete
    assert paused.error is None
    assert figures(sync(server))[0] + paused.counts.created == 9


def test_sample_conversations_and_real_ones_never_share_a_database(server: LiveChatServer) -> None:
    Checkpoint.objects.create(source=DEMO, account="demo", scope="anchor", value="2026-11-24")
    with pytest.raises(SyncRefused, match="DATABASE_URL"):
        sync(server, days=1)
    assert not server.calls
    assert sync(server, days=1, trigger=DEMO).error is None


# Killed at every step


@pytest.fixture(scope="module")
def year() -> Iterator[LiveChatServer]:
    with LiveChatServer(seed_world(threads=120, days=60)) as server:
        yield server


def undisturbed(server: LiveChatServer) -> dict[str, list[str]]:
    """Return what a sync that nothing disturbs leaves behind, and leave nothing behind."""
    with atomic():
        sync(server, days=60)
        whole = dump()
        set_rollback(True)
    return whole


LONG = pytest.mark.long


@pytest.mark.parametrize("step", [4, *(pytest.param(step, marks=LONG) for step in (1, 2, 7, 9))])
def test_a_sync_killed_after_any_batch_ends_like_an_undisturbed_one(year: LiveChatServer, step: int) -> None:
    expected = undisturbed(year)
    batches = 0

    def kill(batch: Batch, counts: Counts) -> None:
        nonlocal batches
        batches += 1
        if batches == step:
            raise Killed

    with pytest.raises(Killed):
        sync(year, days=60, on_progress=kill)
    assert batches == step
    report = sync(year, days=60)
    assert report.error is None
    assert dump() == expected
    before = versions()
    assert figures(sync(year, days=60))[:2] == (0, 0)
    assert versions() == before
