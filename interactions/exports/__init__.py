"""Interactions as a spreadsheet: one row a conversation, streamed, with no cell that a spreadsheet would execute."""

from interactions.exports.cells import safe_cell
from interactions.exports.columns import COLUMNS
from interactions.exports.csv_file import csv_text, save_csv, write_csv
from interactions.exports.rows import Shop, rows, shop
from interactions.exports.xlsx_file import TooManyRows, write_xlsx

__all__ = [
    "COLUMNS",
    "Shop",
    "TooManyRows",
    "csv_text",
    "rows",
    "safe_cell",
    "save_csv",
    "shop",
    "write_csv",
    "write_xlsx",
]
