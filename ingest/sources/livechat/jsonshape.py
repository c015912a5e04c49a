"""Reading JSON that may have any shape: each function returns its kind, empty where something else stands. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime

from ingest.records import Json

LONGEST_NAME = 200


def mapping(value: Json) -> dict[str, Json]:
    """Return an object, or `{}`."""
    return value if isinstance(value, dict) else {}


def array(value: Json) -> list[Json]:
    """Return an array, or `[]`."""
    return value if isinstance(value, list) else []


def objects(value: Json) -> list[dict[str, Json]]:
    """Return the objects of an array; what is no object is left out."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def string(value: Json) -> str:
    """Return a string, or `""`."""
    return value if isinstance(value, str) else ""


def strings(value: Json) -> list[str]:
    """Return the strings of an array that aren't empty, each once."""
    return list(dict.fromkeys(item for item in array(value) if isinstance(item, str) and item))


def line(value: Json, longest: int = LONGEST_NAME) -> str | None:
    """Return a string as one line of at most `longest` characters, or None where nothing is left."""
    if not isinstance(value, str):
        return None
    # Ten characters of spaces for one of text is more than any name has; a 16 KB message need not be split whole.
    return " ".join(value[: 10 * longest].split())[:longest].rstrip() or None


def count(value: Json) -> int | None:
    """Return a number of things: an integer of at least 0, or None."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def moment(value: Json) -> datetime | None:
    """Return an RFC 3339 time in UTC; None where it is none, or has no offset to tell which moment it means."""
    if not isinstance(value, str):
        return None
    try:
        parsed = datetime.fromisoformat(value)
        return parsed.astimezone(UTC) if parsed.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def first(*values: Json) -> Json:
    """Return the first value that isn't empty, such as `visit`, which older versions call `last_visit`."""
    return next((value for value in values if value), None)


def joined(parts: Sequence[str | None], separator: str) -> str:
    """Return the parts that aren't empty, joined."""
    return separator.join(part for part in parts if part)
