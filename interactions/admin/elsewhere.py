"""Where a conversation is found at its source, in a browser."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from django.conf import settings

from interactions.models import Interaction, Message
from interactions.vocabulary import Source

GMAIL_HOSTS = ("imap.gmail.com", "imap.googlemail.com")
MAX_ADDRESS = 2_000
"""Longer addresses are cut off or refused by browsers and servers, so none is offered."""


def at_source(one: Interaction) -> tuple[str, str] | None:
    """Return a link's text and address for a conversation where its source has a page for it. One query for mails."""
    if one.source == Source.LIVECHAT and one.chat_id:
        # A chat of several threads is one page of LiveChat's archives.
        return "Open in LiveChat", f"https://my.livechatinc.com/archives/{quote(one.chat_id, safe='')}"
    if one.source == Source.EMAIL and settings.SALES_IMAP_HOST in GMAIL_HOSTS:
        newest = Message.objects.filter(interaction=one).order_by("-sent_at").values_list("message_id", flat=True)
        return _in_gmail(newest.first())
    return None


def _in_gmail(message_id: str | None) -> tuple[str, str] | None:
    """Return a search for a Message-ID in the sales mailbox (Gmail's operator rfc822msgid)."""
    bare = (message_id or "").strip("<>")
    # Ids that we made ourselves, where a mail had none, are unknown to Gmail.
    if "@" not in bare or "#" in bare:
        return None
    user = quote(settings.SALES_IMAP_USER, safe="")
    address = f"https://mail.google.com/mail/u/?authuser={user}#search/{quote(f'rfc822msgid:{bare}', safe='')}"
    return ("Open in Gmail", address) if len(address) <= MAX_ADDRESS else None


def pages_visited(one: Interaction) -> Iterator[tuple[str, str]]:
    """Yield what LiveChat told of where a chat began: each name with an http(s) address."""
    thread = _mapping(one.raw_data, "thread")
    routing, visit = _mapping(thread, "properties", "routing"), _mapping(thread, "customer_visit")
    opened = visit.get("last_pages")
    first = opened[0] if isinstance(opened, list) and opened and isinstance(opened[0], dict) else {}
    began, came_from = routing.get("start_url") or first.get("url"), routing.get("referrer") or visit.get("referrer")
    for name, url in (("Start page", began), ("Came from", came_from)):
        if is_web_address(url):
            yield name, str(url)


def _mapping(told: Any, *path: str) -> dict[str, Any]:
    """Return what stands at a path; whatever isn't a mapping is an empty one."""
    for name in path:
        told = told.get(name) if isinstance(told, dict) else None
    return told if isinstance(told, dict) else {}


def is_web_address(url: Any) -> bool:
    """Say whether a text is an address that a browser may be sent to: http or https, a host, and no credentials."""
    if not isinstance(url, str) or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return False
