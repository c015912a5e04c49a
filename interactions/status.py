"""The status rules: what the source's state means, and when silence settles. Pure."""

from datetime import datetime, timedelta

from interactions.conversation import Summary
from interactions.vocabulary import SenderType, Source, Status

SETTLES_AFTER = timedelta(days=7)
"""How long a mail conversation that the shop answered last stays pending."""


def source_status(source: str, summary: Summary, *, is_active: bool, now: datetime) -> Status:
    """Return the status that the source's own state gives a conversation."""
    if source == Source.LIVECHAT:
        return livechat_status(summary, is_active=is_active)
    return email_status(summary.last_sender_type, summary.last_message_at, now=now)


def livechat_status(summary: Summary, *, is_active: bool) -> Status:
    """Open while the thread is active or a customer wrote and nobody answered; else resolved."""
    wrote = summary.first_customer_message_at is not None
    return Status.OPEN if is_active or (wrote and not summary.is_answered) else Status.RESOLVED


def email_status(last_sender: str | None, last_message_at: datetime | None, *, now: datetime) -> Status:
    """Open when the customer wrote last; pending for seven days when the shop did; then, and for machines, resolved."""
    if last_sender == SenderType.CUSTOMER:
        return Status.OPEN
    if last_sender in {SenderType.AGENT, SenderType.BOT} and last_message_at and now < last_message_at + SETTLES_AFTER:
        return Status.PENDING
    return Status.RESOLVED


def became_resolved_at(source: str, summary: Summary, *, closed_at: datetime | None) -> datetime | None:
    """Return when a conversation that the source's state resolves became so.

    LiveChat: when the thread closed. E-mail: when the shop's last mail had stood unanswered for seven days.
    """
    if source == Source.LIVECHAT or summary.last_message_at is None:
        return closed_at or summary.last_message_at
    if summary.last_sender_type is None:
        return summary.last_message_at
    return summary.last_message_at + SETTLES_AFTER
