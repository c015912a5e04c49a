"""Taking a change back with one click."""

from typing import Protocol
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from interactions.admin.display import label, shortened
from interactions.models import Interaction
from interactions.triage import Changed, InvalidChangeError, undo, undoable

LIST = "admin:interactions_interaction_changelist"
SAMPLES = 5


class Page(Protocol):
    """The part of a model's admin that these views need."""

    admin_site: admin.AdminSite

    def message_user(self, request: HttpRequest, message: str, level: int = ...) -> None:
        """Tell the person what happened."""

    def has_change_permission(self, request: HttpRequest, obj: Interaction | None = None) -> bool:
        """Say whether the person may change."""


def with_undo(said: str, changed: Changed) -> SafeString | str:
    """Return a message with a link that takes the change back, where there is one."""
    if changed.change_set is None:
        return said
    address = reverse("admin:interactions_interaction_undo", args=[changed.change_set])
    return format_html('{} <a class="boo-link" href="{}">Undo</a>', said, address)


def undo_page(page: Page, request: HttpRequest, change_set: UUID) -> HttpResponse:
    """Show what an undo would put back, and do it once confirmed."""
    if not page.has_change_permission(request):
        raise PermissionDenied
    try:
        logged = undoable(change_set, user=person(request), now=timezone.now())
        ids = list(dict.fromkeys(change.interaction_id for change in logged))
        if request.method == "POST":
            done = undo(change_set, user=person(request), now=timezone.now())
            kept = f" {done.kept:,} changed since and stay as they are." if done.kept else ""
            noun = "conversation is" if done.restored == 1 else "conversations are"
            page.message_user(request, f"Undone: {done.restored:,} {noun} as before.{kept}", messages.SUCCESS)
            return HttpResponseRedirect(_place(ids))
    except InvalidChangeError as error:
        page.message_user(request, str(error), messages.ERROR)
        return HttpResponseRedirect(reverse(LIST))
    rows = Interaction.objects.filter(pk__in=ids[:SAMPLES]).only("subject", "customer_name", "customer_email")
    fields = dict.fromkeys(change.field for change in logged)
    context = {
        **page.admin_site.each_context(request),
        "title": "Undo",
        "opts": Interaction._meta,
        "count": len(ids),
        "fields": ", ".join(label(name).lower() for name in fields),
        "samples": [shortened(str(row)) for row in rows],
        "left_out": len(ids) - min(len(ids), SAMPLES),
        "back": _place(ids),
    }
    return TemplateResponse(request, "admin/interactions/interaction/undo.html", context)


def _place(ids: list[UUID]) -> str:
    """Return the address of the one conversation, or of the list."""
    return reverse("admin:interactions_interaction_change", args=ids) if len(ids) == 1 else reverse(LIST)


def person(request: HttpRequest) -> User | None:
    """Return who is logged in."""
    return request.user if isinstance(request.user, User) else None
