"""The jobs of this app. Each is one call, takes ids only, and is safe to run twice."""

import logging
import time
from datetime import timedelta
from functools import partial

from django.utils import timezone

from interactions.category_training import NothingToTrainWith, train_categories
from interactions.exports.background import tidy as delete_old_exports
from interactions.models import Viewing
from interactions.recategorize import Tally, count_due, recategorize
from interactions.search.documents import refresh_search
from interactions.second_opinion import ask_about_the_rest
from interactions.settle import settle_silent

logger = logging.getLogger(__name__)

RUN_SECONDS = 8 * 60
"""Categorising stops after this, between two batches; the next run goes on. The worker's limit is ten minutes."""


def categorize() -> int:
    """Categorise what is new, and ask Claude about the rest where that is on; return how many were judged."""
    begun = time.monotonic()
    judged = recategorize(stop_after_seconds=RUN_SECONDS).judged
    ask_about_the_rest(stop_after_seconds=RUN_SECONDS - (time.monotonic() - begun))
    return judged


def apply_rules(days: int) -> int:
    """Judge the conversations of the last days again, by the rules as they are; return how many changed."""
    since = timezone.now() - timedelta(days=days)
    return recategorize(reprocess=True, since=since, stop_after_seconds=RUN_SECONDS).changed


def learn_categories() -> str:
    """Train the classifier from the examples and staff's choices, then judge again what another version judged.

    Returns what came of both. What there is no time for is left to the next night, which goes on.
    """
    begun = time.monotonic()
    try:
        note = train_categories().note
    except NothingToTrainWith as error:
        return str(error)
    total = count_due(outdated=True)
    if not total:
        return f"{note} All conversations are judged by the version in use."
    seconds = RUN_SECONDS - (time.monotonic() - begun)
    tally = recategorize(outdated=True, on_progress=partial(_log, total), stop_after_seconds=seconds)
    left = count_due(outdated=True)
    return (
        f"{note} {tally.judged:,} judged again: {tally.changed:,} changed, {tally.kept_by_staff:,} left as staff chose."
        + (f" {left:,} are left to the next run." if left else "")
    )


def _log(total: int, tally: Tally) -> None:
    logger.info("Judging again: %d of %d, %d changed.", tally.judged, total, tally.changed)


def index_search() -> int:
    """Read conversations whose words changed into the search's index; return how many.

    Stops before the next run starts, so that a large backlog never takes both workers from the syncs.
    """
    return refresh_search(stop_after_seconds=45)


def tidy() -> int:
    """Delete exports that are a week old, and who looked at what the day before; return how many files went."""
    now = timezone.now()
    Viewing.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
    return delete_old_exports(now=now)


def settle() -> int:
    """Resolve mail conversations that have been silent for seven days; return how many."""
    return settle_silent(now=timezone.now())
