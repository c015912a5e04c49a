"""Turn a written line into what somebody typed: fill its slots, make its choices, type it in a person's way. Pure."""

import random
import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Final

_INNERMOST: Final = re.compile(r"\{([^{}]*)\}")
_SENTENCE_START: Final = re.compile(r"(^|[.!?] +)([a-z])(?!\S*@)")
_ORDER_MARK: Final = "\x01"
_BARE_ORDER: Final = re.compile(rf"(?i)(\border(?: number)?(?: is| in|:)? )?{_ORDER_MARK}")
_KEEPS_CASE: Final = re.compile(r"H\d{12}|[A-Z]{2,}\w*\d\w*")
_SHORT_FORMS: Final = {"please": "pls", "you": "u", "thanks": "thx", "because": "cos", "your": "ur", "are": "r"}
_PLURAL_VERBS: Final = {
    "is": "are",
    "was": "were",
    "has": "have",
    "does": "do",
    "isn't": "aren't",
    "costs": "cost",
    "leaves": "leave",
}
_VERBS: Final = "|".join(_PLURAL_VERBS)
_TWICE_THANKED: Final = re.compile(
    r"(?i)\b(thank you|thanks)(?: so much)?[,.!] (?:thank you|thanks|ta\b|cheers|many thanks).*$"
)
_BUBBLES: Final = (" 😊", "!", " 🙏", "!!", " ☺️", " 🌿")


class Hand(StrEnum):
    """How somebody types."""

    TIDY = "tidy"
    LOWER = "lower"
    HASTY = "hasty"
    BUBBLY = "bubbly"
    FORMAL = "formal"


_HANDS: Final = (*[Hand.TIDY] * 9, *[Hand.LOWER] * 5, *[Hand.HASTY] * 3, *[Hand.BUBBLY] * 2, Hand.FORMAL)


def hand_of(key: str) -> Hand:
    """Return how the person with this hexadecimal key types, always the same."""
    return _HANDS[int(key[:6], 16) % len(_HANDS)]


def fill(text: str, slot: Callable[[str], str], rng: random.Random) -> str:
    """Return `text` with each `{slot}` looked up and each `{this|that}` decided, innermost first."""
    while found := _INNERMOST.search(text):
        inner = found[1]
        value = rng.choice(inner.split("|")) if "|" in inner else slot(inner)
        text = text[: found.start()] + value + text[found.end() :]
    return _tidy(_BARE_ORDER.sub(lambda found: found[1] or "order ", text))


def bare_order(number: str) -> str:
    """Return a plain order id marked so that `fill` puts the word "order" before it where the text lacks it."""
    return _ORDER_MARK + number


def agree(text: str, names: Iterable[str]) -> str:
    """Return the text with plural verbs beside these plural names: "is the dates" becomes "are the dates"."""
    for name in names:
        text = re.sub(rf"\b({name}) ({_VERBS})\b", lambda found: f"{found[1]} {_plural(found[2])}", text)
        text = re.sub(rf"(?i)\b({_VERBS}) (the|my|that) ({name})\b", _agree_before, text)
    return text


def _agree_before(found: re.Match[str]) -> str:
    return f"{_plural(found[1])} {found[2]} {found[3]}"


def _plural(verb: str) -> str:
    plural = _PLURAL_VERBS[verb.lower()]
    return plural.capitalize() if verb[0].isupper() else plural


def type_as(hand: Hand, text: str, rng: random.Random) -> str:
    """Return the text as somebody with this hand would type it."""
    match hand:
        case Hand.LOWER:
            return _lower(text).rstrip(".")
        case Hand.HASTY:
            return " ".join(_hurry(word, rng) for word in _lower(text).rstrip(".").split(" "))
        case Hand.BUBBLY if (text[-1] in ".!" or text[-1].isalnum()) and rng.random() < 0.35:
            return text.rstrip(".!") + rng.choice(_BUBBLES)
        case Hand.BUBBLY if text[-1] == "?" and rng.random() < 0.2:
            return text + " 😊"
        case _:
            return text


def _tidy(text: str) -> str:
    text = re.sub(r" +([,.?!])", r"\1", re.sub(r"  +", " ", text)).strip()
    text = _TWICE_THANKED.sub(r"\1", text)
    text = re.sub(r", thanks for your message\. (thank)", r", \1", text)
    return _SENTENCE_START.sub(lambda found: found[1] + found[2].upper(), text)


def _lower(text: str) -> str:
    return "".join(
        piece if _KEEPS_CASE.fullmatch(piece) else piece.lower()
        for piece in re.split(r"(\bH\d{12}\b|\b[A-Z]+\d\w*)", text)
    )


def _hurry(word: str, rng: random.Random) -> str:
    if word in _SHORT_FORMS and rng.random() < 0.4:
        return _SHORT_FORMS[word]
    if "'" in word and rng.random() < 0.7:
        return word.replace("'", "")
    if len(word) > 4 and word.isalpha() and rng.random() < 0.06:
        return _slip(word, rng)
    return word


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 2)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    dropped = word[:at] + word[at + 1 :]
    doubled = word[:at] + word[at] + word[at:]
    return rng.choice((swapped, dropped, doubled))
