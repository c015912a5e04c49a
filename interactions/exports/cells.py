"""Cells that no spreadsheet executes. Pure."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

type Cell = str | int | float

# What makes a spreadsheet take a cell for a formula (OWASP, CSV injection), in any width and behind blanks.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def safe_cell(value: Any, zone: ZoneInfo) -> Cell:
    """Return a cell that a spreadsheet shows as it is: numbers as numbers, times in the shop's zone, texts disarmed."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _disarmed(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(sep=" ", timespec="seconds")
    return _disarmed(", ".join(value) if isinstance(value, list) else str(value))


def _disarmed(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) or text.lstrip().startswith(FORMULA_STARTS) else text
