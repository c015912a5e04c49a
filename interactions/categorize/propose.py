"""Propose phrases for a rule: what customers say in some conversations, and hardly in the others. Pure."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from interactions.categorize.judge import read_parts
from interactions.categorize.phrases import BadPhrase, compile_phrase
from interactions.categorize.text import Words

LONGEST = 4
"""Words of a phrase."""

MAX_PROPOSED = 8
ENOUGH = 3
"""Phrases that a conversation needs; further ones tell nothing new of it."""

FEWEST = 2
"""Conversations that must say a phrase before it counts as common."""

# A phrase that begins or ends with one of these, or holds nothing else, says nothing by itself.
_FILLER_WORDS = (
    "a an the i my me your our is are was were be been am it its this that these those to of in on at for from with "
    "and or but so if as do does did has have had can could will would should may what when where how which who you we "
    "us they them he she his her any some all get got just also too very really please thanks thank hi hello yes no ok "
    "there here then than now again still about by up out one"
)
_FILLER = frozenset(_FILLER_WORDS.split())


@dataclass(frozen=True, slots=True)
class Proposal:
    """A phrase, and in how many of the chosen and of the other conversations customers say it."""

    phrase: str
    in_chosen: int
    in_others: int


def phrases_of(words: Words) -> frozenset[str]:
    """Return the phrases of one to four words that a customer said, within sentences, as rules are written."""
    found: set[str] = set()
    for part in read_parts(words):
        for sentence in part.text.split(". "):
            said = sentence.split()
            for length in range(1, LONGEST + 1):
                starts = range(len(said) - length + 1)
                found.update(
                    " ".join(said[at : at + length]) for at in starts if _says_something(said[at : at + length])
                )
    return frozenset(found)


def count_phrases(conversations: Iterable[frozenset[str]]) -> Counter[str]:
    """Count in how many conversations each phrase is said."""
    counts: Counter[str] = Counter()
    for phrases in conversations:
        counts.update(phrases)
    return counts


def propose(chosen: Sequence[frozenset[str]], others: Counter[str], others_total: int) -> list[Proposal]:
    """Return the phrases that speak best for the chosen conversations, best first.

    One that is part of another, or holds it, and is said in the same conversations is left out, and so is one said only
    where several better phrases are.
    """
    counts = count_phrases(chosen)
    fewest = min(FEWEST, len(chosen))
    scores = {
        phrase: _score(count, len(chosen), others[phrase], others_total)
        for phrase, count in counts.items()
        if count >= fewest and _is_usable(phrase)
    }
    ranked = sorted((phrase for phrase in scores if scores[phrase] > 0), key=lambda one: (-scores[one], -len(one), one))
    proposed: list[Proposal] = []
    covered: Counter[int] = Counter()
    for phrase in ranked:
        saying = [number for number, phrases in enumerate(chosen) if phrase in phrases]
        if len(proposed) == MAX_PROPOSED:
            break
        if any(covered[number] < ENOUGH for number in saying) and not _repeats(phrase, counts[phrase], proposed):
            covered.update(saying)
            proposed.append(Proposal(phrase, counts[phrase], others[phrase]))
    return proposed


def common(conversations: Mapping[str, frozenset[str]], *, most: int) -> list[tuple[str, list[str]]]:
    """Return the phrases of two and more words that most conversations say, most first, each with its conversations.

    A phrase that is part of another which as many say is left out.
    """
    counts = count_phrases(phrases for phrases in conversations.values())
    often = [phrase for phrase, count in counts.items() if count >= FEWEST and " " in phrase]
    often.sort(key=lambda phrase: (-counts[phrase], -len(phrase), phrase))
    kept: list[str] = []
    for phrase in often:
        if not any(counts[longer] == counts[phrase] and f" {phrase} " in f" {longer} " for longer in kept):
            kept.append(phrase)
        if len(kept) == most:
            break
    return [(phrase, [key for key, phrases in conversations.items() if phrase in phrases]) for phrase in kept]


def _says_something(words: Sequence[str]) -> bool:
    return words[0] not in _FILLER and words[-1] not in _FILLER and "#" not in words and not words[0].isdigit()


def _repeats(phrase: str, count: int, proposed: Iterable[Proposal]) -> bool:
    return any(
        count == one.in_chosen and (f" {phrase} " in f" {one.phrase} " or f" {one.phrase} " in f" {phrase} ")
        for one in proposed
    )


def _score(chosen: int, chosen_total: int, others: int, others_total: int) -> float:
    """Return how many times as often the chosen say it (its logarithm; one is added to each count) times how many do.

    What others say too, and the chosen less than twice as often, scores nothing.
    """
    lift = math.log((chosen + 1) / (chosen_total + 2)) - math.log((others + 1) / (others_total + 2))
    return 0.0 if others and lift < math.log(2) else lift * chosen


def _is_usable(phrase: str) -> bool:
    try:
        compile_phrase(phrase, {})
    except BadPhrase:
        return False
    return True
