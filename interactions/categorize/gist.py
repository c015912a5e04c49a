"""What the sentence encoder reads: the customer's sentences as written, without the courtesies. Pure."""

import hashlib

from interactions.categorize.text import Part

ENOUGH = 1_600
"""Characters; the static encoder reads them all, the contextual one no further than its 192 tokens."""


def gist(parts: tuple[Part, ...]) -> str:
    """Return what the parts hold as written, subject first, one part a line.

    Greetings, closing thanks, signatures and history are left out, so that the gist and with it the vector stay the
    same when only these change.
    """
    lines: list[str] = []
    for part in parts:
        if part.words and sum(map(len, lines)) < ENOUGH:
            lines.append(part.written)
    return "\n".join(lines)[:ENOUGH]


def gist_hash(text: str) -> str:
    """Return the key under which a gist's vector is kept."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
