"""Which interactions are meant by a search."""

from django.db.models import QuerySet

from interactions.models import Interaction
from interactions.search import find


def search(interactions: QuerySet[Interaction], text: str) -> QuerySet[Interaction]:
    """Keep the interactions in which everything is found that `text` asks for (interactions.search.language)."""
    return find.search(interactions, text).rows
