"""The methods of the Agent Chat API that only read: archives, chats, threads, customers.

Source: platform.text.com/docs/messaging/agent-chat-api.
"""

from collections.abc import Sequence
from datetime import datetime

from tests.servers.livechat import shape
from tests.servers.livechat.archive import Key, thread_key
from tests.servers.livechat.call import Call
from tests.servers.livechat.chats import Chat, Thread
from tests.servers.livechat.errors import ApiError, invalid
from tests.servers.livechat.filters import Check, all_of, archive_selection, chats_checks, threads_selection
from tests.servers.livechat.paging import is_continued, resume, turn
from tests.servers.livechat.requests import (
    Listing,
    Selection,
    flag,
    parse_paging,
    refuse_unknown,
    required_text,
)
from tests.servers.livechat.wire import JsonObject, dump, stamp

LISTING_FIELDS = ("filters", "limit", "sort_order", "page_id")


def list_archives(call: Call) -> bytes:
    """List closed threads, one row each: the chat object with that one thread."""
    listing = resume(call) if is_continued(call) else _archive_listing(call)
    selection: Selection[Thread] = listing.selection
    if selection.thread_ids:
        return _archives_by_id(call, selection)
    behaviour = call.world.behaviour
    rows = call.world.archive.between(
        selection.created_from,
        selection.created_to,
        with_start=behaviour.from_is_inclusive,
        with_end=behaviour.to_is_inclusive,
    )
    visible = _visible(call)
    threads, around = turn(
        call, listing, rows, thread_key, lambda t: visible(t) and selection.matches(t), found_name="found_chats"
    )
    return _archives_answer(call, threads, around)


def _archive_listing(call: Call) -> Listing[Thread]:
    refuse_unknown(call.body, (*LISTING_FIELDS, "highlights"))
    filters = call.filters
    if "thread_ids" in filters and "limit" in call.body:
        raise invalid("`filters.thread_ids` cannot be combined with pagination")
    if "highlights" in call.body and "query" not in filters:
        raise invalid("`highlights` needs `filters.query`")
    limit, is_ascending = parse_paging(call.body, default_limit=10)
    world = call.world
    selection = archive_selection(filters, version=call.version, now=world.clock.now(), behaviour=world.behaviour)
    return Listing(call.version, call.action, call.token.account_id, selection, limit, is_ascending)


def _archives_by_id(call: Call, selection: Selection[Thread]) -> bytes:
    """Answer a request for `thread_ids`: all that are there, newest first unless asked otherwise, on one page."""
    visible = _visible(call)
    known = [call.world.threads[id_] for id_ in dict.fromkeys(selection.thread_ids) if id_ in call.world.threads]
    found = sorted((t for t in known if not t.active and visible(t)), key=thread_key)
    threads = found if call.body.get("sort_order") == "asc" else found[::-1]
    return _archives_answer(call, threads, {"found_chats": len(threads)})


def _archives_answer(call: Call, threads: Sequence[Thread], around: JsonObject) -> bytes:
    rows = [shape.archive_row(thread, call.view, call.token, call.restriction(thread)) for thread in threads]
    return b'{"chats":[%s],%s' % (b",".join(rows), dump(around)[1:])


def _visible(call: Call) -> Check:
    """Make the test for what the token may read and the archive's index holds already."""
    indexed_until = call.world.clock.now() - call.world.behaviour.index_delay
    token, sees_all = call.token, call.token.sees_every_group

    def check(thread: Thread) -> bool:
        is_indexed = thread.closed_at is not None and thread.closed_at <= indexed_until
        return is_indexed and (sees_all or token.reaches(thread.group_ids))

    return check


def list_chats(call: Call) -> bytes:
    """List chats with a summary of their last thread: the only listing that has active threads."""
    listing = resume(call) if is_continued(call) else _chats_listing(call)
    selection: Selection[Chat] = listing.selection
    rows = sorted((chat for chat in call.world.chats.values() if call.token.reaches(chat.group_ids)), key=_chat_key)
    chats, around = turn(call, listing, rows, _chat_key, selection.matches, found_name="found_chats")
    name = "chats_info" if call.version >= "3.7" else "chats_summary"
    return dump({name: [_chat_summary(call, chat) for chat in chats]} | around)


def _chat_key(chat: Chat) -> Key:
    """Order chats by the creation of their last thread."""
    thread = chat.last_thread
    return (thread.created_at if thread else chat.created_at), chat.id


def _chats_listing(call: Call) -> Listing[Chat]:
    refuse_unknown(call.body, LISTING_FIELDS)
    modern = call.version >= "3.6"
    active_name = "active" if modern else "include_active"
    filters = call.filters
    known = (active_name, "include_chats_without_threads", "group_ids", "properties")
    refuse_unknown(filters, known, where="filters.")
    empty_too = flag(filters.get("include_chats_without_threads", True), "filters.include_chats_without_threads")
    wanted = _wanted_activity(filters, modern=modern)
    check = all_of(chats_checks(filters))

    def matches(chat: Chat) -> bool:
        thread = chat.last_thread
        if thread is None:
            return empty_too and wanted is not True
        return wanted in (None, thread.active) and check(thread)

    limit, is_ascending = parse_paging(call.body, default_limit=10)
    return Listing(call.version, call.action, call.token.account_id, Selection(matches), limit, is_ascending)


