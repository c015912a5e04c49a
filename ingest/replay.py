"""Read quarantined items again, after a fix: through the source's own parser and the store, as a sync does."""

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.db import Error as DatabaseError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ingest.lease import AlreadyRunning, LeaseLost, acquire_lease
from ingest.models import Checkpoint, QuarantinedItem
from ingest.records import Json
from ingest.runs import begin_run, end_run, give_back, one_line
from ingest.source import Batch, Meter
from ingest.sources import is_kept_whole, read_again
from ingest.store import Counts, Run, save_batch
from ingest.store.memory import StoredMemory
from ingest.store.replayed import account_of, note_failure, place_of, settle
from ingest.store.standing import add_to_run
from interactions.vocabulary import Source

REPLAY = "replay"
AT_ONCE = 100
SYNC_AGAIN = {
    Source.LIVECHAT: "manage.py reprocess --source livechat",
    Source.EMAIL: "manage.py reprocess --source email",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one quarantined item: stored, failed, or left, because only its source can give it whole."""

    id: int
    source: str
    external_id: str
    outcome: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay did. `runs` are the rows of sync_runs, one a source; `error` is what stopped it early."""

    outcomes: tuple[Outcome, ...] = ()
    runs: tuple[int, ...] = ()
    error: str | None = None

    def count(self, outcome: str) -> int:
        """Return how many items ended so."""
        return sum(one.outcome == outcome for one in self.outcomes)

    def as_json(self) -> dict[str, Json]:
        """Return the object that `--json` prints."""
        items: list[Json] = [
            {"id": o.id, "source": o.source, "external_id": o.external_id, "outcome": o.outcome, "reason": o.reason}
            for o in self.outcomes
        ]
        counts: dict[str, Json] = {name: self.count(name) for name in ("stored", "failed", "left")}
        shown: dict[str, Json] = {"replayed": len(items), **counts, "runs": list(self.runs), "items": items}
        return shown | ({"error": self.error} if self.error else {})


class _StillUnreadable(Exception):
    """The item still can't be stored; nothing of the attempt was written."""

    def __init__(self, reason: str, error_class: str) -> None:
        super().__init__(reason)
        self.reason, self.error_class = reason, error_class


def replay(ids: Collection[int] | None = None) -> Replayed:
    """Read open quarantined items again, all or those that are named, and store what can be read now.

    Each item is stored, closed and linked to its interaction in one transaction; one that fails again has its attempts
    and reason brought up to date. Takes the source's lease: while a sync runs, nothing is replayed and `error` says so.
    Safe to run twice.
    """
    done = Replayed()
    for source in Source:
        open_ids = list(_open_items(source, ids).values_list("pk", flat=True))
        if open_ids:
            done = _joined(done, _replay_source(source, open_ids))
    return done


def export_quarantine(folder: Path, ids: Collection[int] | None = None) -> list[Path]:
    """Write open quarantined items, or those that are named, as files: mails as .eml, threads as .json.

    Names begin with the item's number; a file of that name is replaced. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chosen = QuarantinedItem.objects.filter(pk__in=ids) if ids else QuarantinedItem.objects.filter(resolved_at=None)
    written: list[Path] = []
    for item in chosen.order_by("pk").iterator(AT_ONCE):
        raw = bytes(item.raw)
        kind = "json" if item.source == Source.LIVECHAT or _is_rows(raw) else "eml"
        path = folder / f"{item.pk}-{item.source}.{kind}"
        path.write_bytes(raw)
        written.append(path)
    return written


def _open_items(source: Source, ids: Collection[int] | None) -> QuerySet[QuarantinedItem]:
    items = QuarantinedItem.objects.filter(source=source, resolved_at=None).order_by("pk")
    return items if ids is None else items.filter(pk__in=ids)


def _account(source: Source) -> str:
    """Return the account that was synced last."""
    saved = Checkpoint.objects.filter(source=source).order_by("-updated_at")
    return saved.values_list("account", flat=True).first() or ""


def _joined(one: Replayed, other: Replayed) -> Replayed:
    return Replayed(one.outcomes + other.outcomes, one.runs + other.runs, one.error or other.error)


def _replay_source(source: Source, ids: Sequence[int]) -> Replayed:
    started, account = time.monotonic(), _account(source)
    try:
        lease = acquire_lease(source)
    except AlreadyRunning:
        return Replayed(error=f"A sync of {source} is running. Replay again when it has ended.")
    outcomes: list[Outcome] = []
    error: Exception | None = None
    try:
        run = begin_run(source, account, lease, Meter(), trigger=REPLAY, mirrors=False)
        try:
            for item in _one_by_one(ids):
                outcomes.append(_replay_item(item, run, now=timezone.now()))
        except (LeaseLost, DatabaseError) as problem:
            error = problem
        quarantined = sum(one.outcome != "stored" for one in outcomes)
        end_run(run, Counts(quarantined=quarantined), error, seconds=time.monotonic() - started)
    finally:
        give_back(lease)
    return Replayed(tuple(outcomes), (run.run_id,), one_line(error) if error else None)


def _one_by_one(ids: Sequence[int]) -> Iterator[QuarantinedItem]:
    """Yield items with their bytes, one in memory at a time."""
    for pk in ids:
        yield QuarantinedItem.objects.get(pk=pk)


def _replay_item(item: QuarantinedItem, run: Run, *, now: datetime) -> Outcome:
    told = (item.pk, item.source, item.external_id)
    if reason := _reason_to_leave(item):
        add_to_run(run.run_id, Counts(quarantined=1), run.meter, run.notes, now=now)
        return Outcome(*told, "left", reason)
    try:
        with transaction.atomic():
            _store(item, run, now=now)
    except _StillUnreadable as problem:
        with transaction.atomic():
            note_failure(item, problem.reason, problem.error_class)
            add_to_run(run.run_id, Counts(quarantined=1), run.meter, run.notes, now=now)
        return Outcome(*told, "failed", problem.reason)
    return Outcome(*told, "stored")


def _reason_to_leave(item: QuarantinedItem) -> str:
    """Say why only the source can give an item whole; empty where its bytes here will do."""
    again = f"Read it from the source again: {SYNC_AGAIN[Source(item.source)]}"
    raw = bytes(item.raw)
    if not raw:
        return "The mail server didn't hand it out; every sync asks for it again."
    if item.error_class == "UnreadableEvent":
        return f"One event of a thread that is stored otherwise. {again}"
    if _is_rows(raw):
        return f"The database refused it, so that its rows were kept and not its bytes. {again}"
    if not is_kept_whole(Source(item.source), place_of(item)):
        return f"Only the header of so large a mail is kept. {again}"
    return ""


def _is_rows(raw: bytes) -> bool:
    """Say whether these are rows that the database refused (ingest.store), not what the source sent."""
    return raw.startswith(b'[{"chat_id":')


def _store(item: QuarantinedItem, run: Run, *, now: datetime) -> None:
    """Store an item and close it. Raises _StillUnreadable."""
    account, location = account_of(item, run.account), place_of(item)
    memory = StoredMemory(run.source, account)
    found = read_again(run.source, bytes(item.raw), memory, location, now=now)
    if found.record is None:
        raise _StillUnreadable(found.failed[0].reason, found.failed[0].error_class)
    counts = save_batch(Batch([found.record], found.failed), replace(run, account=account), now=now)
    if counts.quarantined and not found.failed:
        refused = QuarantinedItem.objects.filter(run_id=run.run_id).order_by("-pk").first()
        reason = refused.reason if refused else "The database refused it."
        raise _StillUnreadable(reason, refused.error_class if refused else "DataError")
    settle(item, found.record, now=now)
