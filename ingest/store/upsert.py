"""Write rows in bulk, idempotently: insert what is new, change what changed, and leave alone what staff set.

Rows travel as one JSON parameter a statement, whatever their number. Column names come from this file alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from ingest.store.clean import to_json
from ingest.store.rows import Row

INTERACTION_COLUMNS = {
    "external_id": "text",
    "source": "text",
    "customer_email": "text",
    "customer_name": "text",
    "customer_phone": "text",
    "customer_location": "text",
    "subject": "text",
    "summary": "text",
    "chat_id": "text",
    "is_active": "boolean",
    "started_at": "timestamptz",
    "ended_at": "timestamptz",
    "rating": "smallint",
    "rating_comment": "text",
    "source_tags": "text[]",
    "raw_data": "jsonb",
    "content_hash": "text",
}
DERIVED_COLUMNS = {
    "transcript": "text",
    "message_count": "integer",
    "agent_name": "text",
    "agent_email": "text",
    "response_time_seconds": "integer",
    "last_message_at": "timestamptz",
    "last_customer_message_at": "timestamptz",
    "customer_text_hash": "text",
    "order_ids": "text[]",
}
MESSAGE_COLUMNS = {
    "interaction_id": "uuid",
    "source": "text",
    "message_id": "text",
    "sender_type": "text",
    "sender_name": "text",
    "sender_email": "text",
    "content": "text",
    "content_type": "text",
    "attachments": "jsonb",
    "sent_at": "timestamptz",
    "position": "integer",
    "counts": "boolean",
    "is_internal": "boolean",
    "is_deleted": "boolean",
    "content_html": "text",
    "quoted_text": "text",
    "content_hash": "text",
    "raw_data": "jsonb",
}

# A customer's message newer than what staff set reopens, unless the matter is escalated (contract: What staff set).
REOPENS = """(i.status_by = 'staff' AND i.status NOT IN ('escalated', 'open')
    AND excluded.last_customer_message_at > i.status_at)"""
STAFF_KEEPS = f"(i.status_by = 'staff' AND NOT coalesce({REOPENS}, false))"
NEW_STATUS = f"CASE WHEN {STAFF_KEEPS} THEN i.status WHEN {REOPENS} THEN 'open' ELSE excluded.status END"
STATUS_GUARDS = {
    "status": NEW_STATUS,
    "status_by": f"CASE WHEN {STAFF_KEEPS} THEN i.status_by ELSE 'source' END",
    "status_at": f"CASE WHEN {STAFF_KEEPS} OR ({NEW_STATUS}) = i.status THEN i.status_at ELSE excluded.status_at END",
    "resolved_at": f"""CASE WHEN {STAFF_KEEPS} THEN i.resolved_at
        WHEN ({NEW_STATUS}) = 'resolved' THEN excluded.resolved_at END""",
    # Tags are the source's, plus staff's additions, minus staff's removals.
    "tags": """ARRAY(SELECT DISTINCT tag FROM unnest(excluded.source_tags || i.staff_tags_added) AS tag
        WHERE tag <> ALL(coalesce(i.staff_tags_removed, '{}')) ORDER BY tag)""",
    "source_deleted_at": "NULL",
}
# Where a source keeps the messages from us, it also keeps what it derives from them: what is stored stays.
TOLD_BY_MESSAGES = ("customer_email", "customer_name", "customer_phone", "subject", "summary", "ended_at")
# LiveChat shows some tokens a deleted event only as a stub: what was said before stays in its row.
MESSAGE_GUARDS = {
    name: f"CASE WHEN excluded.is_deleted AND excluded.content = '' THEN m.{name} ELSE excluded.{name} END"
    for name in ("content", "content_type", "attachments")
}

STORED_COLUMNS = "id, external_id, content_hash, status, status_by, snoozed_at, snoozed_until"
STORED = f"SELECT {STORED_COLUMNS} FROM customer_interactions WHERE external_id = ANY(%s) ORDER BY id"  # noqa: S608
STORED_LOCKED = STORED + " FOR UPDATE"
STORED_BY_ID = f"SELECT {STORED_COLUMNS} FROM customer_interactions WHERE id = ANY(%s) ORDER BY id FOR UPDATE"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store needs to know of an interaction before it writes."""

    id: UUID
    external_id: str
    content_hash: str | None
    status: str | None
    status_by: str | None
    snoozed_at: datetime | None
    snoozed_until: datetime | None


