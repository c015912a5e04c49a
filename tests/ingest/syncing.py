"""Real syncs against the strict LiveChat server, and what they leave in the database."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import time_machine
from django.db import connection

from ingest.source import Batch
from ingest.sources.livechat.client import LiveChatClient
from ingest.sources.livechat.source import LiveChatSource
from ingest.store import Counts
from ingest.sync import Report, pull_request, run_sync
from interactions.models import Interaction, Message
from tests.ingest.sources.livechat.clients import client_of
from tests.servers.livechat import LiveChatServer, Token

# Tables that tell of runs rather than of conversations, and columns that differ between two databases alike.
CONVERSATIONS = {
    "customer_interactions": "external_id",
    "interaction_messages": "message_id",
    "interaction_order_references": "order_number",
    "interaction_changes": "field",
    "quarantined_items": "external_id",
    "sync_checkpoints": "scope",
}
OWN_COLUMNS = ("id", "interaction_id", "created_at", "updated_at", "run_id", "status_at")


@contextmanager
def client_at(server: LiveChatServer, token: Token | None = None) -> Iterator[LiveChatClient]:
    """Make a client whose waits take no time, and close it."""
    client = client_of(server, token=token)
    try:
        yield client
    finally:
        client.close()


def sync(
    server: LiveChatServer,
    *,
    full: bool = False,
    days: int | None = None,
    token: Token | None = None,
    on_progress: Callable[[Batch, Counts], None] | None = None,
    **options: Any,
) -> Report:
    """Sync once, at the time that the server's clock shows, and hold the report to its identity."""
    now = server.clock.now()
    with client_at(server, token) as client, time_machine.travel(now, tick=False):
        source = LiveChatSource(client)
        report = run_sync(source, pull_request(now=now, full=full, days=days), on_progress=on_progress, **options)
    counts = report.counts
    parts = (counts.created, counts.updated, counts.unchanged, counts.quarantined, counts.suppressed)
    assert report.as_json()["fetched"] == sum(parts)
    return report


def figures(report: Report) -> tuple[int, int, int, int]:
    """Return created, updated, unchanged and quarantined; the run must have ended well."""
    assert report.error is None
    assert report.is_complete
    counts = report.counts
    return counts.created, counts.updated, counts.unchanged, counts.quarantined


def stored(external_id: str) -> Interaction:
    return Interaction.objects.get(external_id=external_id)


def messages(external_id: str) -> list[Message]:
    """Return the messages in their stored order."""
    return list(Message.objects.filter(interaction__external_id=external_id))


def versions(*tables: str) -> dict[str, list[tuple[str, ...]]]:
    """Return where each row version stands and which transaction wrote it: equal means that nothing was written."""
    found: dict[str, list[tuple[str, ...]]] = {}
    with connection.cursor() as cursor:
        for table in tables or CONVERSATIONS:
            cursor.execute(f"SELECT ctid::text, xmin::text, t::text FROM {table} t ORDER BY ctid")
            found[table] = cursor.fetchall()
    return found


def dump() -> dict[str, list[str]]:
    """Return all conversations as sorted lines, without what differs between two databases that hold the same."""
    lines: dict[str, list[str]] = {}
    owner = "(SELECT external_id FROM customer_interactions i WHERE i.id = t.interaction_id)"
    with connection.cursor() as cursor:
        for table in CONVERSATIONS:
            belongs = f", 'owner', {owner}" if table.startswith("interaction_") else ""
            cursor.execute(f"SELECT to_jsonb(t) || jsonb_build_object('table', '{table}'{belongs}) FROM {table} t")
            rows = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]
            shown = [{name: value for name, value in row.items() if name not in OWN_COLUMNS} for row in rows]
            lines[table] = sorted(json.dumps(row, sort_keys=True) for row in shown)
    return lines
