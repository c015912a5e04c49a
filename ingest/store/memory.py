"""What the database remembers of a source: all that a source may ask while it pulls."""

from ingest.models import Checkpoint
from ingest.records import Json
from ingest.source import OpenConversation
from interactions.models import Interaction
from interactions.vocabulary import Source


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
