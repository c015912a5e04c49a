"""Conversation records and batches, and saving them as a sync does."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from ingest.lease import acquire_lease, release_lease
from ingest.models import SyncRun
from ingest.records import ConversationRecord, FailedRecord, MessageRecord
from ingest.source import Batch, Meter
from ingest.store import Counts, Run, save_batch
from interactions.vocabulary import SenderType, Source

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
BEGAN = NOW - timedelta(hours=5)
CUSTOMER, AGENT, BOT, SYSTEM = SenderType.CUSTOMER, SenderType.AGENT, SenderType.BOT, SenderType.SYSTEM


def said(sender: SenderType, content: str, minute: int = 0, **fields: Any) -> MessageRecord:
    """Make a message, sent so many minutes after the conversation began."""
    if sender == AGENT:
        fields = {"sender_name": "Zoe", "sender_email": "zoe@shop.example.net"} | fields
    sent_at = BEGAN + timedelta(minutes=minute)
    return MessageRecord(fields.pop("message_id", f"m{minute}"), sender, content, sent_at, position=minute, **fields)


def thread(*messages: MessageRecord, external_id: str = "T1", **fields: Any) -> ConversationRecord:
    """Make a closed thread; message ids are prefixed with its own."""
    own = tuple(replace(message, message_id=f"{external_id}_{message.message_id}") for message in messages)
    told: dict[str, Any] = {"source": Source.LIVECHAT, "external_id": external_id, "started_at": BEGAN, "messages": own}
    return ConversationRecord(**told | fields)


def asked_and_answered(external_id: str = "T1", **fields: Any) -> ConversationRecord:
    messages = said(CUSTOMER, "Where is it?"), said(AGENT, "On its way.", 2)
    return thread(*messages, external_id=external_id, **fields)


def save(
    *records: ConversationRecord,
    failed: Sequence[FailedRecord] = (),
    now: datetime = NOW,
    again: bool = False,
    **batch: Any,
) -> Counts:
    """Save one batch in a run of its own; `again` as reprocessing does."""
    lease = acquire_lease(Source.LIVECHAT)
    row = SyncRun.objects.create(source=Source.LIVECHAT, status="running")
    run = Run(Source.LIVECHAT, "account", row.pk, row.started_at, lease, Meter(), {})
    try:
        counts = save_batch(Batch(records=records, failed=failed, **batch), run, now=now, again=again)
    finally:
        release_lease(lease)
    row.refresh_from_db()
    assert row.fetched == counts.fetched
    assert counts.fetched == counts.created + counts.updated + counts.unchanged + counts.quarantined
    return counts
