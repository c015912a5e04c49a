"""The end of a conversation, shown below its row without leaving the list."""

from typing import Protocol
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from interactions.admin.conversation import line
from interactions.models import Interaction, Message

SHOWN = 4
"""How many messages are shown: the last ones."""


class Page(Protocol):
    """The part of a model's admin that this view needs."""

    def has_view_permission(self, request: HttpRequest, obj: Interaction | None = None) -> bool:
        """Say whether the person may look."""


def peek(page: Page, request: HttpRequest, key: UUID) -> HttpResponse:
    """Return the last messages as a piece of a page, not a page of its own."""
    if not page.has_view_permission(request):
        raise PermissionDenied
    one = get_object_or_404(Interaction.objects.only("pk", "subject"), pk=key)
    messages = Message.objects.filter(interaction=one, is_deleted=False).defer(
        "content_html", "raw_data", "content_hash"
    )
    newest = list(messages.order_by("-sent_at", "-position", "-id")[:SHOWN])
    context = {"lines": [line(message) for message in reversed(newest)], "one": one}
    return TemplateResponse(request, "admin/interactions/interaction/peek.html", context)
