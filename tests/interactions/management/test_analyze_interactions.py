"""manage.py analyze_interactions: the same figures on screen, as JSON and in the file."""

import csv
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from interactions.management.commands.analyze_interactions import Command
from tests.interactions.stored import NOW, interaction
from tests.running import command

pytestmark = pytest.mark.django_db

CONTRACT = {
    *("period", "overview", "top_categories", "keywords", "response_times"),
    *("sentiment", "daily", "unanswered", "automation"),
}


@pytest.fixture(autouse=True)
def _today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    with time_machine.travel(NOW, tick=False):
        yield


def a_fortnight() -> None:
    for days in range(14):
        interaction(
            external_id=f"T{days}",
            started_at=NOW - timedelta(days=days),
            status="open" if days % 2 else "resolved",
            category="order_tracking",
            subcategory="where_is_order",
            subject="Broken jar",
            response_time_seconds=60,
            last_customer_message_at=NOW - timedelta(days=days),
        )


def test_as_json_it_prints_one_object_with_the_contracts_parts() -> None:
    a_fortnight()
    outcome = command("analyze_interactions", "--json")
    assert (outcome.code, outcome.err) == (0, "")
    told = outcome.told
    assert set(told) >= CONTRACT
    assert told["overview"]["total"] == 14
    assert told["period"] == {"from": "2026-10-26T00:00:00+11:00", "to": "2026-11-24T14:00:00+11:00", "days": 30}
    assert told["automation"]["questions"][0]["label"] == "Where is my order"
    assert {"count", "average", "median", "p90", "fastest", "slowest", "distribution"} <= set(
        told["response_times"]["livechat"]
    )


def test_seven_days_are_today_and_the_six_before() -> None:
    a_fortnight()
    told = command("analyze_interactions", "--days", "7", "--json").told
    assert told["overview"]["total"] == 7
    assert told["daily"][0]["date"] == "2026-11-18"


def test_a_person_reads_the_same_figures() -> None:
    a_fortnight()
    outcome = command("analyze_interactions")
    assert outcome.code == 0
    assert "Where is my order" in outcome.out
    assert "14" in outcome.out


def test_without_any_conversation_it_is_still_a_report() -> None:
    assert command("analyze_interactions", "--json").told["overview"]["total"] == 0
    assert command("analyze_interactions").code == 0


def test_the_export_holds_exactly_the_reports_conversations(tmp_path: Path) -> None:
    a_fortnight()
    told = command("analyze_interactions", "--days", "7", "--export", "--json").told
    path = tmp_path / "customer-interactions-2026-11-24.csv"
    assert told["export"] == {"file": path.name, "rows": 7}
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == told["overview"]["total"] == 7
    assert {row["status"] for row in rows} == {"open", "resolved"}
    by_status = {status: sum(row["status"] == status for row in rows) for status in ("open", "resolved")}
    assert by_status.items() <= told["overview"]["by_status"].items()


def test_the_export_goes_where_it_is_told(tmp_path: Path) -> None:
    outcome = command("analyze_interactions", "--export", str(tmp_path / "mine.csv"))
    assert "0 rows" in outcome.out
    assert (tmp_path / "mine.csv").exists()


@pytest.mark.parametrize("place", [".", "/", "missing/mine.csv"])
def test_a_place_that_cannot_be_written_is_one_line(place: str) -> None:
    outcome = command("analyze_interactions", "--export", place, "--json")
    assert outcome.code == 1
    assert "folder" in outcome.told["error"] == outcome.line


@pytest.fixture
def an_ordinary_account() -> Iterator[None]:
    """Let go of root's rights for a while: root may write everywhere."""
    account = os.geteuid()
    if account == 0:
        os.seteuid(65534)
    yield
    os.seteuid(account)


@pytest.mark.usefixtures("an_ordinary_account")
def test_a_folder_without_permission_is_one_line() -> None:
    outcome = command("analyze_interactions", "--export", "/mine.csv", "--json")
    assert outcome.code == 1
    assert "Permission" in outcome.told["error"]


@pytest.mark.parametrize("days", ["0", "abc", "-7"])
def test_a_number_of_days_that_is_none_is_wrong_usage(days: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "analyze_interactions", "--days", days])
    assert ended.value.code == 2
    assert "--days" in capsys.readouterr().err
