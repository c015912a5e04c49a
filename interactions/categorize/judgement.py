"""What a judgement consists of: how a conversation reads, the categories it may have, how the customer sounds. Pure."""

from dataclasses import dataclass

from interactions.categorize.rules import Evidence, Found, Rule
from interactions.categorize.text import Part
from interactions.vocabulary import DecidedBy, Priority, Sentiment

type Topic = tuple[str, str | None]
"""A category and a subcategory of it, if any."""


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
