"""Turn records into rows of the tables, and tell by a hash whether one changed. Pure."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from ingest.records import ConversationRecord, MessageRecord
from ingest.store.clean import clean_text, to_json
from interactions.conversation import Said, Summary, summarize
from interactions.orders.numbers import find_order_numbers
from interactions.status import became_resolved_at, source_status
from interactions.vocabulary import Source, Status

type Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A record as the store compares it: what the source said, as JSON-ready values, and their hash."""

    record: ConversationRecord
    row: Row
    messages: list[Row] | None
    content_hash: str

    @property
    def external_id(self) -> str:
        """Return the id that it is stored by."""
        external_id: str = self.row["external_id"]
        return external_id


def tell(record: ConversationRecord) -> Told:
    """Write a record as rows. Two records hash alike exactly when the source said the same."""
    row = {
        "source": record.source,
        "external_id": clean_text(record.external_id),
        "customer_email": record.customer_email,
        "customer_name": record.customer_name,
        "customer_phone": record.customer_phone,
        "customer_location": record.customer_location,
        "subject": record.subject,
        "summary": record.summary,
        "chat_id": record.chat_id,
        "is_active": record.is_active,
        "started_at": record.started_at.isoformat(),
        "ended_at": _iso(record.closed_at),
        "rating": record.rating,
        "rating_comment": record.rating_comment,
        "source_tags": list(record.source_tags),
        "raw_data": record.raw_data,
    }
    messages = None if record.messages is None else [message_row(record.source, m) for m in record.messages]
    content = to_json([row, messages])
    return Told(record, row, messages, hashlib.sha256(content.encode()).hexdigest())


def message_row(source: Source, message: MessageRecord) -> Row:
    """Write one message as a row of interaction_messages, without its interaction."""
    return {
        "source": source,
        "message_id": message.message_id,
        "sender_type": message.sender_type,
        "sender_name": message.sender_name,
        "sender_email": message.sender_email,
        "content": message.content,
        "content_type": message.content_type,
        "attachments": [{"name": a.name, "url": a.url, "type": a.type, "size": a.size} for a in message.attachments],
        "sent_at": message.sent_at.isoformat(),
        "position": message.position,
        "counts": message.counts,
        "is_internal": message.is_internal,
        "is_deleted": message.is_deleted,
        "content_html": message.content_html,
        "quoted_text": message.quoted_text,
        "content_hash": message.content_hash,
        "raw_data": message.raw_data,
    }


def derived(record: ConversationRecord, messages: Iterable[MessageRecord], *, now: datetime) -> Row:
    """Return the columns that follow from the messages as a whole."""
    summary = summarize(record.source, record.subject, messages)
    status = source_status(record.source, summary, is_active=record.is_active, now=now)
    resolved_at = became_resolved_at(record.source, summary, closed_at=record.closed_at)
    return {
        **_summary_columns(summary),
        "order_ids": find_order_numbers([record.subject or "", *summary.words]),
        "status": status,
        "resolved_at": _iso(resolved_at) if status == Status.RESOLVED else None,
    }


class MailSaid(Said, Protocol):
    """A mail as far as its conversation is made from it; records and stored messages both have this."""

    @property
    def message_id(self) -> str | None:
        """Return the id that it is stored by."""

    @property
    def raw_data(self) -> Mapping[str, Any] | None:
        """Return what ingest.sources.email.mails keeps: root, subject, outside, machine."""


def mail_conversation(mails: Iterable[MailSaid], *, now: datetime) -> Row:
    """Return the row of a mail conversation, made from all its mails whatever their order of arrival."""
    ordered = sorted(mails, key=lambda mail: (mail.sent_at, mail.message_id or ""))
    summary = summarize(Source.EMAIL, _told(ordered[0]).get("subject"), ordered)
    opening = next((mail for mail in ordered if mail.counts), ordered[0])
    outside = _told(opening).get("outside") or {}
    status = source_status(Source.EMAIL, summary, is_active=False, now=now)
    resolved_at = became_resolved_at(Source.EMAIL, summary, closed_at=None)
    is_resolved = status == Status.RESOLVED
    row = {
        "source": Source.EMAIL,
        "external_id": f"email:{_told(ordered[0]).get('root')}",
        "customer_email": outside.get("email") or None,
        "customer_name": outside.get("name") or None,
        "subject": _told(ordered[0]).get("subject"),
        "is_active": False,
        "started_at": ordered[0].sent_at.isoformat(),
        "ended_at": _iso(summary.last_message_at) if is_resolved else None,
        "source_tags": [] if summary.message_count else _machine_tags(ordered),
        "raw_data": {},
        **_summary_columns(summary),
        "order_ids": find_order_numbers([_told(ordered[0]).get("subject") or "", *summary.words]),
        "status": status,
        "resolved_at": _iso(resolved_at) if is_resolved else None,
    }
    return row | {"content_hash": hashlib.sha256(to_json(row).encode()).hexdigest()}


def _machine_tags(mails: Iterable[MailSaid]) -> list[str]:
    return sorted({tag for mail in mails if (tag := _told(mail).get("machine"))})


def _told(mail: MailSaid) -> Mapping[str, Any]:
    return mail.raw_data or {}


def _summary_columns(summary: Summary) -> Row:
    return {
        "transcript": summary.transcript,
        "message_count": summary.message_count,
        "agent_name": summary.agent_name,
        "agent_email": summary.agent_email,
        "response_time_seconds": summary.response_time_seconds,
        "last_message_at": _iso(summary.last_message_at),
        "last_customer_message_at": _iso(summary.last_customer_message_at),
        "customer_text_hash": summary.customer_text_hash,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
