"""Whoever waits long in an open conversation gets a higher priority, and loses it once answered."""

from datetime import timedelta

import pytest
import time_machine

from interactions.models import Interaction, Judgement
from interactions.recategorize import recategorize
from interactions.waiting import follow_waiting
from tests.interactions.stored import ASKS_FOR_ORDER, NOW, asked, run

pytestmark = pytest.mark.django_db


def waiting(judged: str, hours: float, **columns: object) -> Interaction:
    """A judged conversation whose customer has waited for some hours."""
    since = NOW - timedelta(hours=hours)
    one = asked("ok", **{"priority": judged, "priority_by": "rule", "last_customer_message_at": since} | columns)
    Judgement.objects.create(interaction=one, text_hash="h1", version="v", priority=judged)
    return one


def priority(one: Interaction) -> str | None:
    one.refresh_from_db()
    found: str | None = one.priority
    return found


@pytest.mark.parametrize(
    ("judged", "hours", "becomes"),
    [
        ("low", 23.9, "low"),
        ("low", 24.1, "medium"),
        ("low", 72.1, "high"),
        ("medium", 23.9, "medium"),
        ("medium", 24.1, "high"),
        ("medium", 500, "high"),
        ("high", 500, "high"),
        ("urgent", 500, "urgent"),
    ],
)
def test_a_priority_rises_with_the_wait_but_never_to_urgent(judged: str, hours: float, becomes: str) -> None:
    one = waiting(judged, hours)
    follow_waiting(now=NOW)
    assert priority(one) == becomes


@pytest.mark.parametrize("status", ["pending", "resolved", "escalated"])
def test_only_open_conversations_wait(status: str) -> None:
    assert follow_waiting(now=NOW) == 0
    one = waiting("low", 500, status=status)
    follow_waiting(now=NOW)
    assert priority(one) == "low"


def test_an_answered_conversation_is_as_it_was_judged() -> None:
    one = waiting("low", 500)
    follow_waiting(now=NOW)
    Interaction.objects.filter(pk=one.pk).update(status="resolved")
    assert follow_waiting(now=NOW) == 1
    assert priority(one) == "low"


def test_what_staff_set_stays() -> None:
    one = waiting("medium", 500, priority="low", priority_by="staff")
    assert follow_waiting(now=NOW) == 0
    assert priority(one) == "low"


def test_a_row_that_does_not_know_when_the_customer_wrote_waits_since_it_began() -> None:
    one = waiting("low", 1, last_customer_message_at=None, started_at=NOW - timedelta(hours=30))
    follow_waiting(now=NOW)
    assert priority(one) == "medium"


def test_following_and_judging_agree_so_that_nothing_is_written_twice() -> None:
    asked(ASKS_FOR_ORDER, last_customer_message_at=NOW - timedelta(hours=30))
    asked("ok", started_at=NOW - timedelta(days=30))
    with time_machine.travel(NOW, tick=False):
        assert recategorize().changed == 2
        assert set(Interaction.objects.values_list("priority", flat=True)) == {"high"}
        before = run("SELECT ctid::text, updated_at FROM customer_interactions ORDER BY ctid")
        again = recategorize(reprocess=True)
    assert (again.changed, again.waiting) == (0, 0)
    assert run("SELECT ctid::text, updated_at FROM customer_interactions ORDER BY ctid") == before
