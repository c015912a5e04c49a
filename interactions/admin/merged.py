"""Addresses of conversations that were merged into others: they lead to what became of them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from interactions.admin.base import ModelAdmin
from interactions.admin.walk import address
from interactions.models import MergedInteraction

MERGED = "That conversation was merged into this one."
NOT_SAVED = "Nothing was saved: that conversation was merged into this one. Look at it, and set the values again."


def survivor_of(key: UUID) -> UUID | None:
    """Return the conversation that another one was merged into; None where it wasn't. One query."""
    return MergedInteraction.objects.filter(pk=key).values_list("interaction_id", flat=True).first()


def lead_on(page: ModelAdmin, request: HttpRequest, key: UUID) -> HttpResponse | None:
    """Lead to the conversation that this one was merged into, and say so; None where it wasn't."""
    if (survivor := survivor_of(key)) is None or not page.has_view_permission(request):
        return None
    if request.method == "POST":
        page.message_user(request, NOT_SAVED, messages.WARNING)
    else:
        page.message_user(request, MERGED, messages.INFO)
    return HttpResponseRedirect(address(survivor, request))


def or_survivor(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view below a conversation's address lead on where that one was merged into another."""

    def led(request: HttpRequest, key: UUID, *, page: ModelAdmin, **parts: Any) -> HttpResponse:
        try:
            return view(request, key, page=page, **parts)
        except Http404:
            if response := lead_on(page, request, key):
                return response
            raise

    return led
