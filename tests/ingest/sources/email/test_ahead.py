import threading
from collections.abc import Iterator

import pytest

from ingest.source import SourceUnavailable
from ingest.sources.email.ahead import read_ahead


def square(number: int) -> int:
    return number * number


def test_every_piece_comes_in_order_with_what_is_read_of_it() -> None:
    assert list(read_ahead(square, range(5))) == [(0, 0), (1, 1), (2, 4), (3, 9), (4, 16)]
    assert list(read_ahead(square, [])) == []


def test_one_piece_is_taken_ahead_and_no_more() -> None:
    taken: list[int] = []
    pieces = read_ahead(square, (number for number in range(5) if not taken.append(number)))  # type: ignore[func-returns-value]
    assert next(pieces) == (0, 0)
    assert taken == [0, 1]
    assert next(pieces) == (1, 1)
    assert taken == [0, 1, 2]


def test_reading_runs_in_one_other_thread_which_ends_with_it() -> None:
    threads = {thread for _, thread in read_ahead(lambda _: threading.current_thread(), range(3))}
    [reader] = threads
    assert reader is not threading.current_thread()
    assert not reader.is_alive()


def test_whoever_stops_early_leaves_no_thread_behind() -> None:
    pieces = read_ahead(lambda _: threading.current_thread(), range(3))
    _, reader = next(pieces)
    assert reader.is_alive()
    pieces.close()  # type: ignore[attr-defined]
    assert not reader.is_alive()


def test_what_was_taken_comes_before_the_failure_to_take_more() -> None:
    def breaks_off() -> Iterator[int]:
        yield 2
        yield 3
        raise SourceUnavailable("The connection was lost.", code="connection_lost")

    seen: list[int] = []
    with pytest.raises(SourceUnavailable, match="lost"):
        seen += [found for _, found in read_ahead(square, breaks_off())]
    pieces = read_ahead(square, breaks_off())
    assert [next(pieces), next(pieces)] == [(2, 4), (3, 9)]


def test_what_reading_raises_comes_at_its_own_place() -> None:
    pieces = read_ahead(lambda number: 12 // number, [3, 0, 4])
    assert next(pieces) == (3, 4)
    with pytest.raises(ZeroDivisionError):
        next(pieces)


def test_whoever_stops_early_has_the_reading_told_to_stop_and_nobody_else_has() -> None:
    told: list[str] = []
    pieces = read_ahead(square, range(3), stop=lambda: told.append("stop"))
    assert list(pieces) == [(0, 0), (1, 1), (2, 4)]
    assert told == []
    pieces = read_ahead(square, range(3), stop=lambda: told.append("stop"))
    assert next(pieces) == (0, 0)
    pieces.close()  # type: ignore[attr-defined]
    assert told == ["stop"]
