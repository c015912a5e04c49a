"""The commands that mend: one object, one line, the right exit."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from ingest import tasks
from ingest.models import Reconciliation, SyncRun
from ingest.reconcile import differences
from interactions.models import Interaction
from tests.ingest.syncing import sync
from tests.servers.livechat import LiveChatServer, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def server(settings: Settings) -> Iterator[LiveChatServer]:
    """A LiveChat that the settings name, and no mailbox."""
    with LiveChatServer() as started, time_machine.travel(started.clock.now(), tick=False):
        settings.LIVECHAT_API_URL, settings.LIVECHAT_API_VERSION = started.url, "3.6"
        settings.LIVECHAT_ACCOUNT_ID, settings.LIVECHAT_PAT = started.token.account_id, started.token.secret
        settings.LIVECHAT_PAT_BASE64 = settings.SALES_IMAP_HOST = ""
        yield started


@pytest.fixture
def world(server: LiveChatServer) -> World:
    return server.world


def printed(capsys: pytest.CaptureFixture[str], *command: str) -> dict[str, Any]:
    call_command(*command)
    shown: dict[str, Any] = json.loads(capsys.readouterr().out)
    return shown


def test_reconcile_prints_each_days_counts(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    thread = world.closed_thread("Hello", "Hi")
    shown = printed(capsys, "reconcile", "--days", "3", "--json")["sources"]
    assert [(one["source"], one["missing"], len(one["days"])) for one in shown] == [("livechat", 1, 3)]
    call_command("reconcile", "--days", "3")
    assert f"missing: {thread.id}" in capsys.readouterr().out
    fixed = printed(capsys, "reconcile", "--days", "3", "--fix", "--json")["sources"][0]
    assert (fixed["missing"], fixed["fix"]["created"]) == (0, 1)
    assert Reconciliation.objects.count() == 3
    assert Interaction.objects.get().external_id == thread.id


def test_reprocess_reports_what_it_rewrote(
    world: World, server: LiveChatServer, capsys: pytest.CaptureFixture[str]
) -> None:
    world.closed_thread("Hello", "Hi")
    sync(server)
    Interaction.objects.update(transcript="[unread]")
    shown = printed(capsys, "reprocess", "--since", "2026-11-01", "--json")["sources"]
    assert [(one["source"], one["updated"], one["unchanged"]) for one in shown] == [("livechat", 1, 0)]
    call_command("reprocess", "--days", "2", "--source", "livechat")
    assert "1 unchanged" in capsys.readouterr().out
    assert set(SyncRun.objects.values_list("trigger", flat=True)) == {"command", "reprocess"}


@pytest.mark.parametrize("command", ["reconcile", "reprocess"])
def test_a_source_that_isnt_configured_is_named(command: str) -> None:
    with pytest.raises(CommandError, match="mailbox isn't configured"):
        call_command(command, "--source", "email")


@pytest.mark.parametrize("command", ["reconcile", "reprocess"])
def test_a_source_that_refuses_us_ends_with_one_line(
    command: str, server: LiveChatServer, capsys: pytest.CaptureFixture[str]
) -> None:
    server.fail_next("authentication", times=None)
    with pytest.raises(CommandError, match="token"):
        call_command(command, "--json")
    assert "token" in json.loads(capsys.readouterr().out)["error"]


def test_the_nightly_job_tells_what_is_missing_in_a_line(
    world: World, server: LiveChatServer, settings: Settings
) -> None:
    world.closed_thread("Hello", "Hi")
    assert tasks.reconcile() == "livechat: 1 missing; email: not configured"
    assert differences().count() == 1
    sync(server)
    assert tasks.reconcile() == "livechat: 0 missing; email: not configured"
    assert not differences().exists()
    settings.LIVECHAT_PAT = "wrong"
    assert tasks.reconcile().startswith("livechat: LiveChat")


def test_without_any_source_there_is_nothing_to_compare(settings: Settings) -> None:
    settings.LIVECHAT_PAT = ""
    with pytest.raises(CommandError, match="No source is configured"):
        call_command("reconcile")
