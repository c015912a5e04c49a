"""Read Claude's answer, and believe nothing of it that the customer's own words don't show. Pure."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from interactions.categorize.examples import topic_of
from interactions.categorize.judge import conclude
from interactions.categorize.judgement import Candidate, Judgement, Reading
from interactions.categorize.rules import Evidence
from interactions.categorize.text import MAX_CHARACTERS, MAX_MESSAGES, SUBJECT, Words
from interactions.categorize.weighing import MAX_CANDIDATES
from interactions.claude.prompt import NONE
from interactions.vocabulary import DecidedBy

LEAST_CONFIDENCE = 0.7
"""Below it Claude's answer is none: a model says 0.5 when it guesses."""

MOST_QUOTES = 5
LONGEST_QUOTE = 300
FEWEST_WORDS = 2


class BadAnswer(ValueError):
    """An answer that isn't taken; the message says why, in words without any of the customer's."""


def read_answer(text: str, stop_reason: str, topics: Collection[str], words: Words) -> Candidate | None:
    """Return the category that Claude says with the places that show it; None where it says none, or isn't sure.

    Raises BadAnswer for anything else than an answer in the form that was asked for, for a topic that isn't in the
    list, and for one of which no quote stands in the customer's words.
    """
    if stop_reason != "end_turn":
        raise BadAnswer("it broke off")
    topic, confidence, quotes = _fields(text)
    if topic == NONE:
        return None
    if topic not in topics:
        raise BadAnswer("no such category")
    evidence = tuple(found for quote in quotes if (found := _place(quote, words)))
    if not evidence:
        raise BadAnswer("no evidence in the customer's words")
    category, subcategory = topic_of(topic)
    return Candidate(category, subcategory, confidence, evidence) if confidence >= LEAST_CONFIDENCE else None


def with_answer(
    reading: Reading, judgement: Judgement, answer: Candidate, model: str, defaults: Mapping[str, str]
) -> Judgement:
    """Return the judgement with Claude's answer first; the other candidates stay to be seen."""
    others = (one for one in judgement.candidates if one.category != answer.category)
    candidates = (answer, *others)[:MAX_CANDIDATES]
    concluded = conclude(reading, candidates, LEAST_CONFIDENCE, defaults, f"{judgement.version}+{model}")
    return replace(concluded, decided_by=DecidedBy.AI) if concluded.category else judgement


def _fields(text: str) -> tuple[str, float, list[str]]:
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        raise BadAnswer("no JSON") from None
    if not isinstance(answer, dict) or set(answer) != {"topic", "confidence", "quotes"}:
        raise BadAnswer("not in the form that was asked for")
    topic, confidence, quotes = answer["topic"], answer["confidence"], answer["quotes"]
    if not isinstance(topic, str) or not isinstance(quotes, list) or len(quotes) > MOST_QUOTES:
        raise BadAnswer("not in the form that was asked for")
    if isinstance(confidence, bool) or not isinstance(confidence, int | float) or not 0 <= confidence <= 1:
        raise BadAnswer("a confidence that is none")
    if not all(isinstance(quote, str) and len(quote) <= LONGEST_QUOTE for quote in quotes):
        raise BadAnswer("not in the form that was asked for")
    return topic, float(confidence), quotes


def _place(quote: str, words: Words) -> Evidence | None:
    """Return where a quote stands in the words as stored; None where it doesn't, or says too little."""
    said = quote.split()
    if len(said) < FEWEST_WORDS or not any(letter.isalpha() for letter in quote):
        return None
    pattern = re.compile(r"\s+".join(map(re.escape, said)), re.IGNORECASE)
    for where, text in _texts(words):
        if found := pattern.search(text):
            return Evidence(" ".join(found[0].split()), where, found.start(), found.end())
    return None


def _texts(words: Words) -> Iterator[tuple[str, str]]:
    yield SUBJECT, words.subject or ""
    for number, message in enumerate(words.messages[:MAX_MESSAGES], start=1):
        yield f"message {number}", message[: 2 * MAX_CHARACTERS]
