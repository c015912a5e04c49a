"""Staff's changes, and the only place that writes them. What a person set, no machine overwrites."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

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


@dataclass(frozen=True, slots=True)
class Changed:
    """How many interactions a change altered, and how many were so already."""

    changed: int
    unchanged: int


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
        if changed:
            _write(changed, user=user, now=now)
    return Changed(changed=len(changed), unchanged=len(rows) - len(changed))


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


def _write(changed: list[tuple[Row, Row]], *, user: User | None, now: datetime) -> None:
    after = [
        {name: value for name, value in (row | new).items() if name in COLUMNS or name == "id"} for row, new in changed
    ]
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [json.dumps(after, default=str)])
    Change.objects.bulk_create(
        Change(
            interaction_id=row["id"], field=name, old=row[name], new=new[name], by=DecidedBy.STAFF, user=user, at=now
        )
        for row, new in changed
        for name in EDITABLE
        if name in new
    )
