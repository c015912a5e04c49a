"""How a customer sounds, and how soon that wants an answer. Pure."""

from collections.abc import Iterable, Mapping

from interactions.categorize.judgement import Candidate, Mood
from interactions.categorize.rules import Found, Matcher, Rule, Sign
from interactions.categorize.text import Part
from interactions.vocabulary import Priority, Sentiment

ENOUGH = 1.0
"""The sum of weights from which a mood or an urgency holds."""

FEW_WORDS = 10
"""In so short a text plain thanks are the message and not a courtesy."""

_LADDER = (Priority.LOW, Priority.MEDIUM, Priority.HIGH)


def mood_of(parts: tuple[Part, ...], urgency: Matcher[Sign], signs: Matcher[Sign]) -> Mood:
    """Judge urgency first, then whether something went wrong, and only then whether the customer is glad."""
    urgent = urgency.find(parts)
    if _sum(urgent) >= ENOUGH:
        return _as_mood(Sentiment.URGENT, urgent)
    found = signs.find(parts)
    bad = [one for one in found if one.rule.mood == "negative"]
    glad = [one for one in found if one.rule.mood == "positive"]
    if _sum(bad) >= ENOUGH and _sum(glad) < _sum(bad) + ENOUGH:
        return _as_mood(Sentiment.NEGATIVE, bad)
    few = sum(len(part.words) for part in parts) <= FEW_WORDS
    if _sum(glad) >= ENOUGH or (glad and few and not bad):
        return _as_mood(Sentiment.POSITIVE, glad)
    return Mood(Sentiment.NEUTRAL, "", ())


def mood_by_rule(mood: Mood, decisive: Iterable[Found[Rule]]) -> Mood:
    """Return the mood that the strongest of staff's rules asks for; what is urgent stays so."""
    found = max((one for one in decisive if one.rule.sentiment), key=lambda one: one.strength, default=None)
    if found is None or found.rule.sentiment is None or mood.sentiment is Sentiment.URGENT:
        return mood
    reason = f"by the rule {found.rule.name} (“{found.evidence.phrase}”)"
    return Mood(found.rule.sentiment, reason, (found.evidence,))


def priority_of(
    best: Candidate | None, decisive: Iterable[Found[Rule]], sentiment: Sentiment, defaults: Mapping[str, str]
) -> Priority:
    """Return the priority that a rule of staff's asks for, else the usual one, lifted one step by a negative mood.

    The usual one is the subcategory's, else the category's. What is urgent goes to the top.
    """
    if sentiment is Sentiment.URGENT:
        return Priority.URGENT
    ordered = sorted(decisive, key=lambda one: -one.strength)
    if asked_for := next((one.rule.priority for one in ordered if one.rule.priority), None):
        return asked_for
    names = (best.subcategory or "", best.category) if best else ()
    usual = Priority(next((defaults[name] for name in names if name in defaults), Priority.MEDIUM))
    if sentiment is Sentiment.NEGATIVE and usual in _LADDER:
        return _LADDER[min(_LADDER.index(usual) + 1, len(_LADDER) - 1)]
    return usual


def _sum(found: Iterable[Found[Sign]]) -> float:
    """Add the weights; later messages count as much as the first, for a mood is one of the whole conversation."""
    return sum(one.rule.weight for one in found)


def _as_mood(sentiment: Sentiment, found: list[Found[Sign]]) -> Mood:
    reasons = dict.fromkeys(f"{one.rule.reason} (“{one.evidence.phrase}”)" for one in found)
    return Mood(sentiment, "; ".join(reasons), tuple(one.evidence for one in found))
