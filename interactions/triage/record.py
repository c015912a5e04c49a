"""Read, lock and write interactions for a person's change, and log every value that changes hands."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from interactions.models import Change, Interaction
from interactions.vocabulary import STAFF_FIELDS, DecidedBy

type Row = dict[str, Any]
type Chosen = QuerySet[Interaction] | Iterable[UUID]

COLUMNS = {
    **dict.fromkeys(STAFF_FIELDS, "text"),
    **{f"{name}_by": "text" for name in STAFF_FIELDS},
    **{f"{name}_at": "timestamptz" for name in STAFF_FIELDS},
    "resolution_notes": "text",
    "resolved_at": "timestamptz",
    "assignee_id": "integer",
    "assigned_at": "timestamptz",
    "snoozed_at": "timestamptz",
    "snoozed_until": "timestamptz",
    "tags": "text[]",
    "source_tags": "text[]",
    "staff_tags_added": "text[]",
    "staff_tags_removed": "text[]",
}
"""What a person's change may write, with its type in the database."""


class InvalidChangeError(ValueError):
    """A value that can't be set: one line that says why and what would do."""


class StaleChangeError(Exception):
    """Somebody or something else changed the same values since they were shown; nothing was written.

    `current` holds what those columns are now, `wanted` what the person meant to set.
    """

    def __init__(self, current: Row, wanted: Mapping[str, str | None]) -> None:
        super().__init__("Changed by somebody else since it was shown: " + ", ".join(current))
        self.current = current
        self.wanted = wanted


@dataclass(frozen=True, slots=True)
class Changed:
    """How many interactions a change altered, how many were so already, and by what key it can be undone."""

    changed: int
    unchanged: int
    change_set: UUID | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the log keeps of one value: as people read it, and what an undo needs beside it."""

    field: str
    old: str | None
    new: str | None
    before: Row | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """The columns that one interaction gets, and what the log says of them. Without columns nothing is written."""

    columns: Row
    entries: tuple[Entry, ...] = ()


def locked(interactions: Chosen, also: Iterable[str] = ()) -> list[Row]:
    """Read and lock the interactions, in one order for everybody, so that two people's locks can't cross."""
    if isinstance(interactions, QuerySet):
        chosen = Q(pk__in=interactions.order_by().values("pk"))
    else:
        chosen = Q(pk__in=list(interactions))
    rows = Interaction.objects.filter(chosen).order_by("pk").select_for_update()
    further = ("last_customer_message_at", *also)
    return list(rows.values("id", *COLUMNS, *dict.fromkeys(name for name in further if name not in COLUMNS)))


def record(
    interactions: Chosen,
    decide: Callable[[list[Row]], list[Decided]],
    *,
    user: User | None,
    now: datetime,
    also: Iterable[str] = (),
    change_set: UUID | None = None,
) -> Changed:
    """Lock the interactions, ask what each of them gets, write that with one statement, and log it.

    `change_set` makes several changes one click's, which an undo takes back together. Raises what `decide` raises; then
    nothing is written.
    """
    with transaction.atomic():
        rows = locked(interactions, also)
        changed = [(row, new) for row, new in zip(rows, decide(rows), strict=True) if new.columns]
        key = (change_set or uuid4()) if changed else None
        if changed:
            write(changed, user=user, now=now, change_set=key)
    return Changed(changed=len(changed), unchanged=len(rows) - len(changed), change_set=key)


def write(
    changed: list[tuple[Row, Decided]],
    *,
    user: User | None,
    now: datetime,
    change_set: UUID | None = None,
    reason: str | None = None,
) -> None:
    """Write and log what was decided of locked rows. Call inside their transaction."""
    names = [name for name in COLUMNS if any(name in new.columns for _, new in changed)]
    after = [{"id": row["id"]} | {name: (row | new.columns)[name] for name in names} for row, new in changed]
    statement = f"""
        UPDATE customer_interactions i SET {", ".join(f"{name} = n.{name}" for name in names)}
        FROM jsonb_to_recordset(%s::jsonb) AS n(id uuid, {", ".join(f"{name} {COLUMNS[name]}" for name in names)})
        WHERE i.id = n.id"""  # noqa: S608 -- the names are this file's own
    with connection.cursor() as cursor:
        cursor.execute(statement, [json.dumps(after, default=str)])
    Change.objects.bulk_create(
        Change(
            interaction_id=row["id"],
            field=entry.field,
            old=entry.old,
            new=entry.new,
            by=DecidedBy.STAFF,
            user=user,
            at=now,
            reason=reason,
            change_set=change_set,
            before=entry.before,
        )
        for row, new in changed
        for entry in new.entries
    )


def both_ways(row: Row, new: Row, names: Iterable[str]) -> Row:
    """Return what an undo needs of columns: what they were, and how this change left them. As JSON holds it."""
    after = row | new
    chosen = list(names)
    return {"was": {name: plain(row[name]) for name in chosen}, "left": {name: plain(after[name]) for name in chosen}}


def plain(value: Any) -> Any:
    """Return a column's value as JSON holds it: times as text, in UTC."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
