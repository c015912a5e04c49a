"""Answer LiveChat 3.6 calls from a list of chats: https://platform.text.com/docs/messaging/agent-chat-api. Pure."""

import base64
import binascii
import json
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from boo_site.demo.chats import Chat
from boo_site.demo.people import AGENTS, BOT

type Body = Mapping[str, Any]

LARGEST_PAGE: Final = 100
_DEFAULT_PAGE: Final = 10
_EVER: Final = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC))
_MOST_THREAD_IDS: Final = 20
_STATUSES: Final = {"validation": 400, "authentication": 401, "not_found": 404}


class Refusal(Exception):
    """An error as LiveChat answers it: its type, which decides, and a message for people."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind

    @property
    def status(self) -> int:
        """Return the HTTP status."""
        return _STATUSES[self.kind]

    @property
    def body(self) -> dict[str, Any]:
        """Return the JSON body."""
        return {"error": {"type": self.kind, "message": str(self)}}


class Replay:
    """The sample account. `answer` is the whole interface; page ids hold their listing, so nothing is remembered."""

    def __init__(self, chats: Sequence[Chat]) -> None:
        self._chats = sorted(chats, key=_created)
        self._closed = [chat for chat in self._chats if not chat["thread"]["active"]]
        self._active = [chat for chat in self._chats if chat["thread"]["active"]]
        self._closed_times = [_created(chat) for chat in self._closed]
        self._actions: dict[str, Callable[[Body], Any]] = {
            "agent/list_archives": self._list_archives,
            "agent/list_chats": self._list_chats,
            "agent/get_chat": self._get_chat,
            "configuration/list_agents": lambda body: [_agent(agent.id) for agent in AGENTS],
            "configuration/list_bots": _list_bots,
            "configuration/list_groups": lambda body: [{"id": 0, "name": "General", "language_code": "en"}],
            "configuration/list_license_properties": _list_license_properties,
        }

    def answer(self, action: str, body: Any) -> Any:
        """Return the answer to `agent/<action>` or `configuration/<action>`. Raises Refusal as LiveChat would."""
        if not isinstance(body, dict):
            raise Refusal("validation", "Wrong format of request")
        if action not in self._actions:
            raise Refusal("not_found", "Unknown action")
        return self._actions[action](body)

    def _list_archives(self, body: Body) -> dict[str, Any]:
        listing, start = _listing(body)
        filters = listing["filters"]
        if "thread_ids" in filters:
            return self._by_thread_ids(listing, body)
        begin = bisect_left(self._closed_times, _moment(filters, "from", _EVER[0]))
        end = bisect_left(self._closed_times, _moment(filters, "to", _EVER[1]))
        found = self._closed[begin:end]
        if listing["sort_order"] == "desc":
            found.reverse()
        page = found[start : start + listing["limit"]]
        return {"chats": page, "found_chats": len(found)} | _pages(listing, start, len(found))

    def _by_thread_ids(self, listing: Body, body: Body) -> dict[str, Any]:
        ids = listing["filters"]["thread_ids"]
        if body.keys() - {"filters"} or listing["filters"].keys() - {"thread_ids"}:
            raise Refusal("validation", "`thread_ids` can't be combined with other filters nor pagination")
        if len(ids) > _MOST_THREAD_IDS:
            raise Refusal("validation", "`thread_ids` holds too many ids")
        found = [chat for chat in self._closed if chat["thread"]["id"] in ids]
        return {"chats": found, "found_chats": len(found)}

    def _list_chats(self, body: Body) -> dict[str, Any]:
        listing, start = _listing(body)
        if not listing["filters"].get("active"):
            raise Refusal("validation", "The sample account lists active chats only: set `filters.active`")
        found = self._active if listing["sort_order"] == "asc" else self._active[::-1]
        summaries = [_summary(chat) for chat in found[start : start + listing["limit"]]]
        return {"chats_summary": summaries, "found_chats": len(found)} | _pages(listing, start, len(found))

    def _get_chat(self, body: Body) -> Chat:
        chat_id, thread_id = body.get("chat_id"), body.get("thread_id")
        if not chat_id:
            raise Refusal("validation", "`chat_id` is required")
        own = [chat for chat in self._chats if chat["id"] == chat_id]
        found = [chat for chat in own if thread_id in (None, chat["thread"]["id"])]
        if not found:
            raise Refusal("not_found", "Chat not found")
        return max(found, key=_created)


def _listing(body: Body) -> tuple[dict[str, Any], int]:
    """Return a listing's filters, order and size, and where its page starts. A page id comes alone, it holds them."""
    if "page_id" in body:
        if len(body) > 1:
            raise Refusal("validation", "`page_id` can't be combined with other parameters")
        return _opened(body["page_id"])
    listing = {
        "filters": body.get("filters", {}),
        "sort_order": body.get("sort_order", "desc"),
        "limit": body.get("limit", _DEFAULT_PAGE),
    }
    if not isinstance(listing["filters"], dict):
        raise Refusal("validation", "`filters` must be an object")
    if listing["sort_order"] not in ("asc", "desc"):
        raise Refusal("validation", "`sort_order` must be asc or desc")
    if not isinstance(listing["limit"], int) or not 1 <= listing["limit"] <= LARGEST_PAGE:
        raise Refusal("validation", "`limit` must be between 1 and 100")
    return listing, 0


