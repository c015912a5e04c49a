"""Separates what the person wrote in a mail from quoted history, signature and device footer. Pure.

The steps: mark each line; cut at the first older mail below the author's words; step back over footers, signatures and
quotes at the end; leave out the quote that a reply at the bottom answers as a whole. Quotes between the author's
paragraphs stay, so that interleaved answers can be read. Nothing is discarded.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.sources.email.replies.headers import mark_histories
from ingest.sources.email.replies.intros import is_intro, mark_intros
from ingest.sources.email.replies.lines import Kind, Lines, cited_by, fenced, read_lines
from ingest.sources.email.replies.signatures import is_signed_off, last_block, trim_tail, without_footers


@dataclass(frozen=True, slots=True)
class Reply:
    """A mail's two parts. Together they hold every line of it that isn't blank, each part in the mail's order.

    `content` is what the person wrote, with the fragments that they answer inline; `quoted_text` is all that was cut
    off, None where nothing was.
    """

    content: str
    quoted_text: str | None


def strip_reply(text: str) -> Reply:
    """Separate a plain text's own words from history, signature and footers.

    Where nothing would be left, the whole text is the content. Linear in the text's length.
    """
    return strip_lines(read_lines(text))


def strip_lines(lines: Lines) -> Reply:
    """Do the same for lines whose kinds may be known in part already (from HTML)."""
    protected = fenced(lines)
    mark_histories(lines, protected)
    mark_intros(lines, protected)
    _join_wrapped_quotes(lines)
    _mark_citations(lines)
    kept = [kind <= Kind.QUOTE for kind in lines.kinds]
    stop = _history_start(lines)
    stop, has_cut_quote = _trim_end(lines, stop)
    kept[stop:] = [False] * (len(kept) - stop)
    _drop_footers_above_quotes(lines, kept, stop)
    if not has_cut_quote:
        _drop_answered_quote(lines, kept, stop)
    return _assemble(lines, kept)


def _join_wrapped_quotes(lines: Lines) -> None:
    """Take a line for quoted that is the torn-off end of a quoted one: between two of them, beginning in lower case."""
    for at in range(1, len(lines.kinds) - 1):
        if lines.kinds[at] is not Kind.TEXT or not lines.bare[at][0].islower():
            continue
        above, below = lines.bare[at - 1], lines.kinds[at + 1]
        if lines.kinds[at - 1] is Kind.QUOTE and below is Kind.QUOTE and len(above) >= 60 and above[-1].isalnum():
            lines.kinds[at] = Kind.QUOTE


def _mark_citations(lines: Lines) -> None:
    """Take lines that begin with a bar or a name ("Jane> ") for quoted, where an intro is above them.

    Elsewhere bars are a table; a name has to be the same on two lines in a row.
    """
    is_below_intro = False
    for at, kind in enumerate(lines.kinds):
        mark = cited_by(lines.bare[at]) if kind is Kind.TEXT else None
        if mark and (is_below_intro or (mark != "|" and mark in lines.marks_around(at))):
            lines.kinds[at] = Kind.QUOTE
        else:
            is_below_intro = kind is Kind.INTRO or (is_below_intro and kind is Kind.BLANK)


def _history_start(lines: Lines) -> int:
    """Return where the first older mail begins that has the author's words above it, or the number of lines.

    An intro with quoted lines below it is no such place: there may be answers between them.
    """
    at = next((at for at, kind in enumerate(lines.kinds) if kind is Kind.TEXT), len(lines.kinds))
    while at < len(lines.kinds):
        kind, end = lines.kinds[at], _end_of(lines, at)
        if kind is Kind.HISTORY or (kind is Kind.INTRO and not lines.has_quote_at(end)):
            return at
        at = end
    return at


def _end_of(lines: Lines, at: int) -> int:
    """Return the line after the run of lines of one kind."""
    kind = lines.kinds[at]
    while at < len(lines.kinds) and lines.kinds[at] is kind:
        at += 1
    return at


def _trim_end(lines: Lines, stop: int) -> tuple[int, bool]:
    """Step back over footers, signatures and quotes at the end, as long as the author's words remain above.

    Says also whether quotes were among it.
    """
    first_text = next((at for at, kind in enumerate(lines.kinds) if kind is Kind.TEXT), stop)
    has_cut_quote = False
    while stop > first_text:
        block = last_block(lines, stop)
        end = trim_tail(lines, block, stop)
        if end > block and block > first_text and is_signed_off(lines, block, end):
            end = block
        if end > block:
            return end, has_cut_quote
        stop = block
        while stop > first_text and lines.kinds[stop - 1] not in {Kind.TEXT, Kind.BLANK}:
            has_cut_quote = has_cut_quote or lines.kinds[stop - 1] is Kind.QUOTE
            stop -= 1
    return stop, has_cut_quote


def _drop_footers_above_quotes(lines: Lines, kept: list[bool], stop: int) -> None:
    """Drop the device footer that a phone puts above the quote, when the author went on below or between quotes."""
    for at in range(1, stop):
        if lines.kinds[at] in {Kind.INTRO, Kind.QUOTE} and lines.kinds[at - 1] in {Kind.BLANK, Kind.TEXT}:
            end = without_footers(lines, last_block(lines, at), at)
            kept[end:at] = [kept[line] and not lines.bare[line] for line in range(end, at)]


def _drop_answered_quote(lines: Lines, kept: list[bool], stop: int) -> None:
    """Drop the one quote that a reply at the bottom answers: at the top, introduced, followed only by words."""
    top = lines.next_filled(0)
    if top == len(lines.kinds) or lines.kinds[top] not in {Kind.INTRO, Kind.QUOTE}:
        return
    if lines.kinds[top] is Kind.QUOTE and not _begins_with_intro(lines, top):
        return
    at = top
    while at < stop and lines.kinds[at] is not Kind.TEXT:
        at += 1
    if Kind.QUOTE not in lines.kinds[at:stop]:
        kept[top:at] = [False] * (at - top)


def _begins_with_intro(lines: Lines, top: int) -> bool:
    """Say whether a quote's first lines introduce it: "> On Friday Jane Doe wrote:"."""
    parts = [line.lstrip("> ") for line in lines.bare[top : top + 3]]
    return any(is_intro(" ".join(parts[:count]), quote_follows=True) for count in (1, 2, 3))


def _assemble(lines: Lines, kept: list[bool]) -> Reply:
    content = _joined(line for line, keep in zip(lines.raw, kept, strict=True) if keep)
    if not content:
        return Reply(_joined(lines.raw), None)
    quoted = _joined(line for line, keep in zip(lines.raw, kept, strict=True) if not keep)
    return Reply(content, quoted or None)


def _joined(lines: Iterable[str]) -> str:
    """Join lines, without the blank ones at either end."""
    filled = list(lines)
    while filled and not filled[-1].strip():
        filled.pop()
    first = next((at for at, line in enumerate(filled) if line.strip()), 0)
    return "\n".join(filled[first:])
