"""How a text is cut into words, for the index and for what is searched alike. Pure."""

import unicodedata

BLANKS = '!"#$%&()*+,-./:;<=>?@[\\]^_{|}~'
"""What separates words. PostgreSQL's own parser would take arrived.Thanks for a host and oats/rice for a file."""

JOINTS = "'’‘`´"
"""What is left out: O'Brien and OBrien are one word, and don't is one too."""

SQL = "translate(normalize({}), %(taken)s, %(put)s)"
"""The same as `plain`, as PostgreSQL does it; with `PARAMETERS`."""

PARAMETERS = {"taken": BLANKS + JOINTS, "put": " " * len(BLANKS)}
_TABLE = str.maketrans(BLANKS, " " * len(BLANKS), JOINTS)


def plain(text: str) -> str:
    """Return a text's words with single spaces between: no punctuation, nothing that PostgreSQL can't store."""
    return " ".join(unicodedata.normalize("NFC", text.replace("\0", " ")).translate(_TABLE).split())


def fold(text: str) -> str:
    """Return a text in lower case without accents, character for character: its places are those of the text."""
    return "".join(_folded(character) for character in text)


def _folded(character: str) -> str:
    if character.isascii():
        return character.lower()
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character
