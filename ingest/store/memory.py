"""What the database remembers of a source: all that a source may ask while it pulls."""

from django.db import connection

from ingest.models import Checkpoint, MachineSender, MailboxItem
from ingest.records import FormerItem, Json
from ingest.source import OpenConversation
from interactions.models import Interaction
from interactions.vocabulary import Source

# What the server listed but didn't hand out is asked for again: nothing of it is here.
KNOWN_ITEMS = """
    SELECT uid, CASE outcome WHEN 'skipped' THEN '' ELSE coalesce(message_id, id::text) END
    FROM mailbox_items WHERE account = %s AND folder = %s AND uid_validity = %s
        AND (outcome <> 'quarantined' OR reason IS DISTINCT FROM 'not handed out')"""


class StoredMemory:
    """The memory of one source's account (ingest.source.Memory). Reads only."""

    def __init__(self, source: Source, account: str) -> None:
        self.source, self.account = source, account

    def checkpoint(self, scope: str) -> Json:
        """Return the value saved under `scope`, or None."""
        saved = Checkpoint.objects.filter(source=self.source, account=self.account, scope=scope)
        value: Json = saved.values_list("value", flat=True).first()
        return value

    def open_conversations(self) -> list[OpenConversation]:
        """Return the conversations that were active at the source when last seen, oldest first."""
        active = Interaction.objects.filter(source=self.source, is_active=True).order_by("started_at")
        rows = active.values_list("external_id", "chat_id", "started_at", "last_message_at")
        return [OpenConversation(external_id or "", *rest) for external_id, *rest in rows]

    def known_items(self, folder: str, uid_validity: int) -> dict[int, int]:
        """Return the UIDs of a folder that were read before.

        Each comes with the hash of the id that the mail is stored by, equal for copies, or 0 where it was skipped.
        """
        with connection.cursor() as cursor:
            cursor.execute(KNOWN_ITEMS, [self.account, folder, uid_validity])
            return {uid: hash(id_) if id_ else 0 for uid, id_ in cursor.fetchall()}

    def former_items(self, folder: str, uid_validity: int) -> list[FormerItem]:
        """Return what was stored from a folder under other UIDVALIDITYs than this one, by the newest place first."""
        former = MailboxItem.objects.filter(account=self.account, folder=folder, outcome="stored")
        rows = former.exclude(uid_validity=uid_validity).order_by("-uid_validity", "uid")
        columns = rows.values_list("id", "message_id", "size_bytes", "gm_message_id")
        return [FormerItem(id_, hash(message_id or str(id_)), message_id, *rest) for id_, message_id, *rest in columns]

    def machine_senders(self) -> frozenset[str]:
        """Return the addresses and `@domain`s that staff marked as always machine mail, lower-cased."""
        return frozenset(address.lower() for address in MachineSender.objects.values_list("address", flat=True))
