"""A chat as LiveChat tells it becomes a conversation record, whatever shape it has. Pure.

A chat lives for ever and is divided into threads; each answer holds one of them, and a thread is one conversation.
Source: https://platform.text.com/docs/messaging/agent-chat-api/data-structures#chats
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from ingest.records import ConversationRecord, FailedRecord, Json, MessageRecord
from ingest.sources.livechat.events import (
    Event,
    UnreadableEvent,
    is_closing,
    is_spoken_by,
    read_event,
    to_message,
)
from ingest.sources.livechat.forms import field_answer
from ingest.sources.livechat.jsonshape import count, line, mapping, moment, objects, string, strings
from ingest.sources.livechat.people import (
    NO_STAFF,
    Author,
    Staff,
    authors,
    customer_user,
    read_customer,
    ticket_ids,
    unlisted_author,
    visit,
)
from interactions.vocabulary import SenderType, Source

LONGEST_SUBJECT = 200
LEFT_OUT = frozenset({"events", "summary", "tags", "next_thread_id", "next_accessible_thread_id"})
"""Parts of a thread that stand elsewhere, or that change when the customer merely returns."""

USER_FIELDS = ("id", "type", "name", "visibility")
CUSTOMER_FIELDS = ("id", "type", "created_at", "email_verified", "session_fields", "tickets", "omnichannel", "address")


@dataclass(frozen=True, slots=True)
class ParsedThread:
    """What could be read of a thread. Without `record`, `failed` holds the whole of it.

    `customer_id`, `tickets` and `tickets_count` are for counting what customers left while nobody was online;
    `is_restricted` says that the plan keeps the thread's events from us.
    """

    record: ConversationRecord | None
    failed: tuple[FailedRecord, ...] = ()
    customer_id: str = ""
    tickets: tuple[str, ...] = ()
    tickets_count: int = 0
    is_restricted: bool = False


class _Events(NamedTuple):
    """A thread's events in their order, and those that could not be read."""

    read: list[Event]
    failed: tuple[FailedRecord, ...]


def parse_chat(chat: Json, staff: Staff = NO_STAFF) -> ParsedThread:
    """Return the conversation in an element of `list_archives` or an answer of `get_chat`. Never raises.

    An event that can't be read fails alone; a thread without an id or a time, or with users that can't be, fails whole.
    """
    told = mapping(chat)
    thread = find_thread(told)
    thread_id, started_at = string(thread.get("id")), moment(thread.get("created_at"))
    reason = _unreadable(told, thread_id, started_at)
    if reason or started_at is None:
        return ParsedThread(None, (_failed(thread_id or string(told.get("id")), chat, reason, is_partial=False),))
    users = objects(told.get("users"))
    customer = customer_user(users, thread)
    events = _read_events(thread_id, thread)
    return ParsedThread(
        _record(told, thread, started_at, events.read, users, staff),
        events.failed,
        string(customer.get("id")),
        tuple(ticket_ids(customer)),
        count(mapping(customer.get("statistics")).get("tickets_count")) or 0,
        bool(thread.get("restricted_access")),
    )


def _unreadable(chat: Mapping[str, Json], thread_id: str, started_at: datetime | None) -> str:
    """Say why a chat can't be read at all; empty if it can."""
    if not thread_id:
        return "The chat has no thread with an id."
    if started_at is None:
        return "The thread has no created_at with an offset."
    has_users = isinstance(chat.get("users"), list | None)
    return "" if has_users else "The chat's users are not a list."


def find_thread(chat: Mapping[str, Json]) -> dict[str, Json]:
    """Return the chat's thread: live answers have `thread`, some samples and summaries other names; `{}` if none."""
    threads = objects(chat.get("threads"))
    named = (chat.get(name) for name in ("thread", "last_thread_summary", "last_thread_info"))
    return next((mapping(thread) for thread in named if mapping(thread)), threads[-1] if threads else {})


def _read_events(thread_id: str, thread: Mapping[str, Json]) -> _Events:
    """Return the events by time and then by the number at the end of their ids; of two with one id, the later told."""
    read: dict[str, Event] = {}
    failed: list[FailedRecord] = []
    told = thread.get("events")
    if told is not None and not isinstance(told, list):
        failed.append(_failed(thread_id, told, "The thread's events are not a list.", is_partial=True))
    for value in told if isinstance(told, list) else ():
        try:
            event = read_event(value)
        except UnreadableEvent as error:
            failed.append(_failed(thread_id, value, str(error), is_partial=True))
        else:
            read[event.id] = event
    return _Events(sorted(read.values(), key=lambda event: event[:2]), tuple(failed))


