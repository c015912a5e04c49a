"""The language that rules are written in, and its translation into bounded regular expressions. Pure.

    where (is|are) ~2 <parcel>      words; alternatives; up to two words between; a named list
    refund*                         any ending: refund, refunds, refunded
    not (yet)? arrived              a question mark: may be absent
    <n> (days|weeks)                <n> is a small number in figures or words

A phrase is written in ordinary spelling and read as customers' words are read: "hasn't" becomes "has not".
It matches whole words, never across the end of a sentence. Every repetition is bounded, and so is the number of ways in
which a phrase can be tried from one word on: matching takes time linear in the text, whatever the phrase.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from interactions.categorize.wording import spell_out

MAX_GAP = 9
MAX_DEPTH = 8
"""Brackets and lists within one another."""

MAX_WAYS = 2_000
"""Ways of trying a phrase from one word on: "a? a? a?" has eight. The rule book's own phrases stay far below."""

_ITEM = re.compile(r"\s*(?:(?P<gap>~\d?)|(?P<mark>[()|?])|(?P<name><\w+>)|(?P<word>[\w'’#-]+)(?P<any>\*)?)")
_NUMBER = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|couple|few|several|half|second|third|fourth) "
_EVERYDAY_WORDS = (
    "a an the i my your our is are was were be been am it its this that these those to of in on at for from with and "
    "or not no do does did has have had can could will would should what when where how why which who you we me us any "
    "some all get got up out one"
)
_BEYOND = MAX_WAYS + 1
_EVERYDAY = frozenset(_EVERYDAY_WORDS.split())


class BadPhrase(ValueError):
    """A phrase that is not written in the language: `problem` says what is wrong, `at` where, counted from 0."""

    def __init__(self, source: str, problem: str, at: int) -> None:
        super().__init__(f"{source!r}, character {at + 1}: {problem}")
        self.problem = problem
        self.at = at


@dataclass(frozen=True, slots=True)
class Phrase:
    """A compiled phrase; `anchors` are words (those ending in "*": beginnings) of which a text must hold one.

    `demands` are all such sets, the anchors among them: a text that lacks one of them can't match.
    """

    source: str
    pattern: re.Pattern[str]
    anchors: frozenset[str]
    demands: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True)
class _Item:
    """A word or a mark of a phrase, and where it stands."""

    kind: str
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """A translated item: its expression, and the sets of words of each of which it demands one.

    `ways` bounds how often it can be tried at one place, `first` holds the words that it can begin with (None: any).
    """

    expression: str
    demands: tuple[frozenset[str], ...]
    first: frozenset[str] | None
    ways: int = 1

    @property
    def anchors(self) -> frozenset[str]:
        """The set that a text will hold most seldom (empty: it demands none)."""
        return max(self.demands, key=_rarity, default=frozenset())


def compile_phrase(source: str, names: Mapping[str, str]) -> Phrase:
    """Translate a phrase.

    Raises BadPhrase when it is not in the language, would match without any word, or could be tried in too many ways.
    """
    piece = _Reader(source, names, 0).whole()
    if not piece.anchors:
        raise BadPhrase(source, "every word may be absent", 0)
    if piece.ways > MAX_WAYS:
        raise BadPhrase(source, "too many words may be absent, or gaps are too wide, so that it would be slow", 0)
    return Phrase(source, re.compile(r"(?<!\S)" + piece.expression), piece.anchors, piece.demands)


