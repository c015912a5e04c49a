"""The tabs over the list of conversations: the queues with their counts, and the views that people saved."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qs

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.urls import reverse

from interactions.models import SavedView
from interactions.queues import TITLES, AsOf, recent_counts

LIST = "admin:interactions_interaction_changelist"
NO_FILTERS = frozenset({"p", "all", "e"})
"""What an address may hold that is no part of a view: page and Django's own marks."""

MAX_NAME, MAX_QUERY = 60, 2_000


@dataclass(frozen=True, slots=True)
class View:
    """A list under a name. `count` is None where nobody counted."""

    title: str
    link: str
    is_current: bool
    count: int | None = None
    is_shared: bool = False


class Page(Protocol):
    """The part of a model's admin that saving a view needs."""

    filter_parameters: frozenset[str]

    def message_user(self, request: HttpRequest, message: str, level: int = ...) -> None:
        """Tell the person what happened."""


def tabs(request: HttpRequest, when: AsOf) -> list[View]:
    """Return the standing views, with how many conversations wait in each. Two queries at most."""
    counts = recent_counts(when)
    hours = int(when.target.total_seconds()) // 3600
    titles = TITLES | {"waiting": f"Waiting over {hours} h"}
    return [
        _view(request, "All", ""),
        *(_view(request, titles[name], f"queue={name}", counts[name]) for name in TITLES),
        _view(request, "Not categorised", "category=none"),
    ]


def saved(request: HttpRequest) -> list[View]:
    """Return the person's own views and those that others share, by name. One query."""
    rows = SavedView.objects.filter(Q(owner=request.user.pk) | Q(is_shared=True)).order_by("name", "id")
    return [_view(request, row.name, row.query, is_shared=row.owner_id != request.user.pk) for row in rows]


def query_of(request: HttpRequest, parameters: frozenset[str]) -> str:
    """Return what of the list's address makes a view: its filters, search and order, and nothing made up."""
    asked = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        if name in parameters | {"q", "o"}:
            asked.setlist(name, [value for value in values if value])
    return asked.urlencode()


def save(page: Page, request: HttpRequest) -> HttpResponse:
    """Keep the list that the person looks at under a name; the same name again replaces it."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not request.user.has_perm("interactions.add_savedview"):
        raise PermissionDenied
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())
    query = request.POST.get("query", "").replace("\0", "")
    if error := _refusal(name, query, page.filter_parameters):
        page.message_user(request, error, messages.ERROR)
        return HttpResponseRedirect(reverse(LIST))
    address = f"{reverse(LIST)}?{query}" if query else reverse(LIST)
    values = {"query": query, "is_shared": bool(request.POST.get("is_shared"))}
    SavedView.objects.update_or_create(owner_id=request.user.pk, name=name, defaults=values)
    page.message_user(request, f"Saved as “{name}”.", messages.SUCCESS)
    return HttpResponseRedirect(address)


def _refusal(name: str, query: str, parameters: frozenset[str]) -> str:
    if not 1 <= len(name) <= MAX_NAME:
        return f"Not saved: give the view a name of 1 to {MAX_NAME} characters."
    if len(query) > MAX_QUERY or not parse_qs(query).keys() <= parameters | {"q", "o"}:
        return "Not saved: that is no list of conversations. Filter the list, then save it."
    return ""


def _view(request: HttpRequest, title: str, query: str, count: int | None = None, *, is_shared: bool = False) -> View:
    link = f"{reverse(LIST)}?{query}" if query else reverse(LIST)
    return View(title, link, _asked(request) == parse_qs(query), count, is_shared)


def _asked(request: HttpRequest) -> dict[str, list[str]]:
    return dict(_parts(request))


def _parts(request: HttpRequest) -> Iterator[tuple[str, list[str]]]:
    for name, values in request.GET.lists():
        kept = [value for value in values if value]
        if kept and name not in NO_FILTERS:
            yield name, kept
