"""Interactions as an export's rows: one row a conversation, oldest first, a few thousand in memory at a time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from operator import itemgetter
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet
from django.db.models.expressions import RawSQL

from interactions.business_hours import BusinessHours
from interactions.exports.cells import Cell, safe_cells
from interactions.exports.columns import BUSINESS, BY_NAME, COLUMNS, LINK, RESOLUTION, SENDERS
from interactions.models import Interaction, Message
from interactions.shop_hours import business_hours

CHUNK = 2_000
type Values = dict[str, Any]
type Make = Callable[[Values], Any]

NEEDED = ("id", "started_at", "resolved_at", "response_time_seconds")
"""What the worked-out columns are made from."""


@dataclass(frozen=True, slots=True)
class Shop:
    """What an export takes from the shop: its zone, its hours, and the address before a conversation's id."""

    zone: ZoneInfo
    hours: BusinessHours
    page: str


def shop() -> Shop:
    """Return the shop as the settings have it."""
    page = f"{settings.SITE_ADDRESS}/admin/interactions/interaction/"
    return Shop(ZoneInfo(settings.TIME_ZONE), business_hours(), page)


def rows(interactions: QuerySet[Interaction], shop: Shop, columns: Sequence[str] = COLUMNS) -> Iterator[list[Cell]]:
    """Yield the header, and a row for each interaction."""
    yield list(columns)
    paths = tuple(dict.fromkeys([*(BY_NAME[name].path for name in columns if BY_NAME[name].path), *NEEDED]))
    makes = [_make(name, shop) for name in columns]
    counts = any(name in SENDERS or name == BUSINESS for name in columns)
    found = interactions.order_by("started_at", "id").values_list(*paths)
    for batch in batched(found.iterator(CHUNK), CHUNK):
        chunk = [dict(zip(paths, row, strict=True)) for row in batch]
        if counts:
            _add_counts(chunk)
        for values in chunk:
            yield safe_cells([make(values) for make in makes], shop.zone)


def _make(name: str, shop: Shop) -> Make:
    """Return how a column's value is had from what was read."""
    if name == LINK:
        return lambda values: f"{shop.page}{values['id']}/change/"
    if name == RESOLUTION:
        return _resolution
    if name == BUSINESS:
        return lambda values: _business_hours(values, shop.hours)
    return itemgetter(BY_NAME[name].path or name)


def _resolution(values: Values) -> int | None:
    resolved: datetime | None = values["resolved_at"]
    return max(int((resolved - values["started_at"]).total_seconds()), 0) if resolved else None


def _business_hours(values: Values, hours: BusinessHours) -> float | None:
    seconds, asked = values["response_time_seconds"], values.get("asked_at")
    if seconds is None or asked is None:
        return None
    return round(hours.seconds_between(asked, asked + timedelta(seconds=seconds)) / 3600, 2)


def _add_counts(chunk: list[Values]) -> None:
    """Add how many messages each side wrote, and when the customer first did. One query."""
    by_sender = {name: Count("id", filter=Q(sender_type=who)) for name, who in SENDERS.items()}
    # One parameter: thousands take longer to write out than the messages to count.
    ids = RawSQL("SELECT unnest(%s::uuid[])", [[values["id"] for values in chunk]])
    written = Message.objects.filter(interaction__in=ids, counts=True)
    counted = written.filter(is_internal=False, is_deleted=False).order_by().values_list("interaction_id")
    asked = Min("sent_at", filter=Q(sender_type="customer"))
    found: dict[UUID, tuple[Any, ...]] = {
        key: tuple(rest) for key, *rest in counted.annotate(**by_sender, asked_at=asked).iterator(CHUNK)
    }
    none = (0,) * len(SENDERS) + (None,)
    for values in chunk:
        values.update(zip((*SENDERS, "asked_at"), found.get(values["id"], none), strict=True))