def _wanted_activity(filters: JsonObject, *, modern: bool) -> bool | None:
    """Return whether active (True), inactive (False) or all chats (None) are asked for."""
    if not modern:
        return None if flag(filters.get("include_active", True), "filters.include_active") else False
    active = filters.get("active")
    return None if active is None else flag(active, "filters.active")


def _chat_summary(call: Call, chat: Chat) -> JsonObject:
    summary: JsonObject = {
        "id": chat.id,
        "users": shape.chat_users(chat, call.view),
        "properties": chat.properties,
        "access": {"group_ids": chat.group_ids},
        "is_followed": chat.is_followed,
    }
    thread = chat.last_thread
    if thread is None:
        return summary | {"last_event_per_type": {}}
    last_events = _last_events(call, chat)
    if call.version >= "3.7":
        return summary | {"last_thread_info": shape.thread_outline(thread) | {"last_event_per_type": last_events}}
    return summary | {"last_thread_summary": shape.thread_outline(thread), "last_event_per_type": last_events}


def _last_events(call: Call, chat: Chat) -> JsonObject:
    last: JsonObject = {}
    for thread in chat.threads:
        place = {"thread_id": thread.id, "thread_created_at": stamp(thread.created_at)}
        reason = call.restriction(thread)
        for event in thread.events:
            seen = shape.event_seen(event, call.view)
            if seen is not None:
                last[seen["type"]] = place | ({"restricted_access": reason} if reason else {"event": seen})
    return last


def list_threads(call: Call) -> bytes:
    """List the threads of one chat with their events, and without users."""
    listing = resume(call) if is_continued(call) else _threads_listing(call)
    chat = _chat(call, listing.chat_id)
    rows = _created_between(chat.threads, listing.selection.created_from, listing.selection.created_to)
    threads, around = turn(
        call, listing, rows, thread_key, lambda t: call.token.reaches(t.group_ids), found_name="found_threads"
    )
    shapes = [shape.thread_bytes(thread, call.view, call.restriction(thread)) for thread in threads]
    return b'{"threads":[%s],%s' % (b",".join(shapes), dump(around)[1:])


def _threads_listing(call: Call) -> Listing[Thread]:
    refuse_unknown(call.body, (*LISTING_FIELDS, "chat_id", "min_events_count"))
    chat = _chat(call, required_text(call.body, "chat_id"))
    limit, is_ascending = parse_paging(call.body, default_limit=3)
    if "min_events_count" in call.body:
        limit = _threads_for_events(chat, call.body)
    selection = threads_selection(call.filters)
    return Listing(call.version, call.action, call.token.account_id, selection, limit, is_ascending, chat_id=chat.id)


def _threads_for_events(chat: Chat, body: JsonObject) -> int:
    """Return how many of the latest threads hold `min_events_count` events."""
    wanted = body["min_events_count"]
    if type(wanted) is not int or not 1 <= wanted <= 100:
        raise invalid("`min_events_count` must be an integer between 1 and 100")
    if "limit" in body or "filters" in body:
        raise invalid("`min_events_count` cannot be combined with `limit` or `filters`")
    held = taken = 0
    while held < wanted and taken < len(chat.threads):
        taken += 1
        held += len(chat.threads[-taken].events)
    return max(taken, 1)


def _created_between(threads: list[Thread], start: datetime | None, end: datetime | None) -> list[Thread]:
    return [t for t in threads if (not start or t.created_at >= start) and (not end or t.created_at <= end)]


def get_chat(call: Call) -> bytes:
    """Return one chat, not wrapped, with the thread asked for or its latest."""
    refuse_unknown(call.body, ("chat_id", "thread_id"))
    chat = _chat(call, required_text(call.body, "chat_id"))
    if "thread_id" not in call.body:
        thread = chat.last_thread
    else:
        wanted = required_text(call.body, "thread_id")
        thread = next((t for t in chat.threads if t.id == wanted), None)
        if thread is None:
            raise ApiError("not_found", "Thread not found")
    if thread is not None and not call.token.reaches(thread.group_ids):
        raise ApiError("missing_access")
    return shape.chat_bytes(chat, thread, call.view, call.restriction(thread) if thread else None)


def _chat(call: Call, chat_id: str) -> Chat:
    """Find a chat. Raises not_found, or missing_access when the token's groups don't reach any part of it."""
    chat = call.world.chats.get(chat_id)
    if chat is None:
        raise ApiError("not_found", "Chat not found")
    if not any(call.token.reaches(group_ids) for group_ids in (chat.group_ids, *(t.group_ids for t in chat.threads))):
        raise ApiError("missing_access")
    return chat


def get_customer(call: Call) -> bytes:
    """Return a customer's profile and the ids of their chats."""
    refuse_unknown(call.body, ("id",))
    customer = call.world.customers.get(required_text(call.body, "id"))
    if customer is None:
        raise ApiError("not_found", "Customer not found")
    chats = [chat for chat in call.world.chats.values() if chat.customer is customer]
    profile = shape.customer_profile(customer, chats, call.view)
    return dump(profile | {"chat_ids": [chat.id for chat in chats], "omnichannel": {}})
