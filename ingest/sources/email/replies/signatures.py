"""Finds where a person's words end and signature, device footer or disclaimer begin. Pure."""

import re
from typing import Final

from ingest.sources.email.replies.headers import is_rule
from ingest.sources.email.replies.languages import (
    DEVICES,
    FROM_MY,
    SENT_FIRST,
    SENT_FIRST_UNSPACED,
    SENT_LAST,
    SENT_WITH,
    SIGN_OFFS,
)
from ingest.sources.email.replies.lines import Kind, Lines

_MOST_SIGNATURE_LINES: Final = 40
_MOST_FOOTER_CHARS: Final = 140
_MOST_FOOTER_WORDS: Final = 14
_MOST_LINES_UNDER_A_RULE: Final = 6
_MOST_CONTACT_LINES: Final = 14
_LONGEST_CONTACT_LINE: Final = 90
_MOST_NAME_LINES: Final = 3
_MOST_WORDS_OF_NAME: Final = 5

# RFC 3676, 4.3: "-- ". The blank is often lost on the way, and some programs draw one long dash.
_DELIMITERS: Final = frozenset({"--", "—", "——"})
# Rules, and the mark that a Gmail mail-tracking extension leaves (U+1427).
_ORNAMENT: Final = re.compile(r"[\s\-_=*#~+•·ᐧ—–]+$")


def _any_of(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


_DEVICE: Final = rf"(?:(?<![a-zA-Z])(?:{_any_of(DEVICES)}))"
# Up to six words, then nothing but an excuse or an address. "Sent from my desk, which is easier" is the author's own.
_ANY_DEVICE: Final = (
    r"[^\s,;<(\[]+(?:\s+[^\s,;<(\[]+){0,5}?\s*"
    r"(?:\W*$|[.,;]\s*(?:please\s+|so\s+)?(?:excuse|forgive|pardon|sorry)|[<(\[])"
)
_FOOTERS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"[\W_]*(?:{_any_of(SENT_FIRST)})\s(?:\S+\s){{0,3}}?(?:{_any_of(FROM_MY)})\s+{_ANY_DEVICE}",
        rf"[\W_]*(?:{_any_of(SENT_FIRST)})\s+(?:{_any_of(SENT_WITH)})\s+(?:\S+\s+){{0,2}}?[^\w\s]*{_DEVICE}",
        rf"[\W_]*(?:{_any_of(SENT_FIRST)})\s+(?:\S+\s+)?{_DEVICE}[^\w\s]*$",
        rf"[\W_]*(?:{_any_of(SENT_FIRST_UNSPACED)}).{{0,16}}?{_DEVICE}",
        rf"[\W_]*(?:diese\s+\S+\s+wurde\s+)?(?:{_any_of(FROM_MY)})\s.{{1,60}}?\s(?:{_any_of(SENT_LAST)})\W*$",
        rf"[\W_]*.{{0,12}}?{_DEVICE}.{{0,12}}?(?:{_any_of(SENT_LAST[2:])})\W*$",
        rf"[\W_]*this\s+(?:e-?mail|message)\s+was\s+sent\s+(?:from|with|using|via)\s.{{0,20}}?{_DEVICE}",
        # "Get Outlook for iOS", with its address.
        r"(?:\S+\s+){0,4}\[?Outlook\s+(?!on\s)\w+\s+(?:\w+\s+)?(?:iOS|Android|Mobile)",
        r"\W*(?:please\s+)?(?:excuse|forgive|pardon)\s+(?:my\s+|any\s+|the\s+)?(?:brevity|typos?|typing|auto-?correct)\b",
        # "From my iPhone", "Jane from mobile".
        rf"\W*(?:(?!\w*(?:ed|ing)\b)\w+\s+)?from\s+(?:my\s+|a\s+)?{_DEVICE}(?:\s+\w{{1,4}})?\W*$",
    )
)

