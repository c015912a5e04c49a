"""Threads in the order of their creation, and the cutting of ordered rows into pages. Pure."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from tests.servers.livechat.chats import Thread

# A row's place: when it was created, and its id for rows of the same moment.
type Key = tuple[datetime, str]


def thread_key(thread: Thread) -> Key:
    return thread.created_at, thread.id


class Archive:
    """The closed threads, oldest first."""

    def __init__(self) -> None:
        self.threads: list[Thread] = []

    def add(self, thread: Thread) -> None:
        insort(self.threads, thread, key=thread_key)

    def remove(self, thread: Thread) -> None:
        del self.threads[bisect_left(self.threads, thread_key(thread), key=thread_key)]

    def between(
        self, start: datetime | None, end: datetime | None, *, with_start: bool, with_end: bool
    ) -> Sequence[Thread]:
        """Return the threads created from `start` to `end` (None: unbounded)."""
        first, after = 0, len(self.threads)
        if start is not None:
            first = (bisect_left if with_start else bisect_right)(self.threads, start, key=lambda t: t.created_at)
        if end is not None:
            after = (bisect_right if with_end else bisect_left)(self.threads, end, key=lambda t: t.created_at)
        return self.threads[first:after]


@dataclass(frozen=True)
class Edge:
    """Where a page begins: beyond `key`, going back to earlier pages or on to later ones."""

    key: Key
    is_backward: bool = False
    is_repeated: bool = False


@dataclass(frozen=True)
class Page[Row]:
    rows: Sequence[Row]
    has_next: bool = False
    has_previous: bool = False


def cut_page[Row](
    rows: Sequence[Row],
    key: Callable[[Row], Key],
    *,
    matches: Callable[[Row], bool],
    limit: int,
    is_ascending: bool,
    edge: Edge | None = None,
) -> Page[Row]:
    """Cut one page from rows that are sorted by `key`; it keeps its place when rows come or go between two calls."""
    onward = 1 if is_ascending else -1
    is_backward = edge is not None and edge.is_backward
    step = -onward if is_backward else onward
    walked = filter(matches, _walk(rows, key, edge, step))
    picked = list(islice(walked, limit))
    if not picked:
        return Page([])
    if is_backward:
        picked.reverse()
    has_next = any(map(matches, _walk(rows, key, Edge(key(picked[-1])), onward)))
    has_previous = any(map(matches, _walk(rows, key, Edge(key(picked[0])), -onward)))
    return Page(picked, has_next, has_previous)


def _walk[Row](rows: Sequence[Row], key: Callable[[Row], Key], edge: Edge | None, step: int) -> Iterator[Row]:
    if edge is None:
        start = 0 if step > 0 else len(rows) - 1
    elif (step > 0) == edge.is_repeated:
        start = bisect_left(rows, edge.key, key=key) - (step < 0)
    else:
        start = bisect_right(rows, edge.key, key=key) - (step < 0)
    # Going on from a row means to leave it out; a repeated edge (a fault) takes it in once more.
    return (rows[index] for index in range(start, len(rows) if step > 0 else -1, step))
