"""Judge by rules and classifier together: both give evidence in log-odds, and their sum becomes a confidence. Pure.

How much each counts is fitted on conversations that neither had seen (`training.py`), which makes the confidence a
calibrated one: of the answers given with 0.8, about eight in ten are right. A rule met in a short text counts more than
one met somewhere in a long mail.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from interactions.categorize.judge import by_rules_alone, category_by_rules, conclude
from interactions.categorize.judgement import Candidate, Judgement, Reading, Topic
from interactions.categorize.language import reads_as_english, sounds_english
from interactions.categorize.rules import Found, Rule
from interactions.categorize.weighing import rank, weigh
from interactions.vocabulary import DecidedBy

LEAST_SHARE = math.log(1e-4)
"""The log share of a topic of which the classifier knows nothing."""

LEAST_ODDS = 0.001
"""Of the likeliest topic's odds; what is less likely is not ranked, which saves time."""

USUAL_WEIGHT = 3.0
"""The weight that a rule usually has; see `Rule`."""

SISTER = 1.0
"""How much less likely a topic is than its likeliest sister, when the classifier knows only the sister."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How much the classifier's log shares and the rules' weights count, and the confidence from which to answer.

    A rule counts `rules + rules_when_short / words`.
    """

    classifier: float
    rules: float
    rules_when_short: float
    threshold: float

    def rules_for(self, word_count: int) -> float:
        """Return what a rule counts in a conversation of so many words."""
        return self.rules + self.rules_when_short / max(word_count, 1)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a classifier thinks of one conversation: the log of each topic's share."""

    log_shares: Mapping[Topic, float]
    scale: Scale
    version: str


def judge_reading(reading: Reading, opinion: Opinion | None, priority_defaults: Mapping[str, str]) -> Judgement:
    """Judge by the rules and, where there is an opinion, by it too."""
    if opinion is None:
        return by_rules_alone(reading, priority_defaults)
    return blend(reading, opinion, priority_defaults)


def blend(reading: Reading, opinion: Opinion, priority_defaults: Mapping[str, str]) -> Judgement:
    """Conclude from what the rules found and what the classifier thinks.

    A text that says nothing or isn't English gets no category. `decided_by` says whether the rules alone would have
    answered the same.
    """
    version = f"{reading.rules_version}+{opinion.version}"
    candidates = candidates_of(reading, opinion) if has_a_say(reading) else ()
    judgement = conclude(reading, candidates, opinion.scale.threshold, priority_defaults, version)
    if judgement.category is None or judgement.category == category_by_rules(reading):
        return judgement
    return replace(judgement, decided_by=DecidedBy.MODEL)


def has_a_say(reading: Reading) -> bool:
    """Tell whether there is English to go by, or a rule of staff's."""
    words = [word for part in reading.parts for word in part.words]
    return bool(reading.asked_for) or (bool(words) and reads_as_english(words) and sounds_english(words))


def candidates_of(reading: Reading, opinion: Opinion) -> tuple[Candidate, ...]:
    """Add both sides' evidence up and return the likeliest categories, best first.

    Staff's own rules were written for exactly these texts: they count in full, and what they speak for starts no
    further behind than a rule of the usual weight makes good.
    """
    scale, shares = opinion.scale, opinion.log_shares
    shipped, asked_for = by_topic(reading.found), by_topic(reading.asked_for)
    factor = scale.rules_for(reading.word_count)
    evidence = {topic: scale.classifier * share for topic, share in shares.items()}
    for topic, found in shipped.items():
        evidence[topic] = evidence.get(topic, scale.classifier * _unheard(topic, shares)) + factor * weigh(found)
    highest = max(evidence.values())
    for topic, found in asked_for.items():
        evidence[topic] = max(evidence.get(topic, LEAST_SHARE), highest - USUAL_WEIGHT) + weigh(found)
    highest = max(evidence.values())
    odds = {topic: math.exp(value - highest) for topic, value in evidence.items()}
    likely = {topic: value for topic, value in odds.items() if value >= LEAST_ODDS}
    return rank(likely, by_topic((*reading.found, *reading.asked_for)), sum(odds.values()))


def by_topic(found: Sequence[Found[Rule]]) -> dict[Topic, list[Found[Rule]]]:
    """Group findings by what they speak for."""
    groups: dict[Topic, list[Found[Rule]]] = {}
    for one in found:
        groups.setdefault((one.rule.category, one.rule.subcategory), []).append(one)
    return groups


def _unheard(topic: Topic, shares: Mapping[Topic, float]) -> float:
    sisters = [share for (category, _), share in shares.items() if category == topic[0]]
    return max(sisters) - SISTER if sisters else LEAST_SHARE
