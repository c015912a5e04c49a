"""Read the hand-written dialogues in `dialogues/`: one text file a category, readable without this module. Pure.

== where_is_order : not scanned     a dialogue: its subcategory (`-`: none) and what it is about
@placed 4-9                         a setting, see `Settings`
c: {hi}where is {order}?            the customer writes; {order} is a slot (`scene.py`), {this|that} a choice
/ {hi}any news on {order}           another wording for the line above; `/ -` leaves the line out
/ [>late] ...                       a wording after which `late` holds
/ [late] ...   [late>wait] ...      only where `late` holds, and then rather than those without a label
a: b: n:                            an agent, the bot, an agent's internal note
f: photo.jpg   fa: label.jpg        a file from the customer, from the agent
r: {Product}   t: reason            a product card, a transfer to the second agent
+4m                                 a pause before the next line
?40 ... ?                           what stands between comes in 40 of 100 chats
z   z plain   z sorry               a closing from closing.txt
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from boo_site.demo.script import Wording, read_pieces, read_wording

DIALOGUES: Final = Path(__file__).parent / "dialogues"
_SETTINGS: Final = frozenset(
    ("weight", "placed", "months", "dept", "product", "pairs", "tags", "after", "place", "carrier", "end", "rate")
)
_NOT_CATEGORIES: Final = frozenset({"follow_up", "add_on", "closing", "product_answers"})
_LINE: Final = re.compile(r"(?P<mark>c|a|b|n|f|fa|r|t): (?P<text>.+)")


class Kind(StrEnum):
    """What a turn of a dialogue is; the value is its mark in the files."""

    CUSTOMER = "c"
    AGENT = "a"
    BOT = "b"
    NOTE = "n"
    FILE = "f"
    AGENT_FILE = "fa"
    CARD = "r"
    TRANSFER = "t"
    PAUSE = "+"
    CLOSING = "z"


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of a dialogue with all its wordings (a pause: minutes; a closing: its kind)."""

    kind: Kind
    choices: tuple[Wording, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Turns that come together, in `chance` of 100 chats."""

    chance: int
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class Rating:
    """A rating that the dialogue earns in `chance` of 100 chats: 1 is good, 0 is bad."""

    score: int
    chance: int
    comments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a dialogue asks of its scene.

    `placed` is the age of the order in days (from, to); `months` are the months it fits (all if empty); `products` and
    `departments` limit the product; `pairs` name the product and the one that it is compared with; `after` names the
    subcategories of an earlier chat that it goes back to; `places` are states or `regional`; `left` says that the
    customer leaves without a word.
    """

    weight: int = 1
    placed: tuple[int, int] = (4, 10)
    months: frozenset[int] = frozenset()
    departments: frozenset[str] = frozenset()
    products: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()
    after: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    carrier: str | None = None
    left: bool = False
    rating: Rating | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Dialogue:
    """One hand-written conversation. `subcategory` is None where the category has none."""

    category: str
    subcategory: str | None
    about: str
    settings: Settings
    parts: tuple[Part, ...]

    @property
    def words(self) -> str:
        """Return every wording in one text."""
        return "\n".join(choice.text for part in self.parts for turn in part.turns for choice in turn.choices)


@cache
def slots_of(dialogue: Dialogue) -> frozenset[str]:
    """Return the names of all slots that any wording of a dialogue uses."""
    return frozenset(re.findall(r"\{(\w+)\}", dialogue.words))


@dataclass(slots=True)
class _Draft:
    category: str
    subcategory: str | None
    about: str
    settings: dict[str, str] = field(default_factory=dict)
    parts: list[tuple[int, list[tuple[Kind, list[Wording]]]]] = field(default_factory=lambda: [(100, [])])

    def finish(self) -> Dialogue:
        parts = tuple(
            Part(chance, tuple(Turn(kind, tuple(choices)) for kind, choices in turns))
            for chance, turns in self.parts
            if turns
        )
        return Dialogue(self.category, self.subcategory, self.about, _read_settings(self.settings), parts)


def parse_dialogues(text: str, category: str) -> Iterator[Dialogue]:
    """Yield the dialogues of one file. Raises ValueError with the line's number where a line isn't understood."""
    for draft in read_pieces(text, category, _Draft, _add_line):
        yield draft.finish()


def _add_line(draft: _Draft, line: str) -> bool:
    turns = draft.parts[-1][1]
    mark, rest = line[0], line[1:].strip()
    if found := _LINE.fullmatch(line):
        turns.append((Kind(found["mark"]), [read_wording(found["text"])]))
    elif mark == "/" and turns:
        turns[-1][1].append(read_wording(rest))
    elif mark == "@":
        name, _, value = rest.partition(" ")
        draft.settings[name] = value
    elif mark == "?":
        draft.parts.append((int(rest or 100), []))
    elif mark == "+":
        turns.append((Kind.PAUSE, [Wording(rest.removesuffix("m"))]))
    elif mark == "z":
        turns.append((Kind.CLOSING, [Wording(rest or "happy")]))
    else:
        return False
    return True


def _read_settings(found: dict[str, str]) -> Settings:
    if unknown := found.keys() - _SETTINGS:
        raise ValueError(f"unknown settings: {', '.join(sorted(unknown))}")
    first, _, last = found.get("placed", "4-10").partition("-")
    return Settings(
        weight=int(found.get("weight", 1)),
        placed=(int(first), int(last)),
        months=frozenset(int(month) for month in _listed(found.get("months"))),
        departments=frozenset(_listed(found.get("dept"))),
        products=_listed(found.get("product")),
        pairs=tuple((pair.split("/")[0], pair.split("/")[1]) for pair in _listed(found.get("pairs"))),
        tags=_listed(found.get("tags")),
        after=frozenset(_listed(found.get("after"))),
        places=frozenset(_listed(found.get("place"))),
        carrier=found.get("carrier"),
        left=found.get("end") == "left",
        rating=_read_rating(found["rate"]) if "rate" in found else None,
    )


def _read_rating(value: str) -> Rating:
    head, *comments = (part.strip() for part in value.split("|"))
    score, chance = head.split()
    return Rating(1 if score == "good" else 0, int(chance), tuple(comments) or ("",))


def _listed(value: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",")) if value else ()


