"""Texts cut into pieces, so that a page can mark what decided without trusting anything in them."""

from collections.abc import Iterable
from dataclasses import dataclass

CATEGORY = "topic"
MOOD = "mood"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text, from its first character to after its last; `kind` is how it looks, `why` what it says."""

    start: int
    end: int
    kind: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; unmarked where `kind` is empty."""

    text: str
    kind: str = ""
    why: str = ""


def pieces(text: str, marks: Iterable[Mark], offset: int = 0) -> tuple[Piece, ...]:
    """Cut a text at its marks; joined, the pieces are the text. `offset` is where it begins in what the marks count.

    Marks that lie outside or inside one another are cut down to what is left of them.
    """
    cut: list[Piece] = []
    at = 0
    for mark in sorted(marks, key=lambda one: (one.start, -one.end)):
        start, end = max(mark.start - offset, at), min(mark.end - offset, len(text))
        if start < end:
            if at < start:
                cut.append(Piece(text[at:start]))
            cut.append(Piece(text[start:end], mark.kind, mark.why))
            at = end
    if at < len(text):
        cut.append(Piece(text[at:]))
    return tuple(cut)
