"""What is read of a conversation: the customer's own words, one form for each, with where each stands. Pure."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from interactions.categorize.cuts import keep_customers_words
from interactions.categorize.wording import MAX_WORD_LENGTH, spell_out

MAX_CHARACTERS = 4_000
"""Of each message; who has not said it by then says it nowhere."""

MAX_MESSAGES = 20
OPENING_WORDS = 5
"""Messages count as the opening until this many words have been said ("Hi", "a question please", then the matter)."""

SUBJECT_WEIGHT = 0.8
LATER_WEIGHT = 0.4
SUBJECT = "subject"
_ENOUGH_TO_REPEAT = 100
"""Characters of a subject that a chat's first message must begin with to be the same."""

_TOKEN = re.compile(
    r"[eE]-mails?\b|[^\W_]+(?:['’‘ʼ`´＇′\u00ad\u200b][^\W_]+)*|[.?!…]+(?=\s|$)|[;:](?=\s|$)|\n[ \t\r]*\n",
)
_REPLY = re.compile(r"\s*(?:(?:re|fwd?|aw|sv)\s*:\s*)+", re.IGNORECASE)
_SHOP_SUBJECT = re.compile(
    r"\s*(?:your order|order (?:confirmation|update|receipt)|thanks? ?(?:you)? for|contact (?:form|us)|new message"
    r"|enquiry from|tracking information)\b",
    re.IGNORECASE,
)
_HELLO = "hi|hey|hello|hiya|gday|g day|dear|greetings|to whom it may concern|good (?:morning|afternoon|evening|day)"
_ADDRESSED = (
    "there|lovely|beautiful|wonderful|friendly|team|all|guys|folks|everyone|sir|madam|or|customer|service|support|sales"
    "|again"
)
_GREETING = re.compile(rf"(?:(?:{_HELLO}) (?:(?:{_ADDRESSED}) ){{0,4}}(?:\. )?)+")
_HOW_ARE_YOU = re.compile(
    r"(?:i )?(?:hope|trust) (?:(?:this|email|message|you|all|are|is|your|finds|having|doing|well|a|had|day|good|great"
    r"|week|weekend|that) ){1,9}(?:\. )?|how are (?:you|things)(?: (?:today|going|doing))? (?:\. )?"
)
_THANKS = re.compile(
    r"(?:(?:many |lots of |with )?(?:thanks|thank you|thankyou|cheers|ta)"
    r" (?:(?!but |however |except |nothing |not )[\w#]+ ){0,8}(?:\. )?)+$"
)

_BARE_THANKS = re.compile(
    r"(?<= )(?:(?:many|lots of) )?(?:thanks|thank you|thankyou|cheers|ta)"
    r"(?: (?:in|advance|so|very|much|again|a|lot|heaps|million|guys|team|mate|all|kindly))* (?:\. )?$"
)
"""Thanks that end a sentence without a stop before them, as in "where is my order thanks"."""
_LONGEST_BARE_THANKS = 80
"""Characters at the end of a text in which they are looked for."""

_SAID_ABOUT_THANKS = re.compile(
    r"\b(?:a|and|big|but|for|giving|huge|i|just|many|my|no|not|of|or|our|say|saying|sending|so|the|to|we|with|would"
    r"|you) $"
)
"""Words before which thanks belong to the sentence: "I want to say thanks"."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a customer wrote: the subject, if any, and the messages, first one first. Never an agent's words."""

    subject: str | None
    messages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One subject or message as rules see it: words with one space after each, "." between sentences.

    `where` is "subject" or "message N" (counted from 1); `weight` says how much it counts, 0 to 1.
    """

    where: str
    weight: float
    text: str
    is_opening: bool
    words: tuple[str, ...] = field(repr=False, default=())
    """The words without the marks between sentences."""
    written: str = field(repr=False, default="")
    """The same words as the customer wrote them, with one space between them."""
    _offsets: tuple[int, ...] = field(repr=False, default=())
    _spans: tuple[tuple[int, int], ...] = field(repr=False, default=())

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where `text[start:end]`, which begins at a word, stands in the message as stored."""
        first = bisect_left(self._offsets, start)
        last = max(first, bisect_left(self._offsets, end) - 1)
        return self._spans[first][0], self._spans[last][1]


