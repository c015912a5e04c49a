"""What can be typed into the search box, and what is meant by it. Pure."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from interactions.search.spelling import plain

MOST_CHARACTERS, MOST_TERMS = 1_000, 12
"""What lies beyond is left out and told: each term costs look-ups of its own."""

IS = (
    "open", "pending", "resolved", "escalated", "urgent", "negative", "positive", "unassigned", "mine", "snoozed",
    "waiting",
)  # fmt: skip
HAS = ("attachment", "note", "order", "rating")
SOURCES = {"livechat": "livechat", "chat": "livechat", "email": "email", "e-mail": "email", "mail": "email"}

HELP = (
    ("oats refund", "Conversations that hold both words, in any form: refund, refunds, refunded."),
    ('"where is my order"', "These words in this order."),
    ("jos*", "Words that begin so. Accents never matter: Jose finds José."),
    ("-refund", "Without this word. A minus works before everything below, too."),
    ("15012", "An order number, or at least four digits out of one; order:12 takes fewer."),
    ("anna@ or @example.com", "Part of an e-mail address; a whole one works as well."),
    ("from:anna", "The customer's name or address."),
    ("category:returns", "A category or subcategory, by its name or its label; category:none for none."),
    ("is:open", f"Or one of: {', '.join(IS[1:])}."),
    ("has:attachment", f"Or one of: {', '.join(HAS[1:])}."),
    ("after:2026-11-01 before:2026-12-01", "Begun on that day or later, and before that day."),
    ("assignee:sam", "Whose it is; assignee:me and assignee:none work."),
    ("tag:vip source:email", "By tag, and by source: livechat or email."),
)
"""What can be typed and what it finds, for people."""

TOKEN = re.compile(r'(?P<minus>-?)(?:(?P<name>[A-Za-z]+):(?=\S|$))?(?:"(?P<quoted>[^"]*)(?:"|$)|(?P<bare>\S*))')
QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
# A year, a month or a day; fewer digits are somebody still typing.
DAY = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Words:
    """Words to be found: `text` holds them plain, `typed` as they were typed, without quotes.

    Several stand one after the other. `is_beginning`: the last one may go on.
    """

    text: str
    typed: str
    is_negated: bool = False
    is_beginning: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """An operator with its value: a day for before and after, and else a text."""

    name: str
    value: str | date
    is_negated: bool = False


type Term = Words | Condition


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for, and a line for the person where something was left out; empty where all was understood."""

    terms: tuple[Term, ...] = ()
    hint: str = ""


class _Unclear(Exception):
    """A value that an operator can't have: a line that says so and what would do."""


def parse(text: str) -> Query:
    """Read a search. Never fails: what can't be understood is left out, with a hint about the first of it."""
    terms: dict[Term, None] = {}
    hints: list[str] = []
    # Half a character, as a hand-made address may hold, can't be sent to a database.
    readable = text[:MOST_CHARACTERS].encode(errors="replace").decode().translate(QUOTES).replace("\0", " ")
    for match in TOKEN.finditer(readable):
        try:
            terms.update(dict.fromkeys(_terms(match)))
        except _Unclear as unclear:
            hints.append(str(unclear))
    kept = tuple(terms)[:MOST_TERMS]
    if len(kept) < len(terms) or len(text) > MOST_CHARACTERS:
        hints.append(f"Only the first {len(kept)} words were searched for: leave some out.")
    if text.strip() and not terms and not hints:
        hints.append("There is no word in that: type a word, a name or an order number.")
    return Query(kept, hints[0] if hints else "")


def _terms(match: re.Match[str]) -> Iterator[Term]:
    name, is_negated = (match["name"] or "").lower(), bool(match["minus"])
    value = match["bare"] if match["quoted"] is None else match["quoted"]
    if name in READERS:
        yield Condition(name, _read(name, value), is_negated)
        return
    # Any other word before a colon is a word of the search: re:invoice, https://example.com, 10:30.
    typed = f"{name}:{value}" if name else value
    if words := plain(typed):
        is_beginning = typed.endswith("*") and match["quoted"] is None
        yield Words(words, typed.rstrip("*"), is_negated, is_beginning)


def _read(name: str, value: str) -> str | date:
    """Return an operator's value. Raises _Unclear where it can't be read."""
    wants, reader = READERS[name]
    read = reader(value.strip())
    if not read:
        said = f"{name}: stands alone" if not value.strip() else f"{name}:{value[:40]} can't be read"
        raise _Unclear(f"{said}, so it was left out. {wants}")
    return read


def _day(value: str) -> date | None:
    match = DAY.fullmatch(value)
    if not match:
        return None
    try:
        day = date(int(match[1]), int(match[2]), int(match[3] or 1))
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2200 else None


def _one_of(words: tuple[str, ...]) -> Callable[[str], str | None]:
    return lambda value: value.lower() if value.lower() in words else None


def _text(value: str) -> str | None:
    return value if plain(value) else None


READERS: dict[str, tuple[str, Callable[[str], str | date | None]]] = {
    "order": ("It wants an order number or a part of one: order:15012.", _text),
    "from": ("It wants the customer's name or address: from:anna@example.com.", _text),
    "category": ("It wants a category: category:returns.", _text),
    "is": (f"It is one of {', '.join(f'is:{word}' for word in IS)}.", _one_of(IS)),
    "has": (f"It is one of {', '.join(f'has:{word}' for word in HAS)}.", _one_of(HAS)),
    "before": ("It wants a day: before:2026-11-01.", _day),
    "after": ("It wants a day: after:2026-11-01.", _day),
    "assignee": ("It wants a user name, me or none: assignee:sam.", _text),
    "tag": ("It wants a tag: tag:vip.", _text),
    "source": ("It is source:livechat or source:email.", lambda value: SOURCES.get(value.lower())),
}
"""What each operator wants, in words, and what reads its value; None for what it can't have."""
