"""What a conversation's messages say about it as a whole. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from interactions.vocabulary import SenderType, Source

PEOPLE = frozenset({SenderType.CUSTOMER, SenderType.AGENT, SenderType.BOT})
SENDER_LABELS: dict[str, str] = {
    SenderType.CUSTOMER: "Customer",
    SenderType.AGENT: "Agent",
    SenderType.BOT: "Bot",
    SenderType.SYSTEM: "System",
}


class Said(Protocol):
    """The part of a message that counts here; records and stored messages both have it."""

    @property
    def sender_type(self) -> str: ...
    @property
    def sender_name(self) -> str | None: ...
    @property
    def sender_email(self) -> str | None: ...
    @property
    def content(self) -> str: ...
    @property
    def sent_at(self) -> datetime: ...
    @property
    def position(self) -> int: ...
    @property
    def counts(self) -> bool: ...
    @property
    def is_internal(self) -> bool: ...
    @property
    def is_deleted(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Summary:
    """What the messages of one conversation add up to. Times are aware; the response time is in seconds."""

    transcript: str
    message_count: int
    agent_name: str | None
    agent_email: str | None
    response_time_seconds: int | None
    first_customer_message_at: datetime | None
    last_customer_message_at: datetime | None
    last_answer_at: datetime | None
    last_message_at: datetime | None
    last_sender_type: SenderType | None
    words: tuple[str, ...]
    customer_text_hash: str | None

    @property
    def is_answered(self) -> bool:
        """Say whether an agent, a person or a bot, wrote after the customer's first message."""
        first, last = self.first_customer_message_at, self.last_answer_at
        return first is not None and last is not None and last >= first


def summarize(source: str, subject: str | None, messages: Iterable[Said]) -> Summary:
    """Add up a conversation. The order of `messages` doesn't matter.

    Deleted messages and agents' internal notes are nobody's words: they enter neither transcript nor count nor times.
    """
    visible = sorted((m for m in messages if not m.is_internal and not m.is_deleted), key=_order)
    written = [m for m in visible if m.counts and m.sender_type in PEOPLE]
    by_customer = [m for m in written if m.sender_type == SenderType.CUSTOMER]
    answers = _after_first(by_customer, [m for m in written if m.sender_type in {SenderType.AGENT, SenderType.BOT}])
    human_answers = [m for m in answers if m.sender_type == SenderType.AGENT]
    agent = _agent(source, written, human_answers)
    spoken = written or visible
    return Summary(
        transcript=transcript(source, visible),
        message_count=len(written),
        agent_name=agent.sender_name if agent else None,
        agent_email=agent.sender_email if agent else None,
        response_time_seconds=_seconds_between(by_customer, human_answers),
        first_customer_message_at=by_customer[0].sent_at if by_customer else None,
        last_customer_message_at=by_customer[-1].sent_at if by_customer else None,
        last_answer_at=answers[-1].sent_at if answers else None,
        last_message_at=spoken[-1].sent_at if spoken else None,
        last_sender_type=SenderType(written[-1].sender_type) if written else None,
        words=tuple(m.content for m in visible if m.sender_type in {SenderType.CUSTOMER, SenderType.AGENT}),
        customer_text_hash=customer_text_hash(subject, visible),
    )


def unanswered[S: Said](messages: Iterable[S]) -> list[S]:
    """Return what a customer wrote and no person of the shop wrote after, in the order in which it was sent."""
    visible = sorted((m for m in messages if not m.is_internal and not m.is_deleted and m.counts), key=_order)
    answers = [place for place, m in enumerate(visible) if m.sender_type == SenderType.AGENT]
    since = visible[answers[-1] + 1 :] if answers else visible
    return [m for m in since if m.sender_type == SenderType.CUSTOMER]


def transcript(source: str, messages: Sequence[Said]) -> str:
    """Render the visible messages, one block each: time (UTC), who, and what was said.

    LiveChat's system notices are left out; machine mail is a mail like any other.
    """
    shown = [m for m in messages if m.sender_type != SenderType.SYSTEM or source == Source.EMAIL]
    return "\n\n".join(f"[{_minute(m.sent_at)}] {speaker(m)}: {m.content}" for m in shown)


def speaker(message: Said) -> str:
    """Name who wrote a message: Mia Nguyen (customer)."""
    label = SENDER_LABELS[message.sender_type]
    name = message.sender_name or message.sender_email
    return f"{name} ({label.lower()})" if name else label


def customer_text_hash(subject: str | None, messages: Iterable[Said]) -> str | None:
    """Hash the words that a judgement rests on; None where the customer wrote nothing."""
    said = [m.content for m in messages if m.sender_type == SenderType.CUSTOMER and not m.is_internal]
    if not said:
        return None
    return hashlib.sha256("\x1f".join([subject or "", *said]).encode("utf-8", "replace")).hexdigest()


def _order(message: Said) -> tuple[datetime, int]:
    return message.sent_at, message.position


def _minute(moment: datetime) -> str:
    # isoformat is many times faster than strftime.
    return moment.astimezone(UTC).isoformat(" ", "minutes").removesuffix("+00:00") + " UTC"


def _after_first(by_customer: Sequence[Said], answers: Sequence[Said]) -> list[Said]:
    return [m for m in answers if by_customer and _order(m) > _order(by_customer[0])]


def _agent(source: str, written: Sequence[Said], human_answers: Sequence[Said]) -> Said | None:
    """Choose the agent: on LiveChat the first who wrote at all, by mail the first who answered (contract)."""
    if source == Source.LIVECHAT:
        human_answers = [m for m in written if m.sender_type == SenderType.AGENT]
    return human_answers[0] if human_answers else None


def _seconds_between(by_customer: Sequence[Said], human_answers: Sequence[Said]) -> int | None:
    if not human_answers:
        return None
    return int((human_answers[0].sent_at - by_customer[0].sent_at).total_seconds())