_DISCLAIMER: Final = re.compile(
    r"""[\W_]*(?:
      (?:this|the\s+(?:information|contents?)(?:\s+contained)?\s+(?:in|of)\s+this)\s+(?:e-?mail|message|communication|transmission)\b
        .{0,120}\b(?:confidential|privileged|intended\s+(?:solely|only|for)|virus)
    | (?:confidentiality|disclaimer)\s*(?:notice|note|statement)?\s*[:.–-] | (?:privacy|legal)\s+(?:notice|disclaimer)
    | confidentiality\s+(?:notice|note|statement)
    | (?:please\s+)?(?:consider|think\s+of)\s+(?:the|our)\s+environment\s+before
    | if\s+you\s+(?:are\s+not\s+the\s+intended|(?:have\s+)?received?\s+this\s+(?:e-?mail|message)\s+in\s+error)
    | virus[- ]free\b | no\s+virus(?:es)?\s+found
    | to\s+unsubscribe\b.{0,80}\b(?:click|visit|send|go\s+to|follow|reply|change|e-?mail)
    | unsubscribe\s*(?:[|<\[(]|https?:)
    | you(?:'re|\s+are|\s+have)?\s+receiv(?:ed|ing)\s+this\s+(?:e-?mail|message|notification)\s+because
    | reply\s+to\s+this\s+e-?mail\s+directly\s+or\b | to\s+respond,\s+reply\s+to\s+this\s+e-?mail\b
    | liability\s+limited\s+by\s+a\s+scheme
    | diese\s+(?:e-?mail|nachricht)\b.{0,80}\b(?:vertraulich|viren|ausschließlich)
    | ce\s+(?:message|courriel|mail|courrier)\b.{0,80}\b(?:confidenti|virus|exclusivement)
    | este\s+(?:mensaje|correo|e-?mail)\b.{0,80}\b(?:confidencial|virus|exclusiv)
    | esta\s+mensagem\b.{0,80}\b(?:confidencia|vírus|exclusiv)
    | questo\s+(?:messaggio|e-?mail)\b.{0,80}\b(?:confidenzial|riservat|virus|analizzato|esclusiv)
    | (?:dit\s+bericht|deze\s+e-?mail)\b.{0,80}\b(?:vertrouwelijk|virus|uitsluitend)
    | (?:niniejsz|ta\s+wiadomość).{0,80}(?:poufn|wirus|wyłącznie)
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_SIGN_OFF: Final = re.compile(
    rf"\W*(?:{_any_of(SIGN_OFFS)})(?:\s+(?:and|&)\s+(?:{_any_of(SIGN_OFFS)}))?\W*$", re.IGNORECASE
)
_SIGN_OFF_AND_NAME: Final = re.compile(
    rf"\W*(?:{_any_of(SIGN_OFFS)})\s*[,.!-]\s*(\w+(?:\s+\w+){{0,2}})\W*$", re.IGNORECASE
)
_CONTACT: Final = re.compile(
    r"""(?:https?://|www\.|\S@\S+\.\w) | ^\W*[tpmfew]\s*[.:|]
    | \b(?:tel|ph|phone|mob|mobile|mobil|fax|fon|telefon|tél|abn|acn|skype)\b\s*[.:|]
    | \+\d[\d\s().-]{7,} | \b(?:pty|ltd|gmbh|inc|llc|b\.v\.|s\.a\.)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_SURE_CONTACT: Final = re.compile(r"https?://|www\.|\S@\S+\.\w|\b(?:pty|ltd|gmbh|inc|llc|abn|acn)\b", re.IGNORECASE)


def is_device_footer(line: str) -> bool:
    """Say whether a line was added by the device or the program: "Sent from my iPhone"."""
    if len(line) > _MOST_FOOTER_CHARS or len(line.split()) > _MOST_FOOTER_WORDS:
        return False
    return any(pattern.match(line) for pattern in _FOOTERS)


def trim_tail(lines: Lines, first: int, stop: int) -> int:
    """Return where the author's words in `lines[first:stop]` end, once footers and signatures are cut off.

    The lines are one block without quotes. `first` means that nothing but footers and signature was in it.
    """
    stop = without_footers(lines, first, stop)
    for find in (_signature_start, _disclaimer_start, _contact_start):
        found = find(lines, first, stop)
        if found < stop:
            stop = without_footers(lines, first, found)
    return stop


def is_signed_off(lines: Lines, first: int, stop: int) -> bool:
    """Say whether a block is only a sign-off and a name or address below it, and no answer."""
    filled = [line for line in lines.bare[first:stop] if line]
    if len(filled) == 1:
        name = _SIGN_OFF_AND_NAME.match(filled[0])
        return name is not None and all(word[0].isupper() for word in name[1].split())
    if not filled or len(filled) > _MOST_CONTACT_LINES or not _SIGN_OFF.match(filled[0], 0, 60):
        return False
    return all(
        _CONTACT.search(line, 0, _LONGEST_CONTACT_LINE) or len(line.split()) <= _MOST_WORDS_OF_NAME
        for line in filled[1:]
    )


def without_footers(lines: Lines, first: int, stop: int) -> int:
    """Step back over blank lines, rules and device footers."""
    while stop > first:
        line = lines.bare[stop - 1]
        if line and not _ORNAMENT.match(line) and not is_device_footer(line):
            break
        stop -= 1
    return stop


def _tail(lines: Lines, first: int, stop: int) -> range:
    """Return the last lines of a block, so many as a signature may have."""
    return range(max(first, stop - _MOST_SIGNATURE_LINES), stop)


def _signature_start(lines: Lines, first: int, stop: int) -> int:
    """Return where a signature below a delimiter begins: "-- ", or a rule with few lines of contact below it.

    Below a line with a colon ("Please send it to:") it is a part of the message, and so is what follows.
    """
    for at in _tail(lines, first, stop):
        line = lines.bare[at]
        if line not in _DELIMITERS and not is_rule(line):
            continue
        if _is_announced(lines, first, at):
            return stop
        if line in _DELIMITERS or _is_ruled_signature(lines, at, stop):
            return at
    return stop


def _is_announced(lines: Lines, first: int, at: int) -> bool:
    """Say whether the filled line above ends with a colon."""
    above = next((lines.bare[line] for line in range(at - 1, max(first, at - 3) - 1, -1) if lines.bare[line]), "")
    return above.endswith((":", "："))


def _is_ruled_signature(lines: Lines, rule: int, stop: int) -> bool:
    """Say whether a signature is below a rule. Programs draw it with underscores, people with dashes."""
    below = sum(1 for line in lines.bare[rule + 1 : stop] if line)
    if below > _MOST_LINES_UNDER_A_RULE:
        return False
    return lines.bare[rule][0] == "_" or _is_contact_block(lines, rule + 1, stop)


def _is_contact_block(lines: Lines, first: int, stop: int) -> bool:
    """Say whether at least half of a block's lines, and two, are how to reach somebody."""
    filled = [line for line in lines.bare[first:stop] if line]
    contacts = sum(1 for line in filled if len(line) <= _LONGEST_CONTACT_LINE and _CONTACT.search(line))
    return contacts >= max(2, len(filled) / 2)


def _disclaimer_start(lines: Lines, first: int, stop: int) -> int:
    """Return where a disclaimer, an unsubscribe notice or a virus scanner's note begins a paragraph."""
    for at in _tail(lines, first, stop):
        begins = at == first or not lines.bare[at - 1] or is_rule(lines.bare[at - 1])
        if begins and _DISCLAIMER.match(lines.bare[at], 0, 300):
            return at
    return stop


def _contact_start(lines: Lines, first: int, stop: int) -> int:
    """Return where the contact details below a sign-off begin. The sign-off and the name stay with the author's words.

    Two lines of contact are needed, one of them with an address or a company: a lone phone number is the author's own.
    """
    filled = [at for at in range(max(first, stop - 2 * _MOST_CONTACT_LINES), stop) if lines.bare[at]]
    sign_off = next((at for at in filled if _SIGN_OFF.match(lines.bare[at], 0, 60)), None)
    if sign_off is None:
        return stop
    below = [at for at in filled if at > sign_off]
    contacts = [at for at in below if _CONTACT.search(lines.bare[at], 0, _LONGEST_CONTACT_LINE)]
    is_short = len(below) <= _MOST_CONTACT_LINES and all(len(lines.bare[at]) <= _LONGEST_CONTACT_LINE for at in below)
    is_sure = len(contacts) > 1 and any(_SURE_CONTACT.search(lines.bare[at]) for at in contacts)
    if not is_short or not is_sure or _announces(lines, below[: below.index(contacts[0])]):
        return stop
    return below[1] if contacts[0] != below[0] else contacts[0]


def _announces(lines: Lines, names: list[int]) -> bool:
    """Say whether the lines above contact details make them a part of the message: "My details are:"."""
    return len(names) > _MOST_NAME_LINES or any(lines.bare[at][-1] in ":.?!" for at in names)


def last_block(lines: Lines, stop: int) -> int:
    """Return where the block of unquoted lines that ends at `stop` begins."""
    while stop > 0 and lines.kinds[stop - 1] in {Kind.BLANK, Kind.TEXT}:
        stop -= 1
    return stop
