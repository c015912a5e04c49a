"""What LiveChat holds, by ids alone: nothing is stored."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import batched

from ingest.records import Json
from ingest.source import Listed, Survey
from ingest.sources.livechat.active import active_filters
from ingest.sources.livechat.client import LiveChatClient
from ingest.sources.livechat.jsonshape import mapping, moment, string
from ingest.sources.livechat.listing import PAGE_LIMIT, THREAD_IDS_LIMIT, Archive, walk
from ingest.sources.livechat.parse import find_thread
from ingest.sources.livechat.ranges import Range


def survey_threads(client: LiveChatClient, since: datetime, until: datetime) -> Survey:
    """List the threads that began in [since, until): closed ones from the archive, and the open ones.

    One call for 100 threads. Raises SourceError.
    """
    archive = Archive(client)
    found = {
        item.name: item
        for window_page in archive.pages(Range(since, until))
        for item in _listed(window_page.page.items, since, until)
    }
    for page in walk(_active_page(client), "chats_summary", "chats_info"):
        found |= {item.name: item for item in _listed(page.items, since, until)}
    return Survey(tuple(found.values()))


def still_there(client: LiveChatClient, thread_ids: Sequence[str]) -> set[str]:
    """Return those of the named threads that the archive has. One call for 20 threads."""
    archive = Archive(client)
    pages = (page for group in batched(thread_ids, THREAD_IDS_LIMIT) for page in archive.threads(group))
    return {string(find_thread(mapping(chat)).get("id")) for page in pages for chat in page.items}


def _active_page(client: LiveChatClient) -> Callable[[str | None], dict[str, Json]]:
    def fetch(page_id: str | None) -> dict[str, Json]:
        if page_id is not None:
            return client.list_chats(page_id=page_id)
        return client.list_chats(filters=active_filters(client.version), limit=PAGE_LIMIT)

    return fetch


def _listed(chats: Sequence[Json], since: datetime, until: datetime) -> Iterator[Listed]:
    for chat in chats:
        thread = find_thread(mapping(chat))
        thread_id, began = string(thread.get("id")), moment(thread.get("created_at"))
        if thread_id and began is not None and since <= began < until:
            yield Listed(thread_id, began)
