"""The scheduled syncs: what each outcome is, and what follows it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django_q.models import OrmQ, Schedule

from ingest import tasks
from ingest.lease import acquire_lease
from ingest.models import Checkpoint, SyncRun
from ingest.sync import DEMO
from interactions.models import Interaction
from tests.servers.livechat import LiveChatServer
from tests.servers.livechat.world import World

pytestmark = pytest.mark.django_db

CATEGORIZE = "interactions.tasks.categorize"


@pytest.fixture
def livechat(server: LiveChatServer, settings: Any) -> Iterator[LiveChatServer]:
    """Lead the settings to the strict server, at the time that its clock shows."""
    settings.LIVECHAT_API_URL, settings.LIVECHAT_API_VERSION = server.url, "3.6"
    settings.LIVECHAT_ACCOUNT_ID, settings.LIVECHAT_PAT = server.token.account_id, server.token.secret
    settings.LIVECHAT_PAT_BASE64 = ""
    with time_machine.travel(server.clock.now(), tick=True):
        yield server


def closed_chat(world: World) -> None:
    """Put a chat with one question and its answer into the archives."""
    world.closed_thread("Where is my order?", "On its way.")


def queued() -> list[str]:
    return [str(row.func()) for row in OrmQ.objects.all()]


def test_a_source_without_settings_is_no_trouble(settings: Any) -> None:
    settings.LIVECHAT_PAT = settings.LIVECHAT_PAT_BASE64 = settings.SALES_IMAP_PASS = ""
    assert tasks.sync_livechat() == "not configured"
    assert tasks.sync_email() == "not configured"
    assert not SyncRun.objects.exists()


def test_settings_that_can_not_be_read_are_told_in_the_outcome(settings: Any) -> None:
    settings.LIVECHAT_PAT, settings.LIVECHAT_ACCOUNT_ID = "a token", "an account"
    assert "BOO_LIVECHAT" in tasks.sync_livechat()


def test_categorising_follows_a_sync_that_brought_something(livechat: LiveChatServer, world: World) -> None:
    closed_chat(world)
    assert tasks.sync_livechat() == "done (1 new, 0 changed)"
    assert SyncRun.objects.get().trigger == "schedule"
    assert queued() == [CATEGORIZE]


def test_nothing_follows_a_sync_that_brought_nothing(livechat: LiveChatServer, world: World) -> None:
    closed_chat(world)
    tasks.sync_livechat()
    OrmQ.objects.all().delete()
    assert tasks.sync_livechat() == "done (0 new, 0 changed)"
    assert queued() == []


def test_what_was_saved_before_a_failure_is_categorised(livechat: LiveChatServer, world: World) -> None:
    thread = world.start_thread(world.add_chat())
    thread.say(thread.chat.customer, "Hello?")
    # The open chat is saved before the archive is listed.
    livechat.fail_next("authentication", times=None, action="list_archives", after=1)
    told = tasks.sync_livechat()
    assert "does not accept the token" in told
    assert told.endswith("(1 new, 0 changed)")
    assert queued() == [CATEGORIZE]


def test_another_sync_of_the_source_is_let_finish(livechat: LiveChatServer) -> None:
    acquire_lease("livechat")
    assert tasks.sync_livechat() == "already running (0 new, 0 changed)"
    assert not livechat.recorded
    assert not Schedule.objects.exists()


def test_a_re_reading_that_met_another_sync_comes_back_once(livechat: LiveChatServer) -> None:
    acquire_lease("livechat")
    tasks.sync_livechat(days=14)
    tasks.sync_livechat(days=14)
    again = Schedule.objects.get()
    assert (again.func, again.kwargs) == ("ingest.tasks.sync_livechat", "{'days': 14}")
    assert again.schedule_type == Schedule.ONCE
    assert again.next_run > datetime.now(UTC)


def test_a_run_stops_itself_between_two_batches(
    livechat: LiveChatServer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed_chat(world)
    monkeypatch.setattr(tasks, "RUN_SECONDS", 0)
    told = tasks.sync_livechat()
    assert told.startswith("The time for one run is over; the next run goes on.")
    monkeypatch.undo()
    assert tasks.sync_livechat().startswith("done")
    assert Interaction.objects.count() == 1


def test_the_demo_s_rows_keep_real_ones_out(livechat: LiveChatServer) -> None:
    Checkpoint.objects.create(source=DEMO, account="demo", scope="anchor", value="2026-11-24")
    assert "manage.py demo --reset" in tasks.sync_livechat()
    assert not livechat.recorded
