"""Judge a conversation by the rule book: what it is about, how it sounds, how pressing it is. Pure."""

from collections.abc import Iterable, Mapping, Sequence

from interactions.categorize.book import book_with, shipped_book, version_of
from interactions.categorize.judgement import Candidate, Judgement, Reading
from interactions.categorize.language import reads_as_english
from interactions.categorize.mood import mood_by_rule, mood_of, priority_of
from interactions.categorize.rules import Found, Rule
from interactions.categorize.text import Part, Words, read
from interactions.categorize.weighing import THRESHOLD, candidates


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
    found = candidates((*reading.found, *reading.asked_for))
    return conclude(reading, found, THRESHOLD, priority_defaults, reading.rules_version)


def category_by_rules(reading: Reading) -> str | None:
    """Return the category that `by_rules_alone` answers with, without the rest of the judgement."""
    found = candidates((*reading.found, *reading.asked_for))
    return found[0].category if _is_sure(reading, found, THRESHOLD) else None


def read_by_rules(words: Words, extra: Sequence[Rule] = ()) -> Reading:
    """Find the rule book's and the `extra` rules in what a customer wrote."""
    book = book_with(tuple(extra))
    parts = read(words, book.speller.correct)
    is_english = reads_as_english(word for part in parts for word in part.words)
    # What staff look for may be in any language; the rule book is written in English.
    found = tuple(book.categories.find(parts)) if is_english else ()
    return Reading(
        parts, found, tuple(book.extra.find(parts)), mood_of(parts, book.urgency, book.mood), version_of(extra)
    )


def conclude(
    reading: Reading, candidates: tuple[Candidate, ...], threshold: float, defaults: Mapping[str, str], version: str
) -> Judgement:
    """Answer with the best candidate if it reaches the threshold, else without a category."""
    best = candidates[0] if _is_sure(reading, candidates, threshold) else None
    decisive = [one for one in reading.asked_for if best and one.rule.category == best.category]
    mood = mood_by_rule(reading.mood, decisive)
    return Judgement(
        category=best.category if best else None,
        subcategory=best.subcategory if best else None,
        confidence=candidates[0].confidence if candidates else 0.0,
        candidates=candidates,
        evidence=best.evidence if best else (),
        sentiment=mood.sentiment,
        sentiment_reason=mood.reason,
        sentiment_evidence=mood.evidence,
        priority=priority_of(best, decisive, mood.sentiment, defaults),
        version=version,
    )


def read_parts(words: Words) -> tuple[Part, ...]:
    """Return what is read of a conversation, in the words and the spelling that rules are written in."""
    return read(words, shipped_book().speller.correct)


def find(words: Words, rule: Rule) -> Found[Rule] | None:
    """Return where one rule is met, if it is."""
    book = book_with((rule,))
    return next(iter(book.extra.find(read(words, book.speller.correct))), None)


def _is_sure(reading: Reading, candidates: Sequence[Candidate], threshold: float) -> bool:
    return bool(candidates) and candidates[0].confidence >= threshold and _says_enough(reading.parts)


def _says_enough(parts: Iterable[Part]) -> bool:
    """Tell whether there is more than one word; only thanks may be said in one."""
    words = [word for part in parts for word in part.words]
    return len(words) > 1 or words in (["thanks"], ["cheers"])