def _record(
    chat: Mapping[str, Json],
    thread: Mapping[str, Json],
    started_at: datetime,
    events: list[Event],
    users: Sequence[Mapping[str, Json]],
    staff: Staff,
) -> ConversationRecord:
    known = authors(users, staff)
    messages = _messages(events, known, staff)
    user = customer_user(users, thread)
    forms = _customers_forms(events, known)
    customer = read_customer(user, thread, forms)
    rating = mapping(mapping(thread.get("properties")).get("rating"))
    is_active = thread.get("active") is True
    return ConversationRecord(
        source=Source.LIVECHAT,
        external_id=string(thread.get("id")),
        started_at=started_at,
        messages=None if _are_kept_from_us(thread) else messages,
        customer_email=customer.email,
        customer_name=customer.name,
        customer_phone=customer.phone,
        customer_location=customer.location,
        subject=_subject(messages, forms),
        summary=_summary(mapping(thread.get("summary"))),
        chat_id=string(chat.get("id")) or None,
        is_active=is_active,
        closed_at=None if is_active else _closed_at(events),
        rating=_score(rating.get("score")),
        rating_comment=string(rating.get("comment")).strip() or None,
        source_tags=tuple(strings(thread.get("tags"))),
        raw_data=_raw(chat, thread, users, user),
    )


def _messages(events: list[Event], known: Mapping[str, Author], staff: Staff) -> tuple[MessageRecord, ...]:
    def author_of(user_id: str) -> Author:
        return known.get(user_id) or unlisted_author(user_id, staff)

    return tuple(to_message(event, position, author_of) for position, event in enumerate(events))


def _are_kept_from_us(thread: Mapping[str, Json]) -> bool:
    """Whether the answer says nothing of the thread's messages, so that what is stored has to stay."""
    events = thread.get("events")
    return not isinstance(events, list) or (not events and bool(thread.get("restricted_access")))


def _customers_forms(events: list[Event], known: Mapping[str, Author]) -> list[Mapping[str, Json]]:
    filled = [event.told for event in events if event.type == "filled_form"]
    others = {SenderType.AGENT, SenderType.BOT}
    return [form for form in filled if _type_of(form.get("author_id"), known) not in others]


def _type_of(user_id: Json, known: Mapping[str, Author]) -> SenderType | None:
    author = known.get(string(user_id))
    return author.sender_type if author else None


def _subject(messages: Sequence[MessageRecord], forms: Sequence[Mapping[str, Json]]) -> str | None:
    """Return the customer's first words on one line, else the subject that a form asked for."""
    words = (line(message.content, LONGEST_SUBJECT) for message in messages if _is_customers(message))
    return next(filter(None, words), None) or line(field_answer(forms, "subject"), LONGEST_SUBJECT)


def _is_customers(message: MessageRecord) -> bool:
    return is_spoken_by(message, SenderType.CUSTOMER)


def _summary(summary: Mapping[str, Json]) -> str | None:
    return string(summary.get("text")).strip() or None if summary.get("status") == "ok" else None


def _closed_at(events: list[Event]) -> datetime | None:
    """Return the time of the last closing notice, else of the last event; LiveChat has no end time of its own.

    Ratings, tags and other events after the notice don't move it.
    """
    closing = [event.created_at for event in events if is_closing(event)]
    return closing[-1] if closing else max((event.created_at for event in events), default=None)


def _score(score: Json) -> int | None:
    """Return 0 (bad) or 1 (good), the only scores that LiveChat has.

    Source: https://platform.text.com/docs/messaging/references/default-properties
    """
    return score if isinstance(score, int) and not isinstance(score, bool) and score in (0, 1) else None


def _raw(
    chat: Mapping[str, Json], thread: Mapping[str, Json], users: Sequence[Mapping[str, Json]], user: Mapping[str, Json]
) -> dict[str, Json]:
    """Return what LiveChat said of chat, thread and people that no column holds, without what changes by itself."""
    kept: list[Json] = [_fields(person, _wanted(person)) for person in users]
    told_thread = {name: value for name, value in thread.items() if name not in LEFT_OUT}
    if seen := visit(user, thread):
        told_thread["customer_visit"] = seen
    return {"chat": _fields(chat, ("id", "properties", "access", "is_followed")), "thread": told_thread, "users": kept}


def _wanted(person: Mapping[str, Json]) -> tuple[str, ...]:
    return CUSTOMER_FIELDS if person.get("type") == "customer" else USER_FIELDS


def _fields(told: Mapping[str, Json], names: Sequence[str]) -> dict[str, Json]:
    return {name: told[name] for name in names if name in told}


def _failed(external_id: str, value: Json, reason: str, *, is_partial: bool) -> FailedRecord:
    """Return the quarantine entry of something unreadable; a part of a thread goes under the thread's id."""
    raw = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    error_class = "UnreadableEvent" if is_partial else "UnreadableThread"
    name = external_id or f"unreadable:{hashlib.sha256(raw).hexdigest()[:16]}"
    return FailedRecord(name, raw, reason, error_class, is_partial)
