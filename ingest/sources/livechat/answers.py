"""What an HTTP answer of LiveChat means: a value, or trouble of a known kind. Pure.

LiveChat documents its errors by `error.type`, not by status code, so the body decides; the status only where the body
is not LiveChat's own. Source: https://platform.text.com/docs/messaging/agent-chat-api#errors
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from ingest.records import Json
from ingest.sources.livechat.jsonshape import mapping, string

PASSING = frozenset(
    {"too_many_requests", "service_unavailable", "internal", "request_timeout", "connection", "deadline", "unreadable"}
)
"""Trouble that may be over in a moment. Failed calls are billed, so nothing else is tried again."""

STATUS_CODES = {
    401: "authentication",
    403: "forbidden",
    407: "proxy",
    408: "request_timeout",
    429: "too_many_requests",
}
"""What a status means when something before LiveChat answered, such as a proxy."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A call that brought no value. `code` is LiveChat's `error.type`, or our own word where it gave none."""

    code: str
    message: str = ""
    region: str | None = None

    @property
    def is_passing(self) -> bool:
        """Whether the same call may succeed a little later."""
        return self.code in PASSING


def read_answer(status: int, body: bytes) -> dict[str, Json] | list[Json] | Trouble:
    """Return the answer's value, `{}` for an empty success, or its trouble."""
    is_success = 200 <= status < 300
    if is_success and not body.strip():
        return {}
    try:
        # NaN and Infinity are not JSON, and PostgreSQL refuses them.
        value: Json = json.loads(body, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        return _by_status(status)
    trouble = _envelope(value)
    if trouble is None and is_success and isinstance(value, (dict, list)):
        return value
    return trouble or _by_status(status)


def _envelope(value: Json) -> Trouble | None:
    """Return the trouble in LiveChat's error envelope; it may come with status 200."""
    error = mapping(mapping(value).get("error"))
    code = string(error.get("type"))
    return Trouble(code[:60], one_line(error.get("message")), _region(error.get("data"))) if code else None


def _by_status(status: int) -> Trouble:
    if 300 <= status < 400 or status in {404, 405, 410}:
        return Trouble("wrong_address", f"status {status}")
    if status in STATUS_CODES:
        return Trouble(STATUS_CODES[status], f"status {status}")
    is_passing = 200 <= status < 300 or status >= 500
    return Trouble("unreadable" if is_passing else "rejected", f"status {status}, not LiveChat's JSON")


def _region(data: Json) -> str | None:
    """Return the region to ask instead, if it can safely stand in a header."""
    region = string(mapping(data).get("region"))
    return region if re.fullmatch(r"[A-Za-z0-9-]{1,20}", region) else None


def one_line(value: Json) -> str:
    """Return a vendor's message fit for one line of ours: printable, at most 200 characters."""
    return "".join(letter if letter.isprintable() else " " for letter in string(value)[:200]).strip()


def retry_after_seconds(value: str | None, answered_at: str | None) -> float | None:
    """Return the wait that a Retry-After header asks for; a date in it counts from the answer's own Date header.

    None where there is no header, or nothing that can be read (RFC 9110, 10.2.3).
    """
    text = (value or "").strip()
    if re.fullmatch(r"[0-9]{1,15}", text):
        return float(text)
    until, start = _http_date(text), _http_date(answered_at or "")
    return max(0.0, (until - start).total_seconds()) if until and start else None


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else None
