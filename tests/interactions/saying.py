"""Messages as plain values: what `interactions.conversation` reads of a message."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from interactions.vocabulary import SenderType

BEGAN = datetime(2026, 11, 2, 1, 5, tzinfo=UTC)
CUSTOMER, AGENT, BOT, SYSTEM = SenderType.CUSTOMER, SenderType.AGENT, SenderType.BOT, SenderType.SYSTEM


@dataclass(frozen=True, slots=True)
class Told:
    """A message of a conversation."""

    sender_type: str
    content: str
    sent_at: datetime
    position: int = 0
    sender_name: str | None = None
    sender_email: str | None = None
    counts: bool = True
    is_internal: bool = False
    is_deleted: bool = False


def at(minutes: float) -> datetime:
    return BEGAN + timedelta(minutes=minutes)


def by(sender: SenderType, minute: float = 0, content: str = "words", **fields: Any) -> Told:
    """Make a message, sent so many minutes after the conversation began."""
    return Told(sender, content, at(minute), **fields)
