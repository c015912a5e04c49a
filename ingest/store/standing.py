"""Where a sync stands: checkpoints, the run's counts and the customer's two state tables, moved with the rows."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import connection
from django.db.models import F

from ingest.lease import Held
from ingest.models import EmailSyncState, LivechatSyncState, SyncRun
from ingest.records import Json
from ingest.source import Meter
from ingest.store.clean import to_json
from interactions.vocabulary import Source


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the items of a batch or a run. Their sum is what was fetched."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    quarantined: int = 0
    suppressed: int = 0

    @property
    def fetched(self) -> int:
        """Return the number of distinct items."""
        return self.created + self.updated + self.unchanged + self.quarantined + self.suppressed

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(Counts)))


@dataclass(slots=True)
class Run:
    """The sync run on whose behalf batches are saved. `started_at` is the database's.

    `mirrors` shows in the customer's state tables how it gets on.
    """

    source: Source
    account: str
    run_id: int
    started_at: datetime
    lease: Held
    meter: Meter
    notes: dict[str, int]
    mirrors: bool = True


def save_checkpoints(source: str, account: str, checkpoints: Mapping[str, Json]) -> None:
    """Write the checkpoints whose value is new."""
    if not checkpoints:
        return
    rows = [{"scope": scope, "value": value} for scope, value in checkpoints.items()]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sync_checkpoints AS c (source, account, scope, value) "
            "SELECT %s, %s, scope, value FROM jsonb_to_recordset(%s::jsonb) AS n(scope text, value jsonb) "
            "ON CONFLICT (source, account, scope) DO UPDATE SET value = excluded.value, updated_at = now() "
            "WHERE c.value IS DISTINCT FROM excluded.value",
            [source, account, to_json(rows)],
        )


def add_to_run(run_id: int, counts: Counts, meter: Meter, notes: Mapping[str, int], *, now: datetime) -> None:
    """Add a batch to its run. The database holds the sum to account: what was fetched is what became of it."""
    SyncRun.objects.filter(pk=run_id).update(
        fetched=F("fetched") + counts.fetched,
        **{f.name: F(f.name) + getattr(counts, f.name) for f in fields(Counts)},
        calls=meter.calls,
        retries=meter.retries,
        bytes_read=meter.bytes_read,
        notes=dict(notes),
        heartbeat_at=now,
    )


def mirror_standing(
    source: str,
    account: str,
    *,
    sync_status: str,
    now: datetime,
    error: str = "",
    last_item: str = "",
    created: int = 0,
) -> None:
    """Show where the sync stands in the table that the customer's other tools read."""
    shown = {"sync_status": sync_status, "error_message": error or None, "last_sync_at": now}
    if source == Source.EMAIL:
        shown |= {"last_message_uid": last_item} if last_item else {}
        EmailSyncState.objects.update_or_create(email_address=account, defaults=shown)
        return
    shown |= {"last_thread_id": last_item} if last_item else {}
    state, _ = LivechatSyncState.objects.update_or_create(account_id=account, defaults=shown)
    if created:
        LivechatSyncState.objects.filter(pk=state.pk).update(total_threads_synced=F("total_threads_synced") + created)
