"""From one conversation to the next, in the list that one came from."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.http import urlencode

from interactions.admin.base import BoundedChangeList, ModelAdmin
from interactions.models import Interaction
from interactions.queues import asleep, unresolved
from interactions.search.patience import TookTooLong, in_time

FILTERS = "_changelist_filters"
"""The parameter in which the admin carries along a list's own address."""

WALKED = 2_000
"""How far into a filtered list one can walk; where it ends before the list does, the page says so."""

FIRST, LAST = "This is the first of the list.", "This is the last of the list."
NEWEST, OLDEST = "This is the newest conversation of all.", "This is the oldest conversation of all."
SLOW = "It takes too long to look for what comes next: go back to the list, and filter it by a day as well."
LEFT = "This conversation is no longer in the list."
TOO_FAR = (
    f"One walks the first {WALKED:,} of a list, and this one is longer. Filter it, by date for instance, to go on."
)

LIST = "admin:interactions_interaction_changelist"
PAGE = "admin:interactions_interaction_change"


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The conversations before and after one in its list; where there is none, `start` and `end` say why.

    `place` says where in the list it stands: 12 of 340. Empty where nobody counted.
    """

    previous: UUID | None
    following: UUID | None
    start: str = FIRST
    end: str = LAST
    place: str = ""


class Order(BoundedChangeList):
    """A list's filters and order, without reading a page of it."""

    def get_results(self, request: HttpRequest) -> None:
        """Read nothing."""


def neighbours(page: ModelAdmin, request: HttpRequest, one: Interaction) -> Neighbours:
    """Return what stands before and after a conversation in the list that the address names; without one, in all."""
    if not filters(request):
        return _by_start(one)
    rows = _listed(page, request)
    try:
        with in_time():
            ids = list(rows.values_list("pk", flat=True)[: WALKED + 1])
    except TookTooLong:
        return Neighbours(None, None, start=SLOW, end=SLOW)
    walked, goes_on = ids[:WALKED], len(ids) > WALKED
    if one.pk in walked:
        at = walked.index(one.pk)
        return Neighbours(
            previous=walked[at - 1] if at else None,
            following=walked[at + 1] if at + 1 < len(walked) else None,
            end=TOO_FAR if goes_on else LAST,
            place=f"{at + 1:,} of {'more than ' if goes_on else ''}{len(walked):,}",
        )
    if goes_on and rows.filter(pk=one.pk).exists():
        return Neighbours(None, None, start=TOO_FAR, end=TOO_FAR)
    # A change of its values has taken it out, for instance: the list begins anew.
    return Neighbours(None, ids[0] if ids else None, start=LEFT, end=LEFT)


def _by_start(one: Interaction) -> Neighbours:
    """Return the conversations that began next, later and earlier: the list without filters, by its index."""
    later = Q(started_at__gte=one.started_at) & (Q(started_at__gt=one.started_at) | Q(pk__gt=one.pk))
    earlier = Q(started_at__lte=one.started_at) & (Q(started_at__lt=one.started_at) | Q(pk__lt=one.pk))
    ids = Interaction.objects.values_list("pk", flat=True)
    return Neighbours(
        ids.filter(later).order_by("started_at", "pk").first(),
        ids.filter(earlier).order_by("-started_at", "-pk").first(),
        start=NEWEST,
        end=OLDEST,
    )


def next_due(page: ModelAdmin, request: HttpRequest, key: UUID, *, now: datetime) -> UUID | None:
    """Return the next conversation of the list that still wants something done; None after the last one.

    Without a list to come from: the one whose customer has waited longest, of all. Ask before the change, which may
    take the conversation out of its list.
    """
    rows = _listed(page, request) if filters(request) else _longest_wait_first()
    due = rows.filter(unresolved() & ~asleep(now))
    ids = list((due | rows.filter(pk=key)).values_list("pk", flat=True)[:WALKED])
    if key in ids:
        return next(iter(ids[ids.index(key) + 1 :] if filters(request) else [id_ for id_ in ids if id_ != key]), None)
    return next(iter(ids), None)


def filters(request: HttpRequest) -> str:
    """Return the address, without its path, of the list that one came from; empty for none."""
    return request.GET.get(FILTERS, "")


def address(key: UUID, request: HttpRequest) -> str:
    """Return where another conversation of the same list is."""
    return _with_filters(reverse(PAGE, args=[key]), request)


def list_address(request: HttpRequest) -> str:
    """Return where the list is that one came from."""
    return f"{reverse(LIST)}?{filters(request)}" if filters(request) else reverse(LIST)


def _with_filters(place: str, request: HttpRequest) -> str:
    return f"{place}?{urlencode({FILTERS: filters(request)})}" if filters(request) else place


def _longest_wait_first() -> QuerySet[Interaction]:
    return Interaction.objects.order_by(Coalesce("last_customer_message_at", "started_at").asc(), "pk")


def _listed(page: ModelAdmin, request: HttpRequest) -> QuerySet[Interaction]:
    """Return the rows of the list that one came from, in its order; none where its address makes no sense."""
    listed = copy(request)
    listed.method = "GET"
    listed.GET = QueryDict(filters(request))
    shown = page.get_list_display(listed)
    try:
        rows: QuerySet[Interaction] = Order(
            listed,
            page.model,
            shown,
            page.get_list_display_links(listed, shown),
            page.get_list_filter(listed),
            page.date_hierarchy,
            page.get_search_fields(listed),
            page.get_list_select_related(listed),
            page.list_per_page,
            page.list_max_show_all,
            page.list_editable,
            page,
            page.get_sortable_by(listed),
            page.search_help_text,
        ).queryset
    except (IncorrectLookupParameters, DisallowedModelAdminLookup):
        return Interaction.objects.none()
    return rows
