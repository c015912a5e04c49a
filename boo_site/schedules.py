"""The table of scheduled jobs, and how it gets into the database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django_q.models import Schedule

# One attempt: the next run comes soon enough, and a second start of a slow sync helps nobody. The time limit lies above
# the eight minutes after which a sync stops itself.
ONE_ATTEMPT = {"q_options": {"ack_failure": True, "timeout": 590}}


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
    Job("Settle silent conversations", "interactions.tasks.settle", ONE_ATTEMPT, cron="10 3 * * *"),
    Job("Re-read LiveChat, 14 days", "ingest.tasks.sync_livechat", {"days": 14, **ONE_ATTEMPT}, cron="40 2 * * 1-6"),
    Job("Re-read LiveChat, 45 days", "ingest.tasks.sync_livechat", {"days": 45, **ONE_ATTEMPT}, cron="40 2 * * 0"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """What setting up did to one job: created, corrected or kept."""

    name: str
    what: str


def set_up_schedules(*, now: datetime | None = None) -> list[Change]:
    """Create the jobs that are missing and correct what they call; times and switches that staff changed stay.

    Safe to run twice. Staff switch a job off by setting its repeats to 0.
    """
    return [_set_up(job, now or timezone.now()) for job in JOBS]


def _set_up(job: Job, now: datetime) -> Change:
    told = {"func": job.func, "args": None, "kwargs": repr(job.kwargs), "hook": None}
    schedule, is_new = Schedule.objects.get_or_create(
        name=job.name,
        defaults=told
        | {
            "schedule_type": Schedule.CRON if job.cron else Schedule.MINUTES,
            "minutes": job.minutes,
            "cron": job.cron,
            "repeats": -1,
            "next_run": now + timedelta(minutes=1),
        },
    )
    if is_new:
        if job.cron:
            schedule.next_run = schedule.calculate_next_run(now)
            schedule.save(update_fields=["next_run"])
        return Change(job.name, "created")
    wrong = {name: value for name, value in told.items() if getattr(schedule, name) != value}
    if wrong:
        Schedule.objects.filter(pk=schedule.pk).update(**wrong)
    return Change(job.name, "corrected" if wrong else "kept")
