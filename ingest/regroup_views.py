"""The page on which staff merge and split mail conversations, and undo it."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from ingest.store.regroup import RegroupRefused, merge, split, undo
from ingest.store.regroup_choice import mails_of, regroup_choice
from interactions.admin.display import shortened
from interactions.admin.merged import MERGED, survivor_of

VIEW, PERMISSION = "interactions.view_interaction", "interactions.regroup_interaction"


def regroup(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what a mail conversation may be merged with and split into; or do it, where the person confirmed."""
    if not (request.user.has_perm(VIEW) and request.user.has_perm(PERMISSION)):
        raise PermissionDenied
    choice = regroup_choice(key, came_from=request.GET.get("from", ""))
    if choice is None:
        if survivor := survivor_of(key):
            messages.info(request, MERGED)
            return HttpResponseRedirect(reverse("ingest:regroup", args=[survivor]))
        raise Http404("There is no such mail conversation.")
    if request.method == "POST":
        return HttpResponseRedirect(_changed(request, key))
    context = {
        **admin.site.each_context(request),
        "title": "Merge or split",
        "subtitle": shortened(str(choice.one), 80),
        "choice": choice,
        "others": [(row, shortened(str(row))) for row in choice.others],
    }
    return TemplateResponse(request, "admin/ingest/regroup.html", context)


def _changed(request: HttpRequest, one: UUID) -> str:
    """Do what a button says, and return where to go then."""
    user, now = request.user if isinstance(request.user, User) else None, timezone.now()
    here = reverse("ingest:regroup", args=[one])
    try:
        if "undo" in request.POST:
            undo(_number(request.POST["undo"]), user=user, now=now)
            messages.success(request, "Undone: every mail is where it was before.")
            return here
        if "merge" in request.POST:
            done = merge([one, *_ids(request.POST.getlist("with"))], user=user, now=now)
            messages.success(request, "Merged. Undo it here, whenever you like.")
            return reverse("ingest:regroup", args=[done.interaction_id])
        split(mails_of(one, _ids(request.POST.getlist("mail"))), user=user, now=now)
        messages.success(request, "Split. Undo it here, whenever you like.")
    except RegroupRefused as refusal:
        messages.error(request, f"Nothing was changed: {refusal}")
    return here


def _ids(texts: Iterable[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError as error:
        raise RegroupRefused("That selection can't be read: select again.") from error


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise RegroupRefused("There is nothing to undo under that number.")
    return int(text)
