"""The filter that an address sets: one run's rows."""

from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.http import HttpRequest

from interactions.admin.list_filters import ChoiceFilter


class RunFilter(ChoiceFilter):
    """The run that a row is of; only an address chooses one."""

    title = "run"
    parameter_name = "run"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Any]) -> list[tuple[str, str]]:
        """Offer the run that the address names."""
        run = request.GET.get("run", "")
        return [(run, f"Sync {run}")] if run.isascii() and run.isdecimal() and len(run) < 19 else []

    def condition(self, value: str) -> Q:
        """Return the run's rows."""
        return Q(run=int(value))
