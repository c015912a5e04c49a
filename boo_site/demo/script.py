"""What the hand-written letters and dialogues have in common: headed pieces, and lines with several wordings. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

_LABELLED: Final = re.compile(r"\[(\w*)(?:>(\w+))?\] (.+)")


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say a line: only where the label `needs` holds, and making `sets` hold from here on."""

    text: str
    needs: str = ""
    sets: str = ""


def read_wording(written: str) -> Wording:
    """Read one wording with its label, if it has one; a single dash leaves the line out."""
    found = _LABELLED.fullmatch(written)
    needs, sets, text = (found[1], found[2] or "", found[3]) if found else ("", "", written)
    return Wording("" if text == "-" else text, needs, sets)


def read_pieces[Piece](
    text: str, category: str, begin: Callable[[str, str | None, str], Piece], add: Callable[[Piece, str], bool]
) -> Iterator[Piece]:
    """Yield the pieces of one file, each begun with its category, subcategory and what it is about.

    `add` takes each further line, and says whether it is understood. Raises ValueError with the number of one that
    isn't.
    """
    piece: Piece | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("== "):
            if piece is not None:
                yield piece
            subcategory, _, about = line[3:].partition(" : ")
            piece = begin(category, None if subcategory == "-" else subcategory, about)
        elif piece is None or not add(piece, line):
            raise ValueError(f"{category}, line {number}: not understood: {line!r}")
    if piece is not None:
        yield piece
