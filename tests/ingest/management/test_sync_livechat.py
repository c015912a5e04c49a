"""manage.py sync_livechat: what it prints, how it ends, and that no failure loses anything or tells a secret."""

import functools
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from pytest_django.fixtures import Settings

from ingest.lease import acquire_lease
from ingest.management.commands.sync_livechat import Command
from ingest.models import Checkpoint, SyncRun
from ingest.sources.livechat import client
from ingest.sync import DEMO
from interactions.models import Interaction
from tests.ingest.sources.livechat.clients import Clock
from tests.ingest.syncing import dump, sync
from tests.running import ROOT, Outcome, command, database_url, environment, process
from tests.servers.livechat import LiveChatServer, Token, World, seed_world

pytestmark = pytest.mark.django_db

SECRET = "dal:a-secret-that-nobody-may-see"


@pytest.fixture
def server(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveChatServer]:
    """A server that the settings name, and a clock by which waiting takes no time."""
    clock = Clock()
    quick = functools.partial(client.LiveChatClient, sleep=clock.sleep, monotonic=clock.monotonic)
    monkeypatch.setattr(client, "LiveChatClient", quick)
    with LiveChatServer(tokens=[Token(secret=SECRET)]) as started, time_machine.travel(started.clock.now(), tick=False):
        settings.LIVECHAT_API_URL = started.url
        settings.LIVECHAT_ACCOUNT_ID = started.token.account_id
        settings.LIVECHAT_PAT, settings.LIVECHAT_PAT_BASE64 = SECRET, ""
        yield started


def livechat(*arguments: str) -> Outcome:
    outcome = command("sync_livechat", *arguments)
    assert SECRET not in outcome.out + outcome.err
    return outcome


def three_weeks(world: World) -> None:
    for days in (20, 10, 1):
        world.closed_thread("Where is it?", "On its way.", at=world.clock.now() - timedelta(days=days))


# Done


def test_as_json_it_prints_the_contracts_object_and_nothing_else(world: World, server: LiveChatServer) -> None:
    three_weeks(world)
    outcome = livechat("--days", "30", "--json")
    told = outcome.told
    assert (outcome.code, outcome.err) == (0, "")
    counts = [told[name] for name in ("created", "updated", "unchanged", "quarantined", "suppressed")]
    assert counts == [3, 0, 0, 0, 0]
    assert told["fetched"] == sum(counts)
    assert (told["source"], told["run_id"], told["complete"]) == ("livechat", SyncRun.objects.get().pk, True)
    assert told["seconds"] >= 0
    assert "error" not in told


def test_a_person_reads_a_line_with_the_counts(world: World, server: LiveChatServer) -> None:
    three_weeks(world)
    outcome = livechat("--full")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("livechat: 3 fetched (3 new, 0 changed, 0 unchanged, 0 quarantined)")


def test_quarantined_items_are_no_failure(world: World, server: LiveChatServer) -> None:
    three_weeks(world)
    broken = world.closed_thread("Hello", "Hi")
    world.edit_event(broken, broken.events[0], created_at="yesterday")
    told = livechat("--days", "2", "--json")
    assert told.code == 0
    assert (told.told["created"], told.told["quarantined"], told.told["fetched"]) == (1, 1, 2)
    assert "Quarantine" in livechat("--days", "2").out


def test_beside_another_sync_it_is_skipped_with_zero_counts(server: LiveChatServer) -> None:
    acquire_lease("livechat")
    outcome = livechat("--json")
    assert outcome.code == 0
    assert (outcome.told["skipped"], outcome.told["fetched"], outcome.told["run_id"]) == ("already running", 0, None)
    assert "already running" in livechat().out


# Could not finish

FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "a wrong token": ({"kind": "authentication"}, "BOO_LIVECHAT_PAT"),
    "an HTML page": ({"kind": "html_200"}, "can't be read"),
    "a broken gateway": ({"kind": "html_502"}, "next run goes on"),
    "half an answer": ({"kind": "truncated_json"}, "can't be read"),
    "an empty answer": ({"kind": "empty_200"}, "has no list of chats"),
    "a storm of rate limits": ({"kind": "too_many_requests"}, "limits our calls"),
    "a long rate limit": ({"kind": "too_many_requests", "retry_after": "3600"}, "wait 3600 seconds"),
    "a reset connection": ({"kind": "reset"}, "can't be reached"),
    "an expired licence": ({"kind": "license_expired"}, "Renew"),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_failure_is_one_line_with_a_remedy_and_loses_nothing(what: str, world: World, server: LiveChatServer) -> None:
    fault, remedy = FAULTS[what]
    three_weeks(world)
    server.fail_next(**fault, action="list_archives", after=2, times=None)
    failed = livechat("--days", "10", "--json")
    assert failed.code == 1
    assert remedy in failed.told["error"]
    assert failed.line == failed.told["error"]
    assert server.calls["list_archives"] <= 9, "patience has an end"
    kept = Interaction.objects.count()
    assert failed.told["created"] == kept
    assert SyncRun.objects.get().status == "failed"
    server.heal()
    assert livechat("--days", "30", "--json").code == 0
    assert Interaction.objects.count() == 3


