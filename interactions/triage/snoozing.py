"""Put a conversation aside until a time, or until the customer writes again."""

from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

from django.contrib.auth.models import User

from interactions.triage.record import Changed, Chosen, Decided, Entry, InvalidChangeError, Row, both_ways, record

FIELD = "snoozed"
COLUMNS = ("snoozed_at", "snoozed_until")
UNTIL_THEY_WRITE = "customer"
"""What the log has in place of a time where a conversation sleeps until the customer's next message."""


class Sleeper(Protocol):
    """The columns of an interaction that tell whether it sleeps."""

    snoozed_at: datetime | None
    snoozed_until: datetime | None
    last_customer_message_at: datetime | None


def is_asleep(one: Sleeper, *, now: datetime) -> bool:
    """Say of one interaction what interactions.queues.asleep says of many."""
    return _sleeps(one.snoozed_at, one.snoozed_until, one.last_customer_message_at, now=now)


def snooze(
    interactions: Chosen,
    *,
    user: User | None,
    until: datetime | None,
    now: datetime,
    change_set: UUID | None = None,
) -> Changed:
    """Put these interactions aside until a time (aware), or until the customer's next message, and log each.

    The customer's next message ends it in any case. Takes the same few queries for any number; safe to run twice.
    Raises InvalidChangeError where the time has passed.
    """
    if until is not None and until <= now:
        raise InvalidChangeError("Choose a time that lies ahead.")

    def decided(rows: list[Row]) -> list[Decided]:
        return [_put_aside(row, until, now=now) for row in rows]

    return record(interactions, decided, user=user, now=now, change_set=change_set)


def unsnooze(interactions: Chosen, *, user: User | None, now: datetime, change_set: UUID | None = None) -> Changed:
    """Bring these interactions back at once, and log each that was put aside. Safe to run twice."""

    def decided(rows: list[Row]) -> list[Decided]:
        return [_brought_back(row) for row in rows]

    return record(interactions, decided, user=user, now=now, change_set=change_set)


def said(until: datetime | None) -> str:
    """Return how the log says until when a conversation sleeps: as ISO 8601 in UTC, or with UNTIL_THEY_WRITE."""
    return until.astimezone(UTC).isoformat() if until else UNTIL_THEY_WRITE


def _put_aside(row: Row, until: datetime | None, *, now: datetime) -> Decided:
    sleeps = _sleeps(row["snoozed_at"], row["snoozed_until"], row["last_customer_message_at"], now=now)
    if sleeps and row["snoozed_until"] == until:
        return Decided({})
    new: Row = {"snoozed_at": now, "snoozed_until": until}
    former = said(row["snoozed_until"]) if sleeps else None
    entry = Entry(FIELD, former, said(until), both_ways(row, new, COLUMNS))
    return Decided(new, (entry,))


def _brought_back(row: Row) -> Decided:
    if row["snoozed_at"] is None:
        return Decided({})
    new: Row = {"snoozed_at": None, "snoozed_until": None}
    return Decided(new, (Entry(FIELD, said(row["snoozed_until"]), None, both_ways(row, new, COLUMNS)),))


def _sleeps(since: datetime | None, until: datetime | None, wrote: datetime | None, *, now: datetime) -> bool:
    if since is None or (until is not None and until <= now):
        return False
    return wrote is None or wrote <= since
