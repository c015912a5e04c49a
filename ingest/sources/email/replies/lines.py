"""A mail's lines and what each one is. Pure."""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

# Left-to-right marks, zero-width characters and byte-order marks, which mail programs put around names and dates; and
# the blanks that they don't want to be wrapped.
_INVISIBLE: Final = (0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF)
_CLEANED: Final[dict[int, str | None]] = {
    **dict.fromkeys(_INVISIBLE, None),
    **dict.fromkeys((0xA0, 0x2007, 0x202F, 0x3000), " "),
}
_LONGEST_CITED: Final = 17
_CITED: Final = re.compile(r"\||[A-Za-z]{1,16}>(?=\s|$)")
_FENCE: Final = re.compile(r"(?:```|~~~)[\w+-]*$")


class Kind(IntEnum):
    """What a line is: the author's own (BLANK, TEXT) or somebody's history."""

    BLANK = 0
    TEXT = 1
    QUOTE = 2
    INTRO = 3  # "On Friday Jane Doe wrote:"
    HISTORY = 4  # A title or block of headers, below which everything is an older mail.
    MARKED = 5  # History or signature by the markup of HTML: left out, whatever stands below it.


@dataclass(slots=True)
class Lines:
    """A text's lines: as written, bare (stripped, without invisible characters) and by kind."""

    raw: list[str]
    bare: list[str]
    kinds: list[Kind]

    def next_filled(self, index: int) -> int:
        """Return the first line at or after `index` that isn't blank, or the number of lines."""
        while index < len(self.kinds) and self.kinds[index] is Kind.BLANK:
            index += 1
        return index

    def has_quote_at(self, index: int) -> bool:
        """Say whether the first filled line at or after `index` is quoted."""
        at = self.next_filled(index)
        return at < len(self.kinds) and (self.kinds[at] is Kind.QUOTE or cited_by(self.bare[at]) is not None)

    def marks_around(self, index: int) -> list[str | None]:
        """Return the marks of citation on the lines above and below."""
        return [cited_by(line) for line in (*self.bare[max(0, index - 1) : index], *self.bare[index + 1 : index + 2])]


def cited_by(line: str) -> str | None:
    """Return what a line begins with to say that it is quoted, besides ">": a bar, or a name as Supercite writes it."""
    mark = _CITED.match(line) if line[:1] == "|" or ">" in line[:_LONGEST_CITED] else None
    return mark[0] if mark else None


def read_lines(text: str) -> Lines:
    """Split a text into lines, and tell blank, quoted and other lines apart. All line ends count."""
    raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    bare = [_bare(line) for line in raw]
    kinds = [_kind(line) for line in bare]
    return Lines(raw, bare, kinds)


def fenced(lines: Lines) -> list[bool]:
    """Say for each line whether it is in a closed code fence, where nothing is a mark of mail programs."""
    inside = [False] * len(lines.raw)
    fences = [at for at, line in enumerate(lines.bare) if line[:1] in {"`", "~"} and _FENCE.match(line)]
    for first, last in zip(fences[::2], fences[1::2], strict=False):
        inside[first : last + 1] = [True] * (last + 1 - first)
    return inside


def _bare(line: str) -> str:
    return (line if line.isascii() else line.translate(_CLEANED)).strip()


def _kind(line: str) -> Kind:
    if not line:
        return Kind.BLANK
    # Mailbox files put ">" before a line that begins with "From ": that is no quote.
    return Kind.QUOTE if line[0] == ">" and not line.startswith(">From ") else Kind.TEXT
