"""What each source had of a day when it was last compared, and what of it is missing here."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django_q.tasks import async_task

from ingest.models import Reconciliation
from interactions.admin.base import ReadOnlyAdmin
from interactions.admin.display import NOTHING, badge, foreign, label, short_time
from interactions.admin.list_filters import ChoiceFilter, SourceFilter

NAMED = 200
"""How many missing ids the page of a day names; `reconcile --json` names them all."""

LIST = "admin:ingest_reconciliation_changelist"


class DifferenceFilter(ChoiceFilter):
    """Whether something is missing here, or gone there."""

    title = "difference"
    parameter_name = "differs"
    words = (("missing", "Missing here"), ("gone", "Gone at the source"))

    def condition(self, value: str) -> Q:
        """Return which days differ."""
        return ~Q(**{value: []})


@admin.register(Reconciliation)
class ReconciliationAdmin(ReadOnlyAdmin):
    """A row a day and source: seen there = stored + skipped + quarantined + missing here."""

    list_display = ("on", "origin", "seen", "stored", "skipped", "quarantined", "lacking", "vanished", "checked")
    list_display_links = ("on",)
    list_filter = (SourceFilter, DifferenceFilter)
    filter_parameters = frozenset({"source", "differs"})
    ordering = ("-day", "source")
    fields = (
        "on",
        "origin",
        "checked",
        "seen",
        "stored",
        "skipped",
        "why_skipped",
        "quarantined",
        "named",
        "vanished_ids",
    )
    readonly_fields = fields
    change_list_template = "admin/ingest/reconciliations.html"

    def get_urls(self) -> list[URLPattern]:
        """Add the button that compares, and fetches what is missing."""
        view = self.admin_site.admin_view(self.compare_view)
        return [path("compare/", view, name="ingest_reconciliation_compare"), *super().get_urls()]

    def compare_view(self, request: HttpRequest) -> HttpResponse:
        """Have the last 14 days compared by a worker, and what is missing fetched."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm("ingest.change_reconciliation"):
            raise PermissionDenied
        async_task("ingest.tasks.reconcile", 14, fix=True, task_name="Compare and fetch what is missing")
        self.message_user(
            request, "Under way: a worker compares the last 14 days and fetches what is missing.", messages.SUCCESS
        )
        return HttpResponseRedirect(reverse(LIST))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list, with the button for those who may press it."""
        allowed = {"may_compare": request.user.has_perm("ingest.change_reconciliation")}
        response: HttpResponse = super().changelist_view(request, allowed | (extra_context or {}))
        return response

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reconciliation]:
        """Read the days."""
        rows: QuerySet[Reconciliation] = super().get_queryset(request)
        return rows

    @admin.display(description="Day", ordering="day")
    def on(self, row: Reconciliation) -> str:
        """Show the day."""
        return f"{row.day:%a} {row.day.day} {row.day:%b %Y}"

    @admin.display(description="Source", ordering="source")
    def origin(self, row: Reconciliation) -> SafeString:
        """Show the source."""
        return badge(row.source)

    @admin.display(description="Missing here")
    def lacking(self, row: Reconciliation) -> SafeString | str:
        """Show how many are missing, in red."""
        return badge("missing", f"{len(row.missing):,}") if row.missing else "0"

    @admin.display(description="Gone there")
    def vanished(self, row: Reconciliation) -> str:
        """Show how many the source no longer has."""
        return f"{len(row.gone):,}"

    @admin.display(description="Compared", ordering="checked_at")
    def checked(self, row: Reconciliation) -> SafeString:
        """Show when."""
        return short_time(row.checked_at)

    @admin.display(description="Why skipped")
    def why_skipped(self, row: Reconciliation) -> SafeString:
        """Show how many were skipped for which reason."""
        reasons = row.skipped_reasons.items() if isinstance(row.skipped_reasons, dict) else ()
        return format_html_join("", "<div>{}: {}</div>", ((label(str(k)), v) for k, v in reasons)) or NOTHING

    @admin.display(description="Missing here")
    def named(self, row: Reconciliation) -> SafeString:
        """Name what is missing."""
        return _names(row.missing)

    @admin.display(description="Gone at the source")
    def vanished_ids(self, row: Reconciliation) -> SafeString:
        """Name what the source no longer has."""
        return _names(row.gone)


def _names(ids: list[str]) -> SafeString:
    if not ids:
        return NOTHING
    shown = format_html_join("", "<div>{}</div>", ((foreign(name),) for name in ids[:NAMED]))
    more = len(ids) - NAMED
    return (
        format_html("{}<div>and {} more: manage.py reconcile --json names them</div>", shown, more)
        if more > 0
        else shown
    )
