"""Shape what was said as LiveChat 3.6 events: https://platform.text.com/docs/messaging/agent-chat-api#events. Pure."""

import json
import random
from datetime import datetime
from typing import Any, Final

from boo_site.demo.dialogue import Kind
from boo_site.demo.people import BOT, PRODUCTS, SHOP_URL, Agent, Person
from boo_site.demo.play import Said

type Event = dict[str, Any]

CLIENT_ID: Final = "b7c41e0a93d24f5f8e6d10c2a4975f36"
_PRECHAT_FORM: Final = "1732500000211"
_POSTCHAT_FORM: Final = "1732500000347"
_BY_NAME: Final = {product.name: product for product in PRODUCTS}


def stamp(at: datetime) -> str:
    """Return a UTC time as LiveChat writes it: RFC 3339, microseconds, Z."""
    return at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def said_event(at: datetime, line: Said, customer_id: str, rng: random.Random) -> Event:
    """Return the event of one line, without its id."""
    author = customer_id if line.by_customer else line.agent.id
    base = {"created_at": stamp(at), "visibility": "all", "author_id": author}
    match line.kind:
        case Kind.FILE | Kind.AGENT_FILE:
            return base | _file(line.text, rng)
        case Kind.CARD:
            return base | _card(line.text, customer_id)
        case Kind.TRANSFER:
            return _transfer(at, line.agent)
        case Kind.NOTE:
            return base | {"type": "message", "text": line.text, "visibility": "agents"}
        case _:
            return base | {"type": "message", "text": line.text, "properties": {"source": {"client_id": CLIENT_ID}}}


def welcome(at: datetime, text: str) -> Event:
    """Return the bot's greeting, which opens the chat before the customer writes."""
    return {
        "created_at": stamp(at),
        "type": "message",
        "visibility": "all",
        "author_id": BOT.id,
        "text": text,
        "properties": {"lc2": {"welcome_message": True}, "source": {"client_id": CLIENT_ID}},
    }


def deleted_message(at: datetime, text: str, agent: Agent) -> Event:
    """Return a message that its author took back: an administrator's token still sees the text."""
    return {
        "created_at": stamp(at),
        "type": "message",
        "visibility": "all",
        "author_id": agent.id,
        "text": text,
        "deleted": True,
    }


def system_message(at: datetime, kind: str, text: str, **text_vars: str) -> Event:
    """Return a system message: it has no author."""
    event = {
        "created_at": stamp(at),
        "type": "system_message",
        "visibility": "all",
        "system_message_type": kind,
        "text": text,
    }
    return event | {"text_vars": text_vars} if text_vars else event


def summary_event(at: datetime, text: str) -> Event:
    """Return a `system` event (new in 3.6), whose details are JSON in a string."""
    return {
        "created_at": stamp(at),
        "type": "system",
        "visibility": "agents",
        "source": "ai_agents",
        "subtype": "summary",
        "version": 1,
        "details": json.dumps({"summary": text}),
    }


def prechat_form(at: datetime, person: Person, customer_id: str, order: str, topic: str) -> Event:
    """Return the form that the customer filled in before the chat; an empty answer is an empty string."""
    fields: list[Event] = [
        {"type": "name", "id": "173250000626", "label": "Name:", "answer": person.first},
        {"type": "email", "id": "173250000627", "label": "E-mail:", "answer": person.email},
        {"type": "question", "id": "173250000628", "label": "Order number (if you have one)", "answer": order},
    ]
    if topic:
        answer = {"id": str(173250000630 + len(topic)), "label": topic}
        fields.append({"type": "select", "id": "173250000629", "label": "What is it about?", "answer": answer})
    return _filled_form(at, customer_id, _PRECHAT_FORM, "prechat", fields)


def postchat_form(at: datetime, customer_id: str, comment: str, rng: random.Random) -> Event:
    """Return the form that a customer filled in after the chat."""
    liked = rng.sample(("Quick answer", "Friendly", "Problem solved", "Knew the products"), k=rng.randrange(1, 3))
    fields: list[Event] = [
        {
            "type": "radio",
            "id": "173250000701",
            "label": "Would you chat with us again?",
            "answer": {"id": "0", "label": "Yes"},
        },
        {
            "type": "checkbox",
            "id": "173250000702",
            "label": "What did you like?",
            "answers": [{"id": str(number), "label": label} for number, label in enumerate(liked)],
        },
        {"type": "textarea", "id": "173250000703", "label": "Anything you would like to add?", "answer": comment},
    ]
    return _filled_form(at, customer_id, _POSTCHAT_FORM, "postchat", fields)


def _filled_form(at: datetime, customer_id: str, form_id: str, form_type: str, fields: list[Event]) -> Event:
    return {
        "created_at": stamp(at),
        "type": "filled_form",
        "visibility": "all",
        "author_id": customer_id,
        "form_id": form_id,
        "form_type": form_type,
        "properties": {"lc2": {"form_type": form_type}},
        "fields": fields,
    }


def _file(name: str, rng: random.Random) -> Event:
    url = f"https://cdn.livechat-files.example.net/api/file/lc/att/{rng.getrandbits(64):016x}/{name}"
    if name.endswith(".pdf"):
        return {"type": "file", "name": name, "url": url, "content_type": "application/pdf"}
    width, height = rng.choice(((1200, 1600), (3024, 4032), (1080, 1440), (1600, 1200)))
    return {
        "type": "file",
        "name": name,
        "url": url,
        "content_type": "image/jpeg",
        "thumbnail_url": f"{url}?width=200",
        "thumbnail2x_url": f"{url}?width=400",
        "width": width,
        "height": height,
        "size": width * height // rng.randrange(9, 22),
        "alternative_text": "",
    }


def _card(product_name: str, customer_id: str) -> Event:
    product = _BY_NAME[product_name]
    page = f"{SHOP_URL}/{product.slug}/"
    button = {"type": "url", "text": "View", "value": page, "postback_id": "view", "user_ids": [customer_id]}
    element = {
        "title": product.name,
        "subtitle": f"${product.price:.2f}",
        "image": {"url": f"{page}photo.jpg", "name": f"{product.slug}.jpg", "content_type": "image/jpeg"},
        "buttons": [button],
    }
    return {"type": "rich_message", "template_id": "cards", "elements": [element]}


def _transfer(at: datetime, to: Agent) -> Event:
    return system_message(at, "chat_transferred", f"Chat transferred to {to.name}", agent=to.name)
