"""Find the shop's order numbers in what people wrote. Pure."""

import re
from collections.abc import Iterable

# The shop's own numbers stand on their own; plain BigCommerce ids need a word before them that says what they are.
SHOP_NUMBER = re.compile(r"H[0-9]{12}(?![0-9])", re.IGNORECASE)
ORDER_WORD = re.compile(r"\b(?:orders?|invoices?|purchases?)\b[\s:]*", re.IGNORECASE)
PLAIN_NUMBER = re.compile(r"\W*([0-9]{5,7})\W*")
FIVE_DIGITS = re.compile(r"[0-9]{5}")
WORDS_AFTER = 3
# Three words of ordinary length; keeps the search linear in texts without spaces.
WINDOW_CHARACTERS = 120


def find_order_numbers(texts: Iterable[str]) -> list[str]:
    """Return the order numbers that the texts mention, each once, in the order of their first mention.

    `H` and twelve digits count anywhere; five to seven digits, with or without `#`, within three words after order,
    invoice or purchase.
    """
    found: dict[str, None] = {}
    for text in texts:
        for _, number in sorted([*_shop_numbers(text), *_plain_numbers(text)]):
            found.setdefault(number)
    return list(found)


def _shop_numbers(text: str) -> list[tuple[int, str]]:
    return [(match.start(), match[0].upper()) for match in SHOP_NUMBER.finditer(text)]


def _plain_numbers(text: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    if not FIVE_DIGITS.search(text):
        return found
    for match in ORDER_WORD.finditer(text):
        numbers = [PLAIN_NUMBER.fullmatch(word) for word in _following_words(text, match.end())]
        found += [(match.end() + place, number[1]) for place, number in enumerate(numbers) if number]
    return found


def _following_words(text: str, start: int) -> list[str]:
    end = start + WINDOW_CHARACTERS
    words = text[start:end].split()
    if words and end < len(text) and not text[end - 1].isspace():
        # The window may cut its last word, and half a number is another number.
        words.pop()
    return words[:WORDS_AFTER]
