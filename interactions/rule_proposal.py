"""What a rule made from chosen conversations would look for: what their customers say and others hardly do."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from interactions.categorize.propose import Proposal, count_phrases, phrases_of, propose
from interactions.customer_words import asked
from interactions.models import Interaction

MOST_CHOSEN = 200
MOST_OTHERS = 1_000
COMPARED_DAYS = 365
"""Enough to tell common words from telling ones."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """Phrases for a rule, best first, and the category that most of the chosen conversations have, if any."""

    phrases: tuple[Proposal, ...]
    category: str | None
    subcategory: str | None
    chosen: int


def proposed(ids: Sequence[UUID], *, now: datetime) -> Proposed:
    """Propose a rule from chosen conversations, the first 200 of them, against the newest others of a year."""
    chosen = list(ids[:MOST_CHOSEN])
    recent = Interaction.objects.filter(started_at__gte=now - timedelta(days=COMPARED_DAYS)).exclude(pk__in=chosen)
    others = list(recent.order_by("-started_at", "-id").values_list("id", flat=True)[:MOST_OTHERS])
    said = [phrases_of(one.words) for one in asked(chosen)]
    counts = count_phrases(phrases_of(one.words) for one in asked(others))
    category, subcategory = _usual(chosen)
    return Proposed(tuple(propose(said, counts, len(others))), category, subcategory, len(chosen))


def _usual(ids: Sequence[UUID]) -> tuple[str | None, str | None]:
    """Return the category that most have, preferring one that staff chose, with its usual subcategory."""
    rows = list(Interaction.objects.filter(pk__in=ids).values_list("category", "subcategory", "category_by"))
    by_staff = [row for row in rows if row[2] == "staff" and row[0]]
    named = by_staff or [row for row in rows if row[0]]
    if not named:
        return None, None
    category = Counter(row[0] for row in named).most_common(1)[0][0]
    return category, Counter(row[1] for row in named if row[0] == category).most_common(1)[0][0]
