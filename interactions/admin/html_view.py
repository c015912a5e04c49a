"""A message as it was sent, with its layout: sanitised, in a document that can run nothing and fetch nothing.

Three layers: what sanitising leaves, the document's own policy, and the sandbox of the frame that shows it.
"""

from typing import Protocol
from uuid import UUID

import nh3
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from interactions.models import Interaction, Message

POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
"""Styles are inline in every mail; without a source to load from they can only paint."""

SCHEMES = {"http", "https", "mailto", "tel", "data"}
PICTURES = tuple(f"data:image/{kind};base64," for kind in ("png", "jpeg", "jpg", "gif", "webp"))
TAGS = nh3.ALLOWED_TAGS - {"map", "area"} | {"font", "tfoot"}
LAYOUT = {"align", "valign", "bgcolor", "width", "height", "border", "cellpadding", "cellspacing", "dir", "style"}
ATTRIBUTES = {tag: set(names) for tag, names in nh3.ALLOWED_ATTRIBUTES.items()} | {
    "*": LAYOUT,
    "font": {"color", "size", "face"},
    "img": {"alt", "src"},
    "a": {"href", "title"},
}
PAINTS = {
    *("background-color", "border", "border-bottom", "border-collapse", "border-color", "border-left", "border-radius"),
    *("border-right", "border-spacing", "border-style", "border-top", "border-width", "color", "direction", "display"),
    *("font", "font-family", "font-size", "font-style", "font-weight", "height", "letter-spacing", "line-height"),
    *("list-style-type", "margin", "margin-bottom", "margin-left", "margin-right", "margin-top", "max-width"),
    *("min-width", "padding", "padding-bottom", "padding-left", "padding-right", "padding-top", "text-align"),
    *("text-decoration", "text-indent", "text-transform", "vertical-align", "white-space", "width", "word-break"),
}
"""The style properties that are kept. None of them names a place to fetch from, or leaves its box."""

DOCUMENT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>Message</title>
<style>body{{background:#fff;color:#1f2937;font:14px/1.5 system-ui,sans-serif;margin:12px;overflow-wrap:anywhere}}
img,table{{max-width:100%}}a{{color:#235e3c}}</style></head><body>{}</body></html>"""


class Page(Protocol):
    """The part of a model's admin that this view needs."""

    def has_view_permission(self, request: HttpRequest, obj: Interaction | None = None) -> bool:
        """Say whether the person may look."""


@require_GET
@xframe_options_sameorigin
def as_sent(request: HttpRequest, key: UUID, message: UUID, *, page: Page) -> HttpResponse:
    """Show the HTML part of a message, for a sandboxed frame or a tab of its own."""
    if not page.has_view_permission(request):
        raise PermissionDenied
    wanted = Message.objects.exclude(content_html=None).exclude(content_html="")
    html = get_object_or_404(wanted.values_list("content_html", flat=True), pk=message, interaction=key)
    response = HttpResponse(DOCUMENT.format(sanitised(html or "")))
    response["Content-Security-Policy"] = POLICY
    response["X-Content-Type-Options"] = "nosniff"
    response["Referrer-Policy"] = "no-referrer"
    return response


def sanitised(html: str) -> str:
    """Return HTML without anything that runs, submits, or is fetched when it is shown. Links stay, and tell nothing."""
    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style", "title", "iframe", "object", "svg", "math", "template", "noscript"},
        attributes=ATTRIBUTES,
        attribute_filter=_kept,
        filter_style_properties=PAINTS,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


def _kept(tag: str, name: str, value: str) -> str | None:
    """Keep a picture only where it comes with the mail, and a link only where it leads somewhere."""
    if tag == "img" and name == "src":
        return value if value.lower().startswith(PICTURES) else None
    if name in {"href", "cite"}:
        return None if value.strip().lower().startswith("data:") else value
    return value
