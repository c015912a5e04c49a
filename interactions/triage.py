"""Staff's changes, and the only place that writes them. What a person set, no machine overwrites."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from interactions.models import Category, Change, Interaction
from interactions.vocabulary import STAFF_FIELDS, DecidedBy, Priority, Sentiment, Status

type Row = dict[str, Any]
type Values = Mapping[str, str | None]

NOTES = "resolution_notes"
EDITABLE = (*STAFF_FIELDS, NOTES)
"""What staff may set. The notes have no machine to compete with, so nobody is recorded beside them."""

WORDS = {"status": Status, "sentiment": Sentiment, "priority": Priority}
MAY_BE_EMPTY = {"category", "subcategory", "sentiment", NOTES}

COLUMNS = {
    **dict.fromkeys(STAFF_FIELDS, "text"),
    **{f"{name}_by": "text" for name in STAFF_FIELDS},
    **{f"{name}_at": "timestamptz" for name in STAFF_FIELDS},
    NOTES: "text",
    "resolved_at": "timestamptz",
}
WRITE = f"""
    UPDATE customer_interactions i SET {", ".join(f"{name} = n.{name}" for name in COLUMNS)}
    FROM jsonb_to_recordset(%s::jsonb) AS n(id uuid, {", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())})
    WHERE i.id = n.id"""  # noqa: S608 -- the names are this file's own


UNDO_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Changed:
    """How many interactions a change altered, how many were so already, and by what key it can be undone."""

    changed: int
    unchanged: int
    change_set: UUID | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Undone:
    """How many interactions have their former values again, and how many were changed since and stay as they are."""

    restored: int
    kept: int


class InvalidChangeError(ValueError):
    """A value that can't be set: one line that says why and what would do."""


class StaleChangeError(Exception):
    """Somebody or something else changed the same values since they were shown; nothing was written.

    `current` holds what those columns are now, `wanted` what the person meant to set.
    """

    def __init__(self, current: Row, wanted: Values) -> None:
        super().__init__("Changed by somebody else since it was shown: " + ", ".join(current))
        self.current = current
        self.wanted = wanted


def set_values(
    interactions: QuerySet[Interaction] | Iterable[UUID],
    *,
    user: User | None,
    changes: Values,
    now: datetime,
    seen: Mapping[str, Any] | None = None,
) -> Changed:
    """Set values in a person's name on all these interactions, and log every one that changes hands.

    A value that a machine had set alike becomes the person's. A subcategory of another category is emptied; resolving
    and reopening move resolved_at. `seen` holds columns as they were shown: where one differs by now, nothing is
    written. Takes the same few queries for any number; safe to run twice. Raises InvalidChangeError and
    StaleChangeError.
    """
    parents = _parents(changes)
    _check(changes, parents)
    with transaction.atomic():
        rows = _locked(interactions, seen or {})
        for row in rows:
            if other := {name: row[name] for name, value in (seen or {}).items() if row[name] != value}:
                raise StaleChangeError(other, changes)
        decided = [(row, decide(row, changes, parents, now=now)) for row in rows]
        changed = [(row, new) for row, new in decided if new]
        change_set = uuid4() if changed else None
        if changed:
            _write(changed, user=user, now=now, change_set=change_set)
    return Changed(changed=len(changed), unchanged=len(rows) - len(changed), change_set=change_set)


def undo(change_set: UUID, *, user: User | None, now: datetime) -> Undone:
    """Take back what one click of this person changed in the last ten minutes, on all interactions that it changed.

    A value, and who had decided it, comes back only where it still is as that click left it; what anybody changed
    since stays. Safe to run twice. Raises InvalidChangeError when there is nothing that this person may undo.
    """
    with transaction.atomic():
        logged = undoable(change_set, user=user, now=now)
        by_interaction = {key: list(group) for key, group in groupby(logged, key=lambda change: change.interaction_id)}
        rows = _locked(by_interaction, ())
        restored = [(row, former) for row in rows if (former := _former(row, by_interaction[row["id"]]))]
        if restored:
            _write(restored, user=user, now=now, reason="Undone.")
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


def _former(row: Row, logged: list[Change]) -> Row:
    """Return the columns that an undo puts back: those that are still as the change left them."""
    still = {change.field: change for change in logged if _is_as_left(row, change)}
    topics = {change.field for change in logged} & {"category", "subcategory"}
    # A category and its subcategory go back together or not at all, so that they never contradict each other.
    moved = "category" in still and still["category"].old != still["category"].new
    torn = topics - still.keys() or (moved and "subcategory" not in topics and row["subcategory"] is not None)
    former: Row = {}
    for name, change in still.items():
        if name in topics and torn:
            continue
        before = change.before or {}
        former[name] = change.old
        if name in STAFF_FIELDS:
            former |= {f"{name}_by": before.get("by"), f"{name}_at": before.get("at")}
        if name == "status":
            former["resolved_at"] = before.get("resolved_at")
    return former


def _is_as_left(row: Row, change: Change) -> bool:
    if row[change.field] != change.new:
        return False
    if change.field not in STAFF_FIELDS:
        return True
    return (row[f"{change.field}_by"], row[f"{change.field}_at"]) == (DecidedBy.STAFF, change.at)


def decide(row: Row, changes: Values, parents: Mapping[str, str | None], *, now: datetime) -> Row:
    """Return the columns of one interaction that change, empty for none. `parents` maps each category to its parent."""
    wanted = dict(changes)
    category = wanted.get("category", row["category"])
    subcategory = wanted.get("subcategory", row["subcategory"])
    if (
        subcategory is not None
        and parents.get(subcategory) != category
        and ("category" in wanted or "subcategory" in wanted)
    ):
        if wanted.get("subcategory"):
            raise InvalidChangeError(
                f"{subcategory} belongs to {parents[subcategory]}, not to {category or 'no category'}."
            )
        wanted["subcategory"] = None
    new: Row = {}
    for name in STAFF_FIELDS:
        if name in wanted and (row[name], row[f"{name}_by"]) != (wanted[name], DecidedBy.STAFF):
            new |= {name: wanted[name], f"{name}_by": DecidedBy.STAFF.value, f"{name}_at": now}
    if NOTES in wanted and (wanted[NOTES] or None) != row[NOTES]:
        new[NOTES] = wanted[NOTES] or None
    return new | _resolution(row, new, now=now)


def _resolution(row: Row, new: Row, *, now: datetime) -> Row:
    if "status" not in new:
        return {}
    if new["status"] != Status.RESOLVED:
        return {"resolved_at": None}
    return {} if row["status"] == Status.RESOLVED and row["resolved_at"] else {"resolved_at": now}


def _parents(changes: Values) -> dict[str, str | None]:
    if not changes.keys() & {"category", "subcategory"}:
        return {}
    return dict(Category.objects.values_list("name", "parent_category"))


def _check(changes: Values, parents: Mapping[str, str | None]) -> None:
    for name, value in changes.items():
        if name not in EDITABLE:
            raise InvalidChangeError(f"{name} is the source's to say. Staff set {', '.join(EDITABLE)}.")
        if not value and name not in MAY_BE_EMPTY:
            raise InvalidChangeError(f"{name} can't be empty.")
        if value and name in WORDS and value not in list(WORDS[name]):
            raise InvalidChangeError(f"{value!r} is no {name}. Use one of {', '.join(WORDS[name])}.")
    category, subcategory = changes.get("category"), changes.get("subcategory")
    if category and (category not in parents or parents[category] is not None):
        raise InvalidChangeError(f"{category!r} is no category. Choose one from the categories, or add it there first.")
    if subcategory and parents.get(subcategory) is None:
        raise InvalidChangeError(f"{subcategory!r} is no subcategory. Choose one, or add it to the categories first.")


def _locked(interactions: QuerySet[Interaction] | Iterable[UUID], seen: Iterable[str]) -> list[Row]:
    """Read and lock the interactions, in one order for everybody, so that two people's locks can't cross."""
    if isinstance(interactions, QuerySet):
        chosen = Q(pk__in=interactions.order_by().values("pk"))
    else:
        chosen = Q(pk__in=list(interactions))
    rows = Interaction.objects.filter(chosen).order_by("pk").select_for_update()
    return list(rows.values("id", *COLUMNS, *(name for name in seen if name not in COLUMNS)))


def _write(
    changed: list[tuple[Row, Row]],
    *,
    user: User | None,
    now: datetime,
    change_set: UUID | None = None,
    reason: str | None = None,
) -> None:
    after = [
        {name: value for name, value in (row | new).items() if name in COLUMNS or name == "id"} for row, new in changed
    ]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [json.dumps(after, default=str)])
    Change.objects.bulk_create(
        Change(
            interaction_id=row["id"],
            field=name,
            old=row[name],
            new=new[name],
            by=DecidedBy.STAFF,
            user=user,
            at=now,
            reason=reason,
            change_set=change_set,
            before=_before(row, name),
        )
        for row, new in changed
        for name in EDITABLE
        if name in new
    )


def _before(row: Row, name: str) -> Row | None:
    """Return what an undo needs beside the former value: who had decided it and when, and when it was resolved."""
    if name not in STAFF_FIELDS:
        return None
    before = {"by": row[f"{name}_by"], "at": _iso(row[f"{name}_at"])}
    return before | {"resolved_at": _iso(row["resolved_at"])} if name == "status" else before


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