class _Reader:
    """Reads one phrase from left to right; `depth` counts the lists and brackets around it."""

    def __init__(self, source: str, names: Mapping[str, str], depth: int) -> None:
        self.source = source
        self.names = names
        self.depth = depth
        self.items = self._split(source)
        self.at = 0

    def _split(self, source: str) -> list[_Item]:
        items: list[_Item] = []
        at = 0
        source = source.rstrip()
        while at < len(source):
            found = _ITEM.match(source, at)
            if not found:
                raise BadPhrase(self.source, f"{source[at:].strip()!r} is not understood", at + _blanks(source[at:]))
            kind = found.lastgroup or ""
            name = "word" if kind == "any" else kind
            items.append(_Item("prefix" if kind == "any" else kind, found[name], found.start(name)))
            at = found.end()
        return items

    def whole(self) -> _Piece:
        """Read all of it."""
        piece = self.choice()
        if self.at < len(self.items):
            raise self._bad("a bracket is closed that was never opened", self.items[self.at].at)
        return piece

    def choice(self) -> _Piece:
        """Read alternatives up to a closing bracket or the end."""
        pieces = [self.sequence()]
        while self._next_is("|"):
            self.at += 1
            pieces.append(self.sequence())
        return _either(pieces)

    def sequence(self) -> _Piece:
        """Read items that follow one another: what any of them demands, all together demand."""
        pieces: list[_Piece] = []
        while self.at < len(self.items) and not (self._next_is("|") or self._next_is(")")):
            pieces.append(self._optional(self._item()))
        if not pieces:
            raise self._bad("an alternative is empty", self._place())
        return _Piece(
            expression="".join(piece.expression for piece in pieces),
            demands=tuple(words for piece in pieces for words in piece.demands),
            first=pieces[0].first,
            ways=min(math.prod(piece.ways for piece in pieces), _BEYOND),
        )

    def _item(self) -> _Piece:
        item = self.items[self.at]
        self.at += 1
        if item.kind == "gap":
            most = int(item.text[1:] or 2)
            return _Piece(rf"(?:[\w#]+ ){{0,{most}}}?", (), None, most + 1)
        if item.kind == "name":
            return self._named(item)
        if item.kind == "mark":
            return self._bracket(item)
        if item.kind == "prefix":
            beginning = frozenset([item.text.lower() + "*"])
            return _Piece(rf"{re.escape(item.text.lower())}\w* ", (beginning,), beginning)
        spelt = spell_out(item.text)
        words = spelt.split()
        if not words:
            raise self._bad(f"{item.text!r} is no word", item.at)
        demands = tuple(frozenset([word]) for word in words)
        return _Piece(re.escape(spelt).replace(r"\ ", " ") + " ", demands, frozenset(words[:1]))

    def _bracket(self, mark: _Item) -> _Piece:
        if mark.text != "(":
            raise self._bad(f"{mark.text!r} stands where a word should", mark.at)
        self._deeper(mark)
        piece = self.choice()
        if not self._next_is(")"):
            raise self._bad("this bracket is not closed", mark.at)
        self.at += 1
        self.depth -= 1
        return piece

    def _named(self, name: _Item) -> _Piece:
        if name.text == "<n>":
            return _Piece(_NUMBER, (), None)
        if name.text not in self.names:
            raise self._bad(f"there is no list {name.text}", name.at)
        self._deeper(name)
        piece = _Reader(self.names[name.text], self.names, self.depth).whole()
        self.depth -= 1
        return piece

    def _deeper(self, item: _Item) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._bad("brackets stand too deep within one another", item.at)

    def _optional(self, piece: _Piece) -> _Piece:
        if not self._next_is("?"):
            return piece
        self.at += 1
        return _Piece(f"(?:{piece.expression})?", (), None, piece.ways + 1)

    def _next_is(self, mark: str) -> bool:
        return self.at < len(self.items) and (self.items[self.at].kind, self.items[self.at].text) == ("mark", mark)

    def _place(self) -> int:
        return self.items[self.at].at if self.at < len(self.items) else len(self.source.rstrip())

    def _bad(self, problem: str, at: int) -> BadPhrase:
        return BadPhrase(self.source, problem, at)


def _blanks(text: str) -> int:
    return len(text) - len(text.lstrip())


def _either(pieces: list[_Piece]) -> _Piece:
    if len(pieces) == 1:
        return pieces[0]
    anchors = [piece.anchors for piece in pieces]
    demands = (frozenset[str]().union(*anchors),) if all(anchors) else ()
    known = [piece.first for piece in pieces if piece.first is not None]
    first = frozenset[str]().union(*known) if len(known) == len(pieces) else None
    expression = f"(?:{'|'.join(piece.expression for piece in pieces)})"
    return _Piece(expression, demands, first, min(_ways_of_either(pieces), _BEYOND))


def _ways_of_either(pieces: list[_Piece]) -> int:
    """Return the most ways that alternatives have together at one place; such as begin otherwise don't add up."""
    by_first: Counter[str] = Counter()
    anywhere = 0
    for piece in pieces:
        if piece.first is None:
            anywhere += piece.ways
        for word in piece.first or ():
            by_first[word] += piece.ways
    sums = (
        sum(by_first.get(key, 0) for key in {word, *(word[:length] + "*" for length in range(1, len(word) + 1))})
        for word in by_first
    )
    return anywhere + max(sums, default=0)


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
