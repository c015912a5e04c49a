"""The jobs of this app. Each is safe to run twice, and stops itself before the worker's time limit."""

import logging
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

from django.utils import timezone
from django_q.models import Schedule
from django_q.tasks import async_task, schedule

from ingest.reconcile import reconcile as compare
from ingest.replay import replay as read_again
from ingest.source import Source, SourceError, SourceRefused
from ingest.sources import email_source, livechat_source
from ingest.store.touched import forget_touched
from ingest.sync import ALREADY_RUNNING, SCHEDULE, Report, SyncRefused, pull_request, run_sync

logger = logging.getLogger(__name__)

RUN_SECONDS = 8 * 60
"""A scheduled sync stops at a batch boundary after this; the next run goes on. The worker's limit is ten minutes."""

AGAIN_AFTER = timedelta(minutes=10)
TOUCHED_KEPT = timedelta(days=90)
"""How long a run's page leads to the conversations that the run created and changed."""

CATEGORIZE = "interactions.tasks.categorize"
SOURCES = {"livechat": livechat_source, "email": email_source}


def sync_livechat(days: int | None = None) -> str:
    """Pull LiveChat: what is new, or the last `days` days again; return the outcome in a line."""
    return _sync("ingest.tasks.sync_livechat", livechat_source, days)


def sync_email(days: int | None = None) -> str:
    """Pull the mailbox: what is new, or the last `days` days again; return the outcome in a line."""
    return _sync("ingest.tasks.sync_email", email_source, days)


def reconcile(days: int = 3, fix: bool = False) -> str:
    """Compare the shop's last days with each source, so that the home page can say what is missing; tell it in a line.

    `fix` fetches what is missing, too.
    """
    return "; ".join(_reconcile(name, make, days, fix) for name, make in SOURCES.items())


def replay(ids: list[int]) -> str:
    """Read quarantined items again; tell in a line what came of it."""
    done = read_again(ids)
    return done.error or ", ".join(f"{done.count(outcome)} {outcome}" for outcome in ("stored", "failed", "left"))


def tidy() -> int:
    """Forget which conversations the syncs of more than 90 days ago touched; return how many rows went."""
    return forget_touched(timezone.now() - TOUCHED_KEPT)


def _reconcile(name: str, make_source: Callable[[], Source], days: int, fix: bool) -> str:
    try:
        with closing(make_source()) as source:
            found = compare(source, days=days, now=timezone.now(), fix=fix)
    except SourceRefused as refusal:
        return f"{name}: {_refused(refusal)}"
    except SyncRefused as refusal:
        return f"{name}: {refusal}"
    except SourceError as trouble:
        logger.warning("source not compared", extra={"source": name, "code": trouble.code})
        return f"{name}: {trouble}"
    if found.missing:
        logger.error("items missing", extra={"source": name, "missing": len(found.missing)})
    return f"{name}: {len(found.missing)} missing"


def _sync(job: str, make_source: Callable[[], Source], days: int | None) -> str:
    try:
        source = make_source()
    except SourceRefused as refusal:
        return _refused(refusal)
    request = pull_request(now=timezone.now(), days=days)
    with closing(source):
        try:
            report = run_sync(source, request, trigger=SCHEDULE, stop_after_seconds=RUN_SECONDS)
        except SyncRefused as refusal:
            return str(refusal)
    if report.counts.created or report.counts.updated:
        async_task(CATEGORIZE)
    if days is not None and report.skipped == ALREADY_RUNNING:
        _run_once_more(job, days)
    return outcome(report)


def _run_once_more(job: str, days: int) -> None:
    """Try a nightly re-reading again later: unlike the syncs of every five minutes, the next one is a day away."""
    if not Schedule.objects.filter(func=job, schedule_type=Schedule.ONCE).exists():
        schedule(job, days=days, schedule_type=Schedule.ONCE, next_run=timezone.now() + AGAIN_AFTER)


def _refused(refusal: SourceRefused) -> str:
    """Say why there is no source to sync; what isn't configured is no trouble."""
    if refusal.code == "not_configured":
        return "not configured"
    logger.error("scheduled sync can't start", extra={"code": refusal.code})
    return str(refusal)


def outcome(report: Report) -> str:
    """Say in a line what a scheduled run did. Its row in sync_runs has the rest."""
    told = report.skipped or report.error or report.paused or "done"
    return f"{told} ({report.counts.created} new, {report.counts.updated} changed)"
