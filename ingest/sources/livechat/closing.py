"""Conversations stored as open that LiveChat no longer lists as active: which to look for in the archive. Pure.

A thread that was deleted at LiveChat is found nowhere: it is gone once it was looked for twice, an hour apart.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ingest.records import Json
from ingest.sources.livechat.jsonshape import mapping, moment

GONE_AFTER = timedelta(hours=1)
"""How far apart two searches in vain must lie: a thread that closes is in the archive minutes later."""


def worth_asking(thread_ids: Iterable[str], missed: Json, *, now: datetime) -> list[str]:
    """Return the threads to look for now. `missed` is the checkpoint of the searches in vain."""
    searches = mapping(missed)
    return [thread_id for thread_id in thread_ids if _is_due(searches.get(thread_id), now)]


def _is_due(search: Json, now: datetime) -> bool:
    """Whether as much time has passed since the last search as lay between the first and the last."""
    first, last = moment(mapping(search).get("first")), moment(mapping(search).get("last"))
    # A search that lies ahead was noted by a clock that was wrong.
    return first is None or last is None or last > now or now - last >= last - first


def note_missed(
    missed: Json, *, open_ids: Iterable[str], asked: Iterable[str], found: Iterable[str], now: datetime
) -> dict[str, Json]:
    """Return the checkpoint after a search for `asked`; threads that are no longer open are forgotten."""
    wanted, answered = set(open_ids), set(found)
    searches = {thread_id: search for thread_id, search in mapping(missed).items() if thread_id in wanted - answered}
    for thread_id in asked:
        if thread_id not in answered:
            first = moment(mapping(searches.get(thread_id)).get("first")) or now
            searches[thread_id] = {"first": min(first, now).isoformat(), "last": now.isoformat()}
    return searches


def is_gone(search: Json) -> bool:
    """Say whether a thread was looked for in vain twice, at least an hour apart. `search` is its part of `missed`."""
    first, last = moment(mapping(search).get("first")), moment(mapping(search).get("last"))
    return first is not None and last is not None and last - first >= GONE_AFTER
