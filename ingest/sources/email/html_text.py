"""HTML of a mail to the lines that a person reads, with what mail programs mark as quoted history or signature. Pure.

selectolax (lexbor) builds the tree as browsers do; the walk over it is ours, because its own text() breaks inline
tags onto lines of their own.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.sources.email.html_limits import is_too_deep, rough_lines
from ingest.sources.email.html_marks import Marks, Origin, read_marks

HTML_MAX_CHARACTERS = 1_000_000

# A bomb of nested quotes must not multiply its own size.
_MAX_QUOTE_DEPTH = 20
_MAX_INDENT = 10
_MAX_BULLET = 9_999
# What Outlook's own plain text has for a rule.
_RULE = "_" * 32

_PARAGRAPHS = frozenset({
    "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul",
})  # fmt: skip
_BLOCKS = _PARAGRAPHS | frozenset({
    "address", "article", "aside", "body", "caption", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "header", "html", "legend", "li", "main", "nav", "section",
    "summary", "tr", "tbody", "thead", "tfoot",
})  # fmt: skip
_UNREAD = frozenset({
    "script", "style", "head", "title", "template", "noscript", "object", "iframe", "svg", "math", "select",
    "textarea", "button",
})  # fmt: skip
_LINE_BLANKS = re.compile(r"[ \t\r\n\f\xa0\u2007\u202f\u3000]+")
_INVISIBLE = re.compile("[\u00ad\u034f\u180e\u200b\u2060\ufeff]")
_ONLY_JOINERS = re.compile("[\u200c\u200d\\s]*")


@dataclass(frozen=True, slots=True)
class HtmlLine:
    """A line of text, how many quotes (blockquote) are around it, and whose it is by the markup of mail programs."""

    text: str
    quote_depth: int = 0
    origin: Origin = "own"


@dataclass(frozen=True, slots=True)
class HtmlText:
    """The lines of a mail's HTML.

    `is_rough`: cut at the limit, or too deep for a tree, so that tags were only cut out.
    """

    lines: tuple[HtmlLine, ...]
    is_rough: bool = False

    @property
    def text(self) -> str:
        """All lines as plain text, quoted ones marked by `> ` for each blockquote around them."""
        return "\n".join(f"{'> ' * line.quote_depth}{line.text}".rstrip() for line in self.lines)


def read_html(html: str) -> HtmlText:
    """Return what a person reads of `html`: no styles, scripts or hidden preheaders; links and lists as text.

    Reads the first 1,000,000 characters. Where everything is hidden, nothing is.
    """
    is_cut = len(html) > HTML_MAX_CHARACTERS
    html = html[:HTML_MAX_CHARACTERS]
    if is_too_deep(html):
        return HtmlText(_tidy(HtmlLine(_line_text(line)) for line in rough_lines(html)), is_rough=True)
    root = LexborHTMLParser(html).root
    if root is None:
        return HtmlText((), is_cut)
    return HtmlText(_tidy(_walk(root, skip_hidden=True)) or _tidy(_walk(root, skip_hidden=False)), is_cut)


def _line_text(text: str) -> str:
    if text.isascii():
        return " ".join(text.split())
    clean = _LINE_BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()
    return "" if _ONLY_JOINERS.fullmatch(clean) else clean


def _tidy(lines: Iterable[HtmlLine]) -> tuple[HtmlLine, ...]:
    """Drop empty lines at both ends, and all but one in between."""
    kept: list[HtmlLine] = []
    for line in lines:
        if line.text or (kept and kept[-1].text):
            kept.append(line)
    if kept and not kept[-1].text:
        kept.pop()
    return tuple(kept)


@dataclass(frozen=True, slots=True)
class _State:
    """What an element hands down to its children. `lists` has the last number of each list around, None for bullets."""

    quote_depth: int = 0
    origin: Origin = "own"
    is_pre: bool = False
    lists: tuple[list[int] | None, ...] = ()


class _Page:
    """The lines written so far, and the one being written."""

    def __init__(self) -> None:
        self.lines: list[HtmlLine] = []
        self.bullet = ""
        self.is_all_history = False
        self._pieces: list[str] = []
        self._state = _State()
        self._wants_gap = False

    def write(self, text: str, state: _State) -> None:
        """Add inline text to the current line."""
        if not self._pieces:
            self._state = state
        self._pieces.append(text)

    def space_cells(self) -> None:
        """Keep the text of neighbouring cells apart."""
        if self._pieces:
            self._pieces.append(" ")

    def want_gap(self) -> None:
        """Ask for an empty line before the next text."""
        self._wants_gap = bool(self.lines)

    def end_line(self, empty_state: _State | None = None) -> None:
        """Finish the current line.

        An empty one counts when `empty_state` is given (br), or for a non-breaking space.
        """
        raw = "".join(self._pieces)
        self._pieces.clear()
        state = self._state if raw else empty_state or self._state
        text = raw.rstrip() if state.is_pre else _line_text(raw)
        if not text:
            if empty_state or "\xa0" in raw:
                self._append("", state)
            return
        if self._wants_gap:
            before = self.lines[-1]
            self.lines.append(replace(before, text="", quote_depth=min(before.quote_depth, state.quote_depth)))
            self._wants_gap = False
        if state.lists:
            # The lines of an item stand below each other.
            text = "  " * (len(state.lists) - 1) + (self.bullet or "  ") + text
            self.bullet = ""
        self._append(text, state)

    def _append(self, text: str, state: _State) -> None:
        self.lines.append(HtmlLine(text, state.quote_depth, "history" if self.is_all_history else state.origin))


def _walk(root: LexborNode, *, skip_hidden: bool) -> list[HtmlLine]:
    """Go through the tree without recursion: an element, its children, its end (where the node is None)."""
    page = _Page()
    stack: list[tuple[LexborNode | None, _State, str]] = [(root, _State(), "")]
    while stack:
        node, state, ended_tag = stack.pop()
        if node is None:
            _end_element(page, ended_tag, state)
            continue
        if (following := node.next) is not None:
            stack.append((following, state, ""))
        tag = node.tag or ""
        if tag == "-text":
            _write_text(page, node.text_content or "", state)
        elif not tag.startswith("-") and tag not in _UNREAD:
            marks = read_marks(tag, node.attributes)
            if skip_hidden and marks.is_hidden:
                continue
            inner = _start_element(page, tag, node, marks, state)
            if tag in _BLOCKS:
                stack.append((None, state, "div" if marks.has_no_margin and tag == "p" else tag))
            if (child := node.first_child) is not None:
                stack.append((child, inner, ""))
    page.end_line()
    return page.lines


def _write_text(page: _Page, text: str, state: _State) -> None:
    if not state.is_pre:
        page.write(text, state)
        return
    *ended, rest = text.replace("\r\n", "\n").split("\n")
    for line in ended:
        page.write(line, state)
        page.end_line(state)
    page.write(rest, state)


def _start_element(page: _Page, tag: str, node: LexborNode, marks: Marks, state: _State) -> _State:
    """Write what an element itself shows and return the state of its children."""
    if tag in _BLOCKS:
        page.end_line()
        if tag in _PARAGRAPHS and not state.lists and not (tag == "p" and marks.has_no_margin):
            page.want_gap()
    if marks.starts_history:
        page.is_all_history = True
    if tag in {"td", "th"}:
        page.space_cells()
    elif tag == "br":
        page.end_line(state)
    elif tag == "hr":
        page.end_line()
        page.write(_RULE, state)
        page.end_line()
    elif tag == "img":
        page.write(_emoji(node.attributes.get("alt") or ""), state)
    elif tag == "li":
        page.bullet = _bullet(state)
    return _inner_state(tag, marks, state)


def _inner_state(tag: str, marks: Marks, state: _State) -> _State:
    if tag in {"ol", "ul"}:
        counter = [0] if tag == "ol" else None
        state = replace(state, lists=(*state.lists, counter)[-_MAX_INDENT:])
    if marks.is_quote:
        state = replace(state, quote_depth=min(state.quote_depth + 1, _MAX_QUOTE_DEPTH))
    if marks.is_pre:
        state = replace(state, is_pre=True)
    if marks.origin and state.origin != "history":
        state = replace(state, origin=marks.origin)
    return state


def _bullet(state: _State) -> str:
    counter = state.lists[-1] if state.lists else None
    if counter is None:
        return "- "
    counter[0] = min(counter[0] + 1, _MAX_BULLET)
    return f"{counter[0]}. "


def _emoji(alt: str) -> str:
    """Return the emoji that an image stands for (Gmail, Yahoo and Outlook send them so), else nothing."""
    return alt if 0 < len(alt) <= 8 and not any(character.isascii() or character.isalpha() for character in alt) else ""


def _end_element(page: _Page, tag: str, state: _State) -> None:
    page.end_line()
    if tag in _PARAGRAPHS and not state.lists:
        page.want_gap()
