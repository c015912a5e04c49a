"""What the shop decides about how it works; one page, no list."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString

from interactions.admin.base import ModelAdmin
from interactions.admin.display import foreign
from interactions.models import ShopSettings


@admin.register(ShopSettings)
class ShopSettingsAdmin(ModelAdmin):
    """How soon the shop wants to answer. Its time zone is BOO_TIME_ZONE's to say."""

    fields = ("waiting_target_hours", "zone")
    readonly_fields = ("zone",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: there is one row, made by migrate."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Refuse: the views need it."""
        return False

    @admin.display(description="Time zone", ordering="time_zone")
    def zone(self, row: ShopSettings) -> SafeString:
        """Show the zone that days are counted in."""
        return foreign(row.time_zone)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Go straight to the one row."""
        row = ShopSettings.objects.only("pk").first()
        if row is None:
            response: HttpResponse = super().changelist_view(request, extra_context)
            return response
        return HttpResponseRedirect(reverse("admin:interactions_shopsettings_change", args=[row.pk]))
