"""One event of a thread becomes one message. Pure.

Event types and fields: https://platform.text.com/docs/messaging/agent-chat-api/data-structures#events
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from ingest.records import AttachmentRecord, Json, MessageRecord
from ingest.sources.livechat.forms import form_text, form_type
from ingest.sources.livechat.jsonshape import count, joined, line, mapping, moment, objects, string
from ingest.sources.livechat.people import NOBODY, Author
from interactions.vocabulary import ContentType, SenderType

NUMBER_AT_END = re.compile(r"(\d{1,18})$")
COUNTED = frozenset({"message", "file", "rich_message"})
"""The types that somebody wrote for the other side to read."""

WRITTEN = COUNTED | {"form", "filled_form"}
"""The types that carry their author; all others are the system's."""

CLOSING = (
    "manual_archived_",
    "routing.archived_",
    "archived_customer_disconnected",
    "customer_banned",
    "system_archived",
)
"""How the notices that close a thread begin. Source: https://platform.text.com/docs/messaging/references/system-activities"""

KEPT = frozenset(
    {
        "author_id",
        "custom_id",
        "properties",
        "postback",
        "template_id",
        "form_id",
        "system_message_type",
        "text_vars",
    }
)
"""What raw_data keeps of the types that we show in full."""

SHOWN = frozenset({"id", "created_at", "visibility", "deleted"})
SUBSTANCE = frozenset({"text", "name", "url", "elements", "fields", "content", "details"})
"""What a stub lacks: to most agents LiveChat tells of a deleted event only its id, type, author and time."""


class UnreadableEvent(ValueError):
    """An event that can't become a message; the message says why."""


class Event(NamedTuple):
    """An event that could be read: its key facts, and all that LiveChat said of it."""

    created_at: datetime
    number: int
    id: str
    type: str
    told: Mapping[str, Json]


def read_event(value: Json) -> Event:
    """Return the event, or raise UnreadableEvent: no object, no id, no time, no type, or a text that is none."""
    if not isinstance(value, dict):
        raise UnreadableEvent("The event is not a JSON object.")
    event_id, created_at, type_ = value.get("id"), moment(value.get("created_at")), value.get("type")
    if not isinstance(event_id, str) or not event_id:
        raise UnreadableEvent("The event has no id.")
    if created_at is None:
        raise UnreadableEvent("The event's created_at is not a time with an offset.")
    if not isinstance(type_, str) or not type_:
        raise UnreadableEvent("The event has no type.")
    if type_ == "message" and not isinstance(value.get("text", ""), str):
        raise UnreadableEvent("The message's text is not a string.")
    number = NUMBER_AT_END.search(event_id)
    return Event(created_at, int(number[1]) if number else -1, event_id, type_, value)


def is_closing(event: Event) -> bool:
    """Whether this is the notice with which a thread ends."""
    return event.type == "system_message" and string(event.told.get("system_message_type")).startswith(CLOSING)


def to_message(event: Event, position: int, author_of: Callable[[str], Author]) -> MessageRecord:
    """Return the event as a message; a deleted one has what LiveChat still tells of it, a stub no content."""
    told = event.told
    author = author_of(string(told.get("author_id"))) if event.type in WRITTEN else NOBODY
    is_internal, is_deleted = told.get("visibility") == "agents", told.get("deleted") is True
    is_stub = is_deleted and SUBSTANCE.isdisjoint(told)
    file = _attachment(told) if event.type == "file" and not is_stub else None
    return MessageRecord(
        message_id=event.id,
        sender_type=author.sender_type,
        content="" if is_stub else file.name if file else _content(event.type, told),
        sent_at=event.created_at,
        sender_name=author.name,
        sender_email=author.email,
        content_type=_content_type(file),
        attachments=() if file is None else (file,),
        position=position,
        counts=event.type in COUNTED and not is_internal and not is_deleted,
        is_internal=is_internal,
        is_deleted=is_deleted,
        raw_data=_raw(event.type, told),
    )


def _content(type_: str, told: Mapping[str, Json]) -> str:
    match type_:
        case "message":
            return string(told.get("text"))
        case "form" | "filled_form":
            return form_text(told)
        case "rich_message":
            return _rich_text(told)
        case "system_message":
            return line(told.get("text"), 1000) or line(told.get("system_message_type")) or "System message"
        case "system":
            # Its details are JSON in a string, meant for programs; nothing of it was said to anybody.
            return "System event: " + (line(told.get("subtype")) or "of no kind")
        case "custom":
            return "Custom event"
        case _:
            return "Unknown event type: " + (line(type_) or "blank")


def _rich_text(told: Mapping[str, Json]) -> str:
    """Return titles, subtitles and buttons in the order shown; the picture's name, else the template, without any."""
    lines = [text for element in objects(told.get("elements")) for text in _element_lines(element)]
    return "\n".join(lines) or f"({line(told.get('template_id')) or 'rich message'})"


def _element_lines(element: Mapping[str, Json]) -> list[str]:
    buttons = [line(button.get("text")) for button in objects(element.get("buttons"))]
    lines = [
        line(element.get("title"), 1000),
        line(element.get("subtitle"), 1000),
        joined([f"[{text}]" for text in buttons if text], " "),
    ]
    return [text for text in lines if text] or [line(mapping(element.get("image")).get("name")) or ""]


def _attachment(told: Mapping[str, Json]) -> AttachmentRecord:
    url = line(told.get("url"), 2000)
    return AttachmentRecord(
        name=line(told.get("name")) or _name_in(url) or "file",
        type=line(told.get("content_type")) or "application/octet-stream",
        size=count(told.get("size")),
        url=url,
    )


def _name_in(url: str | None) -> str | None:
    try:
        return line(unquote(PurePosixPath(urlsplit(url or "").path).name))
    except ValueError:
        return None


def _content_type(file: AttachmentRecord | None) -> ContentType:
    if file is None:
        return ContentType.TEXT
    return ContentType.IMAGE if file.type.lower().startswith("image/") else ContentType.FILE


def _raw(type_: str, told: Mapping[str, Json]) -> dict[str, Json]:
    """Return what no column holds. Of the types that we show as a bare notice, everything is kept."""
    raw: dict[str, Json] = {"type": type_}
    if type_ in WRITTEN or type_ == "system_message":
        raw |= {name: value for name, value in told.items() if value and name in KEPT}
    else:
        raw |= {name: value for name, value in told.items() if name not in SHOWN}
    if type_ in {"form", "filled_form"} and (kind := form_type(told)):
        raw["form_type"] = kind
    return raw


def is_spoken_by(message: MessageRecord, sender: SenderType) -> bool:
    """Whether the message is words of this kind of sender that the other side could read."""
    return message.counts and message.sender_type is sender and message.content_type is ContentType.TEXT
