"""Mails that are stored and were read again: where they read differently now, their rows are rewritten in place."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import connection

from ingest.records import ConversationRecord
from ingest.store.apart import pairs_with
from ingest.store.clean import to_json
from ingest.store.mail import Mail, rename, stored_mails, write_mails
from ingest.store.rows import mail_conversation, message_row
from ingest.store.touched import Touched
from ingest.store.upsert import (
    changed_interactions,
    changed_messages,
    log_reopened,
    replace_order_references,
    stored_by_id,
    upsert_interactions,
)
from interactions.models import Message
from interactions.vocabulary import Source

STORED_AT = """
    SELECT n.place, m.message_id FROM jsonb_to_recordset(%s::jsonb)
        AS n(place integer, folder text, uid_validity bigint, uid bigint)
    JOIN mailbox_items p ON p.account = %s AND p.folder = n.folder AND p.uid_validity = n.uid_validity
        AND p.uid = n.uid AND p.outcome = 'stored'
    JOIN interaction_messages m ON m.source = 'email' AND m.message_id = p.message_id"""


def write_again(
    records: Sequence[ConversationRecord], account: str, *, now: datetime
) -> tuple[list[ConversationRecord], dict[str, bool], Touched]:
    """Rewrite stored mails that read differently now, and the conversations made from them.

    Each keeps the id that it is stored by. Returns the records that aren't stored, of the others by their ids whether
    anything was written, and the conversations that were. Safe to run twice: the second time writes nothing.
    """
    ids = _stored_ids(records, account)
    mails = {id_: _as_stored(records[place], id_) for place, id_ in ids.items()}
    changed = changed_messages([message_row(Source.EMAIL, mail.message) for mail in mails.values()])
    differing = [mail for id_, mail in mails.items() if id_ in changed]
    touched = write_mails(differing, now=now) if differing else Touched()
    owners = dict(
        Message.objects.filter(source=Source.EMAIL, message_id__in=list(mails)).values_list(
            "message_id", "interaction_id"
        )
    )
    rebuilt = rebuild_conversations(set(owners.values()), now=now)
    written = {id_: id_ in changed or owners.get(id_) in rebuilt for id_ in mails}
    others = [record for place, record in enumerate(records) if place not in ids]
    return others, written, touched | Touched(rebuilt)


def rebuild_conversations(interactions: Iterable[UUID], *, now: datetime) -> set[UUID]:
    """Derive mail conversations from their mails anew; return those that read differently now. Safe to run twice.

    Nothing is written of the others. What staff set stays. Call inside a transaction.
    """
    before = stored_by_id(list(interactions))
    split = {id_ for pair in pairs_with(set(before)) for id_ in pair}
    said = stored_mails(list(before))
    rows = {id_: mail_conversation(said[id_], now=now) for id_ in before if id_ in said}
    renamed = {id_ for id_, row in rows.items() if id_ not in split and row["external_id"] != before[id_].external_id}
    for id_ in renamed:
        rename(before[id_], rows[id_]["external_id"])
    for id_ in rows.keys() - renamed:
        rows[id_]["external_id"] = before[id_].external_id
    differing = changed_interactions(list(rows.values()))
    changed = {id_: row for id_, row in rows.items() if row["external_id"] in differing}
    if changed:
        after = upsert_interactions(list(changed.values()), with_messages=True, now=now)
        replace_order_references({id_: row["order_ids"] for id_, row in changed.items()})
        log_reopened([before[id_] for id_ in changed], dict(after.values()))
    return renamed | set(changed)


def _stored_ids(records: Sequence[ConversationRecord], account: str) -> dict[int, str]:
    """Return the ids that mails are stored by, by their places in `records`: known by where they stand."""
    places = [
        {
            "place": place,
            "folder": record.location.folder,
            "uid_validity": record.location.uid_validity,
            "uid": record.location.uid,
        }
        for place, record in enumerate(records)
        if record.location
    ]
    with connection.cursor() as cursor:
        cursor.execute(STORED_AT, [to_json(places), account])
        return dict(cursor.fetchall())


def _as_stored(record: ConversationRecord, id_: str) -> Mail:
    """Let a mail go by the id that it is stored by; another id that it came with may be a different mail's."""
    (message,) = record.messages or ()
    links = record.links
    if links is not None and message.message_id != id_:
        root = id_ if links.root == message.message_id else links.root
        links = replace(links, root=root, keys=(id_, *(key for key in links.keys if key != message.message_id)))
        message = replace(message, message_id=id_, raw_data={**message.raw_data, "root": root})
    return Mail(replace(record, links=links), message)
