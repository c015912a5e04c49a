"""The page of one customer: every conversation, every address with who linked it and why, and undoing that."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from interactions.admin.base import ModelAdmin
from interactions.admin.customer_card import lines, told
from interactions.admin.display import shortened
from interactions.admin.one_click import person
from interactions.customers import (
    InvalidLinkError,
    addresses_of,
    conversations_of,
    history,
    link,
    suggestions,
    undo_link,
    unlink,
    uses,
)
from interactions.models import Interaction

NAME = "admin:interactions_interaction_customer"
PERMISSION = "interactions.regroup_interaction"
PER_PAGE = 50
REASON_LENGTH = 500


def customer(request: HttpRequest, key: UUID, *, page: ModelAdmin) -> HttpResponse:
    """Show the customer of a conversation, or link and unlink their addresses.

    The address names the conversation, not the person, so that no log of addresses tells who it was.
    """
    one = get_object_or_404(Interaction.objects.defer("transcript", "raw_data"), pk=key)
    if not page.has_view_permission(request, one):
        raise PermissionDenied
    if request.method == "POST":
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        _change(page, request, one)
        return HttpResponseRedirect(reverse(NAME, args=[one.pk]))
    addresses = addresses_of(one.customer_email)
    rows = conversations_of(addresses) if addresses else Interaction.objects.filter(pk=one.pk)
    shown = Paginator(told(rows), PER_PAGE).get_page(request.GET.get("p"))
    context = {
        **page.admin_site.each_context(request),
        "title": "Customer",
        "subtitle": shortened(one.customer_name or one.customer_email, 80),
        "opts": Interaction._meta,
        "one": one,
        "uses": uses(addresses),
        "links": history(addresses),
        "suggested": suggestions(one, addresses),
        "shown": shown,
        "rows": lines(list(shown), one.pk),
        "may_link": request.user.has_perm(PERMISSION) and bool(addresses),
    }
    return TemplateResponse(request, "admin/interactions/interaction/customer.html", context)


def _change(page: ModelAdmin, request: HttpRequest, one: Interaction) -> None:
    """Do what a button says: link another address, take one out, or take back a linking."""
    user, now = person(request), timezone.now()
    other, taken_out, undone = (request.POST.get(name, "") for name in ("link", "unlink", "undo"))
    try:
        if undone:
            undo_link(_number(undone), user=user, now=now)
            page.message_user(request, "Undone: who was whose is as before.", messages.SUCCESS)
        elif taken_out:
            unlink(taken_out, user=user, now=now)
            page.message_user(request, "The address is by itself again.", messages.SUCCESS)
        else:
            link(
                one.customer_email or "",
                other,
                user=user,
                reason=request.POST.get("reason", "")[:REASON_LENGTH],
                now=now,
            )
            page.message_user(request, "Linked. Undo it below, whenever you like.", messages.SUCCESS)
    except InvalidLinkError as error:
        page.message_user(request, f"Nothing was changed: {error}", messages.ERROR)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise InvalidLinkError("There is no such link.")
    return int(text)
