"""The files that a person asked for: ready ones to download, others with how far they are."""

from functools import partial

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from interactions.admin.base import ModelAdmin
from interactions.admin.display import NOTHING, age, badge, short_time, shortened, two_lines
from interactions.admin.exporting import download
from interactions.models import Export


@admin.register(Export)
class ExportAdmin(ModelAdmin):
    """One's own exports, the newest first."""

    nothing_yet = "An export begins at the list of conversations: filter it, then press Export."
    list_display = ("asked", "state", "kind", "of", "how_many", "size_of", "file")
    list_display_links = None
    ordering = ("-created_at", "-id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Export]:
        """Show everybody their own."""
        rows: QuerySet[Export] = super().get_queryset(request)
        return rows.filter(user=request.user.pk)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse here: an export begins at the list that it is of."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: there is nothing to change."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Add the download."""
        view = self.admin_site.admin_view(partial(download))
        return [path("<uuid:key>/download/", view, name="interactions_export_download"), *super().get_urls()]

    @admin.display(description="Asked for", ordering="created_at")
    def asked(self, row: Export) -> SafeString:
        """Show how long ago, and when."""
        return two_lines(age(row.created_at), short_time(row.created_at))

    @admin.display(description="State")
    def state(self, row: Export) -> SafeString:
        """Show how far it is."""
        if row.error:
            return two_lines(badge("failed"), row.error)
        if row.finished_at:
            return badge("completed", "Ready")
        return badge("running", "Being written") if row.started_at else badge("pending", "Waiting for its turn")

    @admin.display(description="File")
    def kind(self, row: Export) -> str:
        """Show the kind of file."""
        return str(row.get_format_display())

    @admin.display(description="Of")
    def of(self, row: Export) -> SafeString:
        """Link to the list that it is of."""
        address = reverse("admin:interactions_interaction_changelist")
        return format_html(
            '<a class="boo-link" href="{}?{}">{}</a>', address, row.query, shortened(row.query, 60) or "Everything"
        )

    @admin.display(description="Rows")
    def how_many(self, row: Export) -> str:
        """Show the number of rows."""
        return "–" if row.rows is None else f"{row.rows:,}"

    @admin.display(description="Size")
    def size_of(self, row: Export) -> str:
        """Show the number of bytes."""
        return "–" if row.size is None else filesizeformat(row.size)

    @admin.display(description="Download")
    def file(self, row: Export) -> SafeString:
        """Link to the file."""
        if not row.finished_at or row.error:
            return NOTHING
        address = reverse("admin:interactions_export_download", args=[row.pk])
        return format_html('<a class="boo-link" href="{}">Download</a>', address)
