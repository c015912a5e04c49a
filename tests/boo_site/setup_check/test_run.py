"""The whole check: side by side, within its time, with everything wrong at once, and no secret in what it says."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from boo_site.setup_check import Finding, State, is_ready, run

ROOT = Path(__file__).resolve().parents[3]
CANARY = "canary-4711-token"


def check_setup(*options: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command with these variables and no others of ours."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("BOO_", "DATABASE_URL"))}
    return subprocess.run(
        [sys.executable, "manage.py", "check_setup", *options],
        cwd=ROOT, env=inherited | variables, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def states(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    return {finding["name"]: finding["state"] for finding in json.loads(done.stdout)["findings"]}


def test_silent_sources_are_told_as_late(silent_port: int, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LIVECHAT_API_URL, settings.LIVECHAT_PAT_BASE64 = f"http://127.0.0.1:{silent_port}", ""
    settings.LIVECHAT_ACCOUNT_ID, settings.LIVECHAT_PAT = "6d3f1a52-9f0f-4c1b-8c52-1f7b6a0e9d01", CANARY
    settings.SALES_IMAP_HOST, settings.SALES_IMAP_PORT = "127.0.0.1", silent_port
    settings.SALES_IMAP_USER, settings.SALES_IMAP_PASS = "sales@example.com", CANARY
    monkeypatch.setattr(run, "DEADLINE_SECONDS", 0.3)
    monkeypatch.setattr(run, "CHECKS", run.CHECKS[1:])
    began = time.monotonic()
    found = {finding.name: finding for finding in run.check_setup()}
    assert time.monotonic() - began < 3
    assert found["LiveChat"].found == found["mailbox"].found == "No answer in time."
    assert "BOO_SALES_IMAP_HOST" in found["mailbox"].remedy


@pytest.mark.long
def test_with_every_server_silent_it_ends_within_eight_seconds(silent_port: int) -> None:
    done = check_setup(
        "--json",
        DATABASE_URL=f"postgresql://boo:{CANARY}@127.0.0.1:{silent_port}/boo",
        BOO_LIVECHAT_API_URL=f"http://127.0.0.1:{silent_port}",
        BOO_LIVECHAT_ACCOUNT_ID="6d3f1a52-9f0f-4c1b-8c52-1f7b6a0e9d01",
        BOO_LIVECHAT_PAT=CANARY,
        BOO_SALES_IMAP_HOST="127.0.0.1",
        BOO_SALES_IMAP_PORT=str(silent_port),
        BOO_SALES_IMAP_USER="sales@example.com",
        BOO_SALES_IMAP_PASS=CANARY,
        BOO_SUPABASE_SERVICE_ROLE_KEY=CANARY,
    )
    # The start of the command comes on top: two seconds on a machine with nothing else to do.
    assert json.loads(done.stdout)["seconds"] < 8
    assert done.returncode == 1
    found = states(done)
    assert {name: found[name] for name in ("database", "LiveChat", "mailbox")} == dict.fromkeys(
        ("database", "LiveChat", "mailbox"), "failed"
    )
    assert found["service role key"] == "note"
    assert CANARY not in done.stdout + done.stderr
    assert all(finding["remedy"] for finding in json.loads(done.stdout)["findings"] if finding["state"] == "failed")


def test_with_nothing_configured_it_says_where_to_begin(tmp_path: Path) -> None:
    done = check_setup(DATABASE_URL="postgresql://boo@127.0.0.1:1/boo", BOO_STATE_DIR=str(tmp_path))
    assert done.returncode == 1
    assert "not configured LiveChat" in done.stdout
    assert "not configured mailbox" in done.stdout
    assert "off            Categories by Claude" in done.stdout
    assert "Not ready: 1 to mend" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("variables", "remedy"),
    [
        ({"BOO_SUPABASE_URL": "https://abcdefgh.supabase.co"}, "Copy the database password from Supabase"),
        ({"BOO_SUPABASE_URL": "abcdefgh", "BOO_SUPABASE_DB_PASSWORD": CANARY}, "https://<project-ref>.supabase.co"),
        ({"DATABASE_URL": "mysql://boo@127.0.0.1/boo"}, "Only PostgreSQL 15 or newer"),
        ({"DATABASE_URL": f"postgresql://boo:{CANARY}@[bad/boo"}, "percent-encode"),
        ({"BOO_TIME_ZONE": "Sydney"}, "Set it to a name such as Australia/Sydney"),
        ({"BOO_DEBUG": "maybe"}, "true or false"),
        ({"BOO_ENV": "live"}, "development or production"),
    ],
)
def test_settings_that_nothing_works_without_end_with_one_line(
    variables: dict[str, str], remedy: str, tmp_path: Path
) -> None:
    done = check_setup("--json", BOO_STATE_DIR=str(tmp_path), **variables)
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert remedy in line
    assert json.loads(done.stdout) == {"error": line}
    assert CANARY not in line


def finding(name: str, state: State) -> Finding:
    return Finding(name, state, "found")


@pytest.mark.parametrize(
    ("found", "ready"),
    [
        ([("database", State.OK), ("LiveChat", State.OK), ("mailbox", State.NOT_CONFIGURED)], True),
        ([("database", State.OK), ("LiveChat", State.NOT_CONFIGURED), ("mailbox", State.NOT_CONFIGURED)], False),
        ([("database", State.FAILED), ("LiveChat", State.OK)], False),
        ([("LiveChat", State.OK), ("LiveChat bots", State.FAILED)], False),
        ([("LiveChat", State.OK), ("LiveChat archives", State.NOTE)], True),
    ],
)
def test_it_is_ready_when_a_source_is_set_and_nothing_fails(found: list[Any], ready: bool) -> None:
    assert is_ready([finding(name, state) for name, state in found]) is ready