def test_a_person_also_reads_what_was_kept(world: World, server: LiveChatServer) -> None:
    three_weeks(world)
    server.fail_next("authentication", action="list_archives", after=3, times=None)
    outcome = livechat("--days", "30")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.line.endswith("The 1 threads fetched before that are kept.")


def test_a_missing_scope_is_named(server: LiveChatServer) -> None:
    server.tokens[0] = Token(secret=SECRET, scopes=("agents--all:ro",))
    outcome = livechat()
    assert outcome.code == 1
    assert "chats--all:ro" in outcome.line


def test_an_unreachable_host_is_named_as_such(server: LiveChatServer, settings: Settings) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.LIVECHAT_API_URL = f"http://127.0.0.1:{closed.getsockname()[1]}"
        outcome = livechat("--json")
    assert outcome.code == 1
    assert "can't be reached" in outcome.told["error"]


def test_plain_http_to_another_machine_is_refused(server: LiveChatServer, settings: Settings) -> None:
    settings.LIVECHAT_API_URL = "http://livechat.example.com"
    outcome = livechat("--json")
    assert outcome.code == 1
    assert "BOO_LIVECHAT_API_URL" in outcome.told["error"]


def test_without_settings_it_says_which_to_set(server: LiveChatServer, settings: Settings) -> None:
    settings.LIVECHAT_PAT = ""
    outcome = livechat("--json")
    assert outcome.code == 1
    assert "BOO_LIVECHAT_PAT" in outcome.told["error"]
    assert [outcome.told[name] for name in ("source", "run_id", "fetched")] == ["livechat", None, 0]
    assert livechat().line == outcome.told["error"]


def test_sample_conversations_are_not_mixed_with_real_ones(server: LiveChatServer) -> None:
    Checkpoint.objects.create(source=DEMO, account="demo", scope="anchor", value="2026-11-24")
    outcome = livechat("--json")
    assert outcome.code == 1
    assert "DATABASE_URL" in outcome.told["error"]


# Wrong usage


@pytest.mark.parametrize("days", ["0", "-1", "abc", "1.5", "", "٣", "99999999999999"])
def test_a_number_of_days_that_is_none_is_wrong_usage(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "sync_livechat", "--days", days])
    assert ended.value.code == 2
    printed = capsys.readouterr()
    assert "--days" in printed.err
    assert printed.out == ""


def test_wrong_usage_is_one_object_too(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "sync_livechat", "--full", "--days", "3", "--json"])
    printed = capsys.readouterr()
    assert ended.value.code == 2
    assert "error" in Outcome(2, printed.out, printed.err).told


# As a process of its own


def test_a_database_that_is_down_is_one_line_with_a_remedy() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"postgresql://boo:{SECRET.replace(':', '')}@127.0.0.1:{closed.getsockname()[1]}/boo"
        outcome = process("sync_livechat", "--json", DATABASE_URL=url, BOO_LIVECHAT_PAT_BASE64=Token().encoded)
    assert outcome.code == 1
    assert "Check DATABASE_URL" in outcome.told["error"]
    assert outcome.line.endswith(outcome.told["error"])
    assert SECRET.replace(":", "") not in outcome.out + outcome.err


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_a_killed_process_leaves_what_the_next_run_completes() -> None:
    world = seed_world(threads=60, days=100, now=datetime.now(UTC))
    total = len(world.threads)
    with LiveChatServer(world) as server:
        variables = environment(
            DATABASE_URL=database_url(),
            BOO_LIVECHAT_API_URL=server.url,
            BOO_LIVECHAT_PAT_BASE64=server.token.encoded,
        )
        line = [sys.executable, "manage.py", "sync_livechat", "--json"]
        running = subprocess.Popen(line, cwd=ROOT, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        server.before("list_archives", lambda: os.kill(running.pid, signal.SIGKILL), call=48)
        running.communicate(timeout=60)
        assert running.returncode == -signal.SIGKILL
        half = Interaction.objects.count()
        assert 0 < half < total
        assert sync(server).counts.created == total - half
        assert sorted(SyncRun.objects.values_list("status", flat=True)) == ["abandoned", "completed"]
        resumed = dump()
        Interaction.objects.all().delete()
        Checkpoint.objects.all().delete()
        sync(server)
        assert dump() == resumed
