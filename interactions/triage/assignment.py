"""Whose conversation it is."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User

from interactions.triage.record import (
    Changed,
    Chosen,
    Decided,
    Entry,
    InvalidChangeError,
    Row,
    StaleChangeError,
    both_ways,
    record,
)

FIELD = "assignee"
COLUMNS = ("assignee_id", "assigned_at")


def assign(
    interactions: Chosen,
    *,
    user: User | None,
    assignee: User | None,
    now: datetime,
    seen: Mapping[str, Any] | None = None,
    change_set: UUID | None = None,
) -> Changed:
    """Give these interactions to somebody of the staff, or to nobody, and log each that changes hands.

    `seen` may hold assignee_id as it was shown: where it differs by now, nothing is written. Takes the same few queries
    for any number; safe to run twice. Raises InvalidChangeError and StaleChangeError.
    """
    if assignee is not None and not (assignee.is_active and assignee.is_staff):
        raise InvalidChangeError(f"{assignee.get_username()} can't log in here. Choose somebody else.")

    def decided(rows: list[Row]) -> list[Decided]:
        names = _names({row["assignee_id"] for row in rows})
        if seen and (taken := [row for row in rows if row["assignee_id"] != seen["assignee_id"]]):
            wanted = {FIELD: assignee.get_username() if assignee else None}
            raise StaleChangeError({FIELD: names.get(taken[0]["assignee_id"])}, wanted)
        return [_decided(row, assignee, names, now=now) for row in rows]

    return record(interactions, decided, user=user, now=now, change_set=change_set)


def _decided(row: Row, assignee: User | None, names: Mapping[int, str], *, now: datetime) -> Decided:
    if row["assignee_id"] == (assignee.pk if assignee else None):
        return Decided({})
    new = {"assignee_id": assignee.pk if assignee else None, "assigned_at": now if assignee else None}
    name = assignee.get_username() if assignee else None
    return Decided(new, (Entry(FIELD, names.get(row["assignee_id"]), name, both_ways(row, new, COLUMNS)),))


def _names(ids: Iterable[int | None]) -> dict[int, str]:
    known = {id_ for id_ in ids if id_ is not None}
    return dict(User.objects.filter(pk__in=known).values_list("pk", "username"))
