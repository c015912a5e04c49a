"""Take out of a text what tells who wrote it, before it leaves the house. Pure.

What is found becomes a word in brackets, so that the text still reads. Rather too much is taken out than too little:
every number of five digits and more goes, whatever it is. What can't be found by its form (a nickname in small letters,
a number spelt out in words) stays.
"""

import re
import unicodedata
from collections.abc import Iterable

from interactions.privacy.given_names import GIVEN_NAMES

MAX_CHARACTERS = 20_000
"""Of a text; what comes after is cut off, because it has not been looked at."""

SHORTEST_NAME = 3
"""Letters; shorter parts of a name ("Li", "Jo") are only taken out as a part of the whole name."""

_STATE = r"(?:NSW|N\.S\.W\.|VIC|QLD|SA|WA|TAS|ACT|NT|New South Wales|Victoria|Queensland|South Australia|Tasmania)"
_STREET = (
    r"(?:street|st|road|rd|avenue|ave|crescent|cres|terrace|tce|parade|pde|highway|hwy|boulevard|blvd|lane|ln|esplanade"
    r"|drive|dr|court|ct|circuit|cct|grove|gr)"
)
_CAPITAL_STREET = r"(?:Place|Pl|Close|Cl|Way|Walk|Rise|Loop|Square|Sq|Mews|Row|Track|View|Quay|Ridge)"
_TAIL = (
    rf"(?:,?[ \n]+(?:[A-Za-z'’-]+,?[ \n]+){{0,3}}{_STATE}\b(?:,?[ \n]+\d{{4}}\b)?"
    r"|,?[ \n]+(?:[A-Z][a-z]+ ){1,3}\d{4}\b)?"
)
"""Suburb, state and postcode after a street."""

_TITLES = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Madam)"
_PARTICLES = r"(?:(?:van|von|de|der|den|da|di|la|al|bin)[ ]){0,2}"
_CAPITALS = rf"[A-Z][\w'’-]+(?:[ \t]+{_PARTICLES}[A-Z][\w'’-]+){{0,3}}"
_NOT_NAMES = (
    r"(?!(?:There|Team|All|Sir|Madam|Guys|Everyone|Folks|Support|Customer|Buy|Good|Sent|Thanks?|Regards|Cheers|Kind|Best"
    r"|The|This|My|Our|We|You|It|And|But|Please|Order|Not|Very|So|From|Australia)\b)"
)

_NO_DATE = r"(?!\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}(?!\d))"

