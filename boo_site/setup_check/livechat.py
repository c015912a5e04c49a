"""Check LiveChat: the token, its scopes, the region, the licence, and how far back the archives go."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from boo_site.checks import livechat_problems
from boo_site.setup_check.findings import Finding, State, failed, wrong_setting
from ingest.source import SourceError
from ingest.sources.livechat.client import LiveChatClient

SECONDS = 5.0
WANTED_DAYS = 365
WANTED_MONTHS = 12
ARCHIVES = "LiveChat archives"
LARGER_PLAN = (
    "Chats older than that come without their messages; a larger plan opens them (LiveChat: Settings, Billing)."
)


def check_livechat() -> Iterator[Finding]:
    """Yield what each call finds; a refused token ends it. Four calls, which LiveChat bills."""
    if problems := list(livechat_problems()):
        yield from (wrong_setting("LiveChat", problem) for problem in problems)
        return
    if not (settings.LIVECHAT_PAT or settings.LIVECHAT_PAT_BASE64):
        yield Finding("LiveChat", State.NOT_CONFIGURED, "No token is set.", "docs/credentials.md says how to get one.")
        return
    try:
        client = _client()
    except SourceError as error:
        yield failed("LiveChat", error)
        return
    with client:
        yield from _ask(client)


def _client() -> LiveChatClient:
    return LiveChatClient(
        settings.LIVECHAT_API_URL,
        settings.LIVECHAT_API_VERSION,
        settings.LIVECHAT_ACCOUNT_ID,
        settings.LIVECHAT_PAT,
        settings.LIVECHAT_PAT_BASE64,
        request_deadline_seconds=SECONDS,
        call_deadline_seconds=SECONDS,
    )


def _ask(client: LiveChatClient) -> Iterator[Finding]:
    oldest: Mapping[str, Any] = {}
    try:
        page = client.list_archives(filters=_last_year(), limit=1, sort_order="asc", attempts=1)
        oldest = _first_thread(page)
        yield Finding("LiveChat", State.OK, _described(client, page))
    except SourceError as error:
        yield failed("LiveChat", error)
        if error.code != "authorization":
            return
    for name, ask in (("LiveChat agents", client.list_agents), ("LiveChat bots", client.list_bots)):
        yield _tried(name, ask)
    yield _archives(client, oldest)
    if client.lifecycle_notice:
        yield Finding(
            "LiveChat version",
            State.NOTE,
            f"LiveChat says of API {client.version}: {client.lifecycle_notice}.",
            "Set BOO_LIVECHAT_API_VERSION to the stable version before then (platform.text.com/docs).",
        )


def _last_year() -> dict[str, Any]:
    now = timezone.now() - timedelta(minutes=1)
    since = now - timedelta(days=WANTED_DAYS)
    return {"from": since.isoformat(timespec="microseconds"), "to": now.isoformat(timespec="microseconds")}


def _described(client: LiveChatClient, page: Mapping[str, Any]) -> str:
    region = f", region {client.region}" if client.region else ""
    return f"API {client.version}{region}, about {page.get('found_chats') or 0:,} chats in twelve months."


def _first_thread(page: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the oldest thread of the page, or nothing where LiveChat's answer holds none."""
    chats = page.get("chats")
    chat = chats[0] if isinstance(chats, list) and chats else None
    thread = chat.get("thread") if isinstance(chat, dict) else None
    return thread if isinstance(thread, dict) else {}


def _tried(name: str, ask: Callable[[], list[Any]]) -> Finding:
    try:
        return Finding(name, State.OK, f"{len(ask())} found.")
    except SourceError as error:
        return failed(name, error)


def _archives(client: LiveChatClient, oldest: Mapping[str, Any]) -> Finding:
    """Say whether the plan shows twelve months: by the licence's own figure, or by the oldest thread."""
    try:
        limits = client.list_license_properties("limits").get("limits")
    except SourceError as error:
        if oldest.get("restricted_access"):
            return Finding(ARCHIVES, State.NOTE, "The plan doesn't show all of the last twelve months.", LARGER_PLAN)
        told = failed(ARCHIVES, error)
        return Finding(ARCHIVES, State.NOTE, f"How far back the plan goes isn't known. {told.found}", told.remedy)
    months = _months(limits if isinstance(limits, dict) else {})
    if months is None or months >= WANTED_MONTHS:
        return Finding(ARCHIVES, State.OK, "The plan shows twelve months or more.")
    return Finding(ARCHIVES, State.NOTE, f"The plan shows the last {months} months only.", LARGER_PLAN)


def _months(limits: Mapping[str, Any]) -> int | None:
    """Return how many months the archives reach back; None without a limit (-1) or where nothing is told."""
    told = [limits.get(f"archives_retention.{name}") for name in ("base", "additional")]
    months = [month for month in told if isinstance(month, int)]
    return None if not months or -1 in months else sum(months)
