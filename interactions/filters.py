"""Which interactions are meant by a search."""

from django.db.models import QuerySet

from interactions.models import Interaction, OrderReference

MAX_WORDS = 8
"""Further words of a search are left out: each costs an index look-up in five places."""


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
