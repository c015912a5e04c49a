"""The pages about jobs: for superusers, and nothing there can call what the code doesn't know."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import Failure, OrmQ, Schedule, Success, Task
from django_q.tasks import async_task

from boo_site.schedules import OFF, set_up_schedules
from ingest.models import Checkpoint
from interactions.admin.base import ModelAdmin

# No static files are collected for tests.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:No directory at")]

MODELS = (Schedule, Success, Failure, OrmQ)


@pytest.fixture
def superuser(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root"))
    return client


@pytest.fixture
def lead(client: Client) -> Client:
    """Log in somebody with every right on django-q's models, who is no superuser."""
    user = User.objects.create_user("lead", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="django_q"))
    client.force_login(user)
    return client


def task(**fields: Any) -> Task:
    now = timezone.now()
    defaults: dict[str, Any] = {
        "id": f"{Task.objects.count():032}", "name": "four-words", "func": "ingest.tasks.sync_email", "group": "Sync",
        "started": now - timedelta(seconds=90), "stopped": now, "result": "done <b>", "success": True,
    }  # fmt: skip
    return Task.objects.create(**defaults | fields)


def address(model: Any, what: str = "changelist", *args: object) -> str:
    return reverse(f"admin:django_q_{model._meta.model_name}_{what}", args=args)


def schedule_form(schedule: Schedule, **changes: str) -> dict[str, str]:
    local = timezone.localtime(schedule.next_run)
    fields = {"schedule_type": schedule.schedule_type, "minutes": str(schedule.minutes or ""), "is_on": "on"}
    times = {"next_run_0": f"{local:%Y-%m-%d}", "next_run_1": f"{local:%H:%M:%S}"}
    return fields | {"cron": schedule.cron or ""} | times | changes


def test_every_page_of_django_q_has_our_clothes() -> None:
    assert all(isinstance(admin.site.get_model_admin(model), ModelAdmin) for model in MODELS)


def test_a_superuser_sees_every_list_and_page(superuser: Client) -> None:
    set_up_schedules()
    done, failed = task(), task(success=False, result="No: Traceback <script>")
    async_task("interactions.tasks.settle")
    pages = [address(model) for model in MODELS]
    pages += [address(Success, "change", done.pk), address(Failure, "change", failed.pk)]
    pages += [address(OrmQ, "change", OrmQ.objects.get().pk), address(Schedule, "change", Schedule.objects.all()[0].pk)]
    for page in pages:
        response = superuser.get(page)
        assert response.status_code == 200
        assert "Traceback <script>" not in response.content.decode()
    assert "Settle silent conversations" in superuser.get(address(Schedule)).content.decode()


def test_schedules_are_for_superusers_only(lead: Client) -> None:
    set_up_schedules()
    one = Schedule.objects.all()[0]
    assert lead.get(address(Success)).status_code == 200
    for page in (address(Schedule), address(Schedule, "change", one.pk)):
        assert lead.get(page).status_code == 403
    assert lead.post(address(Schedule, "change", one.pk), schedule_form(one)).status_code == 403


def test_nobody_adds_or_deletes_there(superuser: Client) -> None:
    set_up_schedules()
    one = Schedule.objects.all()[0]
    for model in MODELS:
        assert superuser.get(address(model, "add")).status_code == 403
    assert superuser.post(address(Schedule, "delete", one.pk), {"post": "yes"}).status_code == 403
    assert Schedule.objects.filter(pk=one.pk).exists()


def test_a_superuser_changes_time_and_switch_but_not_what_is_called(superuser: Client) -> None:
    set_up_schedules()
    one = Schedule.objects.get(name="Sync LiveChat")
    form = schedule_form(one, minutes="15", func="os.system", kwargs="{}", name="Mine", repeats="7")
    del form["is_on"]
    assert superuser.post(address(Schedule, "change", one.pk), form).status_code == 302
    one.refresh_from_db()
    assert (one.minutes, one.repeats, one.func, one.name) == (15, OFF, "ingest.tasks.sync_livechat", "Sync LiveChat")
    assert superuser.post(address(Schedule, "change", one.pk), schedule_form(one)).status_code == 302
    one.refresh_from_db()
    assert one.repeats == -1


@pytest.mark.parametrize(
    "changes",
    [
        {"minutes": ""},
        {"minutes": "0"},
        {"schedule_type": "C", "cron": ""},
        {"schedule_type": "C", "cron": "at night"},
        {"schedule_type": "C", "cron": "0 0 31 2 *"},
        {"next_run_0": "", "next_run_1": ""},
    ],
)
def test_a_time_that_never_comes_is_refused(superuser: Client, changes: dict[str, str]) -> None:
    set_up_schedules()
    one = Schedule.objects.get(name="Sync LiveChat")
    response = superuser.post(address(Schedule, "change", one.pk), schedule_form(one, **changes))
    assert response.status_code == 200
    one.refresh_from_db()
    assert (one.schedule_type, one.minutes) == (Schedule.MINUTES, 5)


def test_a_failed_job_runs_again_if_the_code_knows_it(superuser: Client, lead: Client) -> None:
    known = task(success=False)
    foreign = task(success=False, func="os.system")
    form = {"action": "run_again", "_selected_action": [known.pk, foreign.pk]}
    lead.force_login(User.objects.get(username="lead"))
    lead.post(address(Failure), form)
    assert not OrmQ.objects.exists()
    superuser.force_login(User.objects.get(username="root"))
    superuser.post(address(Failure), form)
    assert [row.func() for row in OrmQ.objects.all()] == ["ingest.tasks.sync_email"]


@pytest.fixture
def fresh_cache() -> Any:
    cache.clear()
    yield
    cache.clear()


@pytest.mark.usefixtures("fresh_cache")
def test_every_page_says_that_this_is_the_demo(superuser: Client) -> None:
    Checkpoint.objects.create(source="demo", account="demo", scope="anchor", value="2026-11-24")
    for page in ("admin:index", "admin:interactions_interaction_changelist", "admin:ingest_syncrun_changelist"):
        assert "every conversation here is invented" in superuser.get(reverse(page)).content.decode()


@pytest.mark.usefixtures("fresh_cache")
def test_no_page_of_a_real_database_says_so(superuser: Client) -> None:
    assert "invented" not in superuser.get(reverse("admin:index")).content.decode()
