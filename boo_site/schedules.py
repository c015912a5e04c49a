"""The table of scheduled jobs, and how it gets into the database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django_q.models import Schedule

# One attempt: the next run comes soon enough, and a second start of a slow sync helps nobody. The time limit lies above
# the eight minutes after which a sync stops itself.
ONE_ATTEMPT = {"q_options": {"ack_failure": True, "timeout": 590}}

# A job of every minute would push what others did out of the list of successful tasks; its failures are kept.
OFTEN = {"q_options": {"ack_failure": True, "timeout": 590, "save": False}}


@dataclass(frozen=True, slots=True)
class Job:
    """A scheduled job: its name (the key), what it calls, and when by default. `cron` is in the shop's zone."""

    name: str
    func: str
    kwargs: dict[str, Any]
    minutes: int | None = None
    cron: str | None = None


JOBS = (
    Job("Sync LiveChat", "ingest.tasks.sync_livechat", ONE_ATTEMPT, minutes=5),
    Job("Sync e-mail", "ingest.tasks.sync_email", ONE_ATTEMPT, minutes=5),
    Job("Categorise", "interactions.tasks.categorize", ONE_ATTEMPT, minutes=30),
    Job("Index for the search", "interactions.tasks.index_search", OFTEN, minutes=1),
    Job("Settle silent conversations", "interactions.tasks.settle", ONE_ATTEMPT, cron="10 3 * * *"),
    Job("Tidy up", "interactions.tasks.tidy", ONE_ATTEMPT, cron="20 3 * * *"),
    Job("Learn categories", "interactions.tasks.learn_categories", ONE_ATTEMPT, cron="30 3 * * *"),
    Job("Re-read LiveChat, 14 days", "ingest.tasks.sync_livechat", {"days": 14, **ONE_ATTEMPT}, cron="40 2 * * 1-6"),
    Job("Re-read LiveChat, 45 days", "ingest.tasks.sync_livechat", {"days": 45, **ONE_ATTEMPT}, cron="40 2 * * 0"),
    Job("Tidy up after the syncs", "ingest.tasks.tidy", ONE_ATTEMPT, cron="50 4 * * *"),
    Job("Compare with the sources", "ingest.tasks.reconcile", ONE_ATTEMPT, cron="10 4 * * *"),
)


FUNCTIONS = frozenset(job.func for job in JOBS)
FOR_EVER, OFF = -1, 0
"""What django-q's `repeats` holds for a job that runs, and for one that is switched off."""


@dataclass(frozen=True, slots=True)
class Change:
    """What setting up did to one job: created, corrected or kept."""

    name: str
    what: str


def set_up_schedules(*, now: datetime | None = None) -> list[Change]:
    """Create the jobs that are missing and correct what they call; times and switches that staff changed stay.

    A time that never comes is put back to the default: over one such row, django-q starts no job at all. Safe to run
    twice, and on two machines at once. Staff switch a job off by setting its repeats to 0.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # A job's name is its key, but django-q's table doesn't hold it to be unique.
        cursor.execute(f"LOCK TABLE {connection.ops.quote_name(Schedule._meta.db_table)} IN SHARE ROW EXCLUSIVE MODE")
        return [_set_up(job, now or timezone.now()) for job in JOBS]


def _set_up(job: Job, now: datetime) -> Change:
    told = {"func": job.func, "args": None, "kwargs": repr(job.kwargs), "hook": None, "cluster": None}
    stored = Schedule.objects.filter(name=job.name)
    if not stored:
        Schedule.objects.create(name=job.name, repeats=FOR_EVER, **told, **default_time(job, now))
        return Change(job.name, "created")
    corrected = [row for row in stored if _correct(row, told, job)]
    return Change(job.name, "corrected" if corrected else "kept")


def _correct(row: Schedule, told: dict[str, Any], job: Job) -> bool:
    """Correct what a stored job calls; say whether it was wrong."""
    right = told if has_a_next_run(row) else told | default_time(job, timezone.now())
    wrong = {name: value for name, value in right.items() if getattr(row, name) != value}
    if wrong:
        Schedule.objects.filter(pk=row.pk).update(**wrong)
    return bool(wrong)


def has_a_next_run(schedule: Schedule) -> bool:
    """Say whether a job's time ever comes."""
    try:
        return schedule.calculate_next_run(timezone.now()) is not None
    except (ValueError, TypeError, AttributeError):
        return False


def default_time(job: Job, now: datetime) -> dict[str, Any]:
    """Return when a job runs by default."""
    schedule = Schedule(
        schedule_type=Schedule.CRON if job.cron else Schedule.MINUTES, minutes=job.minutes, cron=job.cron
    )
    next_run = schedule.calculate_next_run(now) if job.cron else now + timedelta(minutes=1)
    return {
        "schedule_type": schedule.schedule_type,
        "minutes": job.minutes,
        "cron": job.cron,
        "next_run": next_run,
    }
