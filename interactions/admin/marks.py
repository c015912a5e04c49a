"""Texts cut into pieces, so that a page can mark what decided without trusting anything in them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

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


def marked(text: str, marks: Iterable[Mark], offset: int = 0) -> SafeString:
    """Return a text as HTML, every piece of it escaped, with its marks as mark elements; see `pieces`."""
    return format_html_join("", "{}", ((_element(piece),) for piece in pieces(text, marks, offset)))


def _element(piece: Piece) -> SafeString | str:
    if not piece.kind:
        return piece.text
    return format_html('<mark class="boo-mark-{}" title="{}">{}</mark>', piece.kind, piece.why, piece.text)
