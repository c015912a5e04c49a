"""HTML that is too deep for a tree: how to tell in linear time, and its text without one. Pure."""

import html as html_entities
import re

MAX_NESTING = 500

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,30})")
_TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,30})[^<>]*>?|[^<]+|<")
# Tags that hold nothing, and tags that the parser closes by itself: they don't nest.
_NOT_NESTING = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "p", "li", "td", "th", "tr", "tbody", "thead", "tfoot", "dt", "dd", "option", "colgroup", "html",
    "body", "head",
})  # fmt: skip
_NOT_INLINE = frozenset({
    "address", "article", "blockquote", "br", "center", "div", "dl", "dt", "dd", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul",
})  # fmt: skip
_UNREAD = frozenset({
    "script", "style", "title", "template", "noscript",
})  # fmt: skip
_BLANKS = re.compile(r"\s+")


def is_too_deep(html: str) -> bool:
    """Say whether tags nest deeper than 500: the tree of lexbor takes quadratic time in the depth.

    Counted by name, since a closing tag of another name closes nothing.
    """
    if html.count("<") <= MAX_NESTING:
        return False
    depth = 0
    unclosed: dict[str, int] = {}
    for closing, tag in _TAG.findall(html):
        name = tag.lower()
        if name in _NOT_NESTING:
            continue
        if not closing:
            unclosed[name] = unclosed.get(name, 0) + 1
            depth += 1
            if depth > MAX_NESTING:
                return True
        elif unclosed.get(name):
            unclosed[name] -= 1
            depth -= 1
    return False


def rough_lines(html: str) -> list[str]:
    """Return the text with the tags cut out; the tag of a block ends a line."""
    pieces: list[str] = []
    unread = ""
    for match in _TOKEN.finditer(html):
        name, is_closing = (match.group(2) or "").lower(), bool(match.group(1))
        if unread:
            unread = "" if name == unread and is_closing else unread
        elif name in _UNREAD:
            unread = "" if is_closing else name
        elif name:
            pieces.append("\n" if name in _NOT_INLINE else "")
        else:
            pieces.append(_BLANKS.sub(" ", match.group()))
    return html_entities.unescape("".join(pieces)).split("\n")
