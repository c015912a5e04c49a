"""The only writer of pulled data: rows, quarantine and checkpoints of a batch, in one transaction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.db import DataError, IntegrityError, transaction

from ingest.lease import renew_lease
from ingest.records import ConversationRecord, FailedRecord
from ingest.source import Batch
from ingest.store.mail import Fate, save_mails, save_places
from ingest.store.quarantine import quarantine, resolve_quarantine
from ingest.store.rows import Row, Told, derived, tell
from ingest.store.standing import Counts, Run, add_to_run, mirror_standing, save_checkpoints
from ingest.store.upsert import (
    Stored,
    log_reopened,
    mark_vanished_messages,
    replace_order_references,
    stored_interactions,
    upsert_interactions,
    upsert_messages,
)
from interactions.vocabulary import Source

__all__ = ["Counts", "Run", "save_batch"]


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a batch's items, by their ids; copies are of what this run has stored and counted already."""

    created: set[str]
    known: set[str]
    updated: set[str] = field(default_factory=set)
    copies: set[str] = field(default_factory=set)

    @property
    def read_whole(self) -> set[str]:
        """Return the ids of all that could be read."""
        return self.created | self.updated | self.known | self.copies


def save_batch(batch: Batch, run: Run, *, now: datetime) -> Counts:
    """Save a batch and return what became of its items. Safe to run twice: the second time writes no row.

    Rows that the database refuses are quarantined one by one; the rest of the batch is stored. Raises LeaseLost, with
    nothing written, when another sync took over.
    """
    try:
        return _save(batch, run, now=now)
    except (DataError, IntegrityError):
        return _save(_without_refused_rows(batch, run, now=now), run, now=now)


def _save(batch: Batch, run: Run, *, now: datetime) -> Counts:
    with transaction.atomic():
        renew_lease(run.lease)
        quarantine(run.source, batch.failed, run_id=run.run_id)
        failed = {item.external_id for item in batch.failed}
        stored = _save_mails(batch, run, now=now) if run.source == Source.EMAIL else _save_threads(batch, now=now)
        resolve_quarantine(run.source, stored.read_whole - failed, now=now)
        counts = Counts(
            created=len(stored.created - failed),
            updated=len(stored.updated - failed),
            unchanged=batch.unchanged + len(stored.known - failed),
            quarantined=len(failed),
        )
        _move_standing(batch, run, counts, now=now)
    return counts


def _move_standing(batch: Batch, run: Run, counts: Counts, *, now: datetime) -> None:
    for name, figure in batch.notes.items():
        run.notes[name] = run.notes.get(name, 0) + figure
    save_checkpoints(run.source, run.account, batch.checkpoints)
    add_to_run(run.run_id, counts, run.meter, run.notes, now=now)
    last = batch.records[-1] if batch.records else None
    last_item = str(last.location.uid) if last and last.location else last.external_id if last else ""
    mirror_standing(
        run.source, run.account, sync_status="running", now=now, last_item=last_item, created=counts.created
    )


def _save_mails(batch: Batch, run: Run, *, now: datetime) -> Saved:
    told = save_mails(batch.records, run, now=now)
    save_places(run.account, [mail for mail, _ in told], batch.failed, batch.skipped)
    by_fate = {fate: {mail.message.message_id for mail, its in told if its == fate} for fate in Fate}
    return Saved(created=by_fate[Fate.NEW], known=by_fate[Fate.KNOWN], copies=by_fate[Fate.COPY])


def _save_threads(batch: Batch, *, now: datetime) -> Saved:
    """Store conversations that their source tells whole."""
    told = {record.external_id: tell(record) for record in batch.records}
    stored = stored_interactions(list(told))
    known = {id_ for id_, one in told.items() if id_ in stored and stored[id_].content_hash == one.content_hash}
    changed = [one for id_, one in told.items() if id_ not in known]
    if changed:
        locked = stored_interactions([one.record.external_id for one in changed], lock=True)
        _write([one for one in changed if one.messages is not None], locked, with_messages=True, now=now)
        _write([one for one in changed if one.messages is None], locked, with_messages=False, now=now)
    changed_ids = {one.record.external_id for one in changed}
    return Saved(created=changed_ids - set(stored), updated=changed_ids & set(stored), known=known)


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
    log_reopened(before.values(), dict(after.values()))


def _interaction_row(one: Told, *, with_messages: bool, now: datetime) -> Row:
    row = one.row | {"content_hash": one.content_hash}
    what_follows = derived(one.record, one.record.messages or (), now=now)
    if with_messages:
        return row | what_follows
    return row | {name: what_follows[name] for name in ("status", "resolved_at")}


def _without_refused_rows(batch: Batch, run: Run, *, now: datetime) -> Batch:
    """Try each record by itself; what the database refuses becomes a quarantined item."""
    good, failed = [], list(batch.failed)
    for record in batch.records:
        one = Batch(records=[record])
        try:
            with transaction.atomic():
                _save_mails(one, run, now=now) if run.source == Source.EMAIL else _save_threads(one, now=now)
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
        location=record.location,
    )
