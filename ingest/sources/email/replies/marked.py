"""Separates what the person wrote in an HTML mail from the rest, by markup and by the rules for text. Pure."""

from itertools import groupby

from ingest.sources.email.html_text import HtmlLine, HtmlText, read_html
from ingest.sources.email.replies.lines import Kind, Lines, read_lines
from ingest.sources.email.replies.strip import Reply, strip_lines

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
    lines = _read(page, leaves_out=True)
    if Kind.TEXT not in lines.kinds:
        lines = _read(page, leaves_out=False)
    return strip_lines(lines)


def _read(page: HtmlText, *, leaves_out: bool) -> Lines:
    """Read a page's lines with the kinds that its markup tells; `leaves_out`: history and signatures are MARKED."""
    lines = read_lines(page.text)
    if len(lines.raw) != len(page.lines):
        return lines
    at = 0
    for origin, run in groupby(page.lines, key=lambda line: line.origin):
        marked = list(run)
        stop = at + len(marked)
        intro_end = at + _intro_lines(marked) if origin == "history" else at
        if intro_end > at:
            lines.kinds[at:intro_end] = [Kind.INTRO if line else Kind.BLANK for line in lines.bare[at:intro_end]]
        elif origin != "own" and leaves_out and not (origin == "history" and marked[0].quote_depth):
            lines.kinds[at:stop] = [Kind.MARKED] * len(marked)
        at = stop
    return lines


def _intro_lines(run: list[HtmlLine]) -> int:
    """Return how many lines of a run of history introduce its first blockquote, 0 where all of the run is history.

    Gmail and Proton put the intro, the blockquotes and the answers between them into one element, so that unquoted
    lines below a blockquote may be answers.
    """
    quote = next((at for at, line in enumerate(run) if line.quote_depth), len(run))
    above = sum(1 for line in run[:quote] if line.text)
    return quote if quote < len(run) and above <= _MOST_INTRO_LINES else 0
