"""Rows as an Excel workbook, written row by row: memory stays flat whatever their number."""

from collections.abc import Iterable
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from interactions.exports.cells import Cell

LONGEST = 32_767
"""Characters that a cell may hold (Microsoft, Excel specifications and limits)."""

MOST_ROWS = 1_048_575
"""Rows that a sheet may have below its header (same source)."""


class TooManyRows(ValueError):
    """More rows than an Excel sheet holds."""


def write_xlsx(rows: Iterable[Iterable[Cell]], file: IO[bytes]) -> int:
    """Write the rows into a workbook of one sheet; return how many, the header not counted. Raises TooManyRows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Conversations")
    sheet.freeze_panes = "A2"
    count = -1
    for row in rows:
        count += 1
        if count > MOST_ROWS:
            raise TooManyRows(f"An Excel sheet holds {MOST_ROWS:,} rows. Choose CSV, or a shorter time.")
        cells = [_cell(value) for value in row]
        sheet.append(cells if count else [_bold(sheet, value) for value in cells])
    book.save(file)
    return count


def _cell(value: Cell) -> Cell:
    return ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:LONGEST] if isinstance(value, str) else value


def _bold(sheet: object, value: Cell) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value=value)
    cell.font = Font(bold=True)
    return cell