def _read_file(path: Path) -> tuple[Dialogue, ...]:
    return tuple(parse_dialogues(path.read_text(encoding="utf-8"), path.stem))


@cache
def load_dialogues() -> tuple[Dialogue, ...]:
    """Return every dialogue that opens a conversation, by category, in the order of the files."""
    paths = sorted(path for path in DIALOGUES.glob("*.txt") if path.stem not in _NOT_CATEGORIES)
    return tuple(dialogue for path in paths for dialogue in _read_file(path))


@cache
def load_extras(name: str) -> tuple[Dialogue, ...]:
    """Return the dialogues of `follow_up`, `add_on` or `closing`. Their category is looked up by subcategory."""
    found = _read_file(DIALOGUES / f"{name}.txt")
    return tuple(replace(dialogue, category=_category_of(dialogue.subcategory)) for dialogue in found)


def _category_of(subcategory: str | None) -> str:
    return next((dialogue.category for dialogue in load_dialogues() if dialogue.subcategory == subcategory), "closing")


@cache
def load_product_answers() -> dict[str, dict[str, tuple[tuple[str, str], ...]]]:
    """Return questions and answers by product and by letter: i (ingredients), u (use), r (recommendation)."""
    text = (DIALOGUES / "product_answers.txt").read_text(encoding="utf-8")
    answers: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {}
    product = ""
    for line in _content(text.splitlines()):
        if line.startswith("["):
            product = line.strip("[]")
            answers[product] = {}
        else:
            question, _, answer = line[2:].partition(" => ")
            known = answers[product].get(line[0], ())
            answers[product][line[0]] = (*known, (_ended(question), answer))
    return answers


def _content(lines: Iterable[str]) -> Iterator[str]:
    return (line for line in lines if line.strip() and not line.startswith("#"))


def _ended(question: str) -> str:
    return question if question[-1] in ".?!" else f"{question}."
