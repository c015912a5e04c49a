"""Read the hand-written letters in `letters/`: one text file a category, readable without this module. Pure.

== damaged : broken glass       a letter: its subcategory (`-`: none) and what it is about
@placed 4-9                     a setting, see `Letter`
@subject Broken jar | {order}   subjects; {order} is a slot (`scene.py`), {this|that} a choice
c:   a:                         a mail by the customer, by an agent; each line below is a paragraph
/ My {product} is broken.       another wording of the paragraph above; `/ -` leaves the paragraph out
/ [>both] ...                   a wording after which `both` holds
/ [both] ...                    only where `both` holds, and then rather than those without a label
f: photo.jpg   f: [both] ...    a file attached to the mail
+3d                             days that pass before the next mail
?40 ... ?                       the mails between come in 40 of 100 conversations; `?` alone: in 30
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from boo_site.demo.script import Wording, read_pieces, read_wording

LETTERS: Final = Path(__file__).parent / "letters"
_SETTINGS: Final = frozenset((
    "weight", "placed", "months", "dept", "product", "place", "subject",
    "attach", "forward", "business", "cross", "agent", "late",
))  # fmt: skip
_USUAL_CHANCE: Final = 30


@dataclass(frozen=True, slots=True)
class Page:
    """One mail of a letter: its paragraphs with all their wordings, its files, and the days that pass before it."""

    by_customer: bool
    paragraphs: tuple[tuple[Wording, ...], ...]
    files: tuple[Wording, ...]
    pause_days: int


@dataclass(frozen=True, slots=True)
class Round:
    """Mails that come together, in `chance` of 100 conversations."""

    chance: int
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Letter:
    """One hand-written conversation by mail.

    `placed` is the order's age in days (from, to); `months`, `departments`, `products` and `places` (states or
    `regional`) say where it fits, all if empty; `file` comes with the first mail; `forwards` says that the first mail
    passes on a notice, `is_cross` that the customer isn't in the mood for smiles; `agent` is the first name of who
    must answer; `late_days` pass before anybody does.
    """

    category: str
    subcategory: str | None
    about: str
    rounds: tuple[Round, ...]
    subjects: tuple[str, ...]
    weight: int
    placed: tuple[int, int]
    months: frozenset[int]
    departments: frozenset[str]
    products: frozenset[str]
    places: frozenset[str]
    file: str | None
    forwards: bool
    is_business: bool
    is_cross: bool
    agent: str | None
    late_days: int

    @property
    def shop_begins(self) -> bool:
        """Say whether the shop writes the first mail."""
        return not self.rounds[0].pages[0].by_customer


@cache
def words_of(letter: Letter) -> str:
    """Return every wording of a letter in one text."""
    pages = [page for part in letter.rounds for page in part.pages]
    return "\n".join(wording.text for page in pages for choices in page.paragraphs for wording in choices)


@dataclass(slots=True)
class _OpenPage:
    by_customer: bool
    pause_days: int
    paragraphs: list[list[Wording]] = field(default_factory=list)
    files: list[Wording] = field(default_factory=list)

    def close(self) -> Page:
        paragraphs = tuple(tuple(choices) for choices in self.paragraphs)
        return Page(self.by_customer, paragraphs, tuple(self.files), self.pause_days)


@dataclass(slots=True)
class _OpenLetter:
    category: str
    subcategory: str | None
    about: str
    settings: dict[str, str] = field(default_factory=dict)
    rounds: list[tuple[int, list[_OpenPage]]] = field(default_factory=lambda: [(100, [])])
    pause_days: int = 0

    def close(self) -> Letter:
        found = self.settings
        first, _, last = found.get("placed", "4-10").partition("-")
        rounds = (Round(chance, tuple(page.close() for page in pages)) for chance, pages in self.rounds if pages)
        return Letter(
            category=self.category,
            subcategory=self.subcategory,
            about=self.about,
            rounds=tuple(rounds),
            subjects=tuple(part.strip() for part in found["subject"].split(" | ")),
            weight=int(found.get("weight", 1)),
            placed=(int(first), int(last)),
            months=frozenset(int(month) for month in _listed(found.get("months"))),
            departments=_listed(found.get("dept")),
            products=_listed(found.get("product")),
            places=_listed(found.get("place")),
            file=found.get("attach"),
            forwards="forward" in found,
            is_business="business" in found,
            is_cross="cross" in found,
            agent=found.get("agent"),
            late_days=int(found.get("late", 0)),
        )


def parse_letters(text: str, category: str) -> Iterator[Letter]:
    """Yield the letters of one file. Raises ValueError with the line's number where a line isn't understood."""
    for letter in read_pieces(text, category, _OpenLetter, _add_line):
        yield letter.close()


def _add_line(letter: _OpenLetter, line: str) -> bool:
    pages = letter.rounds[-1][1]
    if line.startswith("@"):
        name, _, value = line[1:].partition(" ")
        letter.settings[name] = value
        return name in _SETTINGS
    if line in ("c:", "a:"):
        pages.append(_OpenPage(line == "c:", letter.pause_days))
        letter.pause_days = 0
        return True
    if line.startswith("?"):
        is_open = letter.rounds[-1][0] < 100
        chance = int(line[1:]) if line[1:] else (100 if is_open else _USUAL_CHANCE)
        letter.rounds.append((chance, []))
        return True
    if line.startswith("+"):
        letter.pause_days = int(line[1:].removesuffix("d"))
        return True
    return bool(pages) and _add_words(pages[-1], line)


def _add_words(page: _OpenPage, line: str) -> bool:
    if line.startswith("f: "):
        page.files.append(read_wording(line[3:]))
    elif not line.startswith("/ "):
        page.paragraphs.append([read_wording(line)])
    elif page.paragraphs:
        page.paragraphs[-1].append(read_wording(line[2:]))
    else:
        return False
    return True


def _listed(value: str | None) -> frozenset[str]:
    return frozenset(part.strip() for part in value.split(",")) if value else frozenset()


@cache
def load_letters() -> tuple[Letter, ...]:
    """Return every letter, by category, in the order of the files."""
    return tuple(
        letter
        for path in sorted(LETTERS.glob("*.txt"))
        for letter in parse_letters(path.read_text(encoding="utf-8"), path.stem)
    )
