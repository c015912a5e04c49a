"""Store mails: recognise copies, join each to its conversation, and let conversations that turn out one become one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from ingest.records import ConversationRecord, FailedRecord, Location, MessageRecord, SkippedItem
from ingest.store.clean import clean_text, to_json
from ingest.store.join import components
from ingest.store.merge import merge_interactions
from ingest.store.rows import Row, mail_conversation, message_row
from ingest.store.standing import Run
from ingest.store.upsert import (
    Stored,
    log_reopened,
    replace_order_references,
    stored_by_id,
    upsert_interactions,
    upsert_messages,
)
from interactions.models import Message
from interactions.vocabulary import Source

ID_HASH_DIGITS = 12


class Fate(StrEnum):
    """What became of a mail: stored now, stored by an earlier run, or a copy of one that this run stored."""

    NEW = "new"
    KNOWN = "known"
    COPY = "copy"


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail record with its one message, under the id that it is stored by."""

    record: ConversationRecord
    message: MessageRecord

    @property
    def keys(self) -> tuple[str, ...]:
        """Return what joins it to its conversation."""
        return tuple(clean_text(key) for key in self.record.links.keys) if self.record.links else ()


def save_mails(records: Sequence[ConversationRecord], run: Run, *, now: datetime) -> list[tuple[Mail, Fate]]:
    """Store the mails that are new; return each under its id with its fate. Safe to run twice: nothing changes then."""
    told = _tell_apart([_mail(record) for record in records], run.started_at)
    if new := [mail for mail, fate in told if fate == Fate.NEW]:
        _store(new, now=now)
    return told


def _mail(record: ConversationRecord) -> Mail:
    (message,) = record.messages or ()
    return Mail(record, replace(message, message_id=clean_text(message.message_id)))


def _tell_apart(mails: Sequence[Mail], run_started_at: datetime) -> list[tuple[Mail, Fate]]:
    """Tell new mails from copies.

    A different mail under a used id gets an id of its own: `<id>#<the first digits of its body's hash>`.
    """
    stored = _stored_hashes([id_ for mail in mails for id_ in (mail.message.message_id, _own_variant(mail))])
    seen: dict[str, str | None] = {}
    told: list[tuple[Mail, Fate]] = []
    for mail in mails:
        content_hash = mail.message.content_hash
        id_ = mail.message.message_id
        used_by = seen[id_] if id_ in seen else stored[id_][0] if id_ in stored else content_hash
        named = mail if used_by == content_hash else _renamed(mail)
        id_ = named.message.message_id
        if id_ in seen:
            fate = Fate.COPY
        elif id_ in stored:
            fate = Fate.COPY if stored[id_][1] > run_started_at else Fate.KNOWN
        else:
            fate = Fate.NEW
        seen[id_] = content_hash
        told.append((named, fate))
    return told


def _own_variant(mail: Mail) -> str:
    body_hash = str(mail.message.raw_data.get("body_hash") or mail.message.content_hash)
    return f"{mail.message.message_id}#{body_hash[:ID_HASH_DIGITS]}"


def _renamed(mail: Mail) -> Mail:
    """Give the mail an id of its own. The used id joins it to nothing: senders that reuse ids write to many people."""
    used, own = mail.message.message_id, _own_variant(mail)
    links = mail.record.links
    if links is None:
        return mail
    root = own if links.root == used else links.root
    links = replace(links, root=root, keys=(own, *(key for key in links.keys if key != used)))
    message = replace(mail.message, message_id=own, raw_data={**mail.message.raw_data, "root": root})
    return Mail(replace(mail.record, links=links), message)


def _stored_hashes(message_ids: Sequence[str]) -> dict[str, tuple[str | None, datetime]]:
    rows = Message.objects.filter(source=Source.EMAIL, message_id__in=message_ids)
    return {
        id_: (content_hash, created_at)
        for id_, content_hash, created_at in rows.values_list("message_id", "content_hash", "created_at")
        if id_ and created_at
    }


