"""Rules as data, and finding them in what a customer wrote. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from operator import or_
from typing import Literal, Protocol

from interactions.categorize.phrases import Phrase, compile_phrase
from interactions.categorize.text import Part
from interactions.vocabulary import Priority, Sentiment

Scope = Literal["first", "any"]
"""Where a rule looks: in the subject and the opening only, or in every message."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Phrases that speak for a category; `weight` is evidence in log-odds, `unless` are phrases that take it back.

    Rules that staff wrote have a name, and may say which priority and sentiment their category has where they are met.
    """

    category: str
    subcategory: str | None
    phrases: tuple[str, ...]
    weight: float = 3.0
    unless: tuple[str, ...] = ()
    scope: Scope = "any"
    name: str = ""
    priority: Priority | None = None
    sentiment: Sentiment | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """Phrases that tell how a customer sounds or how pressing it is; `reason` says so in plain words."""

    mood: Literal["positive", "negative", "urgent"]
    reason: str
    phrases: tuple[str, ...]
    weight: float = 1.0
    unless: tuple[str, ...] = ()
    scope: Scope = "any"


class Phrased(Protocol):
    """What a matcher can look for."""

    @property
    def phrases(self) -> tuple[str, ...]:
        """Any of them is enough."""

    @property
    def unless(self) -> tuple[str, ...]:
        """Each of them takes the finding back."""

    @property
    def weight(self) -> float:
        """How much a finding counts."""

    @property
    def scope(self) -> Scope:
        """Where it is looked for."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A phrase found: the customer's words, the part they stand in, and from where to where in it as stored.

    `rule` names the rule of staff's that asked for it; it is empty for the rule book's own.
    """

    phrase: str
    where: str
    start: int
    end: int
    rule: str = ""

    def to_json(self) -> dict[str, str | int]:
        """Return the evidence as plain values for a JSON column."""
        told: dict[str, str | int] = {"phrase": self.phrase, "where": self.where, "start": self.start, "end": self.end}
        return told | {"rule": self.rule} if self.rule else told


@dataclass(frozen=True, slots=True)
class Found[R: Phrased]:
    """A rule that was met: how strongly (its weight times the part's) and where."""

    rule: R
    strength: float
    evidence: Evidence


class Matcher[R: Phrased]:
    """Finds rules in parts. A phrase is tried only where its rarest word stands, and all others that it demands.

    What a word meets is kept as the bits of a number, one for each set of words that phrases demand one of.
    """

    def __init__(self, rules: Sequence[R], names: Mapping[str, str]) -> None:
        """Compile the rules; raise BadPhrase for a phrase that is not in the language."""
        self.rules = tuple(rules)
        self._phrases: list[tuple[int, Phrase]] = []
        self._unless: list[tuple[Phrase, ...]] = []
        for number, rule in enumerate(self.rules):
            self._phrases += [(number, compile_phrase(phrase, names)) for phrase in rule.phrases]
            self._unless.append(tuple(compile_phrase(phrase, names) for phrase in rule.unless))
        self._by_word: dict[str, tuple[int, ...]] = {}
        self._bits: dict[str, int] = {}
        self._demanded = self._index()
        self._look_up = lru_cache(maxsize=20_000)(self._meets)

    def find(self, parts: Iterable[Part]) -> list[Found[R]]:
        """Return every rule met, once each, where it is met most strongly; the order is the rule book's."""
        best: dict[int, Found[R]] = {}
        for part in parts if self.rules else ():
            for number, found in self._find_in(part):
                if number not in best or found.strength > best[number].strength:
                    best[number] = found
        return [best[number] for number in sorted(best)]

    def vocabulary(self) -> frozenset[str]:
        """Return the words that phrases hang on, beginnings with their "*"."""
        return frozenset(self._by_word)

    def _find_in(self, part: Part) -> Iterable[tuple[int, Found[R]]]:
        met: set[int] = set()
        for index in self._likely(part):
            number, phrase = self._phrases[index]
            if number in met or (self.rules[number].scope == "first" and not part.is_opening):
                continue
            found = phrase.pattern.search(part.text)
            if not found or any(other.pattern.search(part.text) for other in self._unless[number]):
                continue
            met.add(number)
            start, end = part.place(found.start(), found.end())
            evidence = Evidence(found[0].strip(), part.where, start, end, getattr(self.rules[number], "name", ""))
            yield number, Found(self.rules[number], self.rules[number].weight * part.weight, evidence)

    def _likely(self, part: Part) -> list[int]:
        """Return the phrases of which a part holds every word that they demand, in their order."""
        met = 0
        candidates: set[int] = set()
        for bits, phrases in filter(None, map(self._look_up, set(part.words))):
            met |= bits
            candidates.update(phrases)
        demanded = self._demanded
        return sorted(index for index in candidates if demanded[index] & met == demanded[index])

    def _index(self) -> list[int]:
        """Give each set of words a bit and each word its bits and phrases; return the bits that each phrase demands."""
        places: dict[frozenset[str], int] = {}
        demanded = []
        for index, (_, phrase) in enumerate(self._phrases):
            for anchor in phrase.anchors:
                self._by_word[anchor] = (*self._by_word.get(anchor, ()), index)
            own = {1 << places.setdefault(words, len(places)) for words in phrase.demands}
            demanded.append(sum(own))
        for words, place in places.items():
            for word in words:
                self._bits[word] = self._bits.get(word, 0) | 1 << place
        return demanded

    def _meets(self, word: str) -> tuple[int, tuple[int, ...]] | None:
        """Return the bits that a word meets, as itself or by how it begins, and the phrases that hang on it, if any."""
        keys = [word, *(word[:length] + "*" for length in range(1, len(word) + 1))]
        bits = reduce(or_, (self._bits.get(key, 0) for key in keys))
        return (bits, tuple(index for key in keys for index in self._by_word.get(key, ()))) if bits else None
