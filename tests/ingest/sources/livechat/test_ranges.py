"""Ranges of time obey the laws of sets."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.records import Json
from ingest.sources.livechat.ranges import Range, first_window, from_json, gaps, to_json, union

START = datetime(2026, 1, 1, tzinfo=UTC)


def at(hours: int) -> datetime:
    return START + timedelta(hours=hours)


hours = st.integers(0, 60)
some_ranges = st.lists(st.builds(lambda a, b: Range(at(a), at(b)), hours, hours), max_size=8)
one_range = st.builds(lambda a, b: Range(at(min(a, b)), at(max(a, b))), hours, hours)


def windows(whole: Range, size: timedelta) -> Iterator[Range]:
    """Cut windows off a range until nothing is left."""
    while whole.start < whole.end:
        window = first_window(whole, size)
        yield window
        whole = Range(window.end, whole.end)


def held(ranges: list[Range]) -> set[int]:
    """Return the hours that the ranges hold."""
    return {hour for hour in range(60) for piece in ranges if piece.start <= at(hour) < piece.end}


@given(some_ranges)
def test_a_union_holds_what_its_parts_hold(ranges: list[Range]) -> None:
    assert held(union(ranges)) == held(ranges)


@given(some_ranges)
def test_a_union_is_sorted_apart_and_stays_itself(ranges: list[Range]) -> None:
    merged = union(ranges)

    assert all(earlier.end < later.start for earlier, later in pairwise(merged))
    assert all(piece.start < piece.end for piece in merged)
    assert union(merged) == merged == union(reversed(ranges))


@given(one_range, some_ranges)
def test_gaps_are_what_is_missing(whole: Range, covered: list[Range]) -> None:
    missing = gaps(whole, covered)

    assert held(missing) == held([whole]) - held(covered)
    assert gaps(whole, [*covered, *missing]) == []
    assert missing == union(missing)


@given(one_range, st.integers(1, 30))
def test_windows_cut_a_range_without_loss(whole: Range, size: int) -> None:
    cut = list(windows(whole, timedelta(hours=size)))

    assert union(cut) == union([whole])
    assert all(piece.end - piece.start <= timedelta(hours=size) for piece in cut)
    assert all(earlier.end == later.start for earlier, later in pairwise(cut))


def test_a_year_has_at_most_60_windows_of_a_week() -> None:
    assert len(list(windows(Range(START, START + timedelta(days=365)), timedelta(days=7)))) == 53


def test_the_first_window_at_the_end_of_the_calendar_does_not_overflow() -> None:
    whole = Range(START, datetime.max.replace(tzinfo=UTC))

    assert first_window(whole, timedelta(days=4_000_000)) == whole


@given(some_ranges)
def test_a_checkpoint_brings_ranges_back(ranges: list[Range]) -> None:
    assert from_json(to_json(ranges)) == union(ranges)


def test_a_checkpoint_is_written_in_utc() -> None:
    sydney = timezone(timedelta(hours=11))

    saved = to_json([Range(datetime(2026, 1, 1, 11, tzinfo=sydney), datetime(2026, 1, 2, 11, tzinfo=sydney))])

    assert saved == [["2026-01-01T00:00:00+00:00", "2026-01-02T00:00:00+00:00"]]


@pytest.mark.parametrize(
    "value",
    [None, 3, "x", {}, [1], [["2026-01-01T00:00:00+00:00"]], [["a", "b"]], [["2026-01-01", "2026-01-02"]], [[1, 2]]],
)
def test_an_unreadable_checkpoint_covers_nothing(value: Json) -> None:
    assert from_json(value) == []