# In the order in which they are looked for: the surest first, and the bare numbers last.
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "[email]",
        re.compile(r"[\w.+'’-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}", re.IGNORECASE),
    ),
    (
        "[link]",
        re.compile(
            r"\b(?:https?|ftp)://\S+|\bwww\.\S+"
            r"|\b[\w-]{1,63}(?:\.[\w-]{1,63}){0,3}\.(?:com|net|org|edu|gov|au|io|co|shop|store|nz|uk|info|biz|me)\b(?:/\S*)?",
            re.IGNORECASE,
        ),
    ),
    ("[bank account]", re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){3,7}(?:[ ]?[A-Z0-9]{1,3})?\b")),
    (
        "[bank account]",
        re.compile(
            r"\b(?:BSB|account|acc|acct|a/c)\b(?:[ ]?(?:number|no|num|nr|#))?[\s:.#=]{0,4}(?:is[ ]|and[ ])?"
            r"\d[\d -]{2,18}\d\b",
            re.IGNORECASE,
        ),
    ),
    ("[card number]", re.compile(r"(?<!\w)\d(?:[ -]?\d){12,18}(?!\w)")),
    (
        "[card number]",
        re.compile(
            r"\b(?:ending|ends|finishing|last (?:four|4)(?: digits)?|cvv|cvc|ccv|pin|expiry|exp)\b[\s:.]{0,3}"
            r"(?:(?:in|with|is|are|of|on|code|number|date)[ ]){0,2}\d{2,4}(?:[ ]?/[ ]?\d{2,4})?\b",
            re.IGNORECASE,
        ),
    ),
    ("[order number]", re.compile(r"\bH\d{12}\b", re.IGNORECASE)),
    (
        "[order number]",
        re.compile(
            r"(?<=order )#?\d{5,7}\b|(?<=invoice )#?\d{5,7}\b|(?<=purchase )#?\d{5,7}\b|#\d{4,10}\b", re.IGNORECASE
        ),
    ),
    (
        "[address]",
        re.compile(r"\b(?:G?P\.?[ ]?O\.?[ ]?Box|locked bag|parcel locker|RMB)[ ]\d+\b" + _TAIL, re.IGNORECASE),
    ),
    (
        "[address]",
        re.compile(
            r"\b(?:(?:unit|level|flat|shop|suite|apt|apartment|lot|villa)[ ]?\w{1,5}[,/ ]+)?\d{1,5}[a-z]?"
            rf"(?:[/-]\d{{1,5}})?,?[ ]+(?:[a-z'’-]+[ ]+){{1,3}}{_STREET}\b\.?" + _TAIL,
            re.IGNORECASE,
        ),
    ),
    (
        "[address]",
        re.compile(
            rf"\b\d{{1,5}}[A-Za-z]?(?:[/-]\d{{1,5}})?,?[ ]+(?:[A-Z][\w'’-]+[ ]+){{1,3}}{_CAPITAL_STREET}\b" + _TAIL
        ),
    ),
    (
        "[address]",
        re.compile(
            rf"\b(?:[A-Z][a-z'’-]+[ ]){{0,2}}[A-Z][a-z'’-]+,?[ ]{_STATE},?[ ]\d{{4}}\b|\b{_STATE},?[ ]\d{{4}}\b"
        ),
    ),
    ("[phone]", re.compile(_NO_DATE + r"(?<!\w)(?:\+|\(\+?)?\d(?:[ ().\u2010-\u2015/-]{0,3}\d){7,14}(?!\w)")),
    ("[number]", re.compile(r"\b(?=\w{0,24}\d{4})(?=\w{0,24}[A-Za-z])\w{7,30}\b|\d{5,}")),
)
_SIGNS_OF_A_NAME = (
    re.compile(rf"\b{_TITLES}\b\.?[ ](?P<name>{_NOT_NAMES}{_CAPITALS})"),
    re.compile(
        r"\b(?:[Mm]y (?:full )?(?:name|surname) is|[Nn]ame(?: is)?:?|[Uu]nder the name(?: of)?|[Ii]n the name of"
        rf"|[Cc]alled|[Aa]ttention|[Aa]ttn:?|[Ss]poke (?:to|with)|[Tt]alked to|[Rr]egards,?|[Cc]heers,?|[Ss]incerely,?"
        rf"|[Ll]ove,?|[Ff]rom:?|[Tt]o:|[Dd]ear|[Hh]i|[Hh]ello|[Hh]ey|[Tt]hanks,?|[Tt]hank [Yy]ou,?|[Ii]t'?s|[Tt]his is"
        rf"|[Ii](?:'|’)?m|[Ii] am)[ \n]+(?P<name>{_NOT_NAMES}{_CAPITALS})"
    ),
    re.compile(r"\b[Mm]y (?:full )?(?:name|surname) is[ ](?P<name>[a-z'’-]{2,}(?:[ ](?!and\b|i\b|my\b)[a-z'’-]{2,})?)"),
    re.compile(rf"\n(?P<name>{_NOT_NAMES}[A-Z][\w'’-]+(?:[ ][A-Z][\w'’-]+){{0,2}})\s*$"),
)
_GIVEN_NAME = re.compile(rf"\b[A-Z][a-zA-Z]+\b(?:[ ](?:[A-Z]\.?[ ])?{_PARTICLES}[A-Z][\w'’-]+){{0,2}}")


def redact(text: str, names: Iterable[str] = ()) -> str:
    """Return the text without e-mail addresses, links, bank, card, order and phone numbers, addresses and names.

    `names` are names that are known to belong to it, the customer's and the agents': they go wherever they stand,
    in small letters too. Takes time linear in the length, which is bounded.
    """
    text = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS])
    for word, form in _FORMS:
        text = form.sub(word, text)
    for pattern in _known(names):
        text = pattern.sub("[name]", text)
    for sign in _SIGNS_OF_A_NAME:
        text = sign.sub(lambda found: found[0].replace(found["name"], "[name]"), text)
    return _GIVEN_NAME.sub(_without_given_name, text)


def _known(names: Iterable[str]) -> list[re.Pattern[str]]:
    """Return patterns for whole names, longest first, then for their parts."""
    whole = {name for name in (" ".join(name.split()) for name in names) if len(name) > 1}
    parts = {part for name in whole for part in re.split(r"[ ,.@_-]+", name) if len(part) >= SHORTEST_NAME}
    ordered = sorted(whole | parts, key=lambda name: (-len(name), name))
    return [re.compile(rf"(?<!\w){re.escape(name)}(?:['’]s)?(?!\w)", re.IGNORECASE) for name in ordered]


def _without_given_name(found: re.Match[str]) -> str:
    first = found[0].split()[0]
    return "[name]" if first.casefold() in GIVEN_NAMES else found[0]
