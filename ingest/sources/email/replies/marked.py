"""Separates what the person wrote in an HTML mail from the rest, by markup and by the rules for text. Pure."""

from itertools import groupby

from ingest.sources.email.html_text import HtmlLine, HtmlText, read_html
from ingest.sources.email.replies.lines import Kind, Lines, read_lines
from ingest.sources.email.replies.strip import Reply, strip_lines, strip_reply

_MOST_INTRO_LINES = 4


def strip_html_reply(html: str) -> Reply:
    """Separate an HTML mail's own words from history, signature and footers; both come as plain text.

    Where nothing would be left, the whole text is the content. Takes what read_html takes.
    """
    return strip_html_lines(read_html(html))


def strip_html_lines(page: HtmlText) -> Reply:
    """Do the same for HTML that has been read already.

    Where all of it is marked as history (a forwarded mail without a word of one's own), only the text decides.
    """
    lines = read_lines(page.text)
    if len(lines.raw) != len(page.lines):
        return strip_reply(page.text)
    at = 0
    for origin, run in groupby(page.lines, key=lambda line: line.origin):
        marked = list(run)
        if origin == "signature":
            _mark(lines, at, at + len(marked))
        elif origin == "history":
            _mark_history(lines, at, marked)
        at += len(marked)
    if Kind.TEXT not in lines.kinds:
        return strip_reply(page.text)
    return strip_lines(lines)


def _mark_history(lines: Lines, first: int, run: list[HtmlLine]) -> None:
    """Mark a run of history lines.

    Gmail and Proton put the intro, the blockquotes and the answers between them into one element, so that unquoted
    lines below a blockquote may be answers. Where more than an intro is above the first blockquote, all is history.
    """
    depths = [line.quote_depth for line in run]
    quote = next((at for at, depth in enumerate(depths) if depth > 0), len(run))
    above = sum(1 for line in run[:quote] if line.text)
    if quote == len(run) or above > _MOST_INTRO_LINES:
        _mark(lines, first, first + len(run))
        return
    for at in range(first, first + quote):
        if lines.kinds[at] is not Kind.BLANK:
            lines.kinds[at] = Kind.INTRO


def _mark(lines: Lines, first: int, stop: int) -> None:
    lines.kinds[first:stop] = [Kind.MARKED] * (stop - first)
