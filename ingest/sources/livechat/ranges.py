"""Arithmetic on time ranges: what is covered, what is missing, and how to cut it into windows. Pure.

A range is half-open, [start, end), and its times are aware. Lists of ranges are sorted and don't touch one another.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from ingest.records import Json


class Range(NamedTuple):
    """The times from `start` up to, not including, `end`; empty when they are equal or the wrong way round."""

    start: datetime
    end: datetime


def union(ranges: Iterable[Range]) -> list[Range]:
    """Return the same times as sorted ranges, where those that overlap or touch have become one."""
    merged: list[Range] = []
    for piece in sorted(piece for piece in ranges if piece.start < piece.end):
        if merged and piece.start <= merged[-1].end:
            merged[-1] = Range(merged[-1].start, max(merged[-1].end, piece.end))
        else:
            merged.append(piece)
    return merged


def gaps(whole: Range, covered: Iterable[Range]) -> list[Range]:
    """Return the parts of `whole` that no range of `covered` has."""
    missing: list[Range] = []
    start = whole.start
    for piece in union(covered):
        if piece.start > start:
            missing.append(Range(start, min(piece.start, whole.end)))
        start = max(start, piece.end)
    missing.append(Range(start, whole.end))
    return [piece for piece in missing if piece.start < piece.end]


def first_window(whole: Range, size: timedelta) -> Range:
    """Return the oldest window of `whole`, at most `size` long."""
    # Compared by length, so that a start near the calendar's end can't overflow.
    return whole if whole.end - whole.start <= size else Range(whole.start, whole.start + size)


def to_json(ranges: Iterable[Range]) -> list[Json]:
    """Return the ranges as a checkpoint: pairs of ISO 8601 times in UTC."""
    return [[start.astimezone(UTC).isoformat(), end.astimezone(UTC).isoformat()] for start, end in ranges]


def from_json(value: Json) -> list[Range]:
    """Return the ranges of a checkpoint.

    What can't be read is left out: its times are then listed again, which costs calls and loses nothing.
    """
    pairs = value if isinstance(value, list) else []
    return union(piece for piece in map(_read_pair, pairs) if piece is not None)


def _read_pair(pair: Json) -> Range | None:
    match pair:
        case [str(start), str(end)]:
            return _read_range(start, end)
        case _:
            return None


def _read_range(start: str, end: str) -> Range | None:
    try:
        piece = Range(datetime.fromisoformat(start), datetime.fromisoformat(end))
    except ValueError:
        return None
    return piece if piece.start.tzinfo and piece.end.tzinfo else None
