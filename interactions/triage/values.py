"""Status, category, sentiment, priority and resolution notes, as a person sets them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User

from interactions.models import Category
from interactions.triage.record import (
    Changed,
    Chosen,
    Decided,
    Entry,
    InvalidChangeError,
    Row,
    StaleChangeError,
    plain,
    record,
)
from interactions.vocabulary import STAFF_FIELDS, DecidedBy, Priority, Sentiment, Status

type Values = Mapping[str, str | None]

NOTES = "resolution_notes"
EDITABLE = (*STAFF_FIELDS, NOTES)
"""What staff may set. The notes have no machine to compete with, so nobody is recorded beside them."""

WORDS = {"status": Status, "sentiment": Sentiment, "priority": Priority}
MAY_BE_EMPTY = {"category", "subcategory", "sentiment", NOTES}


def set_values(
    interactions: Chosen,
    *,
    user: User | None,
    changes: Values,
    now: datetime,
    seen: Mapping[str, Any] | None = None,
    change_set: UUID | None = None,
) -> Changed:
    """Set values in a person's name on all these interactions, and log every one that changes hands.

    A value that a machine had set alike becomes the person's. A subcategory of another category is emptied; resolving
    and reopening move resolved_at. `seen` holds columns as they were shown: where one differs by now, nothing is
    written. Takes the same few queries for any number; safe to run twice. Raises InvalidChangeError and
    StaleChangeError.
    """
    parents = _parents(changes)
    _check(changes, parents)
    shown = dict(seen or {})

    def decided(rows: list[Row]) -> list[Decided]:
        for row in rows:
            if other := {name: row[name] for name, value in shown.items() if row[name] != value}:
                raise StaleChangeError(other, changes)
        return [_logged(row, decide(row, changes, parents, now=now)) for row in rows]

    return record(interactions, decided, user=user, now=now, also=shown, change_set=change_set)


def _logged(row: Row, new: Row) -> Decided:
    return Decided(new, tuple(Entry(name, row[name], new[name], before(row, name)) for name in EDITABLE if name in new))


def before(row: Row, name: str) -> Row | None:
    """Return what an undo needs beside the former value: who had decided it and when, and when it was resolved."""
    if name not in STAFF_FIELDS:
        return None
    decided = {"by": row[f"{name}_by"], "at": plain(row[f"{name}_at"])}
    return decided | {"resolved_at": plain(row["resolved_at"])} if name == "status" else decided


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
