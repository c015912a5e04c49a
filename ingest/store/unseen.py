"""What a customer wrote before staff snoozed a conversation, and what comes in only after that: it wakes too."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from ingest.store.clean import clean_text
from ingest.store.rows import MailSaid
from ingest.store.upsert import Stored, log_changes
from interactions.conversation import unanswered
from interactions.models import Interaction, Message
from interactions.triage import snoozing
from interactions.vocabulary import DecidedBy


def find_unseen(source: str, before: Iterable[Stored], messages: Mapping[UUID, Iterable[MailSaid]]) -> set[UUID]:
    """Return the snoozed conversations with a customer's message that isn't stored yet.

    What the shop has written after doesn't count: whoever did so has seen it at the source, and a history that is read
    later wakes nothing. Call before the messages are written, with the conversations locked.
    """
    waiting = {
        one.id: {clean_text(message.message_id or "") for message in unanswered(messages[one.id])}
        for one in before
        if one.id in messages and one.snoozed_at
    }
    ids = set().union(*waiting.values())
    if not ids:
        return set()
    known = set(Message.objects.filter(source=source, message_id__in=ids).values_list("message_id", flat=True))
    return {id_ for id_, unheard in waiting.items() if not unheard <= known}


def wake(before: Iterable[Stored], unseen: Collection[UUID], *, now: datetime) -> None:
    """End the snooze of conversations with an unseen message, and log that. Call with the conversations locked."""
    candidates = [one for one in before if one.id in unseen]
    asleep = [one for one in candidates if one.snoozed_until is None or one.snoozed_until > now]
    if not asleep:
        return
    Interaction.objects.filter(pk__in=[one.id for one in asleep]).update(snoozed_at=None, snoozed_until=None)
    log_changes(
        [
            {
                "interaction_id": str(one.id),
                "field": snoozing.FIELD,
                "old": snoozing.said(one.snoozed_until),
                "new": None,
                "by": DecidedBy.SOURCE,
                "reason": "The customer wrote again.",
            }
            for one in asleep
        ]
    )
