"""What is here of a source, item by item: the stored half of a reconciliation, and the marks that it sets."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from ingest.models import Checkpoint, MailboxItem, QuarantinedItem
from interactions.models import Interaction, Message
from interactions.vocabulary import Source

type Place = tuple[str, int, int]

PLACES = """
    SELECT p.folder, p.uid_validity, p.uid, p.outcome, p.reason, p.message_id, p.size_bytes,
        EXISTS (SELECT FROM interaction_messages m WHERE m.source = 'email' AND m.message_id = p.message_id)
    FROM mailbox_items p WHERE p.account = %s"""
STORED_IN_RANGE = """
    SELECT m.message_id, m.sent_at, p.folder, p.uid_validity, p.uid FROM interaction_messages m
    JOIN mailbox_items p ON p.message_id = m.message_id AND p.outcome = 'stored' AND p.account = %s
    WHERE m.source = 'email' AND m.sent_at >= %s AND m.sent_at < %s"""
WHOLLY_DELETED = """
    UPDATE customer_interactions i SET source_deleted_at = CASE WHEN newest.all_gone THEN newest.at END
    FROM (SELECT interaction_id, max(source_deleted_at) AS at, bool_and(source_deleted_at IS NOT NULL) AS all_gone
        FROM interaction_messages WHERE interaction_id IN
            (SELECT interaction_id FROM interaction_messages WHERE source = 'email' AND message_id = ANY(%s))
        GROUP BY interaction_id) AS newest
    WHERE i.id = newest.interaction_id
        AND i.source_deleted_at IS DISTINCT FROM CASE WHEN newest.all_gone THEN newest.at END"""


@dataclass(frozen=True, slots=True)
class KeptMail:
    """What became of the mail at a place. `is_here` is False where a stored mail's row is no longer there."""

    outcome: str
    reason: str | None
    message_id: str | None
    size_bytes: int | None
    is_here: bool


@dataclass(frozen=True, slots=True)
class StoredItem:
    """Something stored that the source should have: its id, when it came, and a mail's places."""

    name: str
    came_at: datetime
    places: tuple[Place, ...] = ()


def kept_mails(account: str) -> dict[Place, KeptMail]:
    """Return what became of the mails of a mailbox, by their places."""
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [account])
        return {(folder, validity, uid): KeptMail(*rest) for folder, validity, uid, *rest in cursor.fetchall()}


def forget_places(places: Collection[Place], account: str) -> None:
    """Forget places whose mails are no longer here, so that the next sync reads them again."""
    for folder, uid_validity, uid in places:
        MailboxItem.objects.filter(account=account, folder=folder, uid_validity=uid_validity, uid=uid).delete()


def stored_mails_between(account: str, since: datetime, until: datetime) -> list[StoredItem]:
    """Return the mails sent in [since, until) that came from this mailbox."""
    found: dict[str, tuple[datetime, list[Place]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(STORED_IN_RANGE, [account, since, until])
        for message_id, sent_at, *place in cursor.fetchall():
            found.setdefault(message_id, (sent_at, []))[1].append((place[0], place[1], place[2]))
    return [StoredItem(name, sent_at, tuple(places)) for name, (sent_at, places) in found.items()]


def synced_folders(account: str, folders: Mapping[str, int]) -> set[str]:
    """Return the folders that were synced under the UIDVALIDITY that they have now."""
    scopes = {f"folder:{name}": name for name in folders}
    marks = Checkpoint.objects.filter(source=Source.EMAIL, account=account, scope__in=list(scopes))
    return {
        scopes[scope]
        for scope, value in marks.values_list("scope", "value")
        if isinstance(value, dict) and value.get("uid_validity") == folders[scopes[scope]]
    }


def stored_threads_between(since: datetime, until: datetime) -> list[StoredItem]:
    """Return the threads that began in [since, until)."""
    rows = Interaction.objects.filter(source=Source.LIVECHAT, started_at__gte=since, started_at__lt=until)
    return [StoredItem(name or "", began) for name, began in rows.values_list("external_id", "started_at")]


def stored_threads(names: Iterable[str]) -> set[str]:
    """Return those of the threads that are stored."""
    rows = Interaction.objects.filter(source=Source.LIVECHAT, external_id__in=list(names))
    return {name for name in rows.values_list("external_id", flat=True) if name}


def open_quarantine(source: Source) -> set[str]:
    """Return the ids of what is quarantined and open."""
    rows = QuarantinedItem.objects.filter(source=source, resolved_at=None)
    return set(rows.values_list("external_id", flat=True))


def mark_deleted_mails(gone: Collection[str], present: Collection[str], *, now: datetime) -> None:
    """Mark mails that the mailbox no longer has, and take the mark off those that it has. Safe to run twice.

    A conversation has the mark when all its mails have it. Nothing is deleted.
    """
    mails = Message.objects.filter(source=Source.EMAIL)
    mails.filter(message_id__in=gone, source_deleted_at=None).update(source_deleted_at=now)
    mails.filter(message_id__in=present).exclude(source_deleted_at=None).update(source_deleted_at=None)
    with connection.cursor() as cursor:
        cursor.execute(WHOLLY_DELETED, [[*gone, *present]])


def mark_deleted_threads(gone: Collection[str], *, now: datetime) -> None:
    """Mark threads that LiveChat no longer has; one that comes back is written anew. Safe to run twice."""
    rows = Interaction.objects.filter(source=Source.LIVECHAT, external_id__in=gone, source_deleted_at=None)
    rows.update(source_deleted_at=now, content_hash=None)
