"""Judge a conversation by the rule book: what it is about, how it sounds, how pressing it is. Pure.

Weights are evidence in log-odds. The strongest rule of a category counts in full, each further one a third; the
sums become shares of one, in which "none of these" takes part, so that a confidence can be read as one.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, lru_cache
from itertools import groupby

from interactions.categorize.language import reads_as_english
from interactions.categorize.phrases import literal_words
from interactions.categorize.rule_book import CATEGORY_RULES, MOOD, NAMES, URGENCY
from interactions.categorize.rules import Evidence, Found, Matcher, Phrased, Rule, Sign
from interactions.categorize.spelling import Speller
from interactions.categorize.text import Part, Words, read
from interactions.vocabulary import DecidedBy, Priority, Sentiment

THRESHOLD = 0.5
"""Below this confidence a conversation has no category; its candidates are still told."""

type Topic = tuple[str, str | None]
"""A category and a subcategory of it, if any."""

MAX_CANDIDATES = 3
NONE_OF_THESE = 1.2
"""The log-odds of "none of these": a single weak hint doesn't reach it."""

FURTHER_RULES = 1 / 3
ENOUGH = 1.0
"""The sum of weights from which a mood or an urgency holds."""

FEW_WORDS = 10
"""In so short a text plain thanks are the message and not a courtesy."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A category that a conversation may be about, with its confidence (0 to 1) and the phrases that speak for it."""

    category: str
    subcategory: str | None
    confidence: float
    evidence: tuple[Evidence, ...]

    def to_json(self) -> dict[str, object]:
        """Return the candidate as plain values for a JSON column."""
        evidence = [item.to_json() for item in self.evidence]
        return {
            "category": self.category,
            "subcategory": self.subcategory,
            "confidence": self.confidence,
            "evidence": evidence,
        }


@dataclass(frozen=True, slots=True)
class Mood:
    """How a customer sounds, why in plain words ("" when nothing stands out), and the phrases that say so."""

    sentiment: Sentiment
    reason: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer: category and subcategory (None: not sure enough), confidence of the best candidate, and the rest."""

    category: str | None
    subcategory: str | None
    confidence: float
    candidates: tuple[Candidate, ...]
    evidence: tuple[Evidence, ...]
    sentiment: Sentiment
    sentiment_reason: str
    sentiment_evidence: tuple[Evidence, ...]
    priority: Priority
    version: str
    decided_by: DecidedBy = DecidedBy.RULE

    def to_json(self) -> dict[str, object]:
        """Return the judgement as plain values for a JSON column."""
        return {
            "category": self.category,
            "subcategory": self.subcategory,
            "confidence": self.confidence,
            "candidates": [candidate.to_json() for candidate in self.candidates],
            "evidence": [item.to_json() for item in self.evidence],
            "sentiment": self.sentiment.value,
            "sentiment_reason": self.sentiment_reason,
            "sentiment_evidence": [item.to_json() for item in self.sentiment_evidence],
            "priority": self.priority.value,
            "version": self.version,
            "decided_by": self.decided_by.value,
        }


@dataclass(frozen=True, slots=True)
class _Book:
    """The rule book made ready, and staff's own rules."""

    categories: Matcher[Rule]
    extra: Matcher[Rule]
    mood: Matcher[Sign]
    urgency: Matcher[Sign]
    speller: Speller


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules make of a conversation: what they found, and how the customer sounds.

    `asked_for` are findings of staff's own rules; `found` those of the rule book.
    """

    parts: tuple[Part, ...]
    found: tuple[Found[Rule], ...]
    asked_for: tuple[Found[Rule], ...]
    mood: Mood
    rules_version: str

    @property
    def word_count(self) -> int:
        """The number of words that are read."""
        return sum(len(part.words) for part in self.parts)


def judge(words: Words, priority_defaults: Mapping[str, str] | None = None, extra: Sequence[Rule] = ()) -> Judgement:
    """Judge what a customer wrote; `priority_defaults` gives each category's and subcategory's usual priority by name.

    `extra` are rules beside the rule book's: staff's own. Any text may come; a text that says nothing, or not in
    English, gets no category. Takes time linear in the length that is read, which is bounded. Raises BadPhrase when an
    extra rule can't be compiled.
    """
    reading = read_by_rules(words, extra)
    return by_rules_alone(reading, priority_defaults or {})


def by_rules_alone(reading: Reading, priority_defaults: Mapping[str, str]) -> Judgement:
    """Conclude from what the rules found."""
    candidates = _candidates((*reading.found, *reading.asked_for))
    return conclude(reading, candidates, THRESHOLD, priority_defaults, reading.rules_version)


def read_by_rules(words: Words, extra: Sequence[Rule] = ()) -> Reading:
    """Find the rule book's and the `extra` rules in what a customer wrote."""
    book = _book(tuple(extra))
    parts = read(words, book.speller.correct)
    is_english = reads_as_english(word for part in parts for word in part.words)
    # What staff look for may be in any language; the rule book is written in English.
    found = tuple(book.categories.find(parts)) if is_english else ()
    return Reading(parts, found, tuple(book.extra.find(parts)), _mood(book, parts), version_of(extra))


