"""Clients whose waits take no time, and a memory that keeps what a sync would store."""

from dataclasses import dataclass, field
from typing import Any

from ingest.records import ConversationRecord, FailedRecord, FormerItem, Json
from ingest.source import Batch, OpenConversation
from ingest.sources.livechat.client import LiveChatClient
from tests.servers.livechat import LiveChatServer, Token

ACCOUNT = "6d3f1a52-9f0f-4c1b-8c52-1f7b6a0e9d01"


class Clock:
    """A clock that moves only when somebody sleeps by it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.sleeps: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now += seconds


def client_of(
    server: LiveChatServer, clock: Clock | None = None, *, token: Token | None = None, version: str = "3.6", **more: Any
) -> LiveChatClient:
    """Make a client of the strict server."""
    time, used = clock or Clock(), token or server.token
    return LiveChatClient(
        server.url, version, used.account_id, used.secret, sleep=time.sleep, monotonic=time.monotonic, **more
    )


def raw_client(url: str, clock: Clock | None = None, **more: Any) -> LiveChatClient:
    """Make a client of a raw server."""
    time = clock or Clock()
    return LiveChatClient(url, "3.6", ACCOUNT, "dal:secret-token", sleep=time.sleep, monotonic=time.monotonic, **more)


@dataclass
class KeptMemory:
    """Remembers what the batches of a pull brought, as the store does (ingest.source.Memory)."""

    records: dict[str, ConversationRecord] = field(default_factory=dict)
    checkpoints: dict[str, Json] = field(default_factory=dict)

    def checkpoint(self, scope: str) -> Json:
        return self.checkpoints.get(scope)

    def open_conversations(self) -> list[OpenConversation]:
        active = [record for record in self.records.values() if record.is_active]
        return [
            OpenConversation(record.external_id, record.chat_id, record.started_at, _last_message_at(record))
            for record in sorted(active, key=lambda record: record.started_at)
        ]

    def known_items(self, folder: str, uid_validity: int) -> dict[int, int]:
        """LiveChat has no folders."""
        raise NotImplementedError

    def former_items(self, folder: str, uid_validity: int) -> list[FormerItem]:
        """LiveChat has no folders."""
        raise NotImplementedError

    def machine_senders(self) -> frozenset[str]:
        """LiveChat has no machine mail."""
        raise NotImplementedError

    def keep(self, batch: Batch) -> None:
        """Store a batch; the rows and the checkpoints together."""
        self.records |= {record.external_id: record for record in batch.records}
        self.checkpoints |= batch.checkpoints


def _last_message_at(record: ConversationRecord) -> Any:
    return max((message.sent_at for message in record.messages or () if message.counts), default=None)


@dataclass
class Pulled:
    """All that one pull brought."""

    batches: list[Batch]

    @property
    def records(self) -> list[ConversationRecord]:
        return [record for batch in self.batches for record in batch.records]

    @property
    def ids(self) -> list[str]:
        return [record.external_id for record in self.records]

    @property
    def failed(self) -> list[FailedRecord]:
        return [failed for batch in self.batches for failed in batch.failed]

    @property
    def unchanged(self) -> int:
        return sum(batch.unchanged for batch in self.batches)

    @property
    def notes(self) -> dict[str, int]:
        added: dict[str, int] = {}
        for batch in self.batches:
            for name, figure in batch.notes.items():
                added[name] = added.get(name, 0) + figure
        return added
