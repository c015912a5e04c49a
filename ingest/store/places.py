"""Where mails stand in the mailbox: kept so that they are known without being read again, and can be opened there."""

from collections.abc import Sequence

from django.db import connection

from ingest.records import FailedRecord, Location, MovedItem, SkippedItem
from ingest.store.clean import to_json
from ingest.store.mail import Mail
from ingest.store.rows import Row
from interactions.vocabulary import Source

NOT_HANDED_OUT = "not handed out"
"""Why a mail is quarantined without its bytes: the server listed it and gave it to nobody."""

COLUMNS = (
    "folder text, uid_validity bigint, uid bigint, outcome text, reason text, message_id text, size_bytes bigint, "
    "gm_message_id bigint, gm_thread_id bigint"
)
SAVE = f"""
    INSERT INTO mailbox_items (account, folder, uid_validity, uid, outcome, reason, message_id, size_bytes,
        gm_message_id, gm_thread_id)
    SELECT %s, n.* FROM jsonb_to_recordset(%s::jsonb) AS n({COLUMNS}) ON CONFLICT DO NOTHING"""  # noqa: S608 -- our own
# A mail that could not be read at this place before, and now is: its quarantine is over.
SETTLE = f"""
    WITH n AS (SELECT * FROM jsonb_to_recordset(%s::jsonb) AS n({COLUMNS})),
    settled AS (
        UPDATE mailbox_items m SET outcome = n.outcome, reason = n.reason, message_id = n.message_id,
            size_bytes = n.size_bytes, gm_message_id = n.gm_message_id, gm_thread_id = n.gm_thread_id
        FROM n JOIN mailbox_items old ON old.account = %s AND old.folder = n.folder
            AND old.uid_validity = n.uid_validity AND old.uid = n.uid AND old.outcome = 'quarantined'
        WHERE m.id = old.id RETURNING old.message_id)
    UPDATE quarantined_items q SET resolved_at = now() FROM settled
    WHERE q.source = %s AND q.external_id = settled.message_id AND q.resolved_at IS NULL"""  # noqa: S608 -- our own

MOVE = """
    UPDATE mailbox_items m SET uid_validity = n.uid_validity, uid = n.uid
    FROM jsonb_to_recordset(%s::jsonb) AS n(id bigint, uid_validity bigint, uid bigint) WHERE m.id = n.id"""


def save_places(
    account: str, mails: Sequence[Mail], failed: Sequence[FailedRecord], skipped: Sequence[SkippedItem]
) -> None:
    """Remember where the items of a batch stand. Safe to run twice.

    A mail that is stored from a place where it could not be read before has its quarantine closed.
    """
    stored = [_place(mail.record.location, "stored", mail.message.message_id) for mail in mails if mail.record.location]
    others = [
        _place(item.location, "quarantined", item.external_id, None if item.raw else NOT_HANDED_OUT)
        for item in failed
        if item.location
    ]
    others += [_place(item.location, "skipped", item.message_id, item.reason) for item in skipped]
    with connection.cursor() as cursor:
        if stored:
            cursor.execute(SETTLE, [to_json(stored), account, Source.EMAIL])
        if rows := stored + others:
            cursor.execute(SAVE, [account, to_json(rows)])


def move_places(moved: Sequence[MovedItem]) -> None:
    """Let known items stand where they stand now: their former places mean nothing any more. Safe to run twice."""
    if not moved:
        return
    rows = [
        {"id": item.former_id, "uid_validity": item.location.uid_validity, "uid": item.location.uid} for item in moved
    ]
    with connection.cursor() as cursor:
        cursor.execute(MOVE, [to_json(rows)])


def _place(location: Location, outcome: str, message_id: str | None, reason: str | None = None) -> Row:
    return {
        "folder": location.folder,
        "uid_validity": location.uid_validity,
        "uid": location.uid,
        "outcome": outcome,
        "reason": reason,
        "message_id": message_id,
        "size_bytes": location.size_bytes,
        "gm_message_id": location.gm_message_id,
        "gm_thread_id": location.gm_thread_id,
    }
