"""The page on which staff merge and split mail conversations, and undo it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from ingest.models import Regrouping
from ingest.store.regroup import RegroupRefused, merge, split, undo
from interactions.admin.display import shortened
from interactions.customers import addresses_of, conversations_of
from interactions.models import Interaction, Message
from interactions.vocabulary import Source

VIEW, PERMISSION = "interactions.view_interaction", "interactions.regroup_interaction"
OFFERED = 100
"""How many other conversations, and how many mails of this one, the page offers: the latest."""

BEGINNING = 160
"""Characters of a mail that tell which one it is."""

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that may be split off. `is_chosen`: it is the one that the person came from, or a later one."""

    id: UUID
    author: str
    sent_at: datetime
    beginning: str
    is_chosen: bool


def regroup(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what a mail conversation may be merged with and split into; or do it, where the person confirmed."""
    if not (request.user.has_perm(VIEW) and request.user.has_perm(PERMISSION)):
        raise PermissionDenied
    one = get_object_or_404(Interaction.objects.defer("transcript", "raw_data"), pk=key, source=Source.EMAIL)
    if request.method == "POST":
        return HttpResponseRedirect(_changed(request, one))
    addresses = addresses_of(one.customer_email)
    others = conversations_of(addresses).filter(source=Source.EMAIL).exclude(pk=one.pk)
    context = {
        **admin.site.each_context(request),
        "title": "Merge or split",
        "subtitle": shortened(str(one), 80),
        "one": one,
        "others": [(row, shortened(str(row))) for row in others.only(*SHORT)[:OFFERED]],
        "mails": _mails(one, request.GET.get("from", "")),
        "done": _regroupings(one),
    }
    return TemplateResponse(request, "admin/ingest/regroup.html", context)


SHORT = ("subject", "customer_name", "customer_email", "external_id", "started_at", "message_count", "status")


def _mails(one: Interaction, chosen: str) -> list[Mail]:
    rows = Message.objects.filter(interaction=one).annotate(beginning=Left("content", BEGINNING))
    newest = rows.only("sender_name", "sender_email", "sender_type", "sent_at").order_by("-sent_at", "-id")[:OFFERED]
    mails, is_chosen = [], False
    for row in reversed(newest):
        is_chosen = is_chosen or str(row.pk) == chosen
        author = row.sender_name or row.sender_email or row.get_sender_type_display()
        mails.append(Mail(row.pk, author, row.sent_at, shortened(row.beginning, BEGINNING), is_chosen))
    return mails


def _regroupings(one: Interaction) -> list[Regrouping]:
    """Return what was merged and split here, newest first."""
    rows = Regrouping.objects.filter(Q(interaction=one) | Q(other=one)).defer("details")
    return list(rows.select_related("user", "undone_by")[:SHOWN])


def _changed(request: HttpRequest, one: Interaction) -> str:
    """Do what a button says, and return where to go then."""
    user, now = request.user if isinstance(request.user, User) else None, timezone.now()
    here = reverse("ingest:regroup", args=[one.pk])
    try:
        if "undo" in request.POST:
            undo(_number(request.POST["undo"]), user=user, now=now)
            messages.success(request, "Undone: every mail is where it was before.")
            return here
        if "merge" in request.POST:
            done = merge([one.pk, *_ids(request.POST.getlist("with"))], user=user, now=now)
            messages.success(request, "Merged. Undo it here, whenever you like.")
            return reverse("ingest:regroup", args=[done.interaction_id])
        chosen = _own(one, _ids(request.POST.getlist("mail")))
        split(chosen, user=user, now=now)
        messages.success(request, "Split. Undo it here, whenever you like.")
    except RegroupRefused as refusal:
        messages.error(request, f"Nothing was changed: {refusal}")
    return here


def _own(one: Interaction, ids: Iterable[UUID]) -> list[UUID]:
    """Return those ids that are mails of this conversation. Raises RegroupRefused where there are none."""
    own = list(Message.objects.filter(interaction=one, pk__in=list(ids)).values_list("pk", flat=True))
    if not own:
        raise RegroupRefused("Choose the mails to split off.")
    return own


def _ids(texts: Iterable[str]) -> list[UUID]:
    try:
        return [UUID(text) for text in texts]
    except ValueError as error:
        raise RegroupRefused("That selection can't be read: select again.") from error


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise RegroupRefused("There is nothing to undo under that number.")
    return int(text)
