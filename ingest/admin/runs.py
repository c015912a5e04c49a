"""What the syncs did."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ingest.admin.run_conversations import links, told, with_conversations
from ingest.models import SyncRun
from interactions.admin.base import ReadOnlyAdmin
from interactions.admin.display import NOTHING, age, badge, duration, label, short_time, two_lines
from interactions.admin.list_filters import ChoiceFilter, SourceFilter

COUNTS = ("fetched", "created", "updated", "unchanged", "quarantined", "suppressed")
LINKS = ("conversations", "items")
DETAILS = ("rate", "calls", "retries", "read", "notes_shown", "error_class", "machine")


class RunStatusFilter(ChoiceFilter):
    """How a run ended."""

    title = "status"
    parameter_name = "status"
    words = tuple((str(word), str(text)) for word, text in SyncRun._meta.get_field("status").flatchoices)


@admin.register(SyncRun)
class SyncRunAdmin(ReadOnlyAdmin):
    """Every run of a sync, and what became of every item that it fetched."""

    list_display = ("began", "origin", "standing", "took", *COUNTS, "led_to", "rate", "calls")
    list_display_links = ("began",)
    list_filter = (SourceFilter, RunStatusFilter)
    filter_parameters = frozenset({"source", "status"})
    ordering = ("-started_at", "-id")
    fields = ("origin", "standing", "error", "trigger", "began", "ended", "took", "covers", *COUNTS, *LINKS, *DETAILS)
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[SyncRun]:
        """Read the runs, with how many conversations each created and changed."""
        return with_conversations(super().get_queryset(request))

    @admin.display(description="Started", ordering="started_at")
    def began(self, row: SyncRun) -> SafeString:
        """Show how long ago, and when."""
        return two_lines(age(row.started_at), short_time(row.started_at))

    @admin.display(description="Source", ordering="source")
    def origin(self, row: SyncRun) -> SafeString:
        """Show the source."""
        return badge(row.source)

    @admin.display(description="Status", ordering="status")
    def standing(self, row: SyncRun) -> SafeString:
        """Show how it ended."""
        return badge(row.status)

    @admin.display(description="Finished")
    def ended(self, row: SyncRun) -> SafeString:
        """Show when it ended."""
        return short_time(row.finished_at)

    @admin.display(description="Took")
    def took(self, row: SyncRun) -> str:
        """Show how long it took, or has been taking."""
        return duration(_end(row) - row.started_at)

    @admin.display(description="Covers")
    def covers(self, row: SyncRun) -> SafeString:
        """Show the range of time that was asked for."""
        if row.range_from is None:
            return NOTHING
        return format_html("{} – {}", short_time(row.range_from), short_time(row.range_to))

    @admin.display(description="Per second")
    def rate(self, row: SyncRun) -> str:
        """Show how many items a second."""
        seconds = (_end(row) - row.started_at).total_seconds()
        return f"{row.fetched / seconds:,.1f}" if seconds > 0 else "–"

    @admin.display(description="Read")
    def read(self, row: SyncRun) -> str:
        """Show how much was read from the source."""
        return filesizeformat(row.bytes_read)

    @admin.display(description="Notes")
    def notes_shown(self, row: SyncRun) -> SafeString:
        """Show what the source told beside the items."""
        notes = row.notes.items() if isinstance(row.notes, dict) else ()
        return format_html_join("", "<div>{}: {}</div>", ((label(str(k)), v) for k, v in notes)) or NOTHING

    @admin.display(description="Ran on")
    def machine(self, row: SyncRun) -> str:
        """Show the machine and the process."""
        return f"{row.host or '–'}, process {row.pid}" if row.pid else (row.host or "–")

    @admin.display(description="Conversations")
    def led_to(self, row: SyncRun) -> SafeString:
        """Link to the conversations that this run created and changed."""
        return format_html_join("", "<div>{}</div>", ((link,) for link in links(row))) or NOTHING

    @admin.display(description="Conversations")
    def conversations(self, row: SyncRun) -> SafeString:
        """Link to them, and say what the links count."""
        return told(row)

    @admin.display(description="What could not be read")
    def items(self, row: SyncRun) -> SafeString:
        """Link to what this run quarantined."""
        address = reverse("admin:ingest_quarantineditem_changelist")
        query = urlencode({"run": row.pk, "state": "any"})
        return format_html('<a class="boo-link" href="{}?{}">Show</a>', address, query) if row.quarantined else NOTHING


def _end(run: SyncRun) -> datetime:
    return run.finished_at or (timezone.now() if run.status == "running" else run.heartbeat_at)
