"""Take back what one click changed, within ten minutes, as far as nobody has changed it since."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from interactions.models import Change
from interactions.triage import assignment, snoozing, tags
from interactions.triage.record import Decided, Entry, InvalidChangeError, Row, locked, plain, write
from interactions.vocabulary import STAFF_FIELDS, DecidedBy

UNDO_WITHIN = timedelta(minutes=10)
DESK = {assignment.FIELD, snoozing.FIELD, tags.FIELD}
"""The fields of the log that stand for several columns; their entries hold these as they were and as they were left."""


@dataclass(frozen=True, slots=True)
class Undone:
    """How many interactions have their former values again, and how many were changed since and stay as they are."""

    restored: int
    kept: int


def undo(change_set: UUID, *, user: User | None, now: datetime) -> Undone:
    """Take back what one click of this person changed in the last ten minutes, on all interactions that it changed.

    A value, and who had decided it, comes back only where it still is as that click left it; what anybody changed
    since stays. Safe to run twice. Raises InvalidChangeError when there is nothing that this person may undo.
    """
    with transaction.atomic():
        logged = undoable(change_set, user=user, now=now)
        by_interaction = {key: list(group) for key, group in groupby(logged, key=lambda change: change.interaction_id)}
        rows = locked(by_interaction)
        decided = [(row, _former(row, by_interaction[row["id"]])) for row in rows]
        restored = [(row, former) for row, former in decided if former.columns]
        if restored:
            write(restored, user=user, now=now, reason="Undone.")
    return Undone(restored=len(restored), kept=len(rows) - len(restored))


def undoable(change_set: UUID, *, user: User | None, now: datetime) -> list[Change]:
    """Return what one click of this person changed, by interaction. Raises InvalidChangeError where it can't be undone.

    An undo has no key of its own, so it can't be undone in turn.
    """
    logged = list(Change.objects.filter(change_set=change_set, by=DecidedBy.STAFF).order_by("interaction_id", "id"))
    if not logged or user is None or any(change.user_id != user.pk for change in logged):
        raise InvalidChangeError("There is no change of yours here that could be undone.")
    if now - max(change.at for change in logged) > UNDO_WITHIN:
        raise InvalidChangeError("That was more than ten minutes ago. Set the values again by hand.")
    return logged


def _former(row: Row, logged: list[Change]) -> Decided:
    """Return what an undo puts back: the columns that are still as the change left them."""
    still = {change.field: change for change in logged if _is_as_left(row, change)}
    topics = {change.field for change in logged} & {"category", "subcategory"}
    # A category and its subcategory go back together or not at all, so that they never contradict each other.
    moved = "category" in still and still["category"].old != still["category"].new
    torn = topics - still.keys() or (moved and "subcategory" not in topics and row["subcategory"] is not None)
    back = [change for change in still.values() if not (change.field in topics and torn)]
    columns: Row = {}
    for change in back:
        columns |= _columns(row, change)
    return Decided(columns, tuple(Entry(change.field, change.new, change.old) for change in back))


def _columns(row: Row, change: Change) -> Row:
    before = change.before or {}
    if change.field in DESK:
        was: Row = before["was"]
        return was | {"tags": tags.combined(row | was)} if change.field == tags.FIELD else was
    former: Row = {change.field: change.old}
    if change.field in STAFF_FIELDS:
        former |= {f"{change.field}_by": before.get("by"), f"{change.field}_at": before.get("at")}
    if change.field == "status":
        former["resolved_at"] = before.get("resolved_at")
    return former


def _is_as_left(row: Row, change: Change) -> bool:
    if change.field in DESK:
        left: Row = (change.before or {}).get("left", {})
        return bool(left) and all(plain(row[name]) == value for name, value in left.items())
    if row[change.field] != change.new:
        return False
    if change.field not in STAFF_FIELDS:
        return True
    return (row[f"{change.field}_by"], row[f"{change.field}_at"]) == (DecidedBy.STAFF, change.at)
