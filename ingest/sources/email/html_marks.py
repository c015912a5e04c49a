"""What an HTML element's attributes say: hidden, quoted history, signature, as mail programs mark them. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

_READ_CHARACTERS = 500

type Origin = Literal["own", "signature", "history"]

_HIDDEN = re.compile(
    r"display:none|mso-hide:all|visibility:hidden|(?:^|;)(?:max-height|opacity):0(?:px|pt|em)?(?:;|!|$)"
)
_BORDERLESS = re.compile(r"border(?:-left)?:(?:none|0|medium)")
_NO_MARGIN = re.compile(r"(?:^|;)margin(?:-bottom)?:0(?:px|cm|in|pt|em)?(?:[;0]|$)")
_KEEPS_BLANKS = re.compile(r"white-space:pre")

# Around the mail being answered: Gmail, Yahoo, Proton, Tuta, Thunderbird, Zoho, Front, Outlook mobile, QQ.
_HISTORY_CLASSES = frozenset({
    "gmail_quote", "gmail_quote_container", "gmail_attr", "yahoo_quoted", "protonmail_quote", "tutanota_quote",
    "moz-cite-prefix", "moz-forward-container", "zmail_extra", "front-blockquote",
    "ms-outlook-mobile-reference-message", "qmail_quote",
})  # fmt: skip
_HISTORY_IDS = re.compile(
    r"(?:x_)*(?:olk_src_body_section|mail-editor-reference-message-container|yahoo_quoted.*|isforwardcontent|isreplycontent)"
)
# Outlook marks only where the history starts; the rest of the mail belongs to it.
_HISTORY_STARTS = re.compile(r"(?:x_)*(?:appendonsend|divrplyfwdmsg)")
_OUTLOOK_RULE = re.compile(r"border:none;border-top:solid(?:#e1e1e1|#b5c4df)1(?:\.0)?pt")
_SIGNATURE_CLASSES = frozenset({
    "gmail_signature", "moz-signature", "protonmail_signature_block-user",
})  # fmt: skip
_SIGNATURE_IDS = re.compile(r"(?:x_)*(?:signature|applemailsignature|composer_signature|ms-outlook-mobile-signature)")


@dataclass(frozen=True, slots=True)
class Marks:
    """What matters of an element's attributes.

    `origin` is set where the element holds history or a signature; `starts_history` where all that follows is history.
    """

    is_hidden: bool = False
    is_quote: bool = False
    is_pre: bool = False
    has_no_margin: bool = False
    starts_history: bool = False
    origin: Origin | None = None


_PLAIN = Marks()
_PLAIN_QUOTE = Marks(is_quote=True)
_PLAIN_PRE = Marks(is_pre=True)


def read_marks(tag: str, attributes: Mapping[str, str | None]) -> Marks:
    """Return what `attributes` say of an element."""
    if not attributes:
        return _PLAIN_QUOTE if tag == "blockquote" else _PLAIN_PRE if tag == "pre" else _PLAIN
    return _marks(
        tag,
        "hidden" in attributes,
        attributes.get("type") == "cite",
        (attributes.get("style") or "")[:_READ_CHARACTERS],
        (attributes.get("class") or "")[:_READ_CHARACTERS],
        (attributes.get("id") or "")[:_READ_CHARACTERS],
    )


# A mail repeats the same few combinations for hundreds of elements.
@lru_cache(maxsize=2048)
def _marks(tag: str, is_hidden: bool, is_cite: bool, style: str, class_names: str, element_id: str) -> Marks:
    style = "".join(style.lower().split())
    classes = class_names.split()
    element_id = element_id.lower()
    # A blockquote without border only indents (Gmail's "indent more").
    only_indents = bool(_BORDERLESS.search(style)) and not is_cite
    return Marks(
        is_hidden=is_hidden or bool(style and _HIDDEN.search(style)),
        is_quote=tag == "blockquote" and not only_indents,
        is_pre=tag == "pre" or bool(style and _KEEPS_BLANKS.search(style)),
        has_no_margin=any(name.startswith("Mso") for name in classes) or bool(style and _NO_MARGIN.search(style)),
        starts_history=bool(_HISTORY_STARTS.fullmatch(element_id)) or bool(style and _OUTLOOK_RULE.search(style)),
        origin=_origin(classes, element_id, is_cite_quote=is_cite and tag == "blockquote"),
    )


def _origin(classes: list[str], element_id: str, *, is_cite_quote: bool) -> Origin | None:
    if is_cite_quote or not _HISTORY_CLASSES.isdisjoint(classes) or _HISTORY_IDS.fullmatch(element_id):
        return "history"
    if not _SIGNATURE_CLASSES.isdisjoint(classes) or _SIGNATURE_IDS.fullmatch(element_id):
        return "signature"
    return None
