"""Taking back one's own note, and putting it back."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from interactions import notes
from interactions.admin.base import ModelAdmin
from interactions.admin.one_click import person
from interactions.admin.walk import address


@require_POST
def take_back(request: HttpRequest, key: UUID, note: int, *, page: ModelAdmin) -> HttpResponse:
    """Take back a note of one's own, or put it back where the button says so."""
    if not page.has_change_permission(request):
        raise PermissionDenied
    if "_put_back" in request.POST:
        done, said = notes.restore([note], user=person(request), now=timezone.now()), "The note is back."
    else:
        done, said = notes.remove([note], user=person(request), now=timezone.now()), "The note was taken back."
    if done:
        page.message_user(request, said, messages.SUCCESS)
    else:
        page.message_user(request, "Nothing was changed: only your own notes can be taken back.", messages.ERROR)
    return HttpResponseRedirect(address(key, request))
