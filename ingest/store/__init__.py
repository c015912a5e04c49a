"""The only writer of pulled data: rows, quarantine and checkpoints of a batch, in one transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import DataError, IntegrityError, transaction

from ingest.lease import Held, renew_lease
from ingest.records import ConversationRecord, FailedRecord
from ingest.source import Batch, Meter
from ingest.store.quarantine import quarantine, resolve_quarantine
from ingest.store.rows import Row, Told, derived, tell
from ingest.store.standing import Counts, add_to_run, mirror_standing, save_checkpoints
from ingest.store.upsert import (
    Stored,
    log_changes,
    mark_vanished_messages,
    replace_order_references,
    stored_interactions,
    upsert_interactions,
    upsert_messages,
)
from interactions.vocabulary import Source

__all__ = ["Counts", "Run", "save_batch"]


@dataclass(slots=True)
class Run:
    """The sync run on whose behalf batches are saved."""

    source: Source
    account: str
    run_id: int
    lease: Held
    meter: Meter
    notes: dict[str, int]


def save_batch(batch: Batch, run: Run, *, now: datetime) -> Counts:
    """Save a batch and return what became of its items. Safe to run twice: the second time writes no row.

    Rows that the database refuses are quarantined one by one; the rest of the batch is stored. Raises LeaseLost, with
    nothing written, when another sync took over.
    """
    try:
        return _save(batch, run, now=now)
    except (DataError, IntegrityError):
        return _save(_without_refused_rows(batch, now=now), run, now=now)


def _save(batch: Batch, run: Run, *, now: datetime) -> Counts:
    with transaction.atomic():
        renew_lease(run.lease)
        failed_ids = {item.external_id for item in batch.failed}
        quarantine(run.source, batch.failed, run_id=run.run_id)
        created, updated, known = _save_records(batch.records, now=now)
        resolve_quarantine(run.source, (created | updated | known) - failed_ids, now=now)
        counts = Counts(
            created=len(created - failed_ids),
            updated=len(updated - failed_ids),
            unchanged=batch.unchanged + len(known - failed_ids),
            quarantined=len(failed_ids),
        )
        for name, figure in batch.notes.items():
            run.notes[name] = run.notes.get(name, 0) + figure
        save_checkpoints(run.source, run.account, batch.checkpoints)
        add_to_run(run.run_id, counts, run.meter, run.notes, now=now)
        last_item = batch.records[-1].external_id if batch.records else ""
        mirror_standing(
            run.source, run.account, sync_status="running", now=now, last_item=last_item, created=len(created)
        )
    return counts


def _save_records(records: Sequence[ConversationRecord], *, now: datetime) -> tuple[set[str], set[str], set[str]]:
    """Store the conversations; return the ids that were created, updated and known as they are."""
    told = {record.external_id: tell(record) for record in records}
    stored = stored_interactions(list(told))
    known = {id_ for id_, one in told.items() if id_ in stored and stored[id_].content_hash == one.content_hash}
    changed = [one for id_, one in told.items() if id_ not in known]
    if changed:
        locked = stored_interactions([one.record.external_id for one in changed], lock=True)
        _write([one for one in changed if one.messages is not None], locked, with_messages=True, now=now)
        _write([one for one in changed if one.messages is None], locked, with_messages=False, now=now)
    changed_ids = {one.record.external_id for one in changed}
    return changed_ids - set(stored), changed_ids & set(stored), known


def _write(changed: Sequence[Told], before: dict[str, Stored], *, with_messages: bool, now: datetime) -> None:
    if not changed:
        return
    rows = [_interaction_row(one, with_messages=with_messages, now=now) for one in changed]
    after = upsert_interactions(rows, with_messages=with_messages, now=now)
    if with_messages:
        ids = {external_id: id_ for external_id, (id_, _) in after.items()}
        upsert_messages(
            [
                message | {"interaction_id": str(ids[one.record.external_id])}
                for one in changed
                for message in one.messages or []
            ]
        )
        mark_vanished_messages(
            {
                ids[one.record.external_id]: [message["message_id"] for message in one.messages or []]
                for one in changed
                if one.record.external_id in before
            },
            now=now,
        )
        replace_order_references({ids[row["external_id"]]: row["order_ids"] for row in rows})
    _log_reopened(before, {external_id: status for external_id, (_, status) in after.items()})


def _interaction_row(one: Told, *, with_messages: bool, now: datetime) -> Row:
    row = one.row | {"content_hash": one.content_hash}
    what_follows = derived(one.record, one.record.messages or (), now=now)
    if with_messages:
        return row | what_follows
    return row | {name: what_follows[name] for name in ("status", "resolved_at")}


def _log_reopened(before: dict[str, Stored], after: dict[str, str]) -> None:
    log_changes(
        [
            {
                "interaction_id": str(old.id),
                "field": "status",
                "old": old.status,
                "new": after[external_id],
                "by": "source",
                "reason": "The customer wrote again.",
            }
            for external_id, old in before.items()
            if old.status_by == "staff" and external_id in after and after[external_id] != old.status
        ]
    )


def _without_refused_rows(batch: Batch, *, now: datetime) -> Batch:
    """Try each record by itself; what the database refuses becomes a quarantined item."""
    good, failed = [], list(batch.failed)
    for record in batch.records:
        try:
            with transaction.atomic():
                _save_records([record], now=now)
                transaction.set_rollback(True)
        except (DataError, IntegrityError) as error:
            failed.append(_refused(record, error))
        else:
            good.append(record)
    return replace(batch, records=good, failed=failed)


def _refused(record: ConversationRecord, error: Exception) -> FailedRecord:
    one = tell(record)
    return FailedRecord(
        external_id=record.external_id,
        raw=json.dumps([one.row, one.messages], default=str).encode(),
        reason=f"The database refused it: {str(error).splitlines()[0]}",
        error_class=type(error).__name__,
    )
