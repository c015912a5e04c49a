"""The rule book and staff's own rules, compiled and numbered. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cache, lru_cache

from interactions.categorize.mood import ENOUGH
from interactions.categorize.phrases import literal_words
from interactions.categorize.rule_book import CATEGORY_RULES, MOOD, NAMES, URGENCY
from interactions.categorize.rules import Matcher, Phrased, Rule, Sign
from interactions.categorize.spelling import Speller
from interactions.categorize.weighing import FURTHER_RULES, NONE_OF_THESE, THRESHOLD


@dataclass(frozen=True, slots=True)
class Book:
    """The rule book made ready, and staff's own rules."""

    categories: Matcher[Rule]
    extra: Matcher[Rule]
    mood: Matcher[Sign]
    urgency: Matcher[Sign]
    speller: Speller


@lru_cache(maxsize=16)
def book_with(extra: tuple[Rule, ...]) -> Book:
    """Compile staff's rules, and the rule book once, at the first judgement and not while modules are imported."""
    shipped = shipped_book()
    if not extra:
        return shipped
    asked_for = Matcher(extra, NAMES)
    speller = Speller(literal_words([*_sources((*CATEGORY_RULES, *MOOD, *URGENCY, *extra)), *NAMES.values()]))
    return replace(shipped, extra=asked_for, speller=speller)


@cache
def shipped_book() -> Book:
    """Return the rule book alone, compiled at the first call."""
    return Book(
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
