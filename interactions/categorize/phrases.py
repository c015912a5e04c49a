"""The language that rules are written in, and its translation into bounded regular expressions. Pure.

    where (is|are) ~2 <parcel>      words; alternatives; up to two words between; a named list
    refund*                         any ending: refund, refunds, refunded
    not (yet)? arrived              a question mark: may be absent
    <n> (days|weeks)                <n> is a small number in figures or words

A phrase is written in ordinary spelling and read as customers' words are read: "hasn't" becomes "has not".
It matches whole words, never across the end of a sentence. Every repetition is bounded, so matching takes linear time.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from interactions.categorize.wording import spell_out

MAX_GAP = 9
_ITEM = re.compile(r"\s*(?:(?P<gap>~\d?)|(?P<mark>[()|?])|(?P<name><\w+>)|(?P<word>[\w'’#-]+)(?P<any>\*)?)")
_NUMBER = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|couple|few|several|half|second|third|fourth) "
_EVERYDAY_WORDS = (
    "a an the i my your our is are was were be been am it its this that these those to of in on at for from with and "
    "or not no do does did has have had can could will would should what when where how why which who you we me us any "
    "some all get got up out one"
)
_EVERYDAY = frozenset(_EVERYDAY_WORDS.split())


class BadPhrase(ValueError):
    """A phrase that is not written in the language; the message says which and what is wrong."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled phrase; `anchors` are words (those ending in "*": beginnings) of which a text must hold one."""

    source: str
    pattern: re.Pattern[str]
    anchors: frozenset[str]


@dataclass(slots=True)
class _Piece:
    """A translated item: its expression, and the anchors that it demands (empty: it demands none)."""

    expression: str
    anchors: frozenset[str]


def compile_phrase(source: str, names: Mapping[str, str]) -> Phrase:
    """Translate a phrase; raise BadPhrase when it is not in the language or would match without any word."""
    reader = _Reader(source, names)
    piece = reader.choice(until="")
    if not piece.anchors:
        raise BadPhrase(f"{source!r}: every word may be absent")
    return Phrase(source, re.compile(r"(?<!\S)" + piece.expression), piece.anchors)


class _Reader:
    """Reads one phrase from left to right."""

    def __init__(self, source: str, names: Mapping[str, str]) -> None:
        self.source = source
        self.names = names
        self.items = self._split(source)
        self.at = 0

    def _split(self, source: str) -> list[tuple[str, str]]:
        items: list[tuple[str, str]] = []
        at = 0
        source = source.rstrip()
        while at < len(source):
            found = _ITEM.match(source, at)
            if not found:
                raise BadPhrase(f"{self.source!r}: {source[at:]!r} is not understood")
            kind = found.lastgroup or ""
            items.append(("prefix", found["word"]) if kind == "any" else (kind, found[kind]))
            at = found.end()
        return items

    def choice(self, until: str) -> _Piece:
        """Read alternatives up to the closing mark."""
        pieces = [self.sequence()]
        while self._next_is("|"):
            self.at += 1
            pieces.append(self.sequence())
        if until and not self._next_is(until):
            raise BadPhrase(f"{self.source!r}: a bracket is not closed")
        if not until and self.at < len(self.items):
            raise BadPhrase(f"{self.source!r}: a bracket is closed that was never opened")
        return _either(pieces)

    def sequence(self) -> _Piece:
        """Read items that follow one another; the rarest of them gives the anchors."""
        pieces = []
        while self.at < len(self.items) and not (self._next_is("|") or self._next_is(")")):
            pieces.append(self._optional(self._item()))
        if not pieces:
            raise BadPhrase(f"{self.source!r}: an alternative is empty")
        anchors = max((piece.anchors for piece in pieces), key=_rarity)
        return _Piece("".join(piece.expression for piece in pieces), anchors)

    def _item(self) -> _Piece:
        kind, text = self.items[self.at]
        self.at += 1
        if kind == "gap":
            return _Piece(rf"(?:[\w#]+ ){{0,{text[1:] or 2}}}?", frozenset())
        if kind == "name":
            return self._named(text)
        if kind == "mark":
            return self._bracket(text)
        if kind == "prefix":
            return _Piece(rf"{re.escape(text.lower())}\w* ", frozenset([text.lower() + "*"]))
        spelt = spell_out(text)
        return _Piece(re.escape(spelt).replace(r"\ ", " ") + " ", frozenset([max(spelt.split(), key=len)]))

    def _bracket(self, mark: str) -> _Piece:
        if mark != "(":
            raise BadPhrase(f"{self.source!r}: {mark!r} stands where a word should")
        piece = self.choice(until=")")
        self.at += 1
        return piece

    def _named(self, name: str) -> _Piece:
        if name == "<n>":
            return _Piece(_NUMBER, frozenset())
        if name not in self.names:
            raise BadPhrase(f"{self.source!r}: there is no list {name}")
        return _Reader(self.names[name], self.names).choice(until="")

    def _optional(self, piece: _Piece) -> _Piece:
        if not self._next_is("?"):
            return piece
        self.at += 1
        return _Piece(f"(?:{piece.expression})?", frozenset())

    def _next_is(self, mark: str) -> bool:
        return self.at < len(self.items) and self.items[self.at] == ("mark", mark)


def _either(pieces: list[_Piece]) -> _Piece:
    if len(pieces) == 1:
        return pieces[0]
    anchors: frozenset[str] = frozenset()
    if all(piece.anchors for piece in pieces):
        anchors = anchors.union(*(piece.anchors for piece in pieces))
    return _Piece(f"(?:{'|'.join(piece.expression for piece in pieces)})", anchors)


def _rarity(anchors: frozenset[str]) -> tuple[int, int]:
    """Rate how seldom a text will hold one of the anchors: long words before short, few before many."""
    if not anchors:
        return (-1, 0)
    shortest = min(0 if word in _EVERYDAY else len(word) for word in anchors)
    return (min(shortest, 5), -len(anchors))


def literal_words(sources: Iterable[str]) -> frozenset[str]:
    """Return the words that phrases spell out, those with any ending as "word*"."""
    words: set[str] = set()
    for source in sources:
        for found in _ITEM.finditer(source):
            if found["word"]:
                words.update([found["word"].lower() + "*"] if found["any"] else spell_out(found["word"]).split())
    return frozenset(words)
