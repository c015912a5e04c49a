"""Address lists (RFC 5322, 3.4) by a scanner that is linear in their length. Pure.

Python's own parser takes over a second for some lists, and raises on broken groups.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.sources.email.headers import decode_words

MAX_ADDRESSES = 1_000
# RFC 5321, 4.5.3.1: 64 + 1 + 255.
ADDRESS_MAX_CHARACTERS = 320
_NAME_MAX_CHARACTERS = 300

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\\.|[<>(),;:]|[^"\\<>(),;:]+|.', re.DOTALL)
_ADDRESS = re.compile(r'(?:"[^"]+"|[^"()<>:;,@]+(?:@[^"()<>:;,@]+)*)@[^"()<>:;,@]+')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Address:
    """A mail address, lower-case, with the name shown beside it. Either may be empty, not both."""

    name: str
    email: str


def parse_addresses(text: str, limit: int = MAX_ADDRESSES) -> tuple[tuple[Address, ...], bool]:
    """Read an address list still in its encoded form; also say whether it went on beyond `limit`.

    Groups give their members, comments serve as names where there is no other, and a name without an address is kept
    (`From: MAILER-DAEMON`).
    """
    # A quote that never ends would swallow the rest of the list: then quotes mean nothing.
    if text.replace("\\\\", "").replace('\\"', "").count('"') % 2:
        text = text.replace('"', " ")
    found: list[Address] = []
    for mailbox in _mailboxes(text):
        address = mailbox.address()
        if address is None:
            continue
        if len(found) >= limit:
            return tuple(found), True
        found.append(address)
    return tuple(found), False


class _Mailbox:
    """What was read of one entry so far: words before the angle bracket, what stands in it, comments."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.angle: list[str] = []
        self.comments: list[str] = []
        self.in_angle = False
        self.angle_has_at = False

    def address(self) -> Address | None:
        """Return the entry as an address, or None when nothing is there."""
        phrase = "".join(self.words)
        email = _clean_email("".join(self.angle))
        if not email:
            phrase, email = _from_phrase(phrase)
        name = _clean_name(phrase) or _clean_name(" ".join(self.comments))
        if not email and "@" in name:
            # Some senders encode name and address together as one encoded word.
            name, email = _from_phrase(name)
            name = _clean_name(name)
        return Address(name, email) if name or email else None


def _mailboxes(text: str) -> Iterator[_Mailbox]:
    """Split a list at its commas (and Outlook's semicolons), outside quotes, comments and angle brackets."""
    current, depth = _Mailbox(), 0
    for match in _TOKEN.finditer(text):
        symbol = match.group()
        if symbol == "(":
            depth += 1
        elif symbol == ")":
            depth = max(0, depth - 1)
        elif depth:
            current.comments.append(symbol)
        elif symbol in {",", ";"} and (current.angle_has_at or not current.in_angle):
            yield current
            current = _Mailbox()
        else:
            _take(current, symbol)
    if depth and not current.words:
        current.words = current.comments
    yield current


def _take(current: _Mailbox, symbol: str) -> None:
    """Add a token to an entry. A colon ends a group's name, unless an address came before it."""
    if symbol == "<":
        current.in_angle = True
    elif symbol == ">":
        current.in_angle = False
    elif current.in_angle:
        current.angle.append(symbol)
        current.angle_has_at = current.angle_has_at or "@" in symbol
    elif symbol == ":" and "@" not in "".join(current.words[-1:]):
        current.words.clear()
    else:
        current.words.append(symbol)


def _from_phrase(phrase: str) -> tuple[str, str]:
    """Take the address out of `Jo Doe jo@example.com`."""
    words = phrase.replace("<", " ").replace(">", " ").split()
    for index, word in enumerate(words):
        if "@" in word and (email := _clean_email(word)):
            return " ".join(words[:index] + words[index + 1 :]), email
    return phrase, ""


def _clean_email(text: str) -> str:
    """Return an address in lower case without route, blanks and `mailto:`; empty when it is none."""
    text = (text.strip() if text.lstrip().startswith('"') else "".join(text.split())).lower()
    if text.startswith("@") or text.startswith("mailto:"):
        text = text.rpartition(":")[2]
    text = decode_words(text).strip(".'") if "=?" in text else text.strip(".'")
    is_address = len(text) <= ADDRESS_MAX_CHARACTERS and text.isprintable() and _ADDRESS.fullmatch(text)
    return text if is_address else ""


def _clean_name(text: str) -> str:
    """Return a display name: unquoted, decoded, one blank between words."""
    text = text.strip()
    if '"' in text:
        text = _ESCAPED.sub(r"\1", text.replace('\\"', "\0").replace('"', " ")).replace("\0", '"')
    name = " ".join(decode_words(text).split())
    if len(name) > 1 and name[0] == name[-1] == "'":
        name = name[1:-1].strip()
    return name[:_NAME_MAX_CHARACTERS]
