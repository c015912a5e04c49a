"""Pull, store, count: one run of one source's sync."""

import logging
import os
import socket
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from django.db import Error as DatabaseError
from django.db import transaction
from django.utils import timezone

from ingest.lease import AlreadyRunning, Held, LeaseLost, acquire_lease, release_lease
from ingest.models import Checkpoint, SyncRun
from ingest.records import Json
from ingest.source import Batch, PullRequest, Source, SourceError
from ingest.store import Counts, Run, save_batch
from ingest.store.memory import StoredMemory
from ingest.store.standing import mirror_standing

logger = logging.getLogger(__name__)

FULL_RANGE = timedelta(days=365)
"""How far back a full sync lists: twelve months."""

DEMO = "demo"
"""The checkpoint source that marks a database of sample conversations."""

type OnProgress = Callable[[Batch, Counts], None]


class SyncRefused(Exception):
    """This sync must not run on this database: one line for a person."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did, for people and for `--json`. `seconds` is the whole run's wall time."""

    source: str
    run_id: int | None = None
    counts: Counts = field(default_factory=Counts)
    seconds: float = 0.0
    calls: int = 0
    retries: int = 0
    bytes_read: int = 0
    notes: dict[str, int] = field(default_factory=dict)
    skipped: str | None = None
    paused: str | None = None
    error: str | None = None

    @property
    def is_complete(self) -> bool:
        """Say whether the source was read to the end of what was asked."""
        return not (self.skipped or self.paused or self.error)

    def as_json(self) -> dict[str, Json]:
        """Return the object that `--json` prints."""
        shown: dict[str, Json] = {
            "source": self.source,
            "run_id": self.run_id,
            "fetched": self.counts.fetched,
            **asdict(self.counts),
            "seconds": round(self.seconds, 3),
            "calls": self.calls,
            "retries": self.retries,
            "bytes_read": self.bytes_read,
            "notes": dict(self.notes),
            "complete": self.is_complete,
        }
        return shown | {name: value for name in ("skipped", "paused", "error") if (value := getattr(self, name))}


def pull_request(*, now: datetime, full: bool = False, days: int | None = None) -> PullRequest:
    """Return the range that a sync's options ask for: N days are N × 24 hours; a plain sync resumes the full range."""
    since = now - (timedelta(days=days) if days is not None else FULL_RANGE)
    return PullRequest(since=since, until=now, resume=not full and days is None)


def run_sync(
    source: Source,
    request: PullRequest,
    *,
    trigger: str = "command",
    stop_after_seconds: float | None = None,
    on_progress: OnProgress | None = None,
) -> Report:
    """Sync one source and return the report. Safe to run twice, and at any time again after it died.

    Ends early at a batch boundary, `paused`, after `stop_after_seconds`; the next run goes on. A source's or the
    database's refusal is reported in `error`, with what was committed standing. Raises SyncRefused.
    """
    _refuse_demo_rows(trigger)
    started = time.monotonic()
    try:
        lease = acquire_lease(source.name)
    except AlreadyRunning:
        return Report(source.name, skipped="already running")
    try:
        run = _begin(source, request, lease, trigger=trigger)
        report = _pull(source, request, run, started, stop_after_seconds, on_progress)
    finally:
        _release(lease)
    return report


def _pull(
    source: Source,
    request: PullRequest,
    run: Run,
    started: float,
    stop_after_seconds: float | None,
    on_progress: OnProgress | None,
) -> Report:
    counts, error, paused = Counts(), None, ""
    try:
        for batch in source.pull(request, StoredMemory(source.name, source.account)):
            counts += save_batch(batch, run, now=timezone.now())
            if on_progress:
                on_progress(batch, counts)
            paused = batch.paused
            if stop_after_seconds is not None and time.monotonic() - started > stop_after_seconds:
                paused = paused or "The time for one run is over; the next run goes on."
            if paused:
                break
    except (SourceError, LeaseLost, DatabaseError) as problem:
        error = problem
    report = Report(
        source.name,
        run.run_id,
        counts,
        seconds=time.monotonic() - started,
        calls=source.meter.calls,
        retries=source.meter.retries,
        bytes_read=source.meter.bytes_read,
        notes=dict(run.notes),
        paused=paused or None,
        error=_one_line(error) if error else None,
    )
    _end(run, report, error)
    return report


def _begin(source: Source, request: PullRequest, lease: Held, *, trigger: str) -> Run:
    """Open the run's row. Runs of this source that never ended were left by a dead process: they are abandoned."""
    with transaction.atomic():
        SyncRun.objects.filter(source=source.name, status="running").update(
            status="abandoned", finished_at=timezone.now()
        )
        row = SyncRun.objects.create(
            source=source.name,
            trigger=trigger,
            status="running",
            range_from=request.since,
            range_to=request.until,
            host=socket.gethostname(),
            pid=os.getpid(),
        )
        mirror_standing(source.name, source.account, sync_status="running", now=timezone.now())
    logger.info("sync began", extra={"source": source.name, "run_id": row.pk})
    return Run(source.name, source.account, row.pk, row.started_at, lease, source.meter, {})


def _end(run: Run, report: Report, error: Exception | None) -> None:
    status = "failed" if error else "completed_with_errors" if report.counts.quarantined else "completed"
    now = timezone.now()
    try:
        with transaction.atomic():
            SyncRun.objects.filter(pk=run.run_id, status="running").update(
                status=status,
                finished_at=now,
                calls=report.calls,
                retries=report.retries,
                bytes_read=report.bytes_read,
                error_class=type(error).__name__ if error else None,
                error=report.error,
            )
            if not isinstance(error, LeaseLost):
                mirror_standing(run.source, run.account, sync_status=status, now=now, error=report.error or "")
    except DatabaseError as problem:
        logger.error("sync run not closed", extra={"run_id": run.run_id, "error_class": type(problem).__name__})  # noqa: TRY400
    logger.info(
        "sync ended",
        extra={"source": run.source, "run_id": run.run_id, "status": status, "seconds": round(report.seconds, 3)}
        | asdict(report.counts),
    )


def _release(lease: Held) -> None:
    try:
        release_lease(lease)
    except DatabaseError as problem:
        logger.warning("lease not released, it expires by itself", extra={"error_class": type(problem).__name__})


def _one_line(error: Exception) -> str:
    if isinstance(error, LeaseLost):
        return "Another sync of this source took over. Nothing is lost: the other one goes on."
    if isinstance(error, DatabaseError):
        return f"The database stopped the sync: {str(error).strip().splitlines()[0]} Run it again when it is back."
    return str(error)


def _refuse_demo_rows(trigger: str) -> None:
    """Keep real conversations out of a database of sample ones."""
    if trigger != DEMO and Checkpoint.objects.filter(source=DEMO).exists():
        raise SyncRefused(
            "This database holds the demo's sample conversations. Set DATABASE_URL to the real one, "
            "or empty this one with: manage.py demo --reset --no-serve"
        )
