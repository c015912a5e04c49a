"""Blank out what is in a customer's message without being the customer's words. Pure.

Cut characters become spaces, so that every position stays the position in the message as stored.
"""

import re
from collections.abc import Iterator

_LINE = re.compile(r"[^\n]*\n?")
_ADDRESSES = re.compile(
    r"(?<!\S)<?(?:https?://|www\.)\S+"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}",
    re.IGNORECASE,
)
_SHOP = re.compile(r"\bbuy[\s-]?organics?[\s-]?online(?:\.com(?:\.au)?)?(?:\W{1,2}s\b)?", re.IGNORECASE)
_HISTORY = re.compile(
    r"\s*(?:-{2,}\s*(?:original message|forwarded message|reply message)"
    r"|_{10,}\s*$"
    r"|on\b.{4,200}\bwrote:\s*$"
    r"|from:.{0,200}[<@].{0,200}$"
    r"|begin forwarded message:)",
    re.IGNORECASE,
)
_DEVICE = re.compile(r"\s*(?:sent from (?:my|mail for|yahoo|outlook)|get outlook for|sent via )", re.IGNORECASE)
_SIGN_OFF = re.compile(
    r"\s*(?:(?:kind|kindest|best|warm|warmest|many|with)?\s*(?:kind |best |warm )?(?:regards|wishes)"
    r"|(?:yours )?(?:sincerely|faithfully|truly)|cheers|respectfully|(?:many )?thanks(?: (?:again|in advance|so much))?"
    r"|thank you(?: (?:again|in advance|so much|very much))?|all the best|namaste|blessings|xx+)"
    r"(?:[ ,]+(?:and )?(?:kind |best |warm )?(?:regards|wishes))?[\s,.!]*$",
    re.IGNORECASE,
)
_FOOTER = re.compile(
    r"\s*(?:this (?:e-?mail|message)\b.{0,80}\b(?:confidential|intended)|disclaimer\b|please consider the environment"
    r"|(?:ph|phone|mob|mobile|tel|abn|acn|fax)\b[ .:]*\+?[\d(])",
    re.IGNORECASE,
)
_SHOP_NOTICE = re.compile(
    r"\s*(?:thanks? ?(?:you)? for (?:your (?:order|purchase)|contacting us|shopping with|placing an order)"
    r"|your order (?:has been|is|was) (?:received|confirmed|placed|processed|shipped|dispatched)\b.{0,120}\.\s*$"
    r"|(?:order (?:number|date|total|summary|details|status)|payment method|shipping method|billing address"
    r"|shipping address|delivery address|sub-?total|grand total|qty|sku|name|phone|postcode|company)\s*:"
    r"|we(?:'|’)?(?:ve| have) received your (?:order|enquiry|message))",
    re.IGNORECASE,
)
_RULERS = ("--", "—", "__")
_SIGNATURE_LINES = 12
_LONGEST_SIGNATURE_LINE = 8
"""In words; a longer line below the sign-off is text again (a postscript)."""


def keep_customers_words(text: str) -> str:
    """Return text of the same length with history, signature, footers, addresses and the shop's name blanked.

    When nothing but a sign-off ("Thanks!") would remain, the sign-off stays: it is then the message.
    """
    text = _ADDRESSES.sub(_blank, text)
    text = _SHOP.sub(_blank, text)
    lines = list(_own_lines(text))
    end = _signature_start(lines)
    if not any(line.strip() for line in lines[:end]):
        end = len(lines)
    kept = "".join(lines[:end])
    return kept + _after_signature(lines[end:]) + " " * (len(text) - sum(map(len, lines)))


def _own_lines(text: str) -> Iterator[str]:
    """Yield the lines above the history; quoted lines and the shop's notices come as blanks."""
    for found in _LINE.finditer(text):
        line = found[0]
        if line.isspace() or not line:
            yield line
            continue
        if _HISTORY.match(line):
            return
        quoted = line.lstrip().startswith((">", "|"))
        yield _blanked(line) if quoted or _DEVICE.match(line) or _SHOP_NOTICE.match(line) else line


def _signature_start(lines: list[str]) -> int:
    """Return the index of the first line of the signature; the number of lines when there is none."""
    below = sum(bool(line.strip()) for line in lines)
    for index, line in enumerate(lines):
        if not line.strip():
            continue
        below -= 1
        if line.strip() in _RULERS or _FOOTER.match(line) or (below <= _SIGNATURE_LINES and _SIGN_OFF.match(line)):
            return index
    return len(lines)


def _after_signature(lines: list[str]) -> str:
    """Blank the signature's lines up to a long one, which is a postscript unless it is a footer."""
    for index, line in enumerate(lines):
        if _FOOTER.match(line):
            break
        if len(line.split()) > _LONGEST_SIGNATURE_LINE:
            return "".join(map(_blanked, lines[:index])) + "".join(lines[index:])
    return "".join(map(_blanked, lines))


def _blanked(line: str) -> str:
    return " " * len(line)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])
