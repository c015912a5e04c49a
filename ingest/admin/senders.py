"""The senders that staff marked as machines."""

from typing import ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextInputWidget

from ingest.models import MachineSender
from ingest.store.machine import change_machine_sender
from interactions.admin.base import ModelAdmin
from interactions.admin.display import short_time


class MachineSenderForm(forms.ModelForm[MachineSender]):
    """An address, or a whole domain."""

    class Meta:
        model = MachineSender
        fields = ("address", "note")
        widgets: ClassVar = {"address": UnfoldAdminTextInputWidget, "note": UnfoldAdminTextInputWidget}

    def clean_address(self) -> str:
        """Lower-case it, and refuse what is neither an address nor a domain."""
        address: str = self.cleaned_data["address"].strip().lower()
        try:
            validate_email(f"anyone{address}" if address.startswith("@") else address)
        except ValidationError as error:
            raise ValidationError(
                "Write an address (noreply@example.com) or a whole domain with its @ (@example.com)."
            ) from error
        return address


@admin.register(MachineSender)
class MachineSenderAdmin(ModelAdmin):
    """Senders whose mail is always machine mail."""

    form = MachineSenderForm
    list_display = ("address", "note", "added_by", "added")
    list_select_related = ("added_by",)
    search_fields = ("address", "note")
    ordering = ("address",)

    @admin.display(description="Added", ordering="created_at")
    def added(self, row: MachineSender) -> SafeString:
        """Show when."""
        return short_time(row.created_at)

    def save_model(
        self, request: HttpRequest, obj: MachineSender, form: ModelForm[MachineSender], change: bool
    ) -> None:
        """Remember who added it, and let what is stored of the sender follow."""
        if not change:
            obj.added_by_id = request.user.pk
        super().save_model(request, obj, form, change)
        former = form.initial.get("address") if change else None
        self._tell(request, change_machine_sender(former, obj.address, now=timezone.now()))

    def delete_model(self, request: HttpRequest, obj: MachineSender) -> None:
        """Remove it; what is stored of the sender is again what it is by itself."""
        super().delete_model(request, obj)
        self._tell(request, change_machine_sender(obj.address, None, now=timezone.now()))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[MachineSender]) -> None:
        """Remove those that were chosen in the list, as one by one."""
        for obj in queryset:
            self.delete_model(request, obj)

    def _tell(self, request: HttpRequest, changed: int) -> None:
        self.message_user(request, f"{changed:,} stored conversation{'' if changed == 1 else 's'} changed with it.")
