"""Gmail's IMAP extensions in the text of commands and answers. Pure.

https://developers.google.com/gmail/imap/imap-extensions
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from imapclient.imap_utf7 import encode

CAPABILITY = b"X-GM-EXT-1"
_ITEMS = re.compile(rb" ?X-GM-(?:MSGID|THRID|LABELS)\b", re.IGNORECASE)
_FETCH = re.compile(rb"\* \d+ FETCH \(", re.IGNORECASE)
_UID = re.compile(rb"[( ]UID (\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GmailItems:
    """What Gmail knows of a mail; labels as Gmail names them (\\Inbox, \\Sent, Important, ...)."""

    message_id: int
    thread_id: int
    labels: Sequence[str] = (r"\Inbox",)


def items_by_message_id(message_id: str, uid: int) -> GmailItems:
    """Return items that depend on the Message-ID alone: a thread for each mail, in the inbox."""
    number = int.from_bytes(hashlib.sha256(message_id.encode()).digest()[:7])
    return GmailItems(number, number)


def without_gmail_items(command: bytes) -> bytes:
    """Strip the X-GM items from a FETCH command, which may not ask for nothing."""
    return _ITEMS.sub(b"", command).replace(b"( ", b"(").replace(b"()", b"(UID)")


def asks_for_gmail_items(command: bytes) -> bool:
    """Say whether a command is a FETCH of X-GM items."""
    return b" FETCH " in command.upper() and _ITEMS.search(command) is not None


def with_capability(line: bytes) -> bytes:
    """Add X-GM-EXT-1 to a line that lists capabilities."""
    return line.replace(b"CAPABILITY IMAP4rev1", b"CAPABILITY IMAP4rev1 " + CAPABILITY)


def uid_of(answer: Sequence[bytes]) -> int | None:
    """Return the UID of a FETCH answer: its lines are at even places, its literals at odd ones."""
    if _FETCH.match(answer[0]) is None:
        return None
    for line in answer[::2]:
        if found := _UID.search(line):
            return int(found[1])
    return None


def with_gmail_items(answer: Sequence[bytes], items: GmailItems) -> list[bytes]:
    """Insert a mail's items at the beginning of its FETCH answer."""
    labels = b" ".join(_quoted(label) for label in items.labels)
    inserted = b"X-GM-MSGID %d X-GM-THRID %d X-GM-LABELS (%s) " % (items.message_id, items.thread_id, labels)
    first = _FETCH.sub(lambda found: found[0] + inserted, answer[0], count=1)
    return [first, *answer[1:]]


def _quoted(label: str) -> bytes:
    name: bytes = encode(label)
    return b'"' + name.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'
