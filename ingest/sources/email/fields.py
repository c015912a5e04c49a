"""A mail's header block as it came: names and raw values (RFC 5322, 2.2), within limits. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

FIELD_MAX_BYTES = 64 * 1024
BLOCK_MAX_BYTES = 256 * 1024

# A field with its folded lines. A name is printable ASCII but the colon; blanks before the colon are an old habit.
_FIELD_PATTERN = rb"(%b[!-9;-~]+)[ \t]*:(%b[^\n]*(?:\n[ \t][^\n]*)*)(?:\n|\Z)"
_FIELD = re.compile(_FIELD_PATTERN % (b"", b""))
_FIELDS_IN_A_ROW = re.compile(rb"(?:%b)++" % (_FIELD_PATTERN % (b"?:", b"?:")))
_UNIX_FROM = re.compile(rb">?From [^\n]*(?:\n|\Z)")
_STRAY_LINE = re.compile(rb"[^\r\n][^\n]*\n(?=[!-9;-~]{2,60}[ \t]*:[ \t])")
_BEFORE_MAIL = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]*\r?\n)*")
_BLANK_LINE = re.compile(rb"[ \t]*\r?\n")


@dataclass(frozen=True)
class Fields:
    """Header fields in their order: lower-case names with values as they came, still folded and encoded."""

    pairs: tuple[tuple[str, bytes], ...] = ()

    @cached_property
    def _by_name(self) -> dict[str, list[bytes]]:
        by_name: dict[str, list[bytes]] = {}
        for name, value in self.pairs:
            by_name.setdefault(name, []).append(value)
        return by_name

    def all(self, name: str) -> Sequence[bytes]:
        """Return the raw values of every field of this (lower-case) name."""
        return self._by_name.get(name, ())

    def first(self, name: str) -> bytes | None:
        """Return the first value that isn't blank, or None: some mails repeat a field and leave the first one empty."""
        for value in self._by_name.get(name, ()):
            if value and not value.isspace():
                return value
        return None

    def without(self, name: str) -> "Fields":
        """Return these fields but those of this name."""
        return Fields(tuple(pair for pair in self.pairs if pair[0] != name))

    def __contains__(self, name: str) -> bool:
        return name in self._by_name


@dataclass(frozen=True, slots=True)
class Block:
    """A header block, where the body behind it starts, the mbox From_ line before it, and what was wrong."""

    fields: Fields
    body_start: int
    unix_from: bytes | None = None
    defects: tuple[str, ...] = ()


def read_block(data: bytes, start: int = 0, end: int | None = None) -> Block:
    """Read the header block at `start`, in time linear in its length.

    A field is cut at 64 kB; what exceeds 256 kB together is left out. A stray line between two fields is passed over;
    any other line that is no field begins the body, as in Python's own parser.
    """
    end = len(data) if end is None else end
    unix_from = _UNIX_FROM.match(data, start, end)
    first = position = unix_from.end() if unix_from else start
    pairs: list[tuple[str, bytes]] = []
    defects: set[str] = set()
    while position < end:
        if row := _FIELDS_IN_A_ROW.match(data, position, end):
            found = _FIELD.findall(data, position, row.end())
            pairs += [(name.decode().lower(), value.removesuffix(b"\r")) for name, value in found]
            position = row.end()
        stray = _STRAY_LINE.match(data, position, end) if pairs else None
        if stray is None:
            break
        defects.add("stray_line_in_header")
        position = stray.end()
    if position - first > FIELD_MAX_BYTES:
        pairs = _within_limits(pairs, defects)
    return Block(
        fields=Fields(tuple(pairs)),
        body_start=_body_start(data, position, end, defects),
        unix_from=unix_from.group() if unix_from else None,
        defects=tuple(sorted(defects)),
    )


def _within_limits(pairs: Iterable[tuple[str, bytes]], defects: set[str]) -> list[tuple[str, bytes]]:
    kept: list[tuple[str, bytes]] = []
    room = BLOCK_MAX_BYTES
    for name, value in pairs:
        longest = min(FIELD_MAX_BYTES, room)
        if len(value) > longest:
            defects.add("header_too_long")
        if room > 0:
            kept.append((name, value[:longest]))
            room -= len(kept[-1][1]) + len(name)
    return kept


def read_mail_block(data: bytes, start: int = 0, end: int | None = None) -> Block:
    """Read the header block of a whole mail, past a byte order mark and blank lines that some exports put before it."""
    end = len(data) if end is None else end
    first = _BEFORE_MAIL.match(data, start, end)
    block = read_block(data, first.end() if first else start, end)
    return block if block.fields.pairs else read_block(data, start, end)


def _body_start(data: bytes, position: int, end: int, defects: set[str]) -> int:
    blank = _BLANK_LINE.match(data, position, end)
    if blank is not None:
        return blank.end()
    if position < end:
        defects.add("no_blank_line_after_header")
    return position
