"""The rules that every request must keep: its body, its paging and its cursors."""

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from tests.servers.livechat.archive import Edge
from tests.servers.livechat.errors import invalid
from tests.servers.livechat.wire import JsonObject

MAX_LIMIT = 100


def parse_body(body: bytes) -> JsonObject:
    """Read a request's body, which must be a JSON object: `{}` where there is nothing to say."""
    try:
        parsed = json.loads(body)
    except ValueError as error:
        raise invalid("Wrong format of request: the body must be a JSON object") from error
    if not isinstance(parsed, dict):
        raise invalid("Wrong format of request: the body must be a JSON object")
    return parsed


def refuse_unknown(given: JsonObject, known: Iterable[str], *, where: str = "") -> None:
    for name in given:
        if name not in known:
            raise invalid(f"`{where}{name}` is not supported")


def required_text(body: JsonObject, name: str) -> str:
    if name not in body:
        raise invalid(f"`{name}` is required")
    return text(body[name], name)


def text(value: object, name: str) -> str:
    if not isinstance(value, str) or not value:
        raise invalid(f"`{name}` must be a non-empty string")
    return value


def flag(value: object, name: str) -> bool:
    if not isinstance(value, bool):
        raise invalid(f"`{name}` must be a boolean")
    return value


def nested(value: object, name: str) -> JsonObject:
    if not isinstance(value, dict):
        raise invalid(f"`{name}` must be an object")
    return value


def texts(value: object, name: str, *, most: int | None = None) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise invalid(f"`{name}` must be an array of strings")
    return _counted(value, name, most)


def numbers(value: object, name: str, *, most: int | None = None) -> list[int]:
    if not isinstance(value, list) or not all(type(item) is int for item in value):
        raise invalid(f"`{name}` must be an array of integers")
    return _counted(value, name, most)


def _counted[Item](value: list[Item], name: str, most: int | None) -> list[Item]:
    if not value or (most is not None and len(value) > most):
        raise invalid(f"`{name}` must have between 1 and {most or 'any number of'} elements")
    return value


@dataclass(frozen=True)
class Selection[Row]:
    """Which rows a listing selects: a range of creation (None: unbounded) and a test for each row."""

    matches: Callable[[Row], bool]
    created_from: datetime | None = None
    created_to: datetime | None = None
    thread_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listing[Row]:
    """One listing that is being paged through: what the first call asked for, and where this page begins.

    `chat_id` is whose threads list_threads lists; `found` the estimate that the first page gave.
    """

    version: str
    action: str
    account_id: str
    selection: Selection[Row]
    limit: int
    is_ascending: bool
    chat_id: str = ""
    found: int = 0
    edge: Edge | None = None


def parse_paging(body: JsonObject, *, default_limit: int) -> tuple[int, bool]:
    """Return the limit and whether the order is ascending. Raises the validation error."""
    limit = body.get("limit", default_limit)
    if type(limit) is not int or not 1 <= limit <= MAX_LIMIT:
        raise invalid(f"`limit` must be an integer between 1 and {MAX_LIMIT}")
    order = body.get("sort_order", "desc")
    if order not in ("asc", "desc"):
        raise invalid("`sort_order` must be `asc` or `desc`")
    return limit, order == "asc"


class Cursors:
    """The page ids that were given out. They are opaque; each remembers its listing and when it was made."""

    def __init__(self) -> None:
        self._listings: dict[str, tuple[Listing[Any], datetime]] = {}
        self._ids: dict[Listing[Any], str] = {}

    def issue(self, listing: Listing[Any], edge: Edge | None, now: datetime) -> str:
        """Return the page id for a place in the listing; the same place keeps its id."""
        placed = replace(listing, edge=edge)
        page_id = self._ids.get(placed)
        if page_id is None:
            serial = 1762045500383 + 7919 * len(self._ids)
            page_id = self._ids[placed] = base64.b64encode(str(serial).encode()).decode()
            self._listings[page_id] = (placed, now)
        return page_id

    def resume(
        self, body: JsonObject, *, version: str, action: str, account_id: str, now: datetime, lifetime: timedelta
    ) -> Listing[Any]:
        """Find the listing that `page_id` goes on with. Raises the validation error.

        A page id stands alone in its request ("filters, limit, sort_order together with page_id are rejected") and
        belongs to the method, version and account that got it.
        """
        others = sorted(set(body) - {"page_id"})
        if others:
            raise invalid(f"`page_id` cannot be combined with {', '.join(f'`{name}`' for name in others)}")
        listing, made_at = self._listings.get(text(body["page_id"], "page_id"), (None, now))
        if listing is None or (listing.version, listing.action, listing.account_id) != (version, action, account_id):
            raise invalid("`page_id` is invalid")
        if now - made_at > lifetime:
            raise invalid("`page_id` has expired")
        return listing
