"""Rows as CSV that Excel opens with accents right."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from interactions.exports.cells import Cell

BYTE_ORDER_MARK = "\ufeff"
LINES_AT_ONCE = 500


class _Line:
    """A file of one line, which is the line."""

    def write(self, text: str) -> str:
        """Hand the text back to the writer's caller."""
        return text


def csv_text(rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    """Yield the rows as text, some hundreds of lines at a time."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    lines = [BYTE_ORDER_MARK]
    for row in rows:
        lines.append(writer.writerow(row))
        if len(lines) >= LINES_AT_ONCE:
            yield "".join(lines)
            lines.clear()
    yield "".join(lines)


def write_csv(rows: Iterable[Iterable[Cell]], file: TextIO) -> int:
    """Write the rows; return how many, the header not counted."""
    count = -1

    def counted() -> Iterator[Iterable[Cell]]:
        nonlocal count
        for row in rows:
            count += 1
            yield row

    for text in csv_text(counted()):
        file.write(text)
    return count


def save_csv(rows: Iterable[Iterable[Cell]], path: Path) -> int:
    """Write a CSV file beside its place and move it there once it is whole; return the number of rows below the header.

    Raises OSError where it can't be written.
    """
    if not path.name or path.is_dir():
        raise IsADirectoryError(f"{path} is a folder: give the name of a file to write.")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"There is no folder {path.parent} to write {path.name} into.")
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            count = write_csv(rows, file)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    return count
