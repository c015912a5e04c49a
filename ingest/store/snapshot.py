"""What undoing a merge needs: whose mails, keys and values they were. Of words, it holds staff's notes alone."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model, Q

from ingest.models import KeptApart, MailLink, QuarantinedItem, Regrouping
from ingest.store.apart import pairs_with
from ingest.store.clean import to_json
from interactions.models import Alias, Change, Interaction, MergedInteraction, Message, Note
from interactions.vocabulary import STAFF_FIELDS

type Details = dict[str, Any]

STAFF_COLUMNS = {
    **dict.fromkeys(STAFF_FIELDS, "text"),
    **{f"{name}_by": "text" for name in STAFF_FIELDS},
    **{f"{name}_at": "timestamptz" for name in STAFF_FIELDS},
    "resolved_at": "timestamptz",
    "resolution_notes": "text",
    "staff_tags_added": "text[]",
    "staff_tags_removed": "text[]",
    "assignee_id": "integer",
    "assigned_at": "timestamptz",
    "snoozed_at": "timestamptz",
    "snoozed_until": "timestamptz",
}
ROW_COLUMNS = STAFF_COLUMNS | {
    "id": "uuid",
    "source": "text",
    "external_id": "text",
    "started_at": "timestamptz",
    "created_at": "timestamptz",
}
RESTORE = f"""
    INSERT INTO customer_interactions ({", ".join(ROW_COLUMNS)}) SELECT {", ".join(ROW_COLUMNS)}
    FROM jsonb_to_recordset(%s::jsonb) AS n({", ".join(f"{name} {kind}" for name, kind in ROW_COLUMNS.items())})
    """  # noqa: S608 -- the names are this file's own
# Where staff, or a customer who wrote again, changed anything since the merge, all stays as it is now.
SET_BACK = f"""
    UPDATE customer_interactions i SET {", ".join(f"{name} = old.{name}" for name in STAFF_COLUMNS)}
    FROM jsonb_to_record(%s::jsonb) AS old({", ".join(f"{name} {kind}" for name, kind in STAFF_COLUMNS.items())}),
        jsonb_to_record(%s::jsonb) AS after({", ".join(f"{name} {kind}" for name, kind in STAFF_COLUMNS.items())})
    WHERE i.id = %s AND ({", ".join(f"i.{name}" for name in STAFF_COLUMNS)})
        IS NOT DISTINCT FROM ({", ".join(f"after.{name}" for name in STAFF_COLUMNS)})"""  # noqa: S608 -- our own

MOVED: dict[str, type[Model]] = {
    "messages": Message,
    "links": MailLink,
    "changes": Change,
    "notes": Note,
    "quarantined": QuarantinedItem,
    "aliases": Alias,
    "addresses": MergedInteraction,
    "regroupings": Regrouping,
}


def staff_values(row: Interaction) -> Details:
    """Return an interaction's values that a person may have set, as JSON."""
    return _plain({name: getattr(row, name) for name in STAFF_COLUMNS})


def take_snapshot(survivor: Interaction, merged: Sequence[Interaction]) -> Details:
    """Return what `restore_merged` needs, as JSON."""
    ids = {survivor.pk, *(row.pk for row in merged)}
    return {
        "survivor": str(survivor.pk),
        "before": staff_values(survivor),
        "own": _owned("messages", survivor.pk),
        "merged": [
            {"row": _plain({name: getattr(row, name) for name in ROW_COLUMNS})}
            | {name: _owned(name, row.pk) for name in MOVED}
            | {"keys": list(MailLink.objects.filter(interaction=row).values_list("key", flat=True))}
            for row in merged
        ],
        "apart": [[str(one), str(other)] for one, other in pairs_with(ids)],
    }


def restore_merged(survivor: UUID, details: Details) -> list[UUID]:
    """Make the merged interactions again, with what was theirs; return their ids.

    Mails that came since the merge go along with the one whose ids they begin their references with.
    """
    merged: list[Details] = details["merged"]
    rows = [one["row"] for one in merged]
    Alias.objects.filter(external_id__in=[row["external_id"] for row in rows]).delete()
    MergedInteraction.objects.filter(pk__in=[row["id"] for row in rows]).delete()
    with connection.cursor() as cursor:
        cursor.execute(RESTORE, [to_json(rows)])
        if details["survivor"] == str(survivor):
            cursor.execute(SET_BACK, [to_json(details["before"]), to_json(details["after"]), survivor])
    known = {*details["own"], *(pk for one in merged for pk in one["messages"])}
    for one in merged:
        for name, model in MOVED.items():
            model._default_manager.filter(pk__in=one.get(name, [])).update(interaction=one["row"]["id"])
        _move_newcomers(survivor, one, known)
    _restore_pairs(survivor, details)
    return [UUID(row["id"]) for row in rows]


def _move_newcomers(survivor: UUID, merged: Mapping[str, Any], known: set[str]) -> None:
    came = Message.objects.filter(interaction=survivor, raw_data__root__in=merged["keys"]).exclude(pk__in=known)
    ids = list(came.values_list("message_id", flat=True))
    MailLink.objects.filter(interaction=survivor, key__in=[id_ for id_ in ids if id_]).update(
        interaction=merged["row"]["id"]
    )
    came.update(interaction=merged["row"]["id"])


def _restore_pairs(survivor: UUID, details: Details) -> None:
    """Keep apart again what was when they were merged, as far as it is still there."""
    now_called = {details["survivor"]: str(survivor)}
    wanted = {tuple(now_called.get(id_, id_) for id_ in pair) for pair in details["apart"]}
    named = {id_ for pair in wanted for id_ in pair}
    there = {str(id_) for id_ in Interaction.objects.filter(pk__in=named).values_list("pk", flat=True)}
    KeptApart.objects.filter(Q(one=survivor, other__in=named) | Q(other=survivor, one__in=named)).delete()
    KeptApart.objects.bulk_create(
        [KeptApart(one_id=one, other_id=other) for one, other in sorted(wanted) if {one, other} <= there]
    )


def _owned(name: str, interaction: UUID) -> list[Any]:
    pks = MOVED[name]._default_manager.filter(interaction=interaction).values_list("pk", flat=True)
    return [pk if isinstance(pk, int) else str(pk) for pk in pks]


def _plain(values: Mapping[str, Any]) -> Details:
    plain: Details = json.loads(to_json(values))
    return plain