def conclude(
    reading: Reading, candidates: tuple[Candidate, ...], threshold: float, defaults: Mapping[str, str], version: str
) -> Judgement:
    """Answer with the best candidate if it reaches the threshold, else without a category."""
    is_sure = bool(candidates) and candidates[0].confidence >= threshold and _says_enough(reading.parts)
    best = candidates[0] if is_sure else None
    decisive = [one for one in reading.asked_for if best and one.rule.category == best.category]
    mood = _mood_by_rule(reading.mood, decisive)
    return Judgement(
        category=best.category if best else None,
        subcategory=best.subcategory if best else None,
        confidence=candidates[0].confidence if candidates else 0.0,
        candidates=candidates,
        evidence=best.evidence if best else (),
        sentiment=mood.sentiment,
        sentiment_reason=mood.reason,
        sentiment_evidence=mood.evidence,
        priority=_priority(best, decisive, mood.sentiment, defaults),
        version=version,
    )


def read_parts(words: Words) -> tuple[Part, ...]:
    """Return what is read of a conversation, in the words and the spelling that rules are written in."""
    return read(words, _shipped().speller.correct)


def find(words: Words, rule: Rule) -> Found[Rule] | None:
    """Return where one rule is met, if it is."""
    book = _book((rule,))
    return next(iter(book.extra.find(read(words, book.speller.correct))), None)


def _candidates(found: Iterable[Found[Rule]]) -> tuple[Candidate, ...]:
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
    candidates = []
    for category, topics in groupby(sorted(odds, key=lambda topic: topic[0]), key=lambda topic: topic[0]):
        own = sorted(topics, key=lambda topic: (-odds[topic], topic[1] or ""))
        confidence = round(sum(odds[topic] for topic in own) / total, 3)
        rules = sorted((one for topic in own for one in found.get(topic, ())), key=lambda one: -one.strength)
        candidates.append(Candidate(category, own[0][1], confidence, tuple(one.evidence for one in rules)))
    candidates.sort(key=lambda candidate: (-candidate.confidence, candidate.category))
    return tuple(candidates[:MAX_CANDIDATES])


def weigh(rules: Iterable[Found[Rule]]) -> float:
    """Add up evidence in log-odds: the strongest in full, each further one a third."""
    strengths = sorted((one.strength for one in rules), reverse=True)
    return strengths[0] + FURTHER_RULES * sum(strengths[1:])


def _says_enough(parts: Iterable[Part]) -> bool:
    """Tell whether there is more than one word; only thanks may be said in one."""
    words = [word for part in parts for word in part.words]
    return len(words) > 1 or words in (["thanks"], ["cheers"])


