"""The queues that staff work through. The list, its tabs and the home page all ask here, so that they agree."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Case, F, Q, When

from interactions.models import Change, Interaction, ShopSettings
from interactions.vocabulary import Priority, Sentiment, Status

MACHINE_TAGS = ("auto_reply", "bounce", "newsletter", "machine", "noise")
"""What marks a conversation that no person waits in: the first four are the source's, the last one is staff's."""

NOISE = "noise"
OTHER = "other"
"""The category of sales pitches, job seekers and wrong numbers."""

TITLES = {
    "mine": "Mine",
    "unassigned": "Unassigned",
    "urgent": "Urgent",
    "waiting": "Waiting too long",
    "noise": "Noise",
    "snoozed": "Snoozed",
}
"""The queues by name, in the order in which they are offered."""

OLDEST_WAIT_FIRST = ("mine", "unassigned", "urgent", "waiting")
"""The queues that are worked through from the customer who has waited longest."""

KEPT_FROM = 2_000
"""Unresolved conversations from which on the counts over the lists are kept for some seconds."""

KEPT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class AsOf:
    """What a queue depends on: the moment, how long a customer may wait, and whose queue it is."""

    now: datetime
    target: timedelta
    user_id: int | None = None


def as_of(*, now: datetime, user_id: int | None = None) -> AsOf:
    """Return what the queues depend on, with the shop's target as staff set it. One query."""
    hours = ShopSettings.objects.values_list("waiting_target_hours", flat=True).first() or 24
    return AsOf(now, timedelta(hours=hours), user_id)


def in_queue(name: str, when: AsOf) -> Q:
    """Return the condition of a queue. Raises KeyError for an unknown name.

    None but `snoozed` holds what is snoozed, and none what is resolved. urgent: by priority or sentiment. unassigned:
    open, nobody's. waiting: open, and the customer last wrote longer ago than the target. noise: from machines, or of
    the category other.
    """
    if name == "snoozed":
        return unresolved() & asleep(when.now)
    conditions = {
        "mine": Q(assignee=when.user_id) if when.user_id else Q(pk__in=[]),
        "unassigned": Q(status=Status.OPEN, assignee=None),
        "urgent": Q(priority=Priority.URGENT) | Q(sentiment=Sentiment.URGENT),
        "waiting": Q(status=Status.OPEN) & waits_since(before=when.now - when.target),
        "noise": Q(tags__overlap=list(MACHINE_TAGS)) | Q(category=OTHER),
    }
    return unresolved() & conditions[name] & ~asleep(when.now)


def count_queues(when: AsOf) -> dict[str, int]:
    """Count every queue in one query, over what is unresolved, which has an index."""
    return _count(when)[0]


def recent_counts(when: AsOf) -> dict[str, int]:
    """Count every queue, with what was counted up to KEPT_SECONDS ago where much is unresolved.

    Whatever staff change is counted at once; only what syncs and the clock change may come late. Two queries at most.
    """
    newest = Change.objects.order_by("-id").values_list("id", flat=True).first()
    kept = _kept.get((when.user_id, when.target))
    if kept and kept[0] == newest and 0 <= (when.now - kept[1]).total_seconds() < KEPT_SECONDS:
        return kept[2]
    counts, unresolved_ones = _count(when)
    if unresolved_ones >= KEPT_FROM:
        _kept[when.user_id, when.target] = (newest, when.now, counts)
    return counts


_kept: dict[tuple[int | None, timedelta], tuple[int | None, datetime, dict[str, int]]] = {}
"""In this process, for each person: the newest change of staff's then, the moment, the counts."""

_MARKED = AsOf(datetime(2000, 1, 1, tzinfo=UTC), timedelta(days=1), -1)


def _count(when: AsOf) -> tuple[dict[str, int], int]:
    """Return how many are in each queue, and how many are unresolved."""
    statement, parameters = _counting()
    values = (
        (_MARKED.now, when.now),
        (_MARKED.now - _MARKED.target, when.now - when.target),
        (_MARKED.user_id, when.user_id),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [next((new for old, new in values if one == old), one) for one in parameters])
        *counts, unresolved_ones = cursor.fetchone()
    return dict(zip(TITLES, counts, strict=True)), unresolved_ones


@cache
def _counting() -> tuple[str, tuple[Any, ...]]:
    """Return the counting statement and its parameters, marks among them: to make it takes longer than to run it."""
    flags = {name: Case(When(in_queue(name, _MARKED), then=1)) for name in TITLES}
    rows = Interaction.objects.filter(unresolved()).order_by().annotate(**flags).values(*TITLES)
    statement, parameters = rows.query.sql_with_params()
    counts = ", ".join(f"count({name})" for name in TITLES)
    return f"SELECT {counts}, count(*) FROM ({statement}) AS queues", parameters  # noqa: S608 -- the names are ours


def unresolved() -> Q:
    """Return the condition that a conversation still wants something done."""
    return ~Q(status=Status.RESOLVED)


def waits_since(*, before: datetime) -> Q:
    """Return the condition that the customer last wrote before a moment.

    Rows put in by plain SQL don't know when that was, so there it counts when they began.
    """
    return Q(last_customer_message_at__lt=before) | Q(last_customer_message_at=None, started_at__lt=before)


def asleep(now: datetime) -> Q:
    """Return the condition that a conversation is snoozed: not due yet, and nothing from the customer since."""
    is_set = Q(snoozed_at__isnull=False)
    comes_later = Q(snoozed_until=None) | Q(snoozed_until__gt=now)
    is_quiet = Q(last_customer_message_at=None) | Q(last_customer_message_at__lte=F("snoozed_at"))
    return is_set & comes_later & is_quiet
