"""Store mails: recognise copies, join each to its conversation, and let conversations that turn out one become one."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection

from ingest.records import ConversationRecord, MessageRecord
from ingest.store.apart import pairs_with
from ingest.store.clean import clean_text, to_json
from ingest.store.join import Component, components, is_torn, nearest_keys
from ingest.store.merge import merge_interactions
from ingest.store.rows import MailSaid, Row, mail_conversation, message_row
from ingest.store.standing import Run
from ingest.store.touched import Touched
from ingest.store.unseen import find_unseen, wake
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
NAMELESS = "sha256:"
"""How the ids of mails without a Message-ID begin (ingest.sources.email.mails)."""


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

    @property
    def own_names(self) -> tuple[str, str]:
        """Return the ids for a different mail under a used id: `<id>#<the first digits of its body's hash>`.

        Where that is used as well, by the same words sent another time, digits of the whole mail's hash follow.
        """
        content_hash = self.message.content_hash or ""
        body_hash = str(self.message.raw_data.get("body_hash") or content_hash)
        name = f"{self.message.message_id}#{body_hash[:ID_HASH_DIGITS]}"
        return name, f"{name}#{content_hash[:ID_HASH_DIGITS]}"

    @property
    def is_nameless(self) -> bool:
        """Say whether it came with a date, but without a Message-ID."""
        return self.message.message_id.startswith(NAMELESS) and self.message.raw_data.get("date_source") == "header"


def save_mails(
    records: Sequence[ConversationRecord], run: Run, *, now: datetime
) -> tuple[list[tuple[Mail, Fate]], Touched]:
    """Store the mails that are new; return each under its id with its fate, and the conversations that were written.

    Safe to run twice: nothing changes then.
    """
    told = _tell_apart(_by_content([_mail(record) for record in records]), run.started_at)
    new = [mail for mail, fate in told if fate == Fate.NEW]
    return told, write_mails(new, now=now) if new else Touched()


def _mail(record: ConversationRecord) -> Mail:
    (message,) = record.messages or ()
    return Mail(record, replace(message, message_id=clean_text(message.message_id)))


def _by_content(mails: Sequence[Mail]) -> list[Mail]:
    """Let dated mails without a Message-ID go by the id of the stored mail with the same content.

    Their ids are hashes of their bytes, and two copies differ in what transport added. Without a date as well, too
    little is left to call two mails the same.
    """
    nameless = {mail.message.content_hash for mail in mails if mail.is_nameless}
    if not nameless:
        return list(mails)
    stored = Message.objects.filter(
        source=Source.EMAIL, message_id__startswith=NAMELESS, content_hash__in=[hash_ for hash_ in nameless if hash_]
    )
    ids = dict(stored.order_by("-message_id").values_list("content_hash", "message_id"))
    found: list[Mail] = []
    for mail in mails:
        message = mail.message
        if mail.is_nameless and message.content_hash:
            id_ = ids.setdefault(message.content_hash, message.message_id) or message.message_id
            message = replace(message, message_id=id_)
        found.append(Mail(mail.record, message))
    return found


def _tell_apart(mails: Sequence[Mail], run_started_at: datetime) -> list[tuple[Mail, Fate]]:
    """Tell new mails from copies; a different mail under a used id gets an id of its own."""
    stored = _stored_hashes([mail.message.message_id for mail in mails])
    stored |= _stored_hashes([name for mail in _clashing(mails, stored) for name in mail.own_names])
    used_by = {id_: content_hash for id_, (content_hash, _) in stored.items()}
    seen: set[str] = set()
    told: list[tuple[Mail, Fate]] = []
    for mail in mails:
        content_hash = mail.message.content_hash
        names = (mail.message.message_id, *mail.own_names)
        id_ = next((name for name in names if used_by.get(name, content_hash) == content_hash), names[-1])
        if id_ in seen:
            fate = Fate.COPY
        elif id_ in stored:
            fate = Fate.COPY if stored[id_][1] > run_started_at else Fate.KNOWN
        else:
            fate = Fate.NEW
        used_by[id_] = content_hash
        seen.add(id_)
        told.append((mail if id_ == names[0] else _renamed(mail, id_), fate))
    return told


def _clashing(mails: Sequence[Mail], stored: Mapping[str, tuple[str | None, datetime]]) -> list[Mail]:
    """Return the mails whose id is used by a stored mail with other content, or more than once among them."""
    times = Counter(mail.message.message_id for mail in mails)
    return [
        mail
        for mail in mails
        if times[mail.message.message_id] > 1
        or stored.get(mail.message.message_id, (mail.message.content_hash,))[0] != mail.message.content_hash
    ]


def _renamed(mail: Mail, own: str) -> Mail:
    """Give the mail an id of its own. The used id joins it to nothing: senders that reuse ids write to many people."""
    used, links = mail.message.message_id, mail.record.links
    if links is None:
        return mail
    root = own if links.root == used else links.root
    links = replace(links, root=root, keys=(own, *(key for key in links.keys if key != used)))
    message = replace(mail.message, message_id=own, raw_data={**mail.message.raw_data, "root": root})
    return Mail(replace(mail.record, links=links), message)


def _stored_hashes(message_ids: Sequence[str]) -> dict[str, tuple[str | None, datetime]]:
    if not message_ids:
        return {}
    rows = Message.objects.filter(source=Source.EMAIL, message_id__in=message_ids)
    return {
        id_: (content_hash, created_at)
        for id_, content_hash, created_at in rows.values_list("message_id", "content_hash", "created_at")
        if id_ and created_at
    }


def write_mails(mails: Sequence[Mail], *, now: datetime) -> Touched:
    """Write mails that are new or that read differently now, each in the conversation that its keys lead to.

    Where they would join what a person split, each goes by itself to the nearest. Returns the conversations written.
    """
    known = _interactions_of({key for mail in mails for key in mail.keys})
    groups = components([mail.keys for mail in mails], known)
    kept_apart = pairs_with(set(known.values()))
    torn = {place for group in groups if is_torn(group.interactions, kept_apart) for place in group.mails}
    if not torn:
        return _write(mails, groups, {id_ for pair in kept_apart for id_ in pair}, now=now)
    if len(mails) == 1:
        return write_mails([_with_keys(mails[0], nearest_keys(mails[0].keys, known, kept_apart))], now=now)
    others = [mail for place, mail in enumerate(mails) if place not in torn]
    touched = write_mails(others, now=now) if others else Touched()
    for mail in sorted((mails[place] for place in torn), key=lambda mail: mail.message.sent_at):
        touched |= write_mails([mail], now=now)
    return touched


def _with_keys(mail: Mail, keys: tuple[str, ...]) -> Mail:
    links = mail.record.links
    return replace(mail, record=replace(mail.record, links=replace(links, keys=keys))) if links else mail


def _write(new: Sequence[Mail], groups: Sequence[Component], split: set[UUID], *, now: datetime) -> Touched:
    """Write the groups of mails; those in `split` keep their names, since the two sides may have the same root."""
    survivors = [merge_interactions(group.interactions, now=now) for group in groups]
    # Locked before they are read: staff may be marking a sender as a machine right now.
    before = stored_by_id([id_ for id_ in survivors if id_ is not None])
    told_anew = {mail.message.message_id for mail in new}
    said_before = stored_mails(list(before), besides=told_anew)
    rows: list[Row] = []
    messages: list[tuple[str, Row]] = []
    spoken: dict[UUID, list[MailSaid]] = {}
    for group, survivor in zip(groups, survivors, strict=True):
        mails = [new[place] for place in group.mails]
        said: list[MailSaid] = [*(mail.message for mail in mails), *said_before.get(survivor, [])]
        row = mail_conversation(said, now=now)
        if survivor is not None:
            spoken[survivor] = said
        if survivor is not None and split.isdisjoint(group.interactions):
            rename(before[survivor], row["external_id"])
        elif survivor is not None:
            row["external_id"] = before[survivor].external_id
        rows.append(row)
        messages += [(row["external_id"], message_row(Source.EMAIL, mail.message)) for mail in mails]
    unseen = find_unseen(Source.EMAIL, before.values(), spoken)
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
    wake(before.values(), unseen, now=now)
    return Touched(set(ids.values()), set(ids.values()) - before.keys())


def _interactions_of(keys: Iterable[str]) -> dict[str, UUID]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, interaction_id FROM mail_links WHERE key = ANY(%s)", [list(keys)])
        return dict(cursor.fetchall())


def stored_mails(interactions: Sequence[UUID], besides: Collection[str] = ()) -> dict[UUID | None, list[Message]]:
    """Return the stored mails of conversations, as far as those are made from them, `besides` those that are named."""
    said: dict[UUID | None, list[Message]] = {}
    if interactions:
        stored = Message.objects.filter(interaction__in=interactions).defer("content_html", "quoted_text")
        for message in stored:
            if message.message_id in besides:
                continue
            said.setdefault(message.interaction_id, []).append(message)
    return said


def rename(stored: Stored, external_id: str) -> None:
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