def read(words: Words, correct: Callable[[str], str] = str) -> tuple[Part, ...]:
    """Return the parts that say something, subject first; `correct` mends the spelling of single words.

    A chat's subject repeats its first message and counts once.
    """
    parts = []
    said = 0
    for number, message in enumerate(words.messages[:MAX_MESSAGES], start=1):
        part = _read_part(f"message {number}", message, is_opening=said < OPENING_WORDS, correct=correct)
        said += len(part.words)
        if part.text.strip(" ."):
            parts.append(part)
    subject = _subject(words)
    if subject:
        parts.insert(0, _read_part(SUBJECT, subject, is_opening=True, correct=correct))
    return tuple(part for part in parts if part.text.strip(" ."))


def _subject(words: Words) -> str:
    """Return the subject with "Re:" blanked; nothing for the shop's own subjects and for a chat's repeated opening."""
    subject = (words.subject or "")[:MAX_CHARACTERS]
    first = words.messages[0][:MAX_CHARACTERS].strip() if words.messages else ""
    if subject.strip() and first.startswith(subject.strip()[:_ENOUGH_TO_REPEAT]):
        return ""
    reply = _REPLY.match(subject)
    own = " " * reply.end() + subject[reply.end() :] if reply else subject
    return "" if _SHOP_SUBJECT.match(own) else own


def _read_part(where: str, raw: str, *, is_opening: bool, correct: Callable[[str], str]) -> Part:
    cut = keep_customers_words(raw[: 2 * MAX_CHARACTERS])[:MAX_CHARACTERS]
    words, spans = _tokens(cut, correct)
    words, spans = _without_courtesies(words, spans)
    offsets = accumulate((len(word) + 1 for word in words[:-1]), initial=0)
    weight = SUBJECT_WEIGHT if where == SUBJECT else 1.0 if is_opening else LATER_WEIGHT
    own = tuple(word for word in words if word != ".")
    written = " ".join(cut[spans[0][0] : spans[-1][1]].split()) if spans else ""
    return Part(where, weight, _joined(words), is_opening, own, written, tuple(offsets), tuple(spans))


def _tokens(text: str, correct: Callable[[str], str]) -> tuple[list[str], list[tuple[int, int]]]:
    words: list[str] = []
    spans: list[tuple[int, int]] = []
    for found in _TOKEN.finditer(text):
        spelt = _words_of(found[0][:MAX_WORD_LENGTH], correct)
        words += spelt
        spans += [found.span()] * len(spelt)
    return words, spans


@lru_cache(maxsize=50_000)
def _words_of(token: str, correct: Callable[[str], str]) -> tuple[str, ...]:
    return tuple(map(correct, spell_out(token).split())) if token[0].isalnum() else (".",)


def _joined(words: list[str]) -> str:
    return " ".join((*words, "")) if words else ""


def _without_courtesies(words: list[str], spans: list[tuple[int, int]]) -> tuple[list[str], list[tuple[int, int]]]:
    """Cut the greeting and the closing thanks; a text of nothing but thanks keeps them."""
    text = _joined(words)
    start = _end_of_opening_courtesies(text)
    end = len(text)
    if (thanks := _closing_thanks(text, start)) is not None:
        end = thanks
    first, last = text.count(" ", 0, start), text.count(" ", 0, end)
    return words[first:last], spans[first:last]


def _end_of_opening_courtesies(text: str) -> int:
    at = 0
    for pattern in (_GREETING, _HOW_ARE_YOU, _GREETING):
        if found := pattern.match(text, at):
            at = found.end()
    return at


def _closing_thanks(text: str, start: int) -> int | None:
    """Return where the closing thanks begin if at least three words stand before them."""
    for begin in _sentence_starts(text, start):
        if text.count(" ", start, begin) > 2 and _THANKS.match(text, begin):
            return begin
    found = _BARE_THANKS.search(text, max(start, len(text) - _LONGEST_BARE_THANKS))
    if found is None or text.count(" ", start, found.start()) <= 2:
        return None
    return None if _SAID_ABOUT_THANKS.search(text, found.start() - 10, found.start()) else found.start()


def _sentence_starts(text: str, start: int) -> Iterable[int]:
    """Give the starts of the last three sentences after `start`, the earliest first."""
    starts = [found.end() for found in re.finditer(r"\. ", text[start:])]
    return [start + at for at in starts[-4:]]
