"""LiveChat as a source: joins the client and the parser, and decides what is asked for when."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import batched

from ingest.records import Json
from ingest.source import Batch, Memory, PullRequest, SourceError, SourceRefused
from ingest.sources.livechat.active import ActiveThread, active_filters, has_news, note_fetched, read_active
from ingest.sources.livechat.client import LiveChatClient
from ingest.sources.livechat.closing import is_gone, note_missed, worth_asking
from ingest.sources.livechat.jsonshape import mapping
from ingest.sources.livechat.listing import PAGE_LIMIT, THREAD_IDS_LIMIT, Archive, Page, WindowPage, walk
from ingest.sources.livechat.parse import ParsedThread, parse_chat
from ingest.sources.livechat.people import NO_STAFF, Staff
from ingest.sources.livechat.ranges import Range, from_json, gaps, to_json, union
from ingest.sources.livechat.staff import read_names, recall_staff, remember_staff
from ingest.sources.livechat.tickets import TicketCount
from interactions.vocabulary import Source

logger = logging.getLogger(__name__)

COVERED, ACTIVE, STAFF, MISSED = "covered", "active", "staff", "missed"
"""The scopes of the checkpoints."""

RELISTED = timedelta(hours=48)
"""Closed threads change silently (ratings, tags, edits) and appear late, so the newest are always listed again."""

COVERED_OVERLAP = timedelta(hours=24)
OPEN_MARGIN = timedelta(hours=1)
OPEN_LIMIT = timedelta(days=7)
"""How far an old open thread widens the listing; older ones are looked for by id, which costs less."""

GONE = frozenset({"not_found", "missing_access"})
MISMATCH_SHARE = 0.05


class LiveChatSource:
    """The LiveChat archive and open chats of one account (ingest.source.Source). Close it after use."""

    name = Source.LIVECHAT

    def __init__(self, client: LiveChatClient) -> None:
        self.client = client
        self.account = client.account_id
        self.meter = client.meter

    def close(self) -> None:
        """Close the connection."""
        self.client.close()

    def pull(self, request: PullRequest, memory: Memory) -> Iterator[Batch]:
        """Yield open chats with news, then the archive of the range, then threads that closed outside of it.

        Open chats come whatever the range. Raises SourceError. Notes: `tickets_seen`, `restricted_threads`,
        `skipped_chats`, and `count_mismatch`, by how much LiveChat's estimates differ from what it listed.
        """
        yield from _Pull(self.client, request, memory).batches()


class _Pull:
    """One pull: what was asked, what is remembered, and what was seen so far."""

    def __init__(self, client: LiveChatClient, request: PullRequest, memory: Memory) -> None:
        self.client, self.request, self.memory = client, request, memory
        self.archive = Archive(client)
        self.open = {conversation.external_id: conversation for conversation in memory.open_conversations()}
        self.unsettled = set(self.open)
        # What lies ahead was covered by a clock that was wrong, and so was all that hangs together with it.
        trusted_until = request.until + COVERED_OVERLAP
        self.covered = [piece for piece in from_json(memory.checkpoint(COVERED)) if piece.end <= trusted_until]
        self.tickets = TicketCount()
        self.staff = NO_STAFF
        # What was seen, to yield each thread once: memory stays bounded by two windows and the open chats.
        self.active_ids: frozenset[str] = frozenset()
        self.window_ids: set[str] = set()
        self.earlier_ids: set[str] = set()
        self.done = 0
        self.total: int | None = None

    def batches(self) -> Iterator[Batch]:
        """Yield all batches in their order: what closes during the pull is then found in the archive, or next time."""
        staff_checkpoint = self._find_staff()
        active = self._list_active()
        self.active_ids = frozenset(thread.thread_id for thread in active)
        self.unsettled -= self.active_ids
        ranges = self._ranges()
        self.total = self._count(ranges, len(active))
        yield from self._active_batches(active, staff_checkpoint)
        for whole in ranges:
            for window_page in self.archive.pages(whole):
                yield self._window_batch(window_page, is_all=[window_page.window] == ranges)
        yield from self._closing_batches()

    def _find_staff(self) -> dict[str, Json]:
        """Know the account's agents and bots; return the checkpoint to save when they were listed anew."""
        now = self.request.until
        recalled = recall_staff(self.memory.checkpoint(STAFF), now=now) if self.request.resume else None
        if recalled is not None:
            self.staff = recalled
            return {}
        self.staff = Staff(agents=self._names(self.client.list_agents), bots=self._names(self.client.list_bots))
        return {STAFF: remember_staff(self.staff, now=now)}

    def _names(self, listing: Callable[[], list[Json]]) -> dict[str, str]:
        try:
            return read_names(listing())
        except SourceRefused as error:
            if error.code != "authorization":
                raise
            logger.warning("LiveChat list not allowed, going by the shape of ids: %s", listing.__name__)
            return {}

    def _list_active(self) -> list[ActiveThread]:
        def fetch(page_id: str | None) -> dict[str, Json]:
            if page_id is not None:
                return self.client.list_chats(page_id=page_id)
            return self.client.list_chats(filters=active_filters(self.client.version), limit=PAGE_LIMIT)

        pages = walk(fetch, "chats_summary", "chats_info")
        threads = (read_active(summary) for page in pages for summary in page.items)
        return list({thread.thread_id: thread for thread in threads if thread is not None}.values())

    def _ranges(self) -> list[Range]:
        """Return what to list: all that was asked for, or what isn't covered yet and the newest part again."""
        asked = Range(self.request.since, self.request.until)
        if not self.request.resume:
            return union([asked])
        starts = [asked.end - RELISTED]
        opened = (conversation.started_at - OPEN_MARGIN for conversation in self.open.values())
        starts += [start for start in opened if start >= asked.end - OPEN_LIMIT]
        if self.covered:
            starts.append(self.covered[-1].end - COVERED_OVERLAP)
        return union([*gaps(asked, self.covered), Range(max(asked.start, min(starts)), asked.end)])

    def _count(self, ranges: Sequence[Range], active: int) -> int | None:
        """Return how many items the pull may bring, by one call a range; None for a single window, whose page tells."""
        if len(ranges) == 1 and ranges[0].end - ranges[0].start <= self.archive.window_size:
            return None
        counts = [self.archive.estimate(whole) for whole in ranges]
        known = [count for count in counts if count is not None]
        return active + sum(known) if len(known) == len(counts) else None

    def _active_batches(self, active: Sequence[ActiveThread], checkpoints: Mapping[str, Json]) -> Iterator[Batch]:
        """Yield the open chats; those without news are counted as unchanged and cost nothing."""
        before = mapping(self.memory.checkpoint(ACTIVE))
        with_news = [thread for thread in active if has_news(thread, self.open.get(thread.thread_id), before)]
        stored = [thread for thread in active if thread not in with_news]
        self.done += len(stored)
        noted = note_fetched(stored)
        changed = checkpoints if noted == before else {**checkpoints, ACTIVE: noted}
        if stored or changed:
            yield Batch(unchanged=len(stored), checkpoints=changed, done=self.done, total=self.total)
        for group in batched(with_news, THREAD_IDS_LIMIT):
            chats, skipped = self._fetch(group)
            stored += group
            yield self._batch(self._parse(chats), {ACTIVE: note_fetched(stored)}, {"skipped_chats": skipped})

    def _fetch(self, threads: Sequence[ActiveThread]) -> tuple[list[Json], int]:
        """Return the chats, and how many of them may not be read or are gone."""
        chats: list[Json] = []
        for thread in threads:
            try:
                chats.append(self.client.get_chat(thread.chat_id, thread.thread_id))
            except SourceError as error:
                if error.code not in GONE:
                    raise
                logger.warning("LiveChat chat skipped: %s %s", thread.thread_id, error.code)
        return chats, len(threads) - len(chats)

    def _window_batch(self, window_page: WindowPage, *, is_all: bool) -> Batch:
        """Return the batch of an archive page; with a window's last page the window is covered."""
        window, page = window_page.window, window_page.page
        if self.total is None and is_all and page.found is not None:
            self.total = page.found + len(self.active_ids)
        fresh = [thread for thread in self._parse(page.items) if self._is_new(thread)]
        if not page.is_last:
            return self._batch(fresh)
        self.covered = union([*self.covered, window])
        self.earlier_ids, self.window_ids = self.window_ids, set()
        return self._batch(fresh, {COVERED: to_json(self.covered)}, {"count_mismatch": _mismatch(page)})

    def _closing_batches(self) -> Iterator[Batch]:
        """Yield the threads that were open when last seen, are no longer, and did not come with the windows."""
        now, missed = self.request.until, self.memory.checkpoint(MISSED)
        unsettled = sorted(self.unsettled)
        asked = worth_asking(unsettled, missed, now=now) if self.request.resume else unsettled
        for group in batched(asked, THREAD_IDS_LIMIT):
            found = [thread for page in self.archive.threads(group) for thread in self._parse(page.items)]
            fresh = [thread for thread in found if self._is_new(thread)]
            missed = note_missed(missed, open_ids=unsettled, asked=group, found=map(_id, found), now=now)
            gone = [thread_id for thread_id in group if is_gone(missed.get(thread_id))]
            yield replace(self._batch(fresh, {MISSED: missed}), gone=gone)

    def _parse(self, chats: Sequence[Json]) -> list[ParsedThread]:
        return [parse_chat(chat, self.staff) for chat in chats]

    def _is_new(self, thread: ParsedThread) -> bool:
        """Whether the thread did not come before in this pull; note that it has come now."""
        thread_id = _id(thread)
        if thread_id in self.window_ids or thread_id in self.earlier_ids or thread_id in self.active_ids:
            return False
        self.window_ids.add(thread_id)
        self.unsettled.discard(thread_id)
        return True

    def _batch(
        self,
        threads: Sequence[ParsedThread],
        checkpoints: Mapping[str, Json] | None = None,
        notes: Mapping[str, int] | None = None,
    ) -> Batch:
        self.done += len(threads)
        figures = {
            "tickets_seen": sum(map(self.tickets.add, threads)),
            "restricted_threads": sum(thread.is_restricted for thread in threads),
            **(notes or {}),
        }
        return Batch(
            records=[thread.record for thread in threads if thread.record is not None],
            failed=[failed for thread in threads for failed in thread.failed],
            checkpoints=checkpoints or {},
            done=self.done,
            total=self.total,
            notes={name: figure for name, figure in figures.items() if figure},
        )


def _id(thread: ParsedThread) -> str:
    return thread.record.external_id if thread.record else thread.failed[0].external_id


def _mismatch(page: Page) -> int:
    """Return by how many threads LiveChat's estimate differs from what it listed, where that is more than 5 %."""
    difference = abs((page.found or 0) - page.distinct)
    return difference if page.found is not None and difference > MISMATCH_SHARE * page.found else 0
