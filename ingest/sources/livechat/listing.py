"""Going through LiveChat's listings: page after page, and the archive window after window. Calls the client only.

A page is the last when it names no next one; an empty page says nothing.
Source: https://platform.text.com/docs/messaging/agent-chat-api#pagination
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from ingest.records import Json
from ingest.source import SourceError, SourceUnavailable
from ingest.sources.livechat.client import LiveChatClient
from ingest.sources.livechat.jsonshape import count, mapping, string
from ingest.sources.livechat.parse import find_thread
from ingest.sources.livechat.ranges import Range, first_window

logger = logging.getLogger(__name__)

PAGE_LIMIT = 100
WINDOW = timedelta(days=7)
SMALLEST_WINDOW = timedelta(hours=1)
MOST_THREADS_IN_WINDOW = 5000
THREAD_IDS_LIMIT = 20
STALE_PAGES_LIMIT = 3
FROM_OVERLAP = timedelta(milliseconds=1)
"""LiveChat doesn't say whether `from` and `to` are inclusive, so neighbouring windows share a moment."""

TOO_MUCH = frozenset({"request_timeout", "too_many_threads"})
"""Trouble that a smaller window mends."""


class Page(NamedTuple):
    """One page of a listing. `found` is LiveChat's estimate of all pages; `distinct` what was seen of them so far."""

    items: Sequence[Json]
    found: int | None
    distinct: int
    is_last: bool


@dataclass(frozen=True, slots=True)
class WindowPage:
    """A page of the archive and the window that it belongs to, which is complete with its last page."""

    window: Range
    page: Page


def walk(fetch: Callable[[str | None], dict[str, Json]], *names: str) -> Iterator[Page]:
    """Yield a listing's pages; `names` are what the list of items may be called.

    Raises SourceUnavailable when an answer has no such list, or the pages go round in circles.
    """
    seen_pages: set[str] = set()
    seen_items: set[str] = set()
    stale = 0
    page_id: str | None = None
    while True:
        answer = fetch(page_id)
        items = _items(answer, names)
        before = len(seen_items)
        seen_items.update(map(_key, items))
        page_id = string(answer.get("next_page_id")) or None
        yield Page(items, count(answer.get("found_chats")), len(seen_items), page_id is None)
        if page_id is None:
            return
        stale = 0 if len(seen_items) > before else stale + 1
        if page_id in seen_pages or stale >= STALE_PAGES_LIMIT:
            raise _unreadable("LiveChat's pages go round in circles.", "page_cycle")
        seen_pages.add(page_id)


def _items(answer: dict[str, Json], names: Sequence[str]) -> list[Json]:
    for name in names:
        items = answer.get(name)
        if isinstance(items, list):
            return items
    # An empty answer must not pass for an empty archive: its window would count as covered for ever.
    raise _unreadable("LiveChat's answer has no list of chats.", "unreadable")


def _key(item: Json) -> str:
    chat = mapping(item)
    return string(find_thread(chat).get("id")) or string(chat.get("id")) or repr(item)


def _unreadable(message: str, code: str) -> SourceUnavailable:
    remedy = "Run the sync again; if it stays, the API has changed: check BOO_LIVECHAT_API_VERSION."
    return SourceUnavailable(message, remedy=remedy, code=code)


def stamp(moment: datetime) -> str:
    """Return a time as `from` and `to` want it: microseconds and a numeric offset."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def window_filters(window: Range) -> dict[str, Json]:
    """Return the filters that list the threads created in a window."""
    return {"from": stamp(window.start - FROM_OVERLAP), "to": stamp(window.end)}


class Archive:
    """The archive of closed threads, listed oldest first in windows by the threads' created_at.

    Windows are 7 days long, and shrink for the rest of the run when LiveChat can't cope with one.
    """

    def __init__(self, client: LiveChatClient) -> None:
        self.client = client
        self.window_size = WINDOW

    def pages(self, whole: Range) -> Iterator[WindowPage]:
        """Yield the pages of all windows of `whole`; a window may be begun again, so pages may repeat threads."""
        was_restarted = False
        while whole.start < whole.end:
            window = first_window(whole, self.window_size)
            try:
                yield from self._window(window)
            except SourceError as error:
                if error.code == "stale_page" and not was_restarted:
                    was_restarted = True
                    continue
                if error.code not in TOO_MUCH or window.end - window.start <= SMALLEST_WINDOW:
                    raise
                self.window_size = max(SMALLEST_WINDOW, (window.end - window.start) / 2)
                logger.warning("LiveChat windows made smaller: %s now %s", error.code, self.window_size)
                continue
            whole, was_restarted = Range(window.end, whole.end), False

    def _window(self, window: Range) -> Iterator[WindowPage]:
        def fetch(page_id: str | None) -> dict[str, Json]:
            if page_id is not None:
                return self._next_page(page_id)
            return self.client.list_archives(filters=window_filters(window), limit=PAGE_LIMIT, sort_order="asc")

        is_small = window.end - window.start <= SMALLEST_WINDOW
        for page in walk(fetch, "chats"):
            if (page.found or 0) > MOST_THREADS_IN_WINDOW and not is_small:
                raise SourceUnavailable("A LiveChat window holds too many threads.", code="too_many_threads")
            yield WindowPage(window, page)

    def _next_page(self, page_id: str) -> dict[str, Json]:
        try:
            return self.client.list_archives(page_id=page_id)
        except SourceError as error:
            if error.code != "validation":
                raise
            # Page ids expire; the window can be listed anew.
            raise SourceUnavailable(str(error), code="stale_page") from error

    def estimate(self, whole: Range) -> int | None:
        """Return LiveChat's estimate of the threads in a range, or None where it has no quick answer. One call."""
        try:
            answer = self.client.list_archives(filters=window_filters(whole), limit=1, attempts=1)
        except SourceUnavailable:
            return None
        return count(answer.get("found_chats"))

    def threads(self, thread_ids: Sequence[str]) -> Iterator[Page]:
        """Yield the closed ones of the named threads, at most 20; LiveChat allows nothing beside `thread_ids`."""
        wanted: list[Json] = list(thread_ids[:THREAD_IDS_LIMIT])

        def fetch(page_id: str | None) -> dict[str, Json]:
            if page_id is not None:
                return self.client.list_archives(page_id=page_id)
            return self.client.list_archives(filters={"thread_ids": wanted})

        return walk(fetch, "chats")
