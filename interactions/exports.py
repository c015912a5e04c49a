"""Interactions as a spreadsheet: one row a conversation, streamed, with no cell that a spreadsheet would execute."""

import csv
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from interactions.models import Interaction

COLUMNS = (
    "id",
    "source",
    "external_id",
    "started_at",
    "ended_at",
    "last_message_at",
    "resolved_at",
    "customer_name",
    "customer_email",
    "customer_phone",
    "customer_location",
    "subject",
    "category",
    "subcategory",
    "category_by",
    "sentiment",
    "priority",
    "status",
    "status_by",
    "agent_name",
    "agent_email",
    "message_count",
    "response_time_seconds",
    "rating",
    "rating_comment",
    "order_ids",
    "tags",
    "resolution_notes",
)

# What makes a spreadsheet take a cell for a formula (OWASP, CSV injection), in any width and behind blanks.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"
CHUNK = 2_000


def safe_cell(value: Any, zone: ZoneInfo) -> str | int | float:
    """Return a cell that a spreadsheet shows as it is: numbers as numbers, times in the shop's zone, texts disarmed."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(sep=" ", timespec="seconds")
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS) else text


def csv_rows(interactions: QuerySet[Interaction], zone: ZoneInfo) -> Iterator[list[str | int | float]]:
    """Yield the header and one row an interaction, oldest first, reading a few thousand at a time."""
    yield list(COLUMNS)
    rows = interactions.order_by("started_at", "id").values_list(*COLUMNS)
    for row in rows.iterator(CHUNK):
        yield [safe_cell(value, zone) for value in row]


def write_csv(rows: Iterable[Iterable[str | int | float]], file: TextIO) -> int:
    """Write the rows as CSV that Excel opens with accents right; return how many, the header not counted."""
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    count = -1
    for row in rows:
        writer.writerow(row)
        count += 1
    return count


def save_csv(interactions: QuerySet[Interaction], path: Path, zone: ZoneInfo) -> int:
    """Write a CSV file beside its place and move it there once it is whole; return the number of interactions.

    Raises OSError where it can't be written.
    """
    if not path.name or path.is_dir():
        raise IsADirectoryError(f"{path} is a folder: give the name of a file to write.")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"There is no folder {path.parent} to write {path.name} into.")
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            count = write_csv(csv_rows(interactions, zone), file)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count
