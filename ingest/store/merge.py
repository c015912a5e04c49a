"""Let conversations that turn out to be one become one: the row with the earliest mail survives."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from ingest.models import MailLink, QuarantinedItem, Regrouping
from ingest.store.apart import move_pairs
from ingest.store.touched import move_touched
from ingest.store.upsert import log_changes
from interactions.models import Alias, Change, Interaction, MergedInteraction, Message, Note
from interactions.vocabulary import STAFF_FIELDS, DecidedBy


def merge_interactions(ids: Sequence[UUID], *, now: datetime, survivor_id: UUID | None = None) -> UUID | None:
    """Make one interaction of these and return its id; None for none. The earliest survives, or the one that is named.

    Messages, links, changes, notes, former names and addresses move to the survivor, so do the runs that brought them,
    and staff's values: of each the newest wins, logged. It is put aside only if all of them were. What follows from the
    messages is the caller's to write. Call inside a transaction.
    """
    if len(ids) < 2:
        return ids[0] if ids else None
    rows = list(Interaction.objects.select_for_update().filter(pk__in=ids).order_by("started_at", "id"))
    survivor = next((row for row in rows if row.pk == survivor_id), rows[0])
    merged = [row for row in rows if row is not survivor]
    _move_staff_values(survivor, merged, now=now)
    merged_ids = [row.pk for row in merged]
    for model in (Message, MailLink, Change, Note, Alias, MergedInteraction, QuarantinedItem, Regrouping):
        model._default_manager.filter(interaction__in=merged_ids).update(interaction=survivor.pk)
    Regrouping.objects.filter(other__in=merged_ids).update(other=survivor.pk)
    move_pairs(merged_ids, survivor.pk)
    move_touched(merged_ids, survivor.pk)
    Interaction.objects.filter(pk__in=merged_ids).delete()
    Alias.objects.bulk_create(
        [Alias(external_id=row.external_id, interaction_id=survivor.pk) for row in merged if row.external_id],
        ignore_conflicts=True,
    )
    MergedInteraction.objects.bulk_create([MergedInteraction(id=id_, interaction_id=survivor.pk) for id_ in merged_ids])
    return survivor.pk


def _move_staff_values(survivor: Interaction, merged: Sequence[Interaction], *, now: datetime) -> None:
    changed: dict[str, Any] = {}
    for name in STAFF_FIELDS:
        by_staff = [row for row in (survivor, *merged) if getattr(row, f"{name}_by") == DecidedBy.STAFF]
        newest = max(by_staff, key=lambda row: getattr(row, f"{name}_at") or row.started_at, default=survivor)
        if newest is not survivor:
            changed |= {column: getattr(newest, column) for column in (name, f"{name}_by", f"{name}_at")}
    for name in ("staff_tags_added", "staff_tags_removed"):
        tags = {tag for row in (survivor, *merged) for tag in getattr(row, name) or ()}
        if tags != set(getattr(survivor, name) or ()):
            changed[name] = sorted(tags)
    notes = [row.resolution_notes for row in (survivor, *merged) if row.resolution_notes]
    if len(notes) > (1 if survivor.resolution_notes else 0):
        changed["resolution_notes"] = "\n".join(dict.fromkeys(notes))
    changed |= _assignment(survivor, merged) | _snooze(survivor, merged)
    if changed:
        _log_moved(survivor, changed)
        Interaction.objects.filter(pk=survivor.pk).update(**changed)


def _assignment(survivor: Interaction, merged: Sequence[Interaction]) -> dict[str, Any]:
    """Return the newest assignment, where that isn't the survivor's own."""
    assigned = [row for row in (survivor, *merged) if row.assignee_id]
    newest = max(assigned, key=lambda row: row.assigned_at or row.started_at, default=survivor)
    same = newest.assignee_id == survivor.assignee_id
    return {} if same else {"assignee_id": newest.assignee_id, "assigned_at": newest.assigned_at}


def _snooze(survivor: Interaction, merged: Sequence[Interaction]) -> dict[str, Any]:
    """Return the newest snooze if everything was put aside; what one of them still waits for must not sleep."""
    rows = [survivor, *merged]
    newest = max(
        (row for row in rows if row.snoozed_at), key=lambda row: row.snoozed_at or row.started_at, default=survivor
    )
    since, until = (newest.snoozed_at, newest.snoozed_until) if all(row.snoozed_at for row in rows) else (None, None)
    same = (since, until) == (survivor.snoozed_at, survivor.snoozed_until)
    return {} if same else {"snoozed_at": since, "snoozed_until": until}


def _log_moved(survivor: Interaction, changed: dict[str, Any]) -> None:
    log_changes(
        [
            {
                "interaction_id": str(survivor.pk),
                "field": name,
                "old": getattr(survivor, name),
                "new": changed[name],
                "by": "staff",
                "reason": "Moved over from a conversation that turned out to be the same.",
            }
            for name in STAFF_FIELDS
            if name in changed
        ]
    )
