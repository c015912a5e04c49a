"""Silent mail conversations settle; what staff set stays."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from interactions.models import Interaction
from interactions.settle import settle_silent

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


def conversation(**columns: Any) -> Interaction:
    defaults: dict[str, Any] = {
        "source": "email",
        "external_id": f"email:{Interaction.objects.count()}@example.com",
        "status": "pending",
        "status_by": "source",
        "status_at": NOW - WEEK,
        "started_at": NOW - 2 * WEEK,
        "last_message_at": NOW - WEEK,
    }
    return Interaction.objects.create(**defaults | columns)


def test_seven_days_of_silence_settle_with_the_times_they_imply() -> None:
    one = conversation()
    assert settle_silent(now=NOW) == 1
    one.refresh_from_db()
    assert (one.status, one.status_by, one.status_at) == ("resolved", "source", NOW)
    assert one.resolved_at == one.last_message_at + WEEK
    assert one.ended_at == one.last_message_at


def test_a_second_run_changes_nothing() -> None:
    one = conversation()
    settle_silent(now=NOW)
    one.refresh_from_db()
    before = one.updated_at
    assert settle_silent(now=NOW + timedelta(hours=1)) == 0
    one.refresh_from_db()
    assert one.updated_at == before


def test_rows_put_in_by_plain_sql_settle_too() -> None:
    conversation(status_by=None, status_at=None)
    assert settle_silent(now=NOW) == 1


@pytest.mark.parametrize(
    "columns",
    [
        {"status_by": "staff"},
        {"last_message_at": NOW - WEEK + timedelta(seconds=1)},
        {"last_message_at": None},
        {"status": "open"},
        {"status": "escalated"},
        {"status": "resolved"},
        {"source": "livechat", "external_id": "T1"},
    ],
)
def test_everything_else_stays(columns: dict[str, Any]) -> None:
    one = conversation(**columns)
    assert settle_silent(now=NOW) == 0
    before = one.status
    one.refresh_from_db()
    assert one.status == before
