"""How a text is cut into words, for the index and for what is searched alike. Pure."""

import re
import unicodedata

BLANKS = r"[!-&(-/:-@[-`{-~]+"
"""What separates words: ASCII's punctuation, for Python and PostgreSQL alike. PostgreSQL's own parser would take
arrived.Thanks for a host and oats/rice for a file; what isn't ASCII it knows by itself as no letter."""

JOINTS = "'’"
"""What is left out: O'Brien and OBrien are one word, and don't is one too."""

COMBINING = "[\u0300-\u036f]"
"""Accents that stand beside their letter. Composing costs as much as all the rest, so only texts with one are."""

_BLANKS = re.compile(BLANKS)
_NO_JOINTS = str.maketrans(dict.fromkeys(JOINTS))


def plain(text: str) -> str:
    """Return a text's words with single spaces between: no punctuation, nothing that PostgreSQL can't store."""
    composed = unicodedata.normalize("NFC", text.replace("\0", " ").translate(_NO_JOINTS))
    return " ".join(_BLANKS.sub(" ", composed).split())


def plain_sql(text: str) -> str:
    """Return the SQL that does to the expression `text` what `plain` does, but for repeated spaces."""
    joined = f"replace(replace({text}, '''', ''), '’', '')"
    composed = f"CASE WHEN {text} ~ '{COMBINING}' THEN normalize({joined}) ELSE {joined} END"
    return f"regexp_replace({composed}, '{BLANKS}', ' ', 'g')"


def fold(text: str) -> str:
    """Return a text in lower case without accents, character for character: its places are those of the text."""
    return text.lower() if text.isascii() else "".join(_folded(character) for character in text)


def _folded(character: str) -> str:
    if character.isascii():
        return character.lower()
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character
