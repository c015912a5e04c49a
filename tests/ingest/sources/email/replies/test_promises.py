"""What holds for every text: nothing is discarded, and no text takes long."""

import time
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.email.html_text import read_html
from ingest.sources.email.replies import Reply, strip_html_reply, strip_reply

_PIECES = (
    "Two bags, please.",
    "",
    "> How many?",
    "> > Older.",
    "| bar",
    "Jane> cited",
    "On Fri, 5 Jan 2024 at 10:00, Jane Doe <jane@example.com> wrote:",
    "On Fri, 5 Jan 2024 at 10:00, Jane Doe <",
    "jane@example.com> wrote:",
    "> wrote:",
    "From: Jane <jane@example.com>",
    "Sent: today",
    "To: Shop",
    "Subject: Bags",
    "-----Original Message-----",
    "-- ",
    "____________",
    "```",
    "Sent from my iPhone",
    "Kind regards,",
    "T 02 5550 0000",
    "www.example.com",
    "This email is confidential.",
    "\u200b",
    "\x0c",
    "Am 05.01.2024 um 10:00 schrieb Jane:",
)
_HTML_PIECES = (
    "<p>Two bags, please.</p>",
    (
        '<div class="gmail_quote"><div class="gmail_attr">On 5 Jan 2024 Jane'
        " wrote:</div><blockquote>How many?</blockquote></div>"
    ),
    '<div class="gmail_signature">John</div>',
    '<div id="divRplyFwdMsg"><b>From:</b> Jane<br><b>Sent:</b> today<br><b>Subject:</b> Bags</div>',
    '<blockquote type="cite">Older</blockquote>',
    '<div class="yahoo_quoted">Jane wrote:<br>How many?</div>',
    "Sent from my iPhone<br>",
    "<hr>",
    "&nbsp;<br>",
)


def _lines(text: str) -> Counter[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return Counter(line for line in lines if line.strip())


def _parted(reply: Reply) -> tuple[Counter[str], bool, bool]:
    """Return all lines of both parts, and whether there is content, and an empty quotation."""
    lines = _lines(reply.content) + _lines(reply.quoted_text or "")
    return lines, bool(reply.content), reply.quoted_text is not None and not reply.quoted_text.strip()


def _whole(text: str) -> tuple[Counter[str], bool, bool]:
    """Return what `_parted` must say of a text of which nothing is discarded."""
    return _lines(text), bool(text.strip()), False


@given(st.lists(st.sampled_from(_PIECES), max_size=30))
def test_content_and_quoted_text_hold_every_line_of_a_mail(pieces: list[str]) -> None:
    text = "\n".join(pieces)

    assert _parted(strip_reply(text)) == _whole(text)


@given(st.text())
def test_content_and_quoted_text_hold_every_line_of_any_text(text: str) -> None:
    assert _parted(strip_reply(text)) == _whole(text)


@given(st.lists(st.sampled_from(_HTML_PIECES), max_size=12))
def test_content_and_quoted_text_hold_every_line_of_an_html_mail(pieces: list[str]) -> None:
    html = "".join(pieces)

    assert _parted(strip_html_reply(html)) == _whole(read_html(html).text)


@given(st.lists(st.sampled_from(_PIECES), max_size=30))
def test_stripping_what_was_stripped_never_brings_lines_back(pieces: list[str]) -> None:
    content = strip_reply("\n".join(pieces)).content

    assert len(strip_reply(content).content) <= len(content)


BOMBS = {
    "quotes": ">\n" * 100_000,
    "deep quotes": ("> " * 500 + "x\n") * 1_000,
    "on": "On\n" * 100_000,
    "on with dates": "On 5 Jan 2024 at 10:00\n" * 45_000,
    "colons": "a:\n" * 100_000,
    "open brackets": "x <\n" * 100_000,
    "unfinished intros": "On 5 Jan 2024, Jane <jane@example.com\n> b:\n" * 20_000,
    "headers": "To: x\n" * 100_000,
    "from headers": "From: x\n\n" * 100_000,
    "titles": "-----Original Message-----\n" * 40_000,
    "rules": "-----\n" * 100_000,
    "delimiters": "-- \nx\n" * 100_000,
    "footers": "Sent from my iPhone\n" * 50_000,
    "sign-offs": "Regards\nx@example.com\n" * 50_000,
    "fences": "```\n" * 100_000,
    "bars": "|\n" * 100_000,
    "blank lines": "\n" * 1_000_000,
    "blanks": " " * 1_000_000,
    "one line": "a" * 1_000_000,
    "one line of addresses": "<a@b.c>" * 140_000 + ":",
    "one line of words": "sent from my " * 80_000,
    "one line of dates": "On 5 Jan 2024 " * 70_000 + "wrote:",
    "prose": "Thanks for the two bags, they came on 5 Jan at 10:00.\n" * 20_000,
    "footers in turn with quotes": "Sent from my iPhone\n> x\n" * 30_000,
    "intros above a quote": "On 5 Jan 2024 at 10:00, J <j@example.com> wrote:\n" * 20_000 + "> x",
    "intros in turn with blank lines": "On 5 Jan 2024 at 10:00, J <j@example.com> wrote:\n\n\n" * 20_000 + "> x",
    "one line of addresses below a sign-off": "Regards\n" + "a@" * 500_000,
    "one line of bars": "| : " * 250_000,
    "words in turn with quotes": "x\n> y\n" * 100_000,
}


def seconds_for(text: str) -> float:
    """Return the processor time that a text takes below a customer's words, which are kept."""
    started = time.process_time()
    assert strip_reply(f"Two bags.\n\n{text}").content.startswith("Two bags.")
    return time.process_time() - started


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS.keys())
def test_no_text_of_a_tenth_of_a_megabyte_takes_long(text: str) -> None:
    assert seconds_for(text[: len(text) // 10]) < 1.5


@pytest.mark.long
@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS.keys())
def test_no_text_of_a_megabyte_takes_long(text: str) -> None:
    assert seconds_for(text) < 10
