"""Who else has a conversation open, and what was changed on it since a page was loaded."""

from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from interactions.admin.display import label
from interactions.admin.facts import Labels, labels_of_categories, value_text
from interactions.models import Change, Interaction, Viewing

FORGOTTEN_AFTER = timedelta(hours=1)


class Page(Protocol):
    """The part of a model's admin that this view needs."""

    def has_view_permission(self, request: HttpRequest, obj: Interaction | None = None) -> bool:
        """Say whether the person may look."""


def look(interaction: UUID, user: User, *, now: datetime) -> list[str]:
    """Remember that somebody has a conversation open, and return the names of the others who have. Safe to repeat."""
    Viewing.objects.bulk_create(
        [Viewing(interaction_id=interaction, user=user, seen_at=now)],
        update_conflicts=True,
        unique_fields=["interaction", "user"],
        update_fields=["seen_at"],
    )
    others = Viewing.objects.filter(interaction=interaction, seen_at__gt=now - Viewing.FRESH).exclude(user=user)
    return [name(viewing.user) for viewing in others.select_related("user").order_by("user__username")]


def forget(*, now: datetime) -> int:
    """Delete what is long stale; return how many. Safe to run twice."""
    with connection.cursor() as cursor:
        # Every page asks: by a queryset it would be three statements.
        cursor.execute("DELETE FROM interaction_viewings WHERE seen_at < %s", [now - FORGOTTEN_AFTER])
        deleted: int = cursor.rowcount
    return deleted


@require_POST
def heartbeat(request: HttpRequest, key: UUID, *, page: Page) -> HttpResponse:
    """Take a page's heartbeat; answer with who else looks, and what was changed since the page was loaded.

    The page sends the number of the newest change that it shows, and when the conversation's last message came.
    """
    if not page.has_view_permission(request):
        raise PermissionDenied
    one = get_object_or_404(Interaction.objects.only("pk", "last_message_at"), pk=key)
    if not isinstance(request.user, User):
        raise PermissionDenied
    now = timezone.now()
    viewers = look(one.pk, request.user, now=now)
    return JsonResponse({"viewers": viewing_text(viewers), "changed": _news(one, request, now=now)})


def viewing_text(names: list[str]) -> str:
    """Say who is looking; empty for nobody."""
    if not names:
        return ""
    if len(names) == 1:
        return f"{names[0]} is looking at this."
    return f"{', '.join(names[:-1])} and {names[-1]} are looking at this."


def changed_text(change: Change, labels: Labels, *, now: datetime) -> str:
    """Say of one change who made it, and when: Ben set status to Resolved just now."""
    who = name(change.user) if change.user else label(change.by)
    ago = int((now - change.at).total_seconds())
    when = "just now" if ago < 60 else f"{ago // 60} min ago" if ago < 3600 else "earlier"
    return f"{who} set {label(change.field).lower()} to {value_text(change.field, change.new, labels)} {when}."


def name(user: User) -> str:
    """Return a person's name as colleagues know it."""
    return user.get_short_name() or user.get_username()


def newest_change(interaction: UUID) -> int:
    """Return the number of the newest change; 0 for none."""
    newest = Change.objects.filter(interaction=interaction).order_by("-id").values_list("pk", flat=True).first()
    return newest or 0


def _news(one: Interaction, request: HttpRequest, *, now: datetime) -> str:
    said = request.POST.get("newest", "")
    since = int(said) if said.isascii() and said.isdigit() and len(said) < 18 else 0
    change = Change.objects.filter(interaction=one, pk__gt=since).select_related("user").order_by("-id").first()
    if change is not None:
        return changed_text(change, labels_of_categories(), now=now)
    shown = request.POST.get("last_message", "")
    current = one.last_message_at.isoformat() if one.last_message_at else ""
    return "A message has come since." if shown != current else ""
