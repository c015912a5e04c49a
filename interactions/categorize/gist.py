"""What the sentence encoder reads: the customer's sentences as written, without the courtesies. Pure."""

import hashlib

from interactions.categorize.cuts import keep_customers_words
from interactions.categorize.text import MAX_CHARACTERS, SUBJECT, Part, Words

ENOUGH = 1_600
"""Characters; the encoder reads no further than its 256 tokens."""


def gist(words: Words, parts: tuple[Part, ...]) -> str:
    """Return what `parts` cover of the words as written, subject first, one part a line.

    Greetings, closing thanks, signatures and history are left out, so that the gist and with it the vector stay the
    same when only these change.
    """
    lines: list[str] = []
    for part in parts:
        if part.words and sum(map(len, lines)) < ENOUGH:
            lines.append(_as_written(words, part))
    return "\n".join(lines)[:ENOUGH]


def gist_hash(text: str) -> str:
    """Return the key under which a gist's vector is kept."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _as_written(words: Words, part: Part) -> str:
    raw = words.subject or "" if part.where == SUBJECT else words.messages[int(part.where.split()[1]) - 1]
    start, end = part.place(0, len(part.text))
    return " ".join(keep_customers_words(raw[: 2 * MAX_CHARACTERS])[:MAX_CHARACTERS][start:end].split())
