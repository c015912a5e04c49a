"""The page of one conversation: what it shows, and the addresses below it."""

from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import urlencode

from interactions.admin.base import ModelAdmin
from interactions.admin.category_keys import category_keys, set_category
from interactions.admin.conversation import conversation
from interactions.admin.customer_card import card
from interactions.admin.customer_page import PERMISSION, customer
from interactions.admin.display import shortened
from interactions.admin.elsewhere import at_source
from interactions.admin.explanation import explanation
from interactions.admin.facts import change_log, facts, standing
from interactions.admin.html_view import as_sent
from interactions.admin.merged import or_survivor
from interactions.admin.note_views import take_back
from interactions.admin.presence import forget, heartbeat, look, newest_change, viewing_text
from interactions.admin.saving import choose
from interactions.admin.walk import address, list_address, neighbours
from interactions.models import Category, Interaction
from interactions.vocabulary import Source

REGROUP = "ingest:regroup"
"""The name of the address that the site gives to merging and splitting mail conversations."""

MACHINES = "admin:ingest_machinesender_add"


def page_urls(page: ModelAdmin) -> list[URLPattern]:
    """Return the addresses below a conversation."""

    def view(function: Any) -> Any:
        return page.admin_site.admin_view(partial(function, page=page))

    name = "interactions_interaction_{}".format
    return [
        path("<uuid:key>/category/", view(or_survivor(set_category)), name=name("category")),
        path("<uuid:key>/choose/", view(or_survivor(choose)), name=name("choose")),
        path("<uuid:key>/heartbeat/", view(heartbeat), name=name("heartbeat")),
        path("<uuid:key>/customer/", view(or_survivor(customer)), name=name("customer")),
        path("<uuid:key>/html/<uuid:message>/", view(as_sent), name=name("html")),
        path("<uuid:key>/notes/<int:note>/", view(or_survivor(take_back)), name=name("note")),
    ]


def page_context(page: ModelAdmin, request: HttpRequest, one: Interaction) -> dict[str, Any]:
    """Return what the page shows of a conversation. The same number of queries whatever it holds."""
    categories = list(Category.objects.order_by("id"))
    labels = {row.name: str(row) for row in categories}
    why = explanation(one, labels)
    marks = why.marks if why else None
    return {
        "show_history": False,
        "show_save": False,
        "show_save_and_continue": False,
        "subtitle": shortened(str(one), 80),
        "conversation": conversation(
            one, marks=marks, everything="all" in request.GET, reader=getattr(request.user, "pk", None)
        ),
        "customer": card(one),
        "facts": facts(one),
        "standing": standing(one, labels),
        "explanation": why,
        "changes": change_log(one, labels),
        "at_source": at_source(one),
        "keys": category_keys(categories),
        "may_link": request.user.has_perm(PERMISSION),
        **_presence(request, one),
        **_places(page, request, one),
    }


def _presence(request: HttpRequest, one: Interaction) -> dict[str, Any]:
    """Let the page itself count as the first heartbeat, so that it also counts where nothing runs in the browser."""
    now = timezone.now()
    forget(now=now)
    viewers = look(one.pk, request.user, now=now) if isinstance(request.user, User) else []
    return {"viewing": viewing_text(viewers), "newest_change": newest_change(one.pk)}


def _places(page: ModelAdmin, request: HttpRequest, one: Interaction) -> dict[str, Any]:
    """Return where one can go from here."""
    around = neighbours(page, request, one)
    is_mail = one.source == Source.EMAIL
    machine = _reversed(MACHINES) if is_mail and request.user.has_perm("ingest.add_machinesender") else ""
    return {
        "previous": address(around.previous, request) if around.previous else "",
        "following": address(around.following, request) if around.following else "",
        "around": around,
        "list_address": list_address(request),
        "here": request.GET.urlencode(),
        "regroup": _reversed(REGROUP, one.pk) if is_mail and request.user.has_perm(PERMISSION) else "",
        "machine": f"{machine}?{urlencode({'address': one.customer_email})}" if machine and one.customer_email else "",
    }


def _reversed(name: str, *parts: object) -> str:
    """Return an address that another part of the site gives; empty where it has none."""
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""