def stored_interactions(external_ids: Sequence[str], *, lock: bool = False) -> dict[str, Stored]:
    """Return what is stored under these ids; `lock` holds the rows until the transaction ends."""
    statement = STORED_LOCKED if lock else STORED
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(external_ids)])
        return {row[1]: Stored(*row) for row in cursor.fetchall()}


def stored_by_id(ids: Sequence[UUID]) -> dict[UUID, Stored]:
    """Return these interactions, their rows held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(STORED_BY_ID, [list(ids)])
        return {row[0]: Stored(*row) for row in cursor.fetchall()}


def upsert_interactions(rows: Sequence[Row], *, with_messages: bool, now: datetime) -> dict[str, tuple[UUID, str]]:
    """Insert or change interactions; return id and status by external_id.

    Without `with_messages` the source told us nothing of the messages, and what was derived from them before stays.
    """
    told = INTERACTION_COLUMNS | (DERIVED_COLUMNS if with_messages else {})
    sent = told | {"status": "text", "resolved_at": "timestamptz"}
    columns = [*sent, "status_by", "status_at", "tags"]
    values = [*(f"n.{name}" for name in sent), "'source'", "%(now)s", "n.source_tags"]
    changes = {name: f"excluded.{name}" for name in told if name != "external_id"}
    if with_messages:
        changes |= STATUS_GUARDS
    else:
        changes |= {name: f"coalesce(excluded.{name}, i.{name})" for name in TOLD_BY_MESSAGES}
        changes |= {name: STATUS_GUARDS[name] for name in ("tags", "source_deleted_at")}
    statement = f"""
        INSERT INTO customer_interactions AS i ({", ".join(columns)})
        SELECT {", ".join(values)} FROM jsonb_to_recordset(%(rows)s::jsonb) AS n({_typed(sent)})
        ON CONFLICT (external_id) DO UPDATE SET {_assignments(changes)}
        RETURNING i.external_id, i.id, i.status"""  # noqa: S608 -- the names are this file's own
    with connection.cursor() as cursor:
        cursor.execute(statement, {"now": now, "rows": to_json(rows)})
        return {external_id: (id_, status) for external_id, id_, status in cursor.fetchall()}


def upsert_messages(rows: Sequence[Row]) -> None:
    """Insert or change messages; a message that is as stored is not written again."""
    names = list(MESSAGE_COLUMNS)
    changes = {name: MESSAGE_GUARDS.get(name, f"excluded.{name}") for name in names} | {"source_deleted_at": "NULL"}
    old = ", ".join(f"m.{name}" for name in changes)
    new = ", ".join(changes.values())
    statement = f"""
        INSERT INTO interaction_messages AS m ({", ".join(names)})
        SELECT {", ".join(f"n.{name}" for name in names)}
        FROM jsonb_to_recordset(%s::jsonb) AS n({_typed(MESSAGE_COLUMNS)})
        ON CONFLICT (source, message_id) DO UPDATE SET {_assignments(changes)}
        WHERE ({old}) IS DISTINCT FROM ({new})"""  # noqa: S608 -- the names are this file's own
    with connection.cursor() as cursor:
        cursor.execute(statement, [to_json(rows)])


def changed_messages(rows: Sequence[Row]) -> set[str]:
    """Return the ids of those rows that are stored and would be written by `upsert_messages`."""
    names = [name for name in MESSAGE_COLUMNS if name != "interaction_id"]
    old = ", ".join(f"m.{name}" for name in names)
    new = ", ".join(MESSAGE_GUARDS.get(name, f"excluded.{name}") for name in names)
    statement = f"""
        SELECT m.message_id FROM jsonb_to_recordset(%s::jsonb) AS excluded({_typed(MESSAGE_COLUMNS)})
        JOIN interaction_messages m ON m.source = excluded.source AND m.message_id = excluded.message_id
        WHERE ({old}) IS DISTINCT FROM ({new})"""  # noqa: S608 -- the names are this file's own
    with connection.cursor() as cursor:
        cursor.execute(statement, [to_json(rows)])
        return {message_id for (message_id,) in cursor.fetchall()}


def changed_interactions(rows: Sequence[Row]) -> set[str]:
    """Return the external_ids of those rows that are stored and say something else there.

    The status doesn't count, which staff and time change, nor the hash, in which it is.
    """
    told = {name: kind for name, kind in (INTERACTION_COLUMNS | DERIVED_COLUMNS).items() if name != "content_hash"}
    old, new = (", ".join(f"{table}.{name}" for name in told) for table in "in")
    statement = f"""
        SELECT i.external_id FROM jsonb_to_recordset(%s::jsonb) AS n({_typed(told)})
        JOIN customer_interactions i ON i.external_id = n.external_id
        WHERE ({old}) IS DISTINCT FROM ({new})"""  # noqa: S608 -- the names are this file's own
    with connection.cursor() as cursor:
        cursor.execute(statement, [to_json(rows)])
        return {external_id for (external_id,) in cursor.fetchall()}


def mark_vanished_messages(present: Mapping[UUID, Iterable[str]], *, now: datetime) -> None:
    """Mark the messages that the source no longer has in conversations that it told whole. Nothing is deleted."""
    kept = [{"interaction_id": str(id_), "message_id": message} for id_, ids in present.items() for message in ids]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE interaction_messages m SET source_deleted_at = %s WHERE m.interaction_id = ANY(%s) "
            "AND m.source_deleted_at IS NULL AND NOT EXISTS (SELECT FROM jsonb_to_recordset(%s::jsonb) "
            "AS n(interaction_id uuid, message_id text) "
            "WHERE n.interaction_id = m.interaction_id AND n.message_id = m.message_id)",
            [now, list(present), to_json(kept)],
        )


def replace_order_references(orders: Mapping[UUID, Sequence[str]]) -> None:
    """Let the order numbers of these interactions be exactly these."""
    pairs = to_json(
        [{"interaction_id": str(id_), "order_number": number} for id_, numbers in orders.items() for number in numbers]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM interaction_order_references o WHERE o.interaction_id = ANY(%s) AND NOT EXISTS (SELECT FROM "
            "jsonb_to_recordset(%s::jsonb) AS n(interaction_id uuid, order_number text) "
            "WHERE n.interaction_id = o.interaction_id AND n.order_number = o.order_number)",
            [list(orders), pairs],
        )
        cursor.execute(
            "INSERT INTO interaction_order_references (interaction_id, order_number) "
            "SELECT interaction_id, order_number FROM jsonb_to_recordset(%s::jsonb) "
            "AS n(interaction_id uuid, order_number text) ON CONFLICT DO NOTHING",
            [pairs],
        )


def log_reopened(before: Iterable[Stored], status_after: Mapping[UUID, str]) -> None:
    """Log where a customer who wrote again outranked the status that staff had set."""
    log_changes(
        [
            {
                "interaction_id": str(old.id),
                "field": "status",
                "old": old.status,
                "new": status_after[old.id],
                "by": "source",
                "reason": "The customer wrote again.",
            }
            for old in before
            if old.status_by == "staff" and status_after.get(old.id, old.status) != old.status
        ]
    )


def log_changes(rows: Sequence[dict[str, Any]]) -> None:
    """Add rows to the interactions' change log: interaction_id, field, old, new, by, reason."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO interaction_changes (interaction_id, field, old, new, by, reason) "
            "SELECT interaction_id, field, old, new, by, reason FROM jsonb_to_recordset(%s::jsonb) "
            "AS n(interaction_id uuid, field text, old text, new text, by text, reason text)",
            [to_json(rows)],
        )


def _typed(columns: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {kind}" for name, kind in columns.items())


def _assignments(changes: Mapping[str, str]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in changes.items())
