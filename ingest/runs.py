"""A run's row in sync_runs, from its beginning to its end."""

import logging
import os
import socket
from dataclasses import asdict
from datetime import datetime

from django.db import Error as DatabaseError
from django.db import transaction
from django.utils import timezone

from ingest.lease import Held, LeaseLost, release_lease
from ingest.models import SyncRun
from ingest.source import Meter
from ingest.store import Counts, Run
from ingest.store.standing import mirror_standing
from interactions.vocabulary import Source

logger = logging.getLogger(__name__)


def begin_run(
    source: Source,
    account: str,
    lease: Held,
    meter: Meter,
    *,
    trigger: str,
    since: datetime | None = None,
    until: datetime | None = None,
    mirrors: bool = True,
) -> Run:
    """Open a run's row. Runs of this source that never ended were left by a dead process: they are abandoned.

    `mirrors` shows the run in the customer's state table; a replay is no sync and leaves that alone.
    """
    with transaction.atomic():
        SyncRun.objects.filter(source=source, status="running").update(status="abandoned", finished_at=timezone.now())
        row = SyncRun.objects.create(
            source=source,
            trigger=trigger,
            status="running",
            range_from=since,
            range_to=until,
            host=socket.gethostname(),
            pid=os.getpid(),
        )
        if mirrors:
            mirror_standing(source, account, sync_status="running", now=timezone.now())
    logger.info("sync began", extra={"source": source, "run_id": row.pk})
    return Run(source, account, row.pk, row.started_at, lease, meter, {}, mirrors)


def end_run(run: Run, counts: Counts, error: Exception | None, *, seconds: float) -> None:
    """Close a run's row. Where the database is away, the row is left to be found abandoned."""
    status = "failed" if error else "completed_with_errors" if counts.quarantined else "completed"
    line = one_line(error) if error else None
    now = timezone.now()
    try:
        with transaction.atomic():
            SyncRun.objects.filter(pk=run.run_id, status="running").update(
                status=status,
                finished_at=now,
                calls=run.meter.calls,
                retries=run.meter.retries,
                bytes_read=run.meter.bytes_read,
                error_class=type(error).__name__ if error else None,
                error=line,
            )
            if run.mirrors and not isinstance(error, LeaseLost):
                mirror_standing(run.source, run.account, sync_status=status, now=now, error=line or "")
    except DatabaseError as problem:
        logger.error("sync run not closed", extra={"run_id": run.run_id, "error_class": type(problem).__name__})  # noqa: TRY400
    logger.info(
        "sync ended",
        # In a name of their own: a log record has a field `created` itself, and logging refuses another.
        extra={"source": run.source, "run_id": run.run_id, "status": status, "seconds": round(seconds, 3)}
        | {"counts": asdict(counts)},
    )


def give_back(lease: Held) -> None:
    """Release a lease. Where the database is away, it expires by itself."""
    try:
        with transaction.atomic():
            release_lease(lease)
    except DatabaseError as problem:
        logger.warning("lease not released, it expires by itself", extra={"error_class": type(problem).__name__})


def one_line(error: Exception) -> str:
    """Say in a line what stopped a run and what to do."""
    if isinstance(error, LeaseLost):
        return "Another sync of this source took over. Nothing is lost: the other one goes on."
    if isinstance(error, DatabaseError):
        line = str(error).strip().splitlines()[0].rstrip(".")
        return f"The database stopped the sync: {line}. Check DATABASE_URL and the server; the next run goes on."
    return str(error)
