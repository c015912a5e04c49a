"""Where the words of a search stand in a text, and the piece of the text that shows most of them. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from interactions.search.spelling import fold

SHOWN = 160
BEFORE = 40
"""How many characters of a text are shown, and how many of them stand before its first hit."""

MOST_HITS = 40
LEXEME = re.compile(r"'((?:[^']|'')+)'")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a text, on one line, with the places of the hits in it; `terms` counts how many terms it shows."""

    text: str
    hits: tuple[tuple[int, int], ...]
    terms: int


type Pattern = re.Pattern[str]


def pattern(phrase: str, typed: str, *, is_beginning: bool = False) -> Pattern | None:
    """Return what finds a term in a folded text: its lexemes with their endings, or a part of a number or an address.

    `phrase` is the term as a tsquery. English endings are guessed: a stem and up to four more letters.
    """
    literal = fold(typed.lstrip("#"))
    if "@" in literal or any(character.isdigit() for character in literal):
        return re.compile(re.escape(literal)) if literal else None
    lexemes = [match[1].replace("''", "'") for match in LEXEME.finditer(phrase)]
    if not lexemes:
        return None
    forms = [_forms(lexeme) for lexeme in lexemes]
    if is_beginning:
        forms[-1] = rf"{re.escape(lexemes[-1])}\w*"
    return re.compile(rf"\b{r'\W+'.join(forms)}\b")


def _forms(lexeme: str) -> str:
    if len(lexeme) <= 2:
        return re.escape(lexeme)
    # The stem of delivery is deliveri.
    stem = f"{re.escape(lexeme[:-1])}[iy]" if lexeme.endswith("i") else re.escape(lexeme)
    return rf"{stem}\w{{0,{2 if len(lexeme) == 3 else 4}}}"


def excerpt(text: str, patterns: Sequence[Pattern]) -> Excerpt | None:
    """Return the piece of a text that shows the most terms, the first of equals; None where it has none."""
    line = " ".join(text.split())
    folded = fold(line)
    hits = sorted(
        (match.start(), match.end(), term)
        for term, sought in enumerate(patterns)
        for match, _ in zip(sought.finditer(folded), range(MOST_HITS), strict=False)
    )
    if not hits:
        return None
    counts = [len({term for start, end, term in hits if first <= start and end <= first + SHOWN}) for first, *_ in hits]
    most = max(counts)
    return _cut(line, hits, hits[counts.index(most)][0], max(most, 1))


def _cut(line: str, hits: Sequence[tuple[int, int, int]], first: int, terms: int) -> Excerpt:
    start = max(first - BEFORE, 0)
    if start and (space := line.find(" ", start, first)) >= 0:
        start = space + 1
    end = min(start + SHOWN, len(line))
    if end < len(line) and (space := line.rfind(" ", first + 1, end)) > start + SHOWN // 2:
        end = space
    lead, tail = "… " if start else "", " …" if end < len(line) else ""
    shift = len(lead) - start
    shown = tuple((max(a, start) + shift, min(b, end) + shift) for a, b, _ in hits if a < end and b > start)
    return Excerpt(f"{lead}{line[start:end]}{tail}", shown, terms)