def _mood(book: _Book, parts: tuple[Part, ...]) -> Mood:
    """Judge urgency first, then whether something went wrong, and only then whether the customer is glad."""
    urgent = book.urgency.find(parts)
    if _sum(urgent) >= ENOUGH:
        return _as_mood(Sentiment.URGENT, urgent)
    found = book.mood.find(parts)
    bad = [one for one in found if one.rule.mood == "negative"]
    glad = [one for one in found if one.rule.mood == "positive"]
    if _sum(bad) >= ENOUGH and _sum(glad) < _sum(bad) + ENOUGH:
        return _as_mood(Sentiment.NEGATIVE, bad)
    few = sum(len(part.words) for part in parts) <= FEW_WORDS
    if _sum(glad) >= ENOUGH or (glad and few and not bad):
        return _as_mood(Sentiment.POSITIVE, glad)
    return Mood(Sentiment.NEUTRAL, "", ())


def _mood_by_rule(mood: Mood, decisive: Iterable[Found[Rule]]) -> Mood:
    """Return the mood that the strongest of staff's rules asks for; what is urgent stays so."""
    found = max((one for one in decisive if one.rule.sentiment), key=lambda one: one.strength, default=None)
    if found is None or found.rule.sentiment is None or mood.sentiment is Sentiment.URGENT:
        return mood
    reason = f"by the rule {found.rule.name} (“{found.evidence.phrase}”)"
    return Mood(found.rule.sentiment, reason, (found.evidence,))


def _sum(found: Iterable[Found[Sign]]) -> float:
    """Add the weights; later messages count as much as the first, for a mood is one of the whole conversation."""
    return sum(one.rule.weight for one in found)


def _as_mood(sentiment: Sentiment, found: list[Found[Sign]]) -> Mood:
    reasons = dict.fromkeys(f"{one.rule.reason} (“{one.evidence.phrase}”)" for one in found)
    return Mood(sentiment, "; ".join(reasons), tuple(one.evidence for one in found))


_LADDER = (Priority.LOW, Priority.MEDIUM, Priority.HIGH)


def _priority(
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


@lru_cache(maxsize=16)
def _book(extra: tuple[Rule, ...]) -> _Book:
    """Compile staff's rules, and the rule book once, at the first judgement and not while modules are imported."""
    shipped = _shipped()
    if not extra:
        return shipped
    asked_for = Matcher(extra, NAMES)
    speller = Speller(literal_words([*_sources((*CATEGORY_RULES, *MOOD, *URGENCY, *extra)), *NAMES.values()]))
    return replace(shipped, extra=asked_for, speller=speller)


@cache
def _shipped() -> _Book:
    return _Book(
        categories=Matcher(CATEGORY_RULES, NAMES),
        extra=Matcher((), NAMES),
        mood=Matcher(MOOD, NAMES),
        urgency=Matcher(URGENCY, NAMES),
        speller=Speller(literal_words([*_sources((*CATEGORY_RULES, *MOOD, *URGENCY)), *NAMES.values()])),
    )


def _sources(rules: Iterable[Phrased]) -> list[str]:
    return [phrase for rule in rules for phrase in rule.phrases]


def _version() -> str:
    content = repr([asdict(rule) for rule in (*CATEGORY_RULES, *MOOD, *URGENCY)]) + repr(sorted(NAMES.items()))
    settings = repr((THRESHOLD, NONE_OF_THESE, FURTHER_RULES, ENOUGH))
    return "rules-" + hashlib.sha256((content + settings).encode()).hexdigest()[:12]


RULES_VERSION = _version()
"""Changes whenever a rule, a list of words or a threshold does."""


def version_of(extra: Sequence[Rule]) -> str:
    """Return the version of the rule book together with staff's rules: rules-0123456789ab.6 hex digits of theirs."""
    return _version_with(tuple(extra))


@lru_cache(maxsize=16)
def _version_with(extra: tuple[Rule, ...]) -> str:
    if not extra:
        return RULES_VERSION
    own = hashlib.sha256(repr(sorted(repr(asdict(rule)) for rule in extra)).encode("utf-8", "replace"))
    return f"{RULES_VERSION}.{own.hexdigest()[:6]}"