def _store(new: Sequence[Mail], *, now: datetime) -> None:
    known = _interactions_of({key for mail in new for key in mail.keys})
    groups = components([mail.keys for mail in new], known)
    survivors = [merge_interactions(group.interactions, now=now) for group in groups]
    said_before = _stored_messages([id_ for id_ in survivors if id_ is not None])
    before = stored_by_id([id_ for id_ in survivors if id_ is not None])
    rows: list[Row] = []
    messages: list[tuple[str, Row]] = []
    for group, survivor in zip(groups, survivors, strict=True):
        mails = [new[place] for place in group.mails]
        row = mail_conversation([*(mail.message for mail in mails), *said_before.get(survivor, [])], now=now)
        if survivor is not None:
            _rename(before[survivor], row["external_id"])
        rows.append(row)
        messages += [(row["external_id"], message_row(Source.EMAIL, mail.message)) for mail in mails]
    after = upsert_interactions(rows, with_messages=True, now=now)
    ids = {external_id: id_ for external_id, (id_, _) in after.items()}
    upsert_messages([message | {"interaction_id": str(ids[external_id])} for external_id, message in messages])
    _save_links(
        {
            key: ids[row["external_id"]]
            for row, group in zip(rows, groups, strict=True)
            for place in group.mails
            for key in new[place].keys
        }
    )
    replace_order_references({ids[row["external_id"]]: row["order_ids"] for row in rows})
    log_reopened(before.values(), dict(after.values()))


def _interactions_of(keys: Iterable[str]) -> dict[str, UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, interaction_id FROM mail_links WHERE key = ANY(%s)", [list(keys)])
        return dict(cursor.fetchall())


def _stored_messages(interactions: Sequence[UUID]) -> dict[UUID | None, list[Message]]:
    said: dict[UUID | None, list[Message]] = {}
    if interactions:
        for message in Message.objects.filter(interaction__in=interactions).defer("content_html", "quoted_text"):
            said.setdefault(message.interaction_id, []).append(message)
    return said


def _rename(stored: Stored, external_id: str) -> None:
    """Let an interaction go by the root of its earliest mail; its former name stays as an alias."""
    if stored.external_id == external_id:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO interaction_aliases (external_id, interaction_id) VALUES (%s, %s) "
            "ON CONFLICT (external_id) DO UPDATE SET interaction_id = excluded.interaction_id",
            [stored.external_id, stored.id],
        )
        cursor.execute("DELETE FROM interaction_aliases WHERE external_id = %s", [external_id])
        cursor.execute("UPDATE customer_interactions SET external_id = %s WHERE id = %s", [external_id, stored.id])


def _save_links(links: dict[str, UUID]) -> None:
    rows = [{"key": key, "interaction_id": str(id_)} for key, id_ in links.items()]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mail_links (key, interaction_id) SELECT key, interaction_id FROM "
            "jsonb_to_recordset(%s::jsonb) AS n(key text, interaction_id uuid) ON CONFLICT (key) DO NOTHING",
            [to_json(rows)],
        )


def save_places(
    account: str,
    mails: Sequence[Mail],
    failed: Sequence[FailedRecord],
    skipped: Sequence[SkippedItem],
) -> None:
    """Remember where the items of a batch stand in the mailbox, so that they are known without being read again."""
    rows = [_place(mail.record.location, "stored", mail.message.message_id) for mail in mails]
    rows += [_place(item.location, "quarantined", item.external_id) for item in failed]
    rows += [_place(item.location, "skipped", None, item.reason) for item in skipped]
    rows = [row for row in rows if row]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mailbox_items (account, folder, uid_validity, uid, outcome, reason, message_id, size_bytes, "
            "gm_message_id, gm_thread_id) SELECT %s, n.* FROM jsonb_to_recordset(%s::jsonb) AS n(folder text, "
            "uid_validity bigint, uid bigint, outcome text, reason text, message_id text, size_bytes bigint, "
            "gm_message_id bigint, gm_thread_id bigint) ON CONFLICT DO NOTHING",
            [account, to_json(rows)],
        )


def _place(
    location: Location | None, outcome: str, message_id: str | None, reason: str | None = None
) -> dict[str, Any]:
    if location is None:
        return {}
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
