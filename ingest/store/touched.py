"""Which conversations a run created and changed."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connection

from ingest.models import SyncRunInteraction
from ingest.store.clean import to_json

# Joined, because a batch that is stored one by one may create a conversation and let it become a part of another.
NOTE = """
    INSERT INTO sync_run_interactions (run_id, interaction_id, is_new)
    SELECT %s, i.id, n.is_new FROM jsonb_to_recordset(%s::jsonb) AS n(id uuid, is_new boolean)
    JOIN customer_interactions i ON i.id = n.id
    ON CONFLICT (run_id, interaction_id) DO NOTHING"""

# Where a part of what is one now was there before a run, that run changed it: only one run can have created it.
MOVE = """
    WITH moved AS (
        DELETE FROM sync_run_interactions WHERE interaction_id = ANY(%(ids)s) RETURNING run_id, is_new
    ), first AS (
        SELECT min(created_at) AS created_at FROM customer_interactions WHERE id = ANY(%(ids)s)
    )
    INSERT INTO sync_run_interactions (run_id, interaction_id, is_new)
    SELECT r.id, %(survivor)s, bool_or(m.is_new) AND bool_and(coalesce(first.created_at >= r.started_at, true))
    FROM moved m JOIN sync_runs r ON r.id = m.run_id CROSS JOIN first GROUP BY r.id"""


@dataclass(frozen=True, slots=True)
class Touched:
    """The conversations that were written, and those of them that were not there before."""

    ids: set[UUID] = field(default_factory=set)
    new: set[UUID] = field(default_factory=set)

    def __or__(self, other: "Touched") -> "Touched":
        return Touched(self.ids | other.ids, self.new | other.new)


def note_touched(run_id: int, touched: Touched) -> None:
    """Note which conversations a run created or changed, in one statement; none for none.

    One that the run created stays its creation when it changes later in the run. What vanished at the source is no
    item of a run, and isn't noted. Call inside the transaction that wrote the conversations. Safe to run twice.
    """
    rows = [{"id": str(id_), "is_new": id_ in touched.new} for id_ in touched.ids]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(NOTE, [run_id, to_json(rows)])


def move_touched(merged: Collection[UUID], survivor: UUID) -> None:
    """Let runs that brought conversations lead to the one that those become. Call before the merged are deleted."""
    with connection.cursor() as cursor:
        cursor.execute(MOVE, {"ids": [*merged, survivor], "survivor": survivor})


def forget_touched(before: datetime) -> int:
    """Forget which conversations the runs that started before a time (aware) touched; return how many rows went.

    Safe to run twice. The runs themselves stay, and so do the conversations.
    """
    deleted, _ = SyncRunInteraction.objects.filter(run__started_at__lt=before).delete()
    return deleted
