"""Builders of events: the fields that make a type, without id, time and author. Pure.

`Thread.add` takes what these return. Source: platform.text.com/docs/messaging/agent-chat-api/data-structures.
"""

import json
from typing import Any

from tests.servers.livechat.wire import JsonObject


def message(text: str, **more: Any) -> JsonObject:
    """`more` can be `postback`, `properties`, `custom_id`."""
    return {"type": "message", "text": text, **more}


def file(name: str, content_type: str = "application/pdf", *, url: str | None = None) -> JsonObject:
    address = url or f"https://files.example.net/{name}"
    event: JsonObject = {"type": "file", "name": name, "url": address, "content_type": content_type}
    if content_type.startswith("image/"):
        thumbnails = {"thumbnail_url": f"{address}?s=1", "thumbnail2x_url": f"{address}?s=2", "alternative_text": name}
        event |= {**thumbnails, "size": 74123, "width": 1024, "height": 768}
    return event


def form_field(type_: str, label: str, answer: Any = None, *, id_: str | None = None) -> JsonObject:
    """Make one field. Checkboxes carry `answers`, a list; the others `answer`; an empty form neither (answer None)."""
    field: JsonObject = {"type": type_, "id": id_ or str(15441720000 + sum(map(ord, label))), "label": label}
    if answer is not None:
        field["answers" if type_ == "checkbox" else "answer"] = answer
    return field


def filled_form(fields: list[JsonObject], form_type: str | None = "prechat", *, lc2: str | None = None) -> JsonObject:
    """`form_type` None leaves the key out, as old chats do; `lc2` then names it in the properties."""
    event: JsonObject = {"type": "filled_form", "form_id": "1473433500211", "fields": fields}
    return event | _form_type(form_type, lc2)


def form(fields: list[JsonObject], form_type: str | None = "ask_for_email") -> JsonObject:
    """Make a form that was offered and not (yet) filled in."""
    required = [field | {"required": False} for field in fields]
    return {"type": "form", "form_id": "1473433500212", "fields": required} | _form_type(form_type, None)


def _form_type(form_type: str | None, lc2: str | None) -> JsonObject:
    named: JsonObject = {} if form_type is None else {"form_type": form_type}
    return named if lc2 is None else named | {"properties": {"lc2": {"form_type": lc2}}}


def rich_message(template_id: str, elements: list[JsonObject]) -> JsonObject:
    return {"type": "rich_message", "template_id": template_id, "elements": elements}


def card(title: str, subtitle: str, *buttons: str) -> JsonObject:
    """Make an element of a rich message with an image and buttons."""
    made = [
        {"type": "message", "text": text, "value": text, "postback_id": f"pb{n}", "user_ids": []}
        for n, text in enumerate(buttons)
    ]
    image = {"url": "https://cdn.example.net/tea.png", "name": "tea.png"}
    return {"title": title, "subtitle": subtitle, "image": image, "buttons": made}


def custom(content: JsonObject) -> JsonObject:
    return {"type": "custom", "content": content}


def system_message(kind: str, text: str | None = None, **text_vars: str) -> JsonObject:
    """Make a notice without an author; `kind` is its system_message_type."""
    event: JsonObject = {"type": "system_message", "system_message_type": kind}
    event |= {"text": text} if text is not None else {}
    return event | ({"text_vars": text_vars} if text_vars else {})


def system(source: str, subtype: str, details: JsonObject, *, version: int = 1) -> JsonObject:
    """Make an event of type `system` (3.6): no author, and `details` is JSON serialised in a string."""
    serialised = json.dumps(details, ensure_ascii=False)
    return {"type": "system", "source": source, "subtype": subtype, "version": version, "details": serialised}


def unknown(type_: str = "voice_note", **fields: Any) -> JsonObject:
    """Make an event of a type that no client knows yet."""
    return {"type": type_, **fields}
