"""Rules as staff write them: lines of phrases, checked with the place of every fault, and made into rules. Pure.

A line is a phrase to look for: `where is my (esky|cool box)`. One that begins with "unless:" takes the finding back:
`unless: esky for sale`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from interactions.categorize.phrases import BadPhrase, compile_phrase
from interactions.categorize.rule_book import NAMES
from interactions.categorize.rules import Rule, Scope
from interactions.vocabulary import Priority, Sentiment

UNLESS = "unless:"
MAX_LINES = 60
MAX_LINE = 300
MAX_WEIGHT = 10.0


class RuleRow(Protocol):
    """What a rule's row says; the stored row and an unsaved form's both have it."""

    name: str
    phrases: str
    scope: str
    weight: float
    category: str
    subcategory: str | None
    priority: str | None
    sentiment: str | None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a line of phrases; `line` and `column` are counted from 1."""

    line: int
    column: int
    text: str
    problem: str

    def __str__(self) -> str:
        """Tell the place, what is wrong, and point at it under the line."""
        pointer = " " * (self.column - 1) + "^"
        return f"Line {self.line}, column {self.column}: {self.problem}\n{self.text}\n{pointer}"


class BadRule(ValueError):
    """A rule that can't be used; `faults` has everything that is wrong with its phrases, in their order."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def rule_of(row: RuleRow) -> Rule:
    """Make a rule of a row. Raises BadRule with every fault of its phrases."""
    phrases, unless = read_phrases(row.phrases)
    scope: Scope = "first" if row.scope == "first" else "any"
    return Rule(
        category=row.category,
        subcategory=row.subcategory or None,
        phrases=phrases,
        weight=min(row.weight, MAX_WEIGHT),
        unless=unless,
        scope=scope,
        name=row.name,
        priority=Priority(row.priority) if row.priority else None,
        sentiment=Sentiment(row.sentiment) if row.sentiment else None,
    )


def read_phrases(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the phrases of a text, and those that take a finding back. Raises BadRule with every fault."""
    lines = list(_lines(text))
    faults = [fault for number, _, _, whole in lines if (fault := _too_long(number, whole))]
    if len(lines) > MAX_LINES:
        number, column, _, whole = lines[MAX_LINES]
        faults.append(Fault(number, column, whole[:MAX_LINE], f"a rule has at most {MAX_LINES} lines: make two of it"))
    if not faults:
        faults = [fault for number, column, phrase, whole in lines if (fault := _fault(number, column, phrase, whole))]
    found = tuple(phrase for _, _, phrase, whole in lines if not _takes_back(whole))
    if not found and not faults:
        faults = [Fault(1, 1, text.splitlines()[0][:MAX_LINE] if text.strip() else "", "no phrase to look for")]
    if faults:
        raise BadRule(tuple(faults))
    return found, tuple(phrase for _, _, phrase, whole in lines if _takes_back(whole))


def _lines(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield each line that says something: its number, where its phrase begins, the phrase, the whole line."""
    for number, line in enumerate(text.splitlines(), start=1):
        whole = line.expandtabs(1).rstrip()
        start = len(whole) - len(whole.lstrip())
        if _takes_back(whole):
            start = whole.lower().index(UNLESS) + len(UNLESS)
            start += len(whole[start:]) - len(whole[start:].lstrip())
        if whole.strip():
            yield number, start + 1, whole[start:], whole


def _takes_back(whole: str) -> bool:
    return whole.lstrip().lower().startswith(UNLESS)


def _too_long(number: int, whole: str) -> Fault | None:
    if len(whole) <= MAX_LINE:
        return None
    return Fault(number, MAX_LINE + 1, whole[: MAX_LINE + 1], f"a line has at most {MAX_LINE} characters")


def _fault(number: int, column: int, phrase: str, whole: str) -> Fault | None:
    try:
        compile_phrase(phrase, NAMES)
    except BadPhrase as error:
        return Fault(number, column + error.at, whole, error.problem)
    return None
