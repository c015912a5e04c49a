"""How chats, threads, users and events look on the wire, by API version and by the reader's role.

Rendered bytes are kept on the chat and the thread until these change: a listing only joins them.
"""

from typing import NamedTuple

from tests.servers.livechat.chats import Chat, Thread
from tests.servers.livechat.people import Agent, Bot, Customer
from tests.servers.livechat.tokens import Token
from tests.servers.livechat.wire import JsonObject, dump, stamp

# Fields of a deleted event that agents with the role normal still get.
STUB_FIELDS = ("id", "custom_id", "type", "deleted", "author_id", "created_at", "visibility")


class View(NamedTuple):
    """What an answer's shape depends on."""

    version: str
    sees_deleted: bool

    @property
    def is_modern(self) -> bool:
        """Tell whether the version is 3.6 or later."""
        return self.version >= "3.6"


def archive_row(thread: Thread, view: View, token: Token, restriction: str | None) -> bytes:
    """Render one element of list_archives: the whole chat with this one thread."""
    links = accessible_links(thread, token)
    return _chat_around(thread_bytes(thread, view, restriction), thread.chat, view, links)


def chat_bytes(chat: Chat, thread: Thread | None, view: View, restriction: str | None) -> bytes:
    """Render the answer of get_chat; a chat without threads has no key `thread`."""
    if thread is None:
        head, tail = _chat_parts(chat, view)
        return head + b"," + tail
    return _chat_around(thread_bytes(thread, view, restriction), chat, view, {})


def _chat_around(thread: bytes, chat: Chat, view: View, links: JsonObject) -> bytes:
    head, tail = _chat_parts(chat, view)
    if links:
        thread = thread[:-1] + b"," + dump(links)[1:]
    return b'%s,"thread":%s,%s' % (head, thread, tail)


def _chat_parts(chat: Chat, view: View) -> tuple[bytes, bytes]:
    parts = chat.rendered.get(view)
    if parts is None:
        whole = dump({"id": chat.id, "users": chat_users(chat, view)})[:-1]
        rest = {"properties": chat.properties, "access": {"group_ids": chat.group_ids}, "is_followed": chat.is_followed}
        parts = chat.rendered[view] = (whole, dump(rest)[1:])
    return parts


def thread_bytes(thread: Thread, view: View, restriction: str | None) -> bytes:
    """Render a thread; with a restriction it has the reason and no events."""
    key = (view, restriction)
    if key not in thread.rendered:
        thread.rendered[key] = dump(_thread(thread, view, restriction))
    return thread.rendered[key]


def _thread(thread: Thread, view: View, restriction: str | None) -> JsonObject:
    shape = thread_outline(thread)
    if restriction is None:
        shape["events"] = [seen for event in thread.events if (seen := event_seen(event, view)) is not None]
    else:
        shape["restricted_access"] = restriction
    if view.is_modern and restriction is None and thread.summary:
        shape["summary"] = thread.summary
    if view.is_modern and thread.customer_visit:
        shape["customer_visit"] = thread.customer_visit
    earlier, later = thread.neighbours()
    shape |= {"previous_thread_id": earlier[0].id} if earlier else {}
    return shape | ({"next_thread_id": later[0].id} if later else {})


def thread_outline(thread: Thread) -> JsonObject:
    """Return what thread and thread summary share."""
    shape: JsonObject = {
        "id": thread.id,
        "active": thread.active,
        "user_ids": thread.user_ids,
        "created_at": stamp(thread.created_at),
        "properties": thread.properties,
        "access": {"group_ids": thread.group_ids},
    }
    optional = {"tags": thread.tags, "queue": thread.queue, "queues_duration": thread.queues_duration}
    return shape | {name: value for name, value in optional.items() if value}


def accessible_links(thread: Thread, token: Token) -> JsonObject:
    """Name the nearest earlier and later thread that the token may read (only list_archives tells)."""
    earlier, later = thread.neighbours()
    links: JsonObject = {}
    for name, threads in (("previous", earlier), ("next", later)):
        found = next((other.id for other in threads if token.reaches(other.group_ids)), None)
        links |= {f"{name}_accessible_thread_id": found} if found else {}
    return links


def event_seen(event: JsonObject, view: View) -> JsonObject | None:
    """Return an event as this reader gets it; None when the version does not know such events."""
    if not view.is_modern and (event.get("deleted") or event["type"] == "system"):
        return None
    if event.get("deleted") and not view.sees_deleted:
        return {name: event[name] for name in STUB_FIELDS if name in event}
    return event


def chat_users(chat: Chat, view: View) -> list[JsonObject]:
    return [customer_user(chat, view), *(agent_user(agent, chat) for agent in chat.agents)]


def customer_user(chat: Chat, view: View) -> JsonObject:
    seen = chat.customer.last_event_at or chat.created_at
    present = bool(chat.last_thread and chat.last_thread.active)
    return customer_profile(chat.customer, [chat], view) | {"present": present, "events_seen_up_to": stamp(seen)}


def customer_profile(customer: Customer, chats: list[Chat], view: View) -> JsonObject:
    """Return what users[] and get_customer share; name and e-mail address only if set."""
    moments = {
        "agent_last_event_created_at": customer.agent_last_event_at,
        "customer_last_event_created_at": customer.last_event_at,
    }
    optional: JsonObject = {
        "name": customer.name,
        "email": customer.email,
        "session_fields": customer.session_fields or None,
        "visit" if view.is_modern else "last_visit": customer.visit,
        "phone_number": customer.phone_number if view.is_modern else None,
        "tickets": customer.tickets or None if view.is_modern else None,
    }
    optional |= {name: stamp(moment) for name, moment in moments.items() if moment}
    shape: JsonObject = {
        "id": customer.id,
        "type": "customer",
        "email_verified": False,
        "created_at": stamp(customer.created_at),
        "statistics": _statistics(customer, chats, view),
    }
    return shape | {name: value for name, value in optional.items() if value is not None} | customer.extra


def _statistics(customer: Customer, chats: list[Chat], view: View) -> JsonObject:
    counts = {
        "chats_count": len(chats),
        "threads_count": sum(len(chat.threads) for chat in chats),
        "visits_count": 2 * len(chats),
        "page_views_count": 9 * len(chats),
        "greetings_shown_count": 0,
        "greetings_accepted_count": 0,
    }
    return counts | ({"tickets_count": len(customer.tickets)} if view.is_modern else {})


def agent_user(agent: Agent | Bot, chat: Chat) -> JsonObject:
    active = bool(chat.last_thread and chat.last_thread.active)
    shape: JsonObject = {"id": agent.id, "type": "agent", "name": agent.name, "present": active, "visibility": "all"}
    shape["avatar"] = f"https://cdn.example.net/{agent.name.replace(' ', '-').lower()}.png"
    return shape if agent.email is None else shape | {"email": agent.email, "events_seen_up_to": stamp(chat.created_at)}
