"""Recognises the line above quoted text: "On Fri, 5 Jan 2024 at 10:00, Jane Doe <jane@example.com> wrote:". Pure.

The shape decides more than the language: an intro ends with a colon, and has a date at its beginning, an address in
brackets, or a verb of writing. It may be wrapped over several lines.
"""

import re
from typing import Final

from ingest.sources.email.replies.languages import CLOSING_VERBS, CLOSING_VERBS_UNSPACED, LEADING_VERBS
from ingest.sources.email.replies.lines import Kind, Lines

_MOST_LINES: Final = 4
_MOST_SPAN: Final = 6  # With blank lines, which conversion from HTML leaves around "<address>".
_MOST_CHARS: Final = 400
_LAST_OF_INTROS: Final = ":：->*_"
_MOST_CHARS_BEHIND_ADDRESS: Final = 60
_MOST_WORDS_OF_NAME: Final = 8


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


_CLOSING: Final = tuple({verb.casefold() for verb in (*CLOSING_VERBS, *CLOSING_VERBS_UNSPACED)})
_UNSPACED: Final = frozenset(verb.casefold() for verb in CLOSING_VERBS_UNSPACED)
_LEADING: Final = re.compile(rf"(?<!\w)(?:{_any_of(LEADING_VERBS)})(?!\w)", re.IGNORECASE)
# "On 5 January I wrote": the author about themselves.
_OWN_WORDS: Final = re.compile(r"\b(?:I|[Ww]e)\s+[a-z]")
_ADDRESS: Final = re.compile(r"(?:[<(\[]|&lt;)\s*(?:mailto:)?[^\s<>()\[\]@]+@[^\s<>()\[\]@]+")
_NAME_AND_ADDRESS: Final = re.compile(r"[^<>@:]{0,80}[<(]\s*(?:mailto:)?[^\s<>()@]+@[^\s<>()@]+\s*[>)]")
_TIME: Final = re.compile(r"\d{1,2}[:.]\d{2}(?!\d)")
_WHEN: Final = re.compile(r"\d{1,2}[:.h]\d{2}(?!\d)|(?<!\d)\d{4}(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
# At most five short words ("On", "Il giorno ven", "Vào Th", Zoho's dashes) before the date's first digit.
_DATE_FIRST: Final = re.compile(r"(?:[^\s\d]{1,16}\s+){0,5}[^\s\d]{0,3}\d")
_DAY: Final = re.compile(r"(?<![\d+-])\d{4}(?!\d)|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
# Gmail of 2013 to 2016: "2013/7/20 Jane Doe <jane@example.com>", "2016-03-03 17:21 GMT+01:00 Jane Doe".
_OLD_GMAIL: Final = re.compile(
    r"""\d{4}[-/]\d{1,2}[-/]\d{1,2}\s+
    (?: \d{1,2}:\d{2}\s+GMT[+-]\d{1,2}:\d{2}\s+\S[^.!?]{0,80}
      | (?:[^\s<>][^<>]{0,80})?<\s?[^<>\s]+@[^<>\s]+> )
    :?$""",
    re.VERBOSE,
)


def mark_intros(lines: Lines, protected: list[bool]) -> None:
    """Mark as INTRO each line that introduces a quoted mail, wrapped ones whole."""
    likely = [at for at, line in enumerate(lines.bare) if line and (line[-1] in _LAST_OF_INTROS or line[0].isdigit())]
    for at in likely:
        if not protected[at] and _may_end_intro(lines, at, lines.bare[at]):
            first = _intro_start(lines, at)
            if first is not None:
                lines.kinds[first : at + 1] = [Kind.INTRO] * (at + 1 - first)


def is_intro(text: str, *, quote_follows: bool) -> bool:
    """Say whether one line (unwrapped) introduces a quoted mail. With a quote below it, weaker signs are enough."""
    if text.count("<") != text.count(">") or (not quote_follows and _OWN_WORDS.search(text)):
        return False
    if _OLD_GMAIL.match(text):
        return True
    return _is_dated_intro(text, quote_follows) or _is_named_intro(text, quote_follows)


def starts_with_date(text: str) -> bool:
    """Say whether a line begins as intros do: few words, then a date or a time."""
    when = _WHEN.search(text, 0, 90)
    return when is not None and when.start() <= 60 and _DATE_FIRST.match(text) is not None


def _may_end_intro(lines: Lines, at: int, line: str) -> bool:
    """Sort out cheaply the lines that can't be an intro's last."""
    if lines.kinds[at] not in {Kind.TEXT, Kind.QUOTE}:
        return False
    end = line.rstrip("*_ ")[-1:]
    if end in {":", "："}:
        return lines.kinds[at] is not Kind.QUOTE or _closes_bracket(lines, at)
    if end == "-":
        return (line[0] == "-" or " -" in line) and line[:-1].strip("- ") != ""
    above = lines.bare[at - 1] if at else ""
    if line[0].isdigit():
        return _OLD_GMAIL.match(line) is not None
    return end == ">" and above[:1].isdigit() and _OLD_GMAIL.match(f"{above}{line}") is not None


def _closes_bracket(lines: Lines, at: int) -> bool:
    """Say whether a line beginning with ">" ends an address that was opened above, instead of being quoted."""
    above = " ".join(lines.bare[max(0, at - _MOST_SPAN) : at])
    return lines.bare[at].startswith(">") and above.count("<") > above.count(">")


def _intro_start(lines: Lines, last: int) -> int | None:
    """Return the first line of the intro that ends at `last`, or None.

    The nearest start wins, unless a line above begins with the date that the nearer one lacks.
    """
    quote_follows = lines.has_quote_at(last + 1)
    found: int | None = None
    joined, used = "", 0
    for at in range(last, max(-1, last - _MOST_SPAN), -1):
        part = lines.bare[at]
        if not part and _is_open(joined):
            continue
        if not part or used == _MOST_LINES or len(joined) + len(part) > _MOST_CHARS:
            break
        if at < last and not _may_be_part(lines, at, found is not None):
            break
        joined, used = f"{part} {joined}".strip(" *_"), used + 1
        if is_intro(joined, quote_follows=quote_follows) and (found is None or starts_with_date(part)):
            found = at
            if _DAY.search(joined):
                break
    return found


def _is_open(joined: str) -> bool:
    return joined.startswith("<") or joined.count(">") > joined.count("<")


def _may_be_part(lines: Lines, at: int, is_complete: bool) -> bool:
    """Say whether a line may be a wrapped intro's beginning, and no sentence, quote or other intro above it."""
    return lines.kinds[at] is Kind.TEXT and lines.bare[at][-1] not in ("!?:：." if is_complete else "!?:：")


def _is_dated_intro(text: str, quote_follows: bool) -> bool:
    if not starts_with_date(text):
        return False
    addresses = list(_ADDRESS.finditer(text))
    if _has_closing_verb(text) or _LEADING.search(text):
        return quote_follows or bool(addresses) or _TIME.search(text) is not None
    return bool(addresses) and len(text) - addresses[-1].end() <= _MOST_CHARS_BEHIND_ADDRESS


def _has_closing_verb(text: str) -> bool:
    """Say whether a line ends with a verb of writing and a colon, or Zoho's dashes. The verb alone is none."""
    stem = text.rstrip(" *_-:：").casefold()
    if not stem.endswith(_CLOSING):
        return False
    return any(
        stem.endswith(verb) and len(stem) > len(verb) and (verb in _UNSPACED or not stem[-len(verb) - 1].isalnum())
        for verb in _CLOSING
    )


def _is_named_intro(text: str, quote_follows: bool) -> bool:
    """Recognise "Jane Doe <jane@example.com> wrote:" and, above a quote, "Jane Doe wrote:"."""
    named = _NAME_AND_ADDRESS.match(text)
    closing = _has_closing_verb(text)
    if named and len(text[: named.end()].split()) <= _MOST_WORDS_OF_NAME:
        return closing or _LEADING.search(text) is not None or _WHEN.search(text, named.end()) is not None
    return quote_follows and closing and len(text.split()) <= _MOST_WORDS_OF_NAME
