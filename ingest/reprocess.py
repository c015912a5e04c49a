"""Read what is stored from its source again, after a change in how it is read."""

from datetime import datetime

from ingest.source import PullRequest, Source
from ingest.sync import OnProgress, Report, run_sync

REPROCESS = "reprocess"


def reprocess(source: Source, *, since: datetime, now: datetime, on_progress: OnProgress | None = None) -> Report:
    """Rebuild the stored messages and conversations of a source since a time (aware), where they read differently now.

    What the source no longer has is left alone, and so is what staff set. Safe to run twice: the second time writes
    nothing. Raises SyncRefused.
    """
    request = PullRequest(since=since, until=now, resume=False)
    return run_sync(source, request, trigger=REPROCESS, on_progress=on_progress, again=True)
