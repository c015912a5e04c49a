"""Bring one word into the form that rules are written in. Pure."""

import re
import unicodedata
from functools import lru_cache

MAX_WORD_LENGTH = 40
"""Longer runs of letters are no words; what follows is not read."""

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´＇′", "'"))
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_FINAL_RUN = re.compile(r"([^\W\d_])\1{2,}$")
_INNER_RUN = re.compile(r"([^\W\d_])\1{2,}")
_LONG_NUMBER = re.compile(r"[a-z]{0,2}\d{4,}[a-z]?")
_BARE_NOT = re.compile(
    r"(is|are|was|were|has|have|had|does|do|did|could|would|should)nt",
)
_BEFORE_IS = frozenset(("where", "what", "when", "how", "that", "it", "who", "here", "there", "why", "everything"))
_ENDINGS = {"'ve": " have", "'re": " are", "'ll": " will", "'m": " am", "'d": " would", "'s": ""}
_SPELT_OUT = {
    "can't": "can not", "cant": "can not", "cannot": "can not", "won't": "will not", "wont": "will not",
    "wheres": "where is", "whats": "what is", "whens": "when is", "hows": "how is", "thats": "that is",
    "im": "i am", "ive": "i have", "youve": "you have", "theyre": "they are", "weve": "we have",
    "u": "you", "ur": "your", "r": "are", "pls": "please", "plz": "please", "thx": "thanks", "thanx": "thanks",
    "thanku": "thank you", "thankyou": "thank you", "ty": "thank you", "tks": "thanks", "tnx": "thanks",
    "wanna": "want to", "gonna": "going to", "gotta": "have to", "gimme": "give me", "dunno": "do not know",
    "e-mail": "email", "e-mails": "emails", "e-mailed": "emailed", "asap": "as soon as possible",
    "tmrw": "tomorrow", "tomoz": "tomorrow", "arvo": "afternoon", "info": "information", "acct": "account",
    "prob": "problem", "probs": "problems", "avail": "available", "qty": "quantity", "pkg": "package",
}  # fmt: skip


def spell_out(word: str) -> str:
    """Return the word lower-cased, without contractions and drawn-out letters; sometimes two words ("can not").

    Order numbers and other long numbers become "#", since rules never ask for a particular one.
    """
    return _spell_out(word[:MAX_WORD_LENGTH])


@lru_cache(maxsize=20_000)
def _spell_out(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word.translate(_APOSTROPHES))
    plain = _shorten(_INVISIBLE.sub("", plain).lower())
    if plain in _SPELT_OUT:
        return _SPELT_OUT[plain]
    if _LONG_NUMBER.fullmatch(plain):
        return "#"
    if plain.endswith("n't"):
        return plain[:-3] + " not"
    if bare := _BARE_NOT.fullmatch(plain):
        return bare[1] + " not"
    return _without_ending(plain)


def _without_ending(word: str) -> str:
    stem, apostrophe, ending = word.rpartition("'")
    if not apostrophe:
        return word
    if ending == "s" and stem in _BEFORE_IS:
        return stem + " is"
    return stem.replace("'", "") + _ENDINGS.get(apostrophe + ending, ending)


def _shorten(word: str) -> str:
    """Take drawn-out letters back: "sooo" becomes "so", "helllo" "hello", "pleaseee" "please"."""
    word = _FINAL_RUN.sub(lambda run: run[1] * (2 if run[1] in "lsf" else 1), word)
    return _INNER_RUN.sub(lambda run: run[1] * (1 if run[1] in "aiuy" else 2), word)
