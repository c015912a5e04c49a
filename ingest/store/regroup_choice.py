"""What a mail conversation may be merged with and split into, for the person who chooses. Reads only."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Left

from ingest.models import Regrouping
from interactions.customers import addresses_of, conversations_of
from interactions.models import Interaction, Message
from interactions.vocabulary import Source

OFFERED = 100
"""How many other conversations, and how many mails of this one, are offered: the latest."""

BEGINNING = 160
"""Characters of a mail that tell which one it is."""

SHOWN = 20
"""How many earlier merges and splits are shown."""

SHORT = ("subject", "customer_name", "customer_email", "external_id", "started_at", "message_count", "status")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail that may be split off. `is_chosen`: it is the one that the person came from, or a later one."""

    id: UUID
    author: str
    sent_at: datetime
    beginning: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A mail conversation, the customer's others, its mails oldest first, and what was done to it, newest first."""

    one: Interaction
    others: Collection[Interaction]
    mails: Collection[Mail]
    done: Collection[Regrouping]


def regroup_choice(interaction: UUID, *, came_from: str = "") -> Choice | None:
    """Return what may be chosen; None where there is no such mail conversation. `came_from` is a mail's id."""
    rows = Interaction.objects.filter(pk=interaction, source=Source.EMAIL).only(*SHORT)
    one = rows.first()
    if one is None:
        return None
    others = conversations_of(addresses_of(one.customer_email)).filter(source=Source.EMAIL).exclude(pk=one.pk)
    done = Regrouping.objects.filter(Q(interaction=one) | Q(other=one)).defer("details")
    return Choice(
        one=one,
        others=list(others.only(*SHORT)[:OFFERED]),
        mails=_mails(one, came_from),
        done=list(done.select_related("user", "undone_by")[:SHOWN]),
    )


def mails_of(interaction: UUID, ids: Iterable[UUID]) -> list[UUID]:
    """Return those ids that are mails of this conversation."""
    return list(Message.objects.filter(interaction=interaction, pk__in=list(ids)).values_list("pk", flat=True))


def _mails(one: Interaction, came_from: str) -> list[Mail]:
    rows = Message.objects.filter(interaction=one).annotate(beginning=Left("content", BEGINNING))
    newest = rows.only("sender_name", "sender_email", "sender_type", "sent_at").order_by("-sent_at", "-id")[:OFFERED]
    mails, is_chosen = [], False
    for row in reversed(newest):
        is_chosen = is_chosen or str(row.pk) == came_from
        author = row.sender_name or row.sender_email or row.get_sender_type_display()
        mails.append(Mail(row.pk, author, row.sent_at, " ".join(row.beginning.split()), is_chosen))
    return mails
