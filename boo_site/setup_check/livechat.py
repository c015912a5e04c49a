"""Check LiveChat: the token, its scopes, the region, the licence, and how far back the archives go."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from boo_site.setup_check.findings import Finding, State
from ingest.source import SourceError
from ingest.sources.livechat.client import LiveChatClient

SECONDS = 10.0
WANTED_MONTHS = 12
ARCHIVES = "LiveChat archives"


def check_livechat() -> Iterator[Finding]:
    """Yield what each call finds; a refused token ends it. A handful of calls, which LiveChat bills."""
    if not (settings.LIVECHAT_PAT or settings.LIVECHAT_PAT_BASE64):
        yield Finding(
            "LiveChat", State.NOT_CONFIGURED, "No token is set.", "See docs/credentials.md for how to get one."
        )
        return
    try:
        client = LiveChatClient(
            settings.LIVECHAT_API_URL,
            settings.LIVECHAT_API_VERSION,
            settings.LIVECHAT_ACCOUNT_ID,
            settings.LIVECHAT_PAT,
            settings.LIVECHAT_PAT_BASE64,
            request_deadline_seconds=SECONDS,
            call_deadline_seconds=SECONDS,
        )
    except SourceError as error:
        yield failed("LiveChat", error)
        return
    with client:
        yield from _ask(client)


def _ask(client: LiveChatClient) -> Iterator[Finding]:
    week = {"from": _stamp(days=7), "to": _stamp(days=0)}
    try:
        page = client.list_archives(filters=week, limit=1, sort_order="asc", attempts=1)
        yield Finding(
            "LiveChat", State.OK, f"API {client.version}, about {page.get('found_chats', 0)} chats last week."
        )
    except SourceError as error:
        yield failed("LiveChat", error)
        if error.code != "authorization":
            return
    for name, ask in (("LiveChat agents", client.list_agents), ("LiveChat bots", client.list_bots)):
        yield _tried(name, ask)
    yield _retention(client)
    if client.lifecycle_notice:
        yield Finding(
            "LiveChat version",
            State.NOTE,
            f"LiveChat says of API {client.version}: {client.lifecycle_notice}.",
            "Set BOO_LIVECHAT_API_VERSION to the stable version before then.",
        )


def _tried(name: str, ask: Callable[[], list[Any]]) -> Finding:
    try:
        return Finding(name, State.OK, f"{len(ask())} found.")
    except SourceError as error:
        return failed(name, error)


def _retention(client: LiveChatClient) -> Finding:
    try:
        limits = client.list_license_properties("limits").get("limits")
    except SourceError as error:
        return Finding(ARCHIVES, State.NOTE, "How far back the plan goes can't be told.", error.remedy)
    told = limits if isinstance(limits, dict) else {}
    months = [told.get(f"archives_retention.{name}") for name in ("base", "additional")]
    known = [month for month in months if isinstance(month, int)]
    if not known or -1 in known or sum(known) >= WANTED_MONTHS:
        return Finding(ARCHIVES, State.OK, "The plan keeps twelve months or more.")
    return Finding(
        ARCHIVES,
        State.NOTE,
        f"The plan shows the last {sum(known)} months only.",
        "Chats older than that come without their messages; a larger plan opens them (LiveChat, Settings, Billing).",
    )


def failed(name: str, error: SourceError) -> Finding:
    """Return the finding for an error of the source's client."""
    return Finding(name, State.FAILED, error.args[0] if error.args else str(error), error.remedy)


def _stamp(*, days: int) -> str:
    moment = timezone.now() - timedelta(days=days, minutes=1)
    return moment.isoformat(timespec="microseconds")
