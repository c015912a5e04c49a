"""Measure a categoriser on labelled texts. Pure: the answers are passed in, and so is the time they took."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

ENOUGH_LINES = 30
"""A class with fewer lines says nothing in a macro-F1; it is listed apart."""

MOST_CONFUSIONS = 15
UNNAMED_SOURCE = "unnamed"

type Answer = tuple[str | None, str | None]
"""A category and a subcategory; None where there is no answer."""


class BadLine(ValueError):
    """A line that is no labelled text; the message says which line and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled text."""

    text: str
    category: str
    subcategory: str | None
    source: str
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class CategoryScore:
    """How one category fared; `n` lines have it. A share of nothing is None."""

    category: str
    n: int
    answered: float
    precision: float | None
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class SourceScore:
    """How one source of texts fared."""

    source: str
    n: int
    coverage: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often one category was taken for another; `answered` None: no answer was given."""

    expected: str
    answered: str | None
    count: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every figure. Shares are 0 to 1, rounded to four places; None where there is nothing to divide by."""

    n: int
    coverage: float
    accuracy: float
    accuracy_of_answered: float | None
    subcategory_accuracy: float | None
    macro_f1: float | None
    macro_f1_classes: tuple[str, ...]
    thin_classes: tuple[str, ...]
    mean_accuracy_over_sources: float
    texts_per_second: float | None
    categories: tuple[CategoryScore, ...]
    sources: tuple[SourceScore, ...]
    confusions: tuple[Confusion, ...]

    def to_json(self) -> dict[str, object]:
        """Return the figures as plain values."""
        return asdict(self)


def parse_examples(lines: Iterable[str]) -> list[Example]:
    """Read labelled texts, one JSON object a line; empty lines don't count. Raises BadLine at the first bad one."""
    examples = [_parse_example(line, number) for number, line in enumerate(lines, start=1) if line.strip()]
    if not examples:
        raise BadLine("There is no labelled text in the file: give one JSON object with text and category a line")
    return examples


def _parse_example(line: str, number: int) -> Example:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise BadLine(f"Line {number} is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise BadLine(f'Line {number} is not an object: write {{"text": ..., "category": ...}}')
    for name in ("text", "category"):
        if not isinstance(found.get(name), str) or (name == "category" and not found[name]):
            raise BadLine(f"Line {number} has no {name}: it must be a string")
    for name in ("subcategory", "source", "subject"):
        if not isinstance(found.get(name), str | None):
            raise BadLine(f"Line {number}: {name} must be a string or null")
    return Example(
        text=found["text"],
        category=found["category"],
        subcategory=found.get("subcategory") or None,
        source=found.get("source") or UNNAMED_SOURCE,
        subject=found.get("subject"),
    )


def evaluate(examples: Sequence[Example], answers: Sequence[Answer], seconds: float | None = None) -> Evaluation:
    """Compare answers with labels, which stand in the same order; `seconds` is what all answers took.

    No answer counts as wrong, except in the accuracy of the answered. Raises ValueError for unequal lengths or nothing.
    """
    if not examples:
        raise ValueError("there is nothing to evaluate")
    pairs = list(zip(examples, answers, strict=True))
    categories = _category_scores(pairs)
    counted = [score for score in categories if score.n >= ENOUGH_LINES]
    sources = _source_scores(pairs)
    answered = [_is_right(example, answer) for example, answer in pairs if answer[0]]
    return Evaluation(
        n=len(pairs),
        coverage=_share(len(answered), len(pairs)),
        accuracy=_share(sum(answered), len(pairs)),
        accuracy_of_answered=_share(sum(answered), len(answered)) if answered else None,
        subcategory_accuracy=_subcategory_accuracy(pairs),
        macro_f1=round(sum(score.f1 for score in counted) / len(counted), 4) if counted else None,
        macro_f1_classes=tuple(score.category for score in counted),
        thin_classes=tuple(score.category for score in categories if score.n < ENOUGH_LINES),
        mean_accuracy_over_sources=round(sum(score.accuracy for score in sources) / len(sources), 4),
        texts_per_second=round(len(pairs) / seconds, 1) if seconds else None,
        categories=categories,
        sources=sources,
        confusions=_confusions(pairs),
    )


def _is_right(example: Example, answer: Answer) -> bool:
    return example.category == answer[0]


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4)


def _subcategory_accuracy(pairs: Sequence[tuple[Example, Answer]]) -> float | None:
    """Return how often category and subcategory are both right, among lines whose label has a subcategory."""
    right = [(example.category, example.subcategory) == answer for example, answer in pairs if example.subcategory]
    return _share(sum(right), len(right)) if right else None


def _category_scores(pairs: Sequence[tuple[Example, Answer]]) -> tuple[CategoryScore, ...]:
    expected = Counter(example.category for example, _ in pairs)
    answered = Counter(answer[0] for _, answer in pairs)
    covered = Counter(example.category for example, answer in pairs if answer[0])
    right = Counter(example.category for example, answer in pairs if _is_right(example, answer))
    return tuple(
        CategoryScore(
            category=name,
            n=n,
            answered=_share(covered[name], n),
            precision=_share(right[name], answered[name]) if answered[name] else None,
            recall=_share(right[name], n),
            f1=round(2 * right[name] / (n + answered[name]), 4),
        )
        for name, n in sorted(expected.items(), key=lambda item: (-item[1], item[0]))
    )


def _source_scores(pairs: Sequence[tuple[Example, Answer]]) -> tuple[SourceScore, ...]:
    by_source: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for example, answer in pairs:
        by_source[example.source].append((bool(answer[0]), _is_right(example, answer)))
    return tuple(
        SourceScore(
            source=name,
            n=len(marks),
            coverage=_share(sum(has_answer for has_answer, _ in marks), len(marks)),
            accuracy=_share(sum(is_right for _, is_right in marks), len(marks)),
        )
        for name, marks in sorted(by_source.items(), key=lambda item: (-len(item[1]), item[0]))
    )


def _confusions(pairs: Sequence[tuple[Example, Answer]]) -> tuple[Confusion, ...]:
    wrong = Counter((example.category, answer[0]) for example, answer in pairs if not _is_right(example, answer))
    ordered = sorted(wrong.items(), key=lambda item: (-item[1], item[0][0], item[0][1] or ""))
    return tuple(Confusion(expected, given, count) for (expected, given), count in ordered[:MOST_CONFUSIONS])
