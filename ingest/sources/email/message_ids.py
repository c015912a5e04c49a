"""Message-ID, In-Reply-To and References (RFC 5322, 3.6.4), and the ids that a bounce quotes. Pure."""

import re

from ingest.sources.email.headers import raw_text

# A longer id can't be a key in the database; RFC 5322's line limit is 998.
ID_MAX_BYTES = 990
MAX_REFERENCES = 200
_KEPT_AT_THE_ROOT = 20

_BRACKETED = re.compile(r"<([^<>]*)>")
_BLANK_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f\ufffd]+")
_BARE = re.compile(r"[^\s<>,;\"']+@[^\s<>,;\"']+")
_QUOTED_FIELD = re.compile(
    r"^[>|\s]{0,20}(?:X-)?(?:Original-|Orig-)?Message-ID\s{0,5}:\s{0,20}<([^<>\s]{1,990})>",
    re.IGNORECASE | re.MULTILINE,
)


def _clean(text: str) -> str | None:
    """Return an id without blanks (long ones are folded inside), or None when it is empty, a lone @, or too long."""
    clean = _BLANK_OR_CONTROL.sub("", text)
    if not clean.strip("@.") or len(clean.encode()) > ID_MAX_BYTES:
        return None
    return clean


def parse_message_id(value: bytes) -> str | None:
    """Return a Message-ID without its angle brackets, or None when there is none to use."""
    text = raw_text(value)
    bracketed = _BRACKETED.search(text)
    return _clean(bracketed.group(1)) if bracketed else _clean(text.strip("<> "))


def parse_references(value: bytes) -> tuple[str, ...]:
    """Return the ids of In-Reply-To or References in their order, each once.

    Of more than 200, the first 20 and the last 180 stay: the root names the conversation, the last ones the parent.
    Text beside bracketed ids is ignored; without brackets, only a value that is nothing but ids counts (old programs
    wrote "your mail of ..., jo@example.com").
    """
    text = raw_text(value)
    candidates = _BRACKETED.findall(text)
    if not candidates:
        words = text.replace(",", " ").split()
        candidates = words if all(_BARE.fullmatch(word) for word in words) else []
    ids = tuple(dict.fromkeys(found for found in map(_clean, candidates) if found))
    if len(ids) <= MAX_REFERENCES:
        return ids
    return ids[:_KEPT_AT_THE_ROOT] + ids[_KEPT_AT_THE_ROOT - MAX_REFERENCES :]


def quoted_message_ids(text: str) -> tuple[str, ...]:
    """Return the ids of header lines that `text` quotes, as bounces do with the mail that they return."""
    return tuple(dict.fromkeys(found for found in map(_clean, _QUOTED_FIELD.findall(text)) if found))
