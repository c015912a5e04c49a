"""Keys that set a category: on the page of a conversation they press its buttons, on the list they mean the row."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from interactions.admin.base import ModelAdmin
from interactions.admin.facts import labels_of_categories, values_text
from interactions.admin.one_click import person, with_undo
from interactions.admin.walk import list_address
from interactions.models import Category, Interaction
from interactions.triage import InvalidChangeError, set_values

DIGITS = "1234567890"
KEYS = (*DIGITS, *(f"Shift+{digit}" for digit in DIGITS))

type Keys = list[tuple[str, str, str]]


def category_keys(categories: Iterable[Category]) -> Keys:
    """Return the key, name and plain words of each category, in their fixed order; from the 21st on without a key."""
    rows = [row for row in categories if row.parent_category is None]
    return [(KEYS[place] if place < len(KEYS) else "", row.name, str(row)) for place, row in enumerate(rows)]


@require_POST
def set_category(request: HttpRequest, key: UUID, *, page: ModelAdmin) -> HttpResponse:
    """Set the category of a row of the list, and go back to the list that one came from."""
    one = get_object_or_404(Interaction.objects.only("pk"), pk=key)
    if not page.has_change_permission(request, one):
        raise PermissionDenied
    chosen: dict[str, str | None] = {"category": request.POST.get("category") or "no choice"}
    try:
        changed = set_values([key], user=person(request), changes=chosen, now=timezone.now())
        said = f"Saved: {values_text(chosen, labels_of_categories())}."
        page.message_user(request, with_undo(said, changed), messages.SUCCESS)
    except InvalidChangeError as error:
        page.message_user(request, f"Not saved: {error}", messages.ERROR)
    return HttpResponseRedirect(list_address(request))
