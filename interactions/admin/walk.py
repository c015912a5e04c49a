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

FILTERS = "_changelist_filters"
"""The parameter in which the admin carries along a list's own address."""

WALKED = 2_000
"""How far into the list one can walk; beyond, a conversation has no neighbours."""

LIST = "admin:interactions_interaction_changelist"
PAGE = "admin:interactions_interaction_change"


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The conversations before and after one in its list, where it has any."""

    previous: UUID | None
    following: UUID | None


class Order(BoundedChangeList):
    """A list's filters and order, without reading a page of it."""

    def get_results(self, request: HttpRequest) -> None:
        """Read nothing."""


def neighbours(page: ModelAdmin, request: HttpRequest, one: Interaction) -> Neighbours:
    """Return what stands before and after a conversation in the list that the address names; without one, in all."""
    if not filters(request):
        return _by_start(one)
    key = one.pk
    ids = list(_listed(page, request).values_list("pk", flat=True)[:WALKED])
    if key not in ids:
        return Neighbours(None, ids[0] if ids else None)
    at = ids.index(key)
    return Neighbours(ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None)


def _by_start(one: Interaction) -> Neighbours:
    """Return the conversations that began next, later and earlier: the list without filters, by its index."""
    later = Q(started_at__gte=one.started_at) & (Q(started_at__gt=one.started_at) | Q(pk__gt=one.pk))
    earlier = Q(started_at__lte=one.started_at) & (Q(started_at__lt=one.started_at) | Q(pk__lt=one.pk))
    ids = Interaction.objects.values_list("pk", flat=True)
    return Neighbours(
        ids.filter(later).order_by("started_at", "pk").first(),
        ids.filter(earlier).order_by("-started_at", "-pk").first(),
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
