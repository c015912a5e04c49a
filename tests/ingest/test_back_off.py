"""A source that asks to be left alone is left alone by scheduled runs, and by nobody else."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from ingest.back_off import keep_back_off, reason_to_wait
from ingest.models import Checkpoint
from ingest.source import SourceRefused, SourceUnavailable
from ingest.sources.livechat.source import LiveChatSource
from tests.ingest.sources.livechat.clients import client_of
from tests.ingest.syncing import sync
from tests.servers.livechat import LiveChatServer

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
ASKS = "asks to wait 7200 seconds"


@pytest.fixture
def source(server: LiveChatServer) -> LiveChatSource:
    return LiveChatSource(client_of(server))


def busy(seconds: float | None) -> SourceUnavailable:
    return SourceUnavailable("Too busy.", remedy="Wait.", retry_after_seconds=seconds)


def test_scheduled_runs_wait_as_long_as_the_source_asked(server: LiveChatServer) -> None:
    server.fail_next("too_many_requests", times=None, retry_after="7200")
    failed = sync(server, trigger="schedule")
    assert ASKS in (failed.error or "")
    server.heal()
    server.forget_calls()
    skipped = sync(server, trigger="schedule")
    assert "waiting until" in (skipped.skipped or "")
    assert ASKS in (skipped.skipped or "")
    assert skipped.run_id is None
    assert not server.recorded


def test_the_wait_ends_by_itself(server: LiveChatServer) -> None:
    server.fail_next("too_many_requests", times=None, retry_after="7200")
    sync(server, trigger="schedule")
    server.heal()
    server.clock.advance(hours=2, minutes=1)
    assert sync(server, trigger="schedule").is_complete


def test_a_person_may_try_at_once_and_success_ends_the_wait(server: LiveChatServer) -> None:
    server.fail_next("too_many_requests", times=None, retry_after="7200")
    sync(server, trigger="schedule")
    server.heal()
    assert sync(server).is_complete
    assert sync(server, trigger="schedule").is_complete
    assert not Checkpoint.objects.filter(scope="not_before").exists()


@pytest.mark.parametrize("error", [busy(599), busy(None), SourceRefused("Wrong token.")])
def test_short_waits_and_refusals_keep_nobody_waiting(source: LiveChatSource, error: Exception) -> None:
    keep_back_off(source, error, now=NOW)
    assert reason_to_wait(source, now=NOW) == ""


@pytest.mark.parametrize(("asked", "kept"), [(600, 600), (3 * 3600, 3 * 3600), (1e9, 86_400), (1e300, 86_400)])
def test_a_wait_is_kept_for_a_day_at_most(source: LiveChatSource, asked: float, kept: int) -> None:
    keep_back_off(source, busy(asked), now=NOW)
    assert reason_to_wait(source, now=NOW + timedelta(seconds=kept - 1)) != ""
    assert reason_to_wait(source, now=NOW + timedelta(seconds=kept)) == ""


def test_a_later_failure_without_a_wish_leaves_the_wait_as_it_is(source: LiveChatSource) -> None:
    keep_back_off(source, busy(7200), now=NOW)
    keep_back_off(source, busy(None), now=NOW)
    assert reason_to_wait(source, now=NOW) == "waiting until 2026-11-24 05:00 UTC: Too busy."


def test_each_source_waits_for_itself(source: LiveChatSource, server: LiveChatServer) -> None:
    keep_back_off(source, busy(7200), now=NOW)
    other = LiveChatSource(client_of(server))
    other.account = "another"
    assert reason_to_wait(other, now=NOW) == ""
    with time_machine.travel(NOW, tick=False):
        assert reason_to_wait(source, now=NOW) != ""
