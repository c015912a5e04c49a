"""The pages about scheduled jobs: django-q's own tables, in the clothes of every other page and with tighter rights.

What a job calls is fixed by the code (boo_site.schedules): a page that let people type a function's name would let them
run anything. Times and switches are staff's.
"""

from datetime import timedelta
from typing import Any, ClassVar

import django_q.admin  # noqa: F401 -- its registrations must come before ours
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django_q.models import Failure, OrmQ, Schedule, Success, Task
from django_q.tasks import async_task

from boo_site.schedules import FOR_EVER, FUNCTIONS, OFF, has_a_next_run
from interactions.admin.base import ModelAdmin, ReadOnlyAdmin
from interactions.admin.display import badge, duration, short_time, shortened

RESULT_SHOWN = 100

for registered in (Schedule, Success, Failure, OrmQ):
    admin.site.unregister(registered)


class ScheduleForm(forms.ModelForm[Schedule]):
    """When a job runs, and whether it does."""

    is_on = forms.BooleanField(label="Switched on", required=False)

    class Meta:
        model = Schedule
        fields: ClassVar = ("is_on", "schedule_type", "minutes", "cron", "next_run")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_on"].initial = self.instance.repeats != OFF

    def clean(self) -> dict[str, Any]:
        """Refuse a time that never comes: django-q would stop every job over it."""
        cleaned: dict[str, Any] = super().clean() or {}
        kind = cleaned.get("schedule_type")
        if kind == Schedule.MINUTES and not cleaned.get("minutes"):
            raise ValidationError({"minutes": "Say every how many minutes."})
        timed = Schedule(schedule_type=kind, cron=cleaned.get("cron"))
        if kind == Schedule.CRON and "cron" not in self.errors and not has_a_next_run(timed):
            raise ValidationError({"cron": "Write a time that comes, such as 10 3 * * * for 3:10 each night."})
        return cleaned

    def save(self, commit: bool = True) -> Schedule:
        """Keep the switch where django-q looks for it."""
        self.instance.repeats = FOR_EVER if self.cleaned_data["is_on"] else OFF
        return super().save(commit)


@admin.register(Schedule)
class ScheduleAdmin(ModelAdmin):
    """The scheduled jobs, for superusers. Set up by `manage.py setup_schedules`."""

    form = ScheduleForm
    nothing_yet = "manage.py setup_schedules makes them."
    list_display = ("name", "switch", "when", "next", "func")
    ordering = ("name",)
    fields = ("name", "func", "is_on", "schedule_type", "minutes", "cron", "next_run")
    readonly_fields = ("name", "func")

    @admin.display(description="Switch")
    def switch(self, row: Schedule) -> SafeString:
        """Show whether it runs."""
        return badge("off" if row.repeats == OFF else "on")

    @admin.display(description="Runs")
    def when(self, row: Schedule) -> str:
        """Show how often."""
        if row.schedule_type == Schedule.MINUTES:
            return f"every {row.minutes} min"
        return str(row.cron if row.schedule_type == Schedule.CRON else row.get_schedule_type_display())

    @admin.display(description="Next", ordering="next_run")
    def next(self, row: Schedule) -> SafeString:
        """Show when it runs next."""
        return short_time(row.next_run)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Superusers only."""
        return bool(request.user.is_active and request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Superusers only."""
        return self.has_module_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Superusers only."""
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: the code says which jobs there are."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: a job is switched off, not deleted."""
        return False


class TaskAdmin(ReadOnlyAdmin):
    """What jobs did. Not the truth about syncs: that is their runs' rows."""

    list_display = ("job", "ended", "took", "told")
    ordering = ("-stopped",)
    fields = ("job", "func", "began", "ended", "took", "result")
    readonly_fields = fields

    @admin.display(description="Job", ordering="group")
    def job(self, row: Task) -> str:
        """Show the schedule's name, or the function that was called."""
        return str(row.group or row.func)

    @admin.display(description="Queued")
    def began(self, row: Task) -> SafeString:
        """Show when it was queued."""
        return short_time(row.started)

    @admin.display(description="Ended", ordering="stopped")
    def ended(self, row: Task) -> SafeString:
        """Show when it ended."""
        return short_time(row.stopped)

    @admin.display(description="Took, with waiting")
    def took(self, row: Task) -> str:
        """Show the time from queueing to the end."""
        return duration(timedelta(seconds=row.time_taken()))

    @admin.display(description="Result")
    def told(self, row: Task) -> str:
        """Show the result's beginning."""
        return shortened(str(row.result), RESULT_SHOWN)


@admin.register(Success)
class SuccessAdmin(TaskAdmin):
    """The jobs that ended well."""


@admin.register(Failure)
class FailureAdmin(TaskAdmin):
    """The jobs that failed."""

    actions = ("run_again",)

    def has_run_permission(self, request: HttpRequest) -> bool:
        """Superusers only."""
        return bool(request.user.is_active and request.user.is_superuser)

    @admin.action(description="Run again", permissions=["run"])
    def run_again(self, request: HttpRequest, queryset: QuerySet[Failure]) -> None:
        """Queue the chosen jobs once more; every job is safe to run twice."""
        known = [task for task in queryset if task.func in FUNCTIONS]
        for task in known:
            async_task(task.func, *(task.args or ()), group=task.group, **(task.kwargs or {}))
        self.message_user(request, f"{len(known)} jobs wait to run again.", messages.SUCCESS)


@admin.register(OrmQ)
class QueueAdmin(ReadOnlyAdmin):
    """What waits for a worker."""

    list_display = ("job", "not_before")
    ordering = ("lock",)
    fields = ("job", "not_before")
    readonly_fields = fields

    @admin.display(description="Job")
    def job(self, row: OrmQ) -> str:
        """Show the schedule's name, or the function."""
        return str(row.group() or row.func())

    @admin.display(description="Taken, or free to be taken, at", ordering="lock")
    def not_before(self, row: OrmQ) -> SafeString:
        """Show from when on a worker may take it."""
        return short_time(row.lock)
