"""Chats that are open at LiveChat: what the listing tells of them, and which have news. Pure.

Source: https://platform.text.com/docs/messaging/agent-chat-api#list-chats
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ingest.records import Json
from ingest.source import OpenConversation
from ingest.sources.livechat.jsonshape import mapping, moment, string
from ingest.sources.livechat.parse import find_thread


@dataclass(frozen=True, slots=True)
class ActiveThread:
    """The open thread of a chat. `newest_at` is the time of its newest event, else of its creation, else None."""

    chat_id: str
    thread_id: str
    newest_at: datetime | None


def active_filters(version: str) -> dict[str, Json]:
    """Return the filters that list open chats; before 3.6 LiveChat can only include them, and closed ones come too."""
    name = "include_active" if version in {"3.4", "3.5"} else "active"
    return {name: True, "include_chats_without_threads": False}


def read_active(summary: Json) -> ActiveThread | None:
    """Return the open thread of an element of `list_chats`; None if it has none."""
    chat = mapping(summary)
    thread = find_thread(chat)
    chat_id, thread_id = string(chat.get("id")), string(thread.get("id"))
    if not chat_id or not thread_id or thread.get("active") is False:
        return None
    events = mapping(chat.get("last_event_per_type")) or mapping(thread.get("last_event_per_type"))
    times = [moment(thread.get("created_at")), *map(_event_time, events.values())]
    return ActiveThread(chat_id, thread_id, max((time for time in times if time), default=None))


def _event_time(last: Json) -> datetime | None:
    return moment(mapping(mapping(last).get("event")).get("created_at"))


def has_news(thread: ActiveThread, stored: OpenConversation | None, fetched: Mapping[str, Json]) -> bool:
    """Whether the thread may hold what isn't stored, so that a `get_chat` is worth its price.

    `fetched` is what `note_fetched` saved: it also covers events that don't count as messages.
    """
    if stored is None or thread.newest_at is None:
        return True
    if stored.last_message_at is not None and thread.newest_at <= stored.last_message_at:
        return False
    # What was noted is the listing's own time: any other one is news, were it an earlier one.
    return thread.newest_at != moment(fetched.get(thread.thread_id))


def note_fetched(threads: Iterable[ActiveThread]) -> dict[str, Json]:
    """Return the checkpoint of the threads that are stored as of their newest event."""
    return {thread.thread_id: thread.newest_at.isoformat() for thread in threads if thread.newest_at}
