"""Tell whether a text reads as English. Pure."""

from collections.abc import Iterable

_FOREIGN_WORDS = (
    "der das und ist nicht ich wir sie ihr eine einen mit auf meine mein bitte wo habe "
    "le la les des est je vous nous mon ma mes votre pas avec pour dans une où bonjour merci que "
    "el los las es una mi mis su por para con donde está qué hola gracias pedido lo se "
    "il di che è non sono mio mia dove grazie ciao "
    "het een niet ik mijn waar van voor met dank "
    "saya anda tidak di mana yang untuk dan pesanan terima kasih"
)
_ENGLISH_WORDS = (
    "i my me you your the a an is are it to of for and in on have has do does not can how what when where why with was "
    "this that we our be will if but or any so they them from at please thanks order get want need would there no"
)
_FOREIGN = frozenset(_FOREIGN_WORDS.split())
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_FEW = 2
_ENOUGH_WORDS = 8
_LEAST_ENGLISH = 0.1


def reads_as_english(words: Iterable[str]) -> bool:
    """Tell whether everyday English words outnumber those of our customers' other languages.

    Fewer than two foreign words are no sign of another language: names and products bring them.
    """
    words = list(words)
    foreign = _count(words, _FOREIGN)
    return foreign < _FEW or foreign <= _count(words, _ENGLISH)


def sounds_english(words: Iterable[str]) -> bool:
    """Tell whether there is English to be heard: a stricter question, asked before a guess is made.

    A text of a few words needs one in Latin letters without accents; a longer one everyday English words as well.
    """
    words = list(words)
    if len(words) < _ENOUGH_WORDS:
        return any(word.isascii() and word.isalpha() for word in words)
    return _count(words, _ENGLISH) >= _LEAST_ENGLISH * len(words)


def _count(words: list[str], known: frozenset[str]) -> int:
    return sum(map(known.__contains__, words))
