"""What the syncs could not read."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django_q.tasks import async_task

from ingest.admin.run_filter import RunFilter
from ingest.models import QuarantinedItem
from ingest.replay import Replayed, replay
from interactions.admin.base import ReadOnlyAdmin
from interactions.admin.display import NOTHING, age, badge, foreign, short_time, shortened, two_lines
from interactions.admin.list_filters import ChoiceFilter, SourceFilter

AT_ONCE = 50
"""Items up to which a replay runs while the person waits."""

DETAILS = ("size", "sha256", "download", "by_run", "conversation")


class OpenFilter(ChoiceFilter):
    """Whether a quarantined item still waits to be read; those that do are shown first."""

    title = "state"
    parameter_name = "state"
    all_option = ("", "Waiting")
    words = (("resolved", "Resolved"), ("any", "All"))

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep those that wait, unless asked otherwise."""
        if self.value() == "any":
            return queryset
        return queryset.filter(resolved_at__isnull=self.value() != "resolved")


@admin.register(QuarantinedItem)
class QuarantinedItemAdmin(ReadOnlyAdmin):
    """What could not be read, kept as it came. A later version reads it again; nothing is dropped."""

    list_display = ("kept", "origin", "why", "error_class", "attempts", "size", "standing")
    list_display_links = ("why",)
    list_filter = (OpenFilter, SourceFilter, RunFilter)
    filter_parameters = frozenset({"state", "source", "run"})
    ordering = ("-created_at", "-id")
    actions = ("replay",)
    fields = ("origin", "id_at_source", "reason", "error_class", "attempts", "kept", "standing", *DETAILS)
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuarantinedItem]:
        """Read everything but the bytes, of which only the number is told."""
        rows: QuerySet[QuarantinedItem] = super().get_queryset(request)
        return rows.defer("raw").annotate(size_bytes=Length("raw"))

    def get_urls(self) -> list[URLPattern]:
        """Add the download."""
        view = self.admin_site.admin_view(self.raw_view)
        return [path("<int:pk>/raw/", view, name="ingest_quarantineditem_raw"), *super().get_urls()]

    def raw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the bytes as they came, as a file that no browser opens by itself."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        item = QuarantinedItem.objects.filter(pk=pk).first() if pk < 2**63 else None
        if item is None:
            raise Http404("There is no such item.")
        headers = {
            "Content-Disposition": f'attachment; filename="quarantined-{item.pk}.bin"',
            "X-Content-Type-Options": "nosniff",
        }
        return HttpResponse(bytes(item.raw), content_type="application/octet-stream", headers=headers)

    def has_replay_permission(self, request: HttpRequest) -> bool:
        """Let those replay who may mend."""
        return request.user.has_perm("ingest.change_quarantineditem")

    @admin.action(description="Read again", permissions=["replay"])
    def replay(self, request: HttpRequest, queryset: QuerySet[QuarantinedItem]) -> None:
        """Read the chosen items again from their bytes: a few at once, many by a worker."""
        ids = list(queryset.filter(resolved_at=None).order_by("pk").values_list("pk", flat=True))
        if len(ids) > AT_ONCE:
            async_task("ingest.tasks.replay", ids, task_name="Read quarantined items again")
            self.message_user(request, f"Under way: a worker reads {len(ids):,} items again.", messages.SUCCESS)
            return
        done = replay(ids)
        level = messages.ERROR if done.error else messages.SUCCESS
        self.message_user(request, done.error or told(done), level)

    @admin.display(description="Kept", ordering="created_at")
    def kept(self, row: QuarantinedItem) -> SafeString:
        """Show how long ago, and when."""
        return two_lines(age(row.created_at), short_time(row.created_at))

    @admin.display(description="Source", ordering="source")
    def origin(self, row: QuarantinedItem) -> SafeString:
        """Show the source."""
        return badge(row.source)

    @admin.display(description="Why")
    def why(self, row: QuarantinedItem) -> SafeString:
        """Show the reason and the item's id."""
        return two_lines(foreign(shortened(row.reason, 100) or "No reason"), foreign(shortened(row.external_id, 60)))

    @admin.display(description="Id at the source")
    def id_at_source(self, row: QuarantinedItem) -> SafeString:
        """Show the item's id."""
        return foreign(row.external_id)

    @admin.display(description="Size", ordering="size_bytes")
    def size(self, row: QuarantinedItem) -> str:
        """Show the number of bytes."""
        return filesizeformat(getattr(row, "size_bytes", 0))

    @admin.display(description="State")
    def standing(self, row: QuarantinedItem) -> SafeString:
        """Show whether it was read since."""
        if row.resolved_at is None:
            return badge("pending", "Waiting")
        return format_html("{} {}", badge("resolved"), short_time(row.resolved_at))

    @admin.display(description="The bytes as they came")
    def download(self, row: QuarantinedItem) -> SafeString:
        """Link to the bytes."""
        address = reverse("admin:ingest_quarantineditem_raw", args=[row.pk])
        return format_html('<a class="boo-link" href="{}">Download</a>', address)

    @admin.display(description="Found by")
    def by_run(self, row: QuarantinedItem) -> SafeString:
        """Link to the run."""
        return _link("admin:ingest_syncrun_change", row.run_id, f"Sync {row.run_id}")

    @admin.display(description="Conversation")
    def conversation(self, row: QuarantinedItem) -> SafeString:
        """Link to the conversation that it is a part of."""
        return _link("admin:interactions_interaction_change", row.interaction_id, "Show")


def told(done: Replayed) -> str:
    """Say what a replay did."""
    parts = [f"{done.count('stored')} stored"]
    if failed := done.count("failed"):
        parts.append(f"{failed} still can't be read")
    if left := done.count("left"):
        parts.append(f"{left} left: only the source has all of it, so run manage.py reprocess")
    return f"Read again: {', '.join(parts)}."


def _link(name: str, pk: object, text: str) -> SafeString:
    return format_html('<a class="boo-link" href="{}">{}</a>', reverse(name, args=[pk]), text) if pk else NOTHING
