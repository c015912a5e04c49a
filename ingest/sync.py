"""Pull, store, count: one run of one source's sync."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from django.db import Error as DatabaseError
from django.utils import timezone

from ingest.back_off import keep_back_off, reason_to_wait
from ingest.lease import AlreadyRunning, LeaseLost, acquire_lease
from ingest.models import Checkpoint
from ingest.records import Json
from ingest.runs import begin_run, end_run, give_back, one_line
from ingest.source import Batch, PullRequest, Source, SourceError
from ingest.store import Counts, Run, save_batch
from ingest.store.memory import StoredMemory

FULL_RANGE = timedelta(days=365)
"""How far back a full sync lists: twelve months."""

ALREADY_RUNNING = "already running"
SCHEDULE = "schedule"
"""The trigger of a run that nobody asked for by hand: it heeds what the source asked for (ingest.back_off)."""

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
    again: bool = False,
) -> Report:
    """Sync one source and return the report. Safe to run twice, and at any time again after it died.

    Ends early at a batch boundary, `paused`, after `stop_after_seconds`; the next run goes on. A source's or the
    database's refusal is reported in `error`, with what was committed standing. `again` reads anew what is stored
    (ingest.store.save_batch). Raises SyncRefused.
    """
    started = time.monotonic()
    try:
        _refuse_demo_rows(trigger)
        if trigger == SCHEDULE and (reason := reason_to_wait(source, now=request.until)):
            return Report(source.name, skipped=reason)
        lease = acquire_lease(source.name)
    except AlreadyRunning:
        return Report(source.name, skipped=ALREADY_RUNNING)
    except DatabaseError as problem:
        return Report(source.name, error=one_line(problem))
    try:
        run = begin_run(
            source.name,
            source.account,
            lease,
            source.meter,
            trigger=trigger,
            since=request.since,
            until=request.until,
            mirrors=not again,
        )
        return _pull(source, request, run, started, stop_after_seconds, on_progress, again=again)
    except DatabaseError as problem:
        return Report(source.name, error=one_line(problem))
    finally:
        give_back(lease)


def _pull(
    source: Source,
    request: PullRequest,
    run: Run,
    started: float,
    stop_after_seconds: float | None,
    on_progress: OnProgress | None,
    *,
    again: bool,
) -> Report:
    counts, error, paused = Counts(), None, ""
    try:
        for batch in source.pull(request, StoredMemory(source.name, source.account)):
            counts += save_batch(batch, run, now=timezone.now(), again=again)
            if on_progress:
                on_progress(batch, counts)
            paused = batch.paused
            if stop_after_seconds is not None and time.monotonic() - started > stop_after_seconds:
                paused = paused or "The time for one run is over; the next run goes on."
            if paused:
                break
    except (SourceError, LeaseLost, DatabaseError) as problem:
        error = problem
    if not isinstance(error, DatabaseError | LeaseLost):
        keep_back_off(source, error, now=timezone.now())
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
        error=one_line(error) if error else None,
    )
    end_run(run, counts, error, seconds=report.seconds)
    return report


def holds_sample_year() -> bool:
    """Say whether this database holds the demo's sample conversations."""
    return Checkpoint.objects.filter(source=DEMO).exists()


def _refuse_demo_rows(trigger: str) -> None:
    """Keep real conversations out of a database of sample ones."""
    if trigger != DEMO and holds_sample_year():
        raise SyncRefused(
            "This database holds the demo's sample conversations. Set DATABASE_URL to the real one, "
            "or empty this one with: manage.py demo --reset --no-serve"
        )
