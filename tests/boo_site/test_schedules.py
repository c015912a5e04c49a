"""Setting up the scheduled jobs: what is missing is created, what is wrong corrected, and what staff chose stays."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.models import OrmQ, Schedule
from django_q.scheduler import scheduler

from boo_site.schedules import JOBS, OFF, set_up_schedules

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SYNC = "Sync LiveChat"


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def whats() -> set[str]:
    return {change.what for change in set_up_schedules()}


def stored(name: str) -> Schedule:
    return Schedule.objects.get(name=name)


def rows() -> list[dict[str, object]]:
    return list(Schedule.objects.order_by("pk").values())


def test_every_job_is_created_once() -> None:
    assert whats() == {"created"}
    before = rows()
    assert len(before) == len(JOBS)
    assert whats() == {"kept"}
    assert rows() == before


def test_both_syncs_come_every_five_minutes_and_settling_at_night_in_the_shop_s_zone() -> None:
    set_up_schedules()
    assert {stored(name).minutes for name in (SYNC, "Sync e-mail")} == {5}
    settling = timezone.localtime(stored("Settle silent conversations").next_run)
    assert (settling.hour, settling.minute) == (3, 10)
    assert settling.tzname() == "AEDT"


def test_times_and_switches_that_staff_changed_stay() -> None:
    set_up_schedules()
    chosen = {"schedule_type": Schedule.HOURLY, "minutes": None, "repeats": OFF, "next_run": NOW}
    Schedule.objects.filter(name=SYNC).update(**chosen)
    assert whats() == {"kept"}
    assert Schedule.objects.filter(name=SYNC, **chosen).exists()


@pytest.mark.parametrize("wrong", [{"func": "os.system"}, {"kwargs": "{'days': 3}"}, {"args": "'ls'"}, {"hook": "a.b"}])
def test_what_a_job_calls_is_corrected_and_its_time_stays(wrong: dict[str, str]) -> None:
    set_up_schedules()
    Schedule.objects.filter(name=SYNC).update(minutes=17, repeats=OFF, **wrong)
    right = rows()
    assert [change.name for change in set_up_schedules() if change.what == "corrected"] == [SYNC]
    assert (stored(SYNC).func, stored(SYNC).args, stored(SYNC).hook) == ("ingest.tasks.sync_livechat", None, None)
    assert (stored(SYNC).minutes, stored(SYNC).repeats) == (17, OFF)
    assert rows() != right


@pytest.mark.parametrize("cron", [None, "at night", "0 0 31 2 *"])
def test_a_time_that_never_comes_is_put_back(cron: str | None) -> None:
    set_up_schedules()
    Schedule.objects.filter(name=SYNC).update(schedule_type=Schedule.CRON, cron=cron, repeats=OFF)
    assert whats() == {"kept", "corrected"}
    assert (stored(SYNC).schedule_type, stored(SYNC).minutes, stored(SYNC).repeats) == (Schedule.MINUTES, 5, OFF)


def test_a_job_that_somebody_copied_stops_nothing() -> None:
    set_up_schedules()
    Schedule.objects.create(name=SYNC, func="os.system", schedule_type=Schedule.HOURLY)
    assert whats() == {"kept", "corrected"}
    assert {row.func for row in Schedule.objects.filter(name=SYNC)} == {"ingest.tasks.sync_livechat"}


def test_a_deleted_job_comes_back_alone() -> None:
    set_up_schedules()
    stored(SYNC).delete()
    assert [change.name for change in set_up_schedules() if change.what == "created"] == [SYNC]


@pytest.mark.django_db(transaction=True)  # django-q closes the connections it finds
def test_django_q_queues_what_is_due_with_one_attempt_and_a_time_limit() -> None:
    set_up_schedules()
    Schedule.objects.exclude(name=SYNC).update(repeats=OFF)
    with time_machine.travel(NOW.replace(hour=4), tick=False):
        scheduler(get_broker())
    [row] = OrmQ.objects.all()
    task = row.task
    assert (task["func"], task["args"], task["kwargs"]) == ("ingest.tasks.sync_livechat", (), {})
    assert (task["group"], task["ack_failure"], task["timeout"]) == (SYNC, True, 590)


def test_the_command_says_what_it_did() -> None:
    out = StringIO()
    call_command("setup_schedules", json=True, stdout=out)
    assert [job["what"] for job in json.loads(out.getvalue())["jobs"]] == ["created"] * len(JOBS)
    out = StringIO()
    call_command("setup_schedules", stdout=out)
    assert out.getvalue().splitlines()[0] == "kept       Sync LiveChat"
