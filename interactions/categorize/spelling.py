"""Mend single slips of the pen ("recieve", "adress") in words that rules look for. Pure."""

from collections.abc import Iterable
from functools import lru_cache

SHORTEST = 6
"""Shorter words have too many real neighbours ("later" and "alter")."""

_REAL = (
    "though talking county country brought stories contract selling spending singing staying hungry string "
    "compete  faculty favour tables auction garbage garage counties carries filling filming layers sporting "
    "stating staring  reminder cartoon noting praying thorough marking baking framed contracted settling handling "
    "handing mourning  princes finnish transmit tuning statues inspect addictive slender tracing stoked trough "
    "freeing burying pacing  curled fright sipping stormed storming pickled tapered ranting masking altercation "
    "reused averse misused redacted  strangle combing sowing manger sliver soiled deduced treading relied tacked "
    "heaving aground rafting soured cashing  spender tasking reliefs personas posing perfect medial snorting "
    "stored alight caring charing"
)
_REAL_WORDS = frozenset(_REAL.split())
"""Words that are a slip away from a word of the rules and yet meant as they stand."""


class Speller:
    """Knows the words that rules look for and finds the one that is a single slip away.

    A slip is one letter too many, one missing, or two neighbours swapped; the first letter must be right. A wrong
    letter is not mended: it makes too many real words into others ("hiking" into "hiring").
    """

    def __init__(self, vocabulary: Iterable[str]) -> None:
        """Take the words, those ending in "*" as beginnings."""
        words = set(vocabulary)
        self._beginnings = tuple(word[:-1] for word in words if word.endswith("*"))
        self._words = frozenset(word.rstrip("*") for word in words)
        self._by_shortened: dict[str, list[str]] = {}
        for word in sorted(self._words):
            if len(word) >= SHORTEST:
                for form in _shortened(word):
                    self._by_shortened.setdefault(form, []).append(word)
        self.correct = lru_cache(maxsize=20_000)(self._correct)

    def _correct(self, word: str) -> str:
        """Return the word itself when it is known, short or unlike any, else the known word it most likely is."""
        if len(word) < SHORTEST or word in self._words or word in _REAL_WORDS or word.startswith(self._beginnings):
            return word
        near = {known for form in _shortened(word) for known in self._by_shortened.get(form, ())}
        fitting = sorted(known for known in near if _is_one_slip(word, known))
        return fitting[0] if fitting else word


def _shortened(word: str) -> set[str]:
    """Return the word and its forms with one letter left out."""
    return {word} | {word[:at] + word[at + 1 :] for at in range(1, len(word))}


def _is_one_slip(word: str, known: str) -> bool:
    if word[0] != known[0] or abs(len(word) - len(known)) > 1:
        return False
    if len(word) == len(known):
        differing = [at for at in range(len(word)) if word[at] != known[at]]
        first = differing[0]
        return differing == [first, first + 1] and word[first : first + 2] == known[first : first + 2][::-1]
    longer, shorter = (word, known) if len(word) > len(known) else (known, word)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(1, len(longer)))
