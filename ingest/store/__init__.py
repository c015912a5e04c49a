"""The only writer of pulled data: rows, quarantine and checkpoints of a batch, in one transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError, DataError, IntegrityError, transaction

from ingest.lease import renew_lease
from ingest.records import ConversationRecord, FailedRecord
from ingest.source import Batch
from ingest.store.again import write_again
from ingest.store.clean import clean_text, indexable_id, to_json
from ingest.store.gone import mark_gone
from ingest.store.mail import Fate, save_mails
from ingest.store.places import move_places, save_places
from ingest.store.quarantine import quarantine, resolve_quarantine
from ingest.store.rows import Row, Told, derived, tell
from ingest.store.standing import Counts, Run, add_to_run, mirror_standing, save_checkpoints
from ingest.store.touched import Touched, note_touched
from ingest.store.unseen import find_unseen, wake
from ingest.store.upsert import (
    Stored,
    changed_interactions,
    changed_messages,
    log_reopened,
    mark_vanished_messages,
    replace_order_references,
    stored_interactions,
    upsert_interactions,
    upsert_messages,
)
from interactions.vocabulary import Source

__all__ = ["Counts", "Run", "save_batch"]

ABOUT_ROWS = frozenset({"21", "22", "23", "54"})
"""Classes of SQLSTATE that blame rows: given twice, a value, a constraint, a size (PostgreSQL manual, appendix A)."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of records, by their ids.

    Copies are of what this run has stored and counted already; of restricted ones the messages weren't told. The
    conversations are those that were written.
    """

    created: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    updated: set[str] = field(default_factory=set)
    copies: set[str] = field(default_factory=set)
    restricted: set[str] = field(default_factory=set)
    conversations: Touched = field(default_factory=Touched)

    @property
    def read_whole(self) -> set[str]:
        """Return the ids of all that could be read."""
        return (self.created | self.updated | self.known | self.copies) - self.restricted

    def __or__(self, other: "Saved") -> "Saved":
        return Saved(*(getattr(self, f.name) | getattr(other, f.name) for f in fields(self)))


def save_batch(batch: Batch, run: Run, *, now: datetime, again: bool = False) -> Counts:
    """Save a batch and return what became of its items. Safe to run twice: the second time writes no row.

    Records that the database refuses are quarantined one by one; the rest of the batch is stored. `again` compares
    what is stored with how the same items read now, even where the source says nothing new. Raises LeaseLost, with
    nothing written, when another sync took over.
    """
    try:
        return _save(batch, run, now=now, again=again)
    except DatabaseError as error:
        if not _blames_rows(error):
            raise
        return _save(batch, run, now=now, again=again, one_by_one=True)


def _save(batch: Batch, run: Run, *, now: datetime, again: bool, one_by_one: bool = False) -> Counts:
    with transaction.atomic():
        renew_lease(run.lease)
        unread = {clean_text(item.external_id) for item in batch.failed}
        if one_by_one:
            stored, refused = _store_one_by_one(batch.records, unread, run, now=now, again=again)
        else:
            stored, refused = _store(batch.records, unread, run, now=now, again=again), []
        failed = [*batch.failed, *refused]
        if run.source == Source.EMAIL:
            save_places(run.account, [], failed, batch.skipped)
            move_places(batch.moved)
        mark_gone(run.source, batch.gone, now=now)
        quarantine(run.source, failed, run_id=run.run_id)
        lost = {indexable_id(item.external_id) for item in failed}
        resolve_quarantine(run.source, stored.read_whole - lost, now=now)
        counts = Counts(
            created=len(stored.created - lost),
            updated=len(stored.updated - lost),
            unchanged=batch.unchanged + len(stored.known - lost),
            quarantined=len(lost),
        )
        notes = {name: run.notes.get(name, 0) + figure for name, figure in batch.notes.items()}
        save_checkpoints(run.source, run.account, batch.checkpoints)
        note_touched(run.run_id, stored.conversations)
        add_to_run(run.run_id, counts, run.meter, run.notes | notes, now=now)
        if run.mirrors:
            _mirror(batch, run, new_rows=len(stored.created), now=now)
    run.notes.update(notes)
    return counts


def _mirror(batch: Batch, run: Run, *, new_rows: int, now: datetime) -> None:
    last = batch.records[-1] if batch.records else None
    last_item = str(last.location.uid) if last and last.location else clean_text(last.external_id) if last else ""
    mirror_standing(run.source, run.account, sync_status="running", now=now, last_item=last_item, created=new_rows)


def _store(
    records: Sequence[ConversationRecord], unread: Collection[str], run: Run, *, now: datetime, again: bool
) -> Saved:
    if run.source == Source.LIVECHAT:
        return _store_threads(records, unread, now=now, again=again)
    if not again:
        return _store_mails(records, run, now=now)
    others, written, touched = write_again(records, run.account, now=now)
    updated = {id_ for id_, is_written in written.items() if is_written}
    anew = Saved(updated=updated, known=set(written) - updated, conversations=touched)
    return _store_mails(others, run, now=now) | anew


def _store_one_by_one(
    records: Sequence[ConversationRecord], unread: Collection[str], run: Run, *, now: datetime, again: bool
) -> tuple[Saved, list[FailedRecord]]:
    """Store each record by itself; return also what the database refuses, as items for the quarantine."""
    stored, refused = Saved(), []
    for record in records:
        try:
            with transaction.atomic():
                stored |= _store([record], unread, run, now=now, again=again)
        except DatabaseError as error:
            if not _blames_rows(error):
                raise
            refused.append(_refused(record, error))
    return stored, refused


def _store_mails(records: Sequence[ConversationRecord], run: Run, *, now: datetime) -> Saved:
    told, touched = save_mails(records, run, now=now)
    save_places(run.account, [mail for mail, _ in told], (), ())
    by_fate = {fate: {mail.message.message_id for mail, its in told if its == fate} for fate in Fate}
    return Saved(created=by_fate[Fate.NEW], known=by_fate[Fate.KNOWN], copies=by_fate[Fate.COPY], conversations=touched)


def _store_threads(
    records: Sequence[ConversationRecord], unread: Collection[str], *, now: datetime, again: bool
) -> Saved:
    """Store conversations that their source tells whole; of those in `unread` a part could not be read."""
    told = {one.external_id: one for one in map(tell, records)}
    stored = stored_interactions(list(told))
    known = {id_ for id_, one in told.items() if id_ in stored and stored[id_].content_hash == one.content_hash}
    if again:
        known -= _derived_anew([told[id_] for id_ in known], now=now)
    changed = [one for id_, one in told.items() if id_ not in known]
    written: dict[str, UUID] = {}
    if changed:
        locked = stored_interactions([one.external_id for one in changed], lock=True)
        written = _write_whole([one for one in changed if one.messages is not None], locked, unread, now=now)
        written |= _write_restricted([one for one in changed if one.messages is None], now=now)
    changed_ids = {one.external_id for one in changed}
    return Saved(
        created=changed_ids - set(stored),
        updated=changed_ids & set(stored),
        known=known,
        restricted={id_ for id_, one in told.items() if one.messages is None},
        conversations=Touched(set(written.values()), {key for id_, key in written.items() if id_ not in stored}),
    )


def _write_whole(
    changed: Sequence[Told], before: dict[str, Stored], unread: Collection[str], *, now: datetime
) -> dict[str, UUID]:
    """Write conversations with all their messages; return their keys by their ids."""
    if not changed:
        return {}
    rows = [_row(one, now=now) for one in changed]
    spoken = {before[one.external_id].id: one.record.messages or () for one in changed if one.external_id in before}
    unseen = find_unseen(Source.LIVECHAT, before.values(), spoken)
    after = upsert_interactions(rows, with_messages=True, now=now)
    ids = {external_id: id_ for external_id, (id_, _) in after.items()}
    messages = {ids[one.external_id]: one.messages or [] for one in changed}
    upsert_messages([row | {"interaction_id": str(id_)} for id_, told in messages.items() for row in told])
    told_before = {ids[one.external_id] for one in changed if one.external_id in before.keys() - unread}
    mark_vanished_messages({id_: [row["message_id"] for row in messages[id_]] for id_ in told_before}, now=now)
    replace_order_references({ids[row["external_id"]]: row["order_ids"] for row in rows})
    log_reopened(before.values(), dict(after.values()))
    wake(before.values(), unseen, now=now)
    return ids


def _write_restricted(changed: Sequence[Told], *, now: datetime) -> dict[str, UUID]:
    """Write conversations whose messages the source keeps from us: what is stored of those stays; return as above."""
    if not changed:
        return {}
    rows = [one.row | _hashed(one) | derived(one.record, (), now=now) for one in changed]
    after = upsert_interactions(rows, with_messages=False, now=now)
    return {external_id: id_ for external_id, (id_, _) in after.items()}


def _derived_anew(same: Sequence[Told], *, now: datetime) -> set[str]:
    """Return the conversations that say what they said, and of which something else follows or is stored."""
    whole = [one for one in same if one.messages is not None]
    if not whole:
        return set()
    changed = changed_messages([row for one in whole for row in one.messages or ()])
    return changed_interactions([_row(one, now=now) for one in whole]) | {
        one.external_id for one in whole if changed.intersection(row["message_id"] for row in one.messages or ())
    }


def _row(one: Told, *, now: datetime) -> Row:
    return one.row | _hashed(one) | derived(one.record, one.record.messages or (), now=now)


def _hashed(one: Told) -> Row:
    return {"content_hash": one.content_hash}


def _blames_rows(error: DatabaseError) -> bool:
    """Say whether the database refused what was to be written, rather than to work at all."""
    sqlstate = getattr(error.__cause__, "sqlstate", None) or ""
    return isinstance(error, DataError | IntegrityError) or sqlstate[:2] in ABOUT_ROWS


def _refused(record: ConversationRecord, error: Exception) -> FailedRecord:
    one = tell(record)
    return FailedRecord(
        external_id=indexable_id(record.external_id),
        raw=to_json([one.row, one.messages]).encode(),
        reason=f"The database refused it: {str(error).splitlines()[0]}",
        error_class=type(error).__name__,
        location=record.location,
    )
