"""Recognises what stands above an older mail in full: "-----Original Message-----", a block of headers. Pure."""

import re
from typing import Final

from ingest.sources.email.replies.languages import HEADER_LABELS, HISTORY_TITLES, HeaderRole
from ingest.sources.email.replies.lines import Kind, Lines

_ROLES: Final[dict[str, HeaderRole]] = {label: role for role, labels in HEADER_LABELS.items() for label in labels}
_DRAWN: Final = "-_=*—–#<"
_LONGEST_LABEL: Final = 24
_LONGEST_TITLE: Final = 90
_MOST_WRAPPED: Final = 3
_MOST_HEADER_LINES: Final = 30
_MOST_REPEATS: Final = 2
_ROLES_OF_A_BLOCK: Final = 3
_ROLES_BELOW_A_RULE: Final = 2
_LABEL: Final = re.compile(r"[\s*_|]*([^:：*_]{1,24}?)[\s*_]*[:：][\s*_]*")
_RULE: Final = re.compile(r"[-_=*—–]{3,}$")
# The line that help desks put above a ticket's history.
_REPLY_ABOVE: Final = re.compile(
    r"""\W{0,6}(?:please\s+)?
    (?:reply|write|type|respond|antworten\s+sie|schreiben\s+sie|répondez|responda|responder|rispondi|antwoord)
    .{0,40}?(?:above|oberhalb|über|au-dessus|encima|arriba|acima|sopra|boven)
    .{0,20}(?:line|linie|zeile|ligne|línea|linha|riga|lijn)""",
    re.IGNORECASE | re.VERBOSE,
)


def mark_histories(lines: Lines, protected: list[bool]) -> None:
    """Mark as HISTORY the title and the headers above each older mail."""
    likely = [at for at, line in enumerate(lines.bare) if line and _may_head(line)]
    stop = 0
    for at in likely:
        if at >= stop and not protected[at] and lines.kinds[at] is Kind.TEXT:
            stop = _history_end(lines, at)
            lines.kinds[at:stop] = [Kind.HISTORY] * (stop - at)


def _may_head(line: str) -> bool:
    """Sort out cheaply the lines that are neither title nor header."""
    return ":" in line or "：" in line or line[0] in _DRAWN or line[-1] == "-"


def is_rule(line: str) -> bool:
    """Say whether a line is drawn: dashes, underscores, equals signs."""
    return _RULE.match(line) is not None


def _history_end(lines: Lines, at: int) -> int:
    """Return the line after the title and headers that begin at `at`; `at` itself where none do."""
    line = lines.bare[at]
    if line[0] in _DRAWN or line[-1] in ":：-":
        if is_title(line):
            below = lines.next_filled(at + 1)
            end = _headers_end(lines, below, _ROLES_BELOW_A_RULE)
            is_drawn = line[0] in _DRAWN
            return end if end > below else at + is_drawn
        if is_rule(line):
            below = lines.next_filled(at + 1)
            end = _headers_end(lines, below, _ROLES_BELOW_A_RULE)
            return end if end > below else at
    return _headers_end(lines, at, _ROLES_OF_A_BLOCK)


def is_title(line: str) -> bool:
    """Say whether a line announces an older mail, in any language: "---- Original Message ----"."""
    if len(line) > _LONGEST_TITLE:
        return False
    words = line.strip("-_=*—–<>#| \t:：").casefold()
    return words in HISTORY_TITLES or _REPLY_ABOVE.match(line) is not None


def _headers_end(lines: Lines, first: int, roles_needed: int) -> int:
    """Return the line after a block of headers that begins at `first`; `first` itself where there is none.

    A block has a From line, and either a subject or an address. Values may be wrapped, and one blank line may stand
    between headers, as in text made from HTML.
    """
    roles: list[HeaderRole] = []
    end, wrapped = first, 0
    for at in range(first, min(len(lines.bare), first + _MOST_HEADER_LINES)):
        role = _role(lines.bare[at])
        if role is not None:
            roles.append(role)
            end, wrapped = at + 1, 0
            if len(roles) - len(set(roles)) > _MOST_REPEATS:
                break
        elif at == first or wrapped == _MOST_WRAPPED or not lines.bare[at - 1]:
            break
        else:
            wrapped += 1
    named = {role for role in roles if role != "other"}
    if "from" not in named or len(named) < _ROLES_BELOW_A_RULE or len(set(roles)) < roles_needed:
        return first
    if "subject" not in named and not any("@" in line for line in lines.bare[first:end]):
        return first
    return _with_wrapped_value(lines, end)


def _with_wrapped_value(lines: Lines, end: int) -> int:
    """Take the last header's wrapped lines in: those up to the blank line, when it comes at once."""
    at = end
    while at < len(lines.bare) and lines.bare[at] and at - end < _MOST_WRAPPED:
        at += 1
    is_indented = all(lines.raw[line][:1] in {" ", "\t"} for line in range(end, at))
    return at if at > end and is_indented else end


def _role(line: str) -> HeaderRole | None:
    if ":" not in line[: _LONGEST_LABEL + 8] and "：" not in line[: _LONGEST_LABEL + 8]:
        return None
    label = _LABEL.match(line)
    return _ROLES.get(label[1].strip().casefold()) if label else None
