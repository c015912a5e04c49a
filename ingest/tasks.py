"""The jobs of this app. Each is safe to run twice, and stops itself before the worker's time limit."""

from collections.abc import Callable
from contextlib import closing

from django.utils import timezone
from django_q.tasks import async_task

from ingest.source import Source, SourceRefused
from ingest.sources import email_source, livechat_source
from ingest.sync import Report, SyncRefused, pull_request, run_sync

RUN_SECONDS = 8 * 60
"""A scheduled sync stops at a batch boundary after this; the next run goes on. The worker's limit is ten minutes."""

CATEGORIZE = "interactions.tasks.categorize"


def sync_livechat(days: int | None = None) -> str:
    """Pull LiveChat: what is new, or the last `days` days again; return the outcome in a line."""
    return _sync(livechat_source, days)


def sync_email(days: int | None = None) -> str:
    """Pull the mailbox: what is new, or the last `days` days again; return the outcome in a line."""
    return _sync(email_source, days)


def _sync(make_source: Callable[[], Source], days: int | None) -> str:
    try:
        source = make_source()
    except SourceRefused as refusal:
        if refusal.code == "not_configured":
            return "not configured"
        raise
    request = pull_request(now=timezone.now(), days=days)
    with closing(source):
        try:
            report = run_sync(source, request, trigger="schedule", stop_after_seconds=RUN_SECONDS)
        except SyncRefused as refusal:
            return str(refusal)
    if report.counts.created or report.counts.updated:
        async_task(CATEGORIZE)
    return outcome(report)


def outcome(report: Report) -> str:
    """Say in a line what a scheduled run did. Its row in sync_runs has the rest."""
    told = report.skipped or report.error or report.paused or "done"
    return f"{told} ({report.counts.created} new, {report.counts.updated} changed)"
