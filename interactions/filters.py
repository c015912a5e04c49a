"""Which interactions are meant by a queue or a search. The list and the home page both ask here, so they agree."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from interactions.models import Interaction, OrderReference
from interactions.vocabulary import Priority, Sentiment, Status

LONG_WAIT = timedelta(hours=24)
"""How long a customer may wait before the conversation stands in a queue of its own."""

QUEUES = {"urgent": "Urgent, not resolved", "waiting": "Waiting over 24 hours"}

MAX_WORDS = 8
"""Further words of a search are left out: each costs an index look-up in five places."""


def in_queue(name: str, *, now: datetime) -> Q:
    """Return the condition of a queue. Raises KeyError for an unknown name.

    urgent: by priority or sentiment, and not resolved. waiting: open, and the customer last wrote over 24 hours ago;
    rows put in by plain SQL don't know that, so there it counts when they began.
    """
    long_ago = now - LONG_WAIT
    wrote_long_ago = Q(last_customer_message_at__lt=long_ago)
    return {
        "urgent": ~Q(status=Status.RESOLVED) & (Q(priority=Priority.URGENT) | Q(sentiment=Sentiment.URGENT)),
        "waiting": Q(status=Status.OPEN) & (wrote_long_ago | Q(last_customer_message_at=None, started_at__lt=long_ago)),
    }[name]


def search(interactions: QuerySet[Interaction], text: str) -> QuerySet[Interaction]:
    """Keep the interactions in which every word of `text` is found.

    A word may be part of the customer's name or address, of the subject, or of an order number (with or without #), or
    be the source's whole id of the conversation. Each place is looked up by an index of its own: as one condition, a
    place without hits would make PostgreSQL read the whole table.
    """
    for word in text.replace("\0", " ").split()[:MAX_WORDS]:
        interactions = interactions.filter(pk__in=_having(word))
    return interactions


def _having(word: str) -> QuerySet[Interaction, object]:
    ids = Interaction.objects.order_by()
    arms = [
        ids.filter(**{f"{column}__icontains": word}).values("pk")
        for column in ("customer_email", "customer_name", "subject")
    ]
    arms.append(ids.filter(external_id=word).values("pk"))
    number = word.lstrip("#")
    orders = OrderReference.objects.filter(order_number__icontains=number) if number else OrderReference.objects.none()
    return arms[0].union(*arms[1:], orders.order_by().values("interaction_id"), all=True)