def _pages(listing: Body, start: int, total: int) -> dict[str, str]:
    """Return ids of the next and the previous page: each only where there is such a page."""
    pages = {}
    if start + listing["limit"] < total:
        pages["next_page_id"] = _closed(listing, start + listing["limit"])
    if start > 0:
        pages["previous_page_id"] = _closed(listing, max(start - listing["limit"], 0))
    return pages


def _closed(listing: Body, start: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([listing, start]).encode()).decode()


def _opened(page_id: Any) -> tuple[dict[str, Any], int]:
    try:
        listing, start = json.loads(base64.urlsafe_b64decode(str(page_id)))
    except (binascii.Error, TypeError, ValueError) as error:
        raise Refusal("validation", "Invalid `page_id`") from error
    if not isinstance(listing, dict) or not isinstance(start, int):
        raise Refusal("validation", "Invalid `page_id`")
    return listing, start


def _moment(filters: Body, name: str, default: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(filters[name]) if name in filters else default
        return moment.astimezone(UTC)
    except (TypeError, ValueError) as error:
        raise Refusal("validation", f"`filters.{name}` is not a date of RFC 3339") from error


def _created(chat: Chat) -> datetime:
    return datetime.fromisoformat(chat["thread"]["created_at"])


def _summary(chat: Chat) -> dict[str, Any]:
    thread = chat["thread"]
    last: dict[str, Any] = {}
    for event in thread["events"]:
        last[event["type"]] = {"thread_id": thread["id"], "thread_created_at": thread["created_at"], "event": event}
    kept = ("id", "created_at", "active", "user_ids", "properties", "access", "tags")
    return {
        "id": chat["id"],
        "last_thread_summary": {name: thread[name] for name in kept if name in thread},
        "last_event_per_type": last,
        "users": chat["users"],
        "properties": chat["properties"],
        "access": chat["access"],
        "is_followed": chat["is_followed"],
    }


def _agent(agent_id: str) -> dict[str, Any]:
    agent = next(agent for agent in AGENTS if agent.id == agent_id)
    return {
        "id": agent.id,
        "account_id": f"9c4e7a10-52b6-4f83-8a1d-{AGENTS.index(agent):012d}",
        "name": agent.name,
        "role": agent.role,
        "login_status": "accepting chats",
        "avatar_path": f"cdn.livechat-static.example.net/avatars/{agent.first.lower()}.png",
        "job_title": agent.job_title,
        "max_chats_count": 5,
    }


def _list_bots(body: Body) -> list[dict[str, Any]]:
    """Return the bot; without `all`, LiveChat lists only bots that the caller's own client made."""
    bot = {"id": BOT.id, "name": BOT.first, "avatar_path": "cdn.livechat-static.example.net/avatars/olive.png"}
    return [bot | {"type": "chatbot"}] if body.get("all") else []


def _list_license_properties(body: Body) -> dict[str, Any]:
    limits = {"archives_retention.base": 12, "archives_retention.additional": 0, "archives_retention.hard": -1}
    found = {"limits": limits, "chats": {"archive_chat_after_min": 30}}
    namespace = body.get("namespace")
    return found if namespace is None else {namespace: found[namespace]} if namespace in found else {}
