"""The customer beside a conversation: their addresses, their other conversations, and who may be the same person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from interactions.admin.display import badge, shortened
from interactions.customers import Suggestion, addresses_of, conversations_of, suggestions
from interactions.models import Interaction

LATEST = 10
COUNTED = 1_000
"""Up to how many conversations are counted; beyond, it says so."""


@dataclass(frozen=True, slots=True)
class OtherConversation:
    """Another conversation of the customer, in a line."""

    id: UUID
    subject: str
    started_at: datetime
    source: SafeString
    status: SafeString
    is_this: bool


@dataclass(frozen=True, slots=True)
class Card:
    """What is known of a customer. `count` is of all conversations; `addresses` begins with this conversation's own."""

    name: str
    phone: str
    location: str
    addresses: tuple[str, ...]
    latest: tuple[OtherConversation, ...]
    count: int
    suggested: tuple[Suggestion, ...]

    @property
    def is_more(self) -> bool:
        """Say whether the count stopped before the end."""
        return self.count > COUNTED


def card(one: Interaction) -> Card:
    """Return the customer of a conversation. Four queries at most, whatever the number of conversations."""
    addresses = addresses_of(one.customer_email)
    rows = conversations_of(addresses) if addresses else Interaction.objects.filter(pk=one.pk)
    latest = list(told(rows)[:LATEST])
    return Card(
        name=one.customer_name or "",
        phone=one.customer_phone or "",
        location=one.customer_location or "",
        addresses=tuple(addresses),
        latest=tuple(lines(latest, one.pk)),
        count=rows.order_by()[: COUNTED + 1].count() if len(latest) == LATEST else len(latest),
        suggested=tuple(suggestions(one, addresses)),
    )


def told(rows: QuerySet[Interaction]) -> QuerySet[Interaction]:
    """Read only what a line shows."""
    return rows.only("subject", "started_at", "source", "status")


def lines(rows: Sequence[Interaction], this: UUID) -> list[OtherConversation]:
    """Return conversations as lines; `this` is the one that the page is about."""
    return [
        OtherConversation(
            id=row.pk,
            subject=shortened(row.subject, 80) or "No subject",
            started_at=row.started_at,
            source=badge(row.source),
            status=badge(row.status),
            is_this=row.pk == this,
        )
        for row in rows
    ]
