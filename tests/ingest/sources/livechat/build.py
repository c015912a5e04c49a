"""Builders of what LiveChat answers: a chat with a thread of events, as `list_archives` gives it."""

from typing import Any

CUSTOMER = "3f0c1b7e-6f7e-4a54-9a44-0a5c1f6e2b11"
AGENT = "zoe@shop.example.net"
BOT = "5c9871d5372c824cbf22d860a707a578"
THREAD = "SA1B2C3D4F"

type JsonObject = dict[str, Any]


def event(number: int, type_: str = "message", *, second: int | None = None, **fields: Any) -> JsonObject:
    """Make an event that was created `second` seconds (default: its number) after 01:05."""
    time = f"2026-11-02T01:05:{number if second is None else second:02}.000000Z"
    author = {} if type_ in {"system_message", "system"} else {"author_id": CUSTOMER}
    return {"id": f"{THREAD}_{number}", "created_at": time, "type": type_, "visibility": "all", **author, **fields}


def filled(*fields: JsonObject, number: int = 1, **more: Any) -> JsonObject:
    """Make a filled pre-chat form."""
    return event(number, "filled_form", form_id="1", form_type="prechat", fields=list(fields), **more)


def field(type_: str, label: str, answer: Any) -> JsonObject:
    """Make a form's field; checkboxes have their answers in the plural."""
    return {"type": type_, "id": "1", "label": label, "answers" if type_ == "checkbox" else "answer": answer}


def users(**customer: Any) -> list[JsonObject]:
    """Make the users of a chat; `customer` overrides fields of the customer, None removes one."""
    fields = {"id": CUSTOMER, "type": "customer", "name": "Mia Nguyen", "email": "mia@example.net"} | customer
    return [
        {name: value for name, value in fields.items() if value is not None},
        {"id": AGENT, "type": "agent", "name": "Zoe", "email": AGENT, "avatar": "https://cdn.example.net/z.png"},
        {"id": BOT, "type": "agent", "name": "Shop Bot"},
    ]


def chat(*events: JsonObject, people: list[JsonObject] | None = None, **thread: Any) -> JsonObject:
    """Make a chat with one closed thread; `thread` overrides its fields."""
    created = "2026-11-02T01:05:00.383000Z"
    fields = {"id": THREAD, "active": False, "user_ids": [CUSTOMER, AGENT], "created_at": created}
    told = fields | {"events": list(events)} | thread
    return {"id": "SA1B2C3D4E", "users": users() if people is None else people, "thread": told, "properties": {}}
