"""How LiveChat writes JSON and timestamps. Pure."""

import json
import re
from datetime import UTC, datetime
from typing import Any

type JsonObject = dict[str, Any]

# The documented form: RFC 3339 with microseconds and an offset. Whether the real API takes milliseconds is not known.
DOCUMENTED_STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)")


def stamp(moment: datetime) -> str:
    """Write an aware moment with microseconds: `Z` for UTC, else its own offset."""
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def parse_stamp(text: str) -> datetime:
    """Read a timestamp in the documented form, as UTC. Raises ValueError for any other form."""
    if not DOCUMENTED_STAMP.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text).astimezone(UTC)


def dump(value: object) -> bytes:
    """Encode as compact UTF-8 JSON; half an emoji (a lone surrogate) comes out as an escape, as other servers do it."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()
