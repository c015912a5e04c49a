"""The jobs of this app. Each is one call, takes ids only, and is safe to run twice."""

from datetime import timedelta

from django.utils import timezone

from interactions.category_training import NothingToTrainWith, train_categories
from interactions.recategorize import recategorize
from interactions.search.documents import refresh_search
from interactions.settle import settle_silent

RUN_SECONDS = 8 * 60
"""Categorising stops after this, between two batches; the next run goes on. The worker's limit is ten minutes."""


def categorize() -> int:
    """Categorise what is new; return how many conversations were judged."""
    return recategorize(stop_after_seconds=RUN_SECONDS).judged


def apply_rules(days: int) -> int:
    """Judge the conversations of the last days again, by the rules as they are; return how many changed."""
    since = timezone.now() - timedelta(days=days)
    return recategorize(reprocess=True, since=since, stop_after_seconds=RUN_SECONDS).changed


def learn_categories() -> str:
    """Train the classifier from the examples and staff's choices; return what came of it."""
    try:
        return train_categories().note
    except NothingToTrainWith as error:
        return str(error)


def index_search() -> int:
    """Read conversations whose words changed into the search's index; return how many.

    Stops before the next run starts, so that a large backlog never takes both workers from the syncs.
    """
    return refresh_search(stop_after_seconds=45)


def settle() -> int:
    """Resolve mail conversations that have been silent for seven days; return how many."""
    return settle_silent(now=timezone.now())
