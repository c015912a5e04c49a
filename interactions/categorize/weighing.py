"""Weigh what speaks for each category. Pure.

Weights are evidence in log-odds. The strongest rule of a category counts in full, each further one a third; the
sums become shares of one, in which "none of these" takes part, so that a confidence can be read as one.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

from interactions.categorize.judgement import Candidate, Topic
from interactions.categorize.rules import Evidence, Found, Rule

THRESHOLD = 0.5
"""Below this confidence a conversation has no category; its candidates are still told."""

MAX_CANDIDATES = 3
NONE_OF_THESE = 1.2
"""The log-odds of "none of these": a single weak hint doesn't reach it."""

FURTHER_RULES = 1 / 3


def candidates(found: Iterable[Found[Rule]]) -> tuple[Candidate, ...]:
    """Weigh the rules that were met and return the likeliest categories."""
    by_topic: dict[Topic, list[Found[Rule]]] = {}
    for one in found:
        by_topic.setdefault((one.rule.category, one.rule.subcategory), []).append(one)
    odds = {topic: math.exp(weigh(rules)) for topic, rules in by_topic.items()}
    return rank(odds, by_topic, sum(odds.values()) + math.exp(NONE_OF_THESE))


def rank(
    odds: Mapping[Topic, float], found: Mapping[Topic, Sequence[Found[Rule]]], total: float
) -> tuple[Candidate, ...]:
    """Return the likeliest categories, best first, each with its likeliest subcategory and the phrases found for it."""
    by_category: dict[str, list[Topic]] = {}
    for topic in sorted(odds, key=lambda topic: (-odds[topic], topic[1] or "")):
        by_category.setdefault(topic[0], []).append(topic)
    shares = [(-round(sum(map(odds.__getitem__, own)) / total, 3), name) for name, own in by_category.items()]
    return tuple(
        Candidate(name, by_category[name][0][1], -share, _evidence(by_category[name], found))
        for share, name in sorted(shares)[:MAX_CANDIDATES]
    )


def _evidence(topics: Sequence[Topic], found: Mapping[Topic, Sequence[Found[Rule]]]) -> tuple[Evidence, ...]:
    """Return the phrases that speak for these topics, the strongest first."""
    rules = sorted((one for topic in topics for one in found.get(topic, ())), key=lambda one: -one.strength)
    return tuple(one.evidence for one in rules)


def weigh(rules: Iterable[Found[Rule]]) -> float:
    """Add up evidence in log-odds: the strongest in full, each further one a third."""
    strengths = sorted((one.strength for one in rules), reverse=True)
    return strengths[0] + FURTHER_RULES * sum(strengths[1:])
