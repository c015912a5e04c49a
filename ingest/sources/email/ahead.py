"""Reading one piece ahead: while what came of one piece is stored, the next is read in a thread."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from ingest.source import SourceError


def read_ahead[A, B](
    read: Callable[[A], B], pieces: Iterable[A], *, stop: Callable[[], None] = lambda: None
) -> Iterator[tuple[A, B]]:
    """Yield each piece with what `read` makes of it, in order.

    Pieces are taken in the caller's thread, each before what came of the one before it is yielded; `read` runs in
    another one and must be pure. Where taking a piece raises SourceError, all that was taken is yielded first. `stop`
    is called where the caller leaves early, so that a reading under way can end at once.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        try:
            yield from _in_order(thread, read, pieces)
        except BaseException:
            stop()
            raise


def _in_order[A, B](thread: ThreadPoolExecutor, read: Callable[[A], B], pieces: Iterable[A]) -> Iterator[tuple[A, B]]:
    begun: deque[tuple[A, Future[B]]] = deque()
    failure: SourceError | None = None
    try:
        for piece in pieces:
            begun.append((piece, thread.submit(read, piece)))
            if len(begun) > 1:
                yield _finished(*begun.popleft())
    except SourceError as error:
        failure = error
    yield from (_finished(*one) for one in begun)
    if failure is not None:
        raise failure


def _finished[A, B](piece: A, reading: Future[B]) -> tuple[A, B]:
    return piece, reading.result()
