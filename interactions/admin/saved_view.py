"""Saved views: rename, share or delete one's own. They are made on the list of conversations."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from interactions.admin.base import ModelAdmin
from interactions.admin.display import foreign
from interactions.models import SavedView


@admin.register(SavedView)
class SavedViewAdmin(ModelAdmin):
    """One's own views, and those that others share."""

    nothing_yet = "Filter the list of conversations, then press Save this view."
    list_display = ("name", "whose", "shared", "opened")
    fields = ("name", "is_shared", "opened")
    readonly_fields = ("opened",)
    ordering = ("name", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[SavedView]:
        """Show nobody's private views but one's own."""
        rows: QuerySet[SavedView] = super().get_queryset(request)
        return rows.filter(Q(owner=request.user.pk) | Q(is_shared=True)).select_related("owner")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse here: a view is saved on the list that it shows."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let everybody change their own."""
        return bool(super().has_change_permission(request, obj)) and _is_own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Let everybody delete their own."""
        return bool(super().has_delete_permission(request, obj)) and _is_own(request, obj)

    @admin.display(description="Owner", ordering="owner__username")
    def whose(self, row: SavedView) -> SafeString:
        """Show who saved it."""
        return foreign(row.owner.get_username())

    @admin.display(description="Shared", boolean=True, ordering="is_shared")
    def shared(self, row: SavedView) -> bool:
        """Show whether everybody sees it."""
        return row.is_shared

    @admin.display(description="Conversations")
    def opened(self, row: SavedView) -> SafeString:
        """Link to what it shows."""
        address = reverse("admin:interactions_interaction_changelist")
        return format_html('<a class="boo-link" href="{}?{}">Open</a>', address, row.query)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Count only one's own among what may be deleted."""
        found, counts, missing, protected = super().get_deleted_objects(objs, request)
        others = {str(one) for one in objs if not _is_own(request, one)}
        return found, counts, missing | ({"others' views"} if others else set()), protected


def _is_own(request: HttpRequest, view: Model | None) -> bool:
    return not isinstance(view, SavedView) or view.owner_id == request.user.pk or bool(request.user.is_superuser)
