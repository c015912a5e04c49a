"""What becomes of quarantined items that are read again."""

from datetime import datetime
from uuid import UUID

from django.db.models import F

from ingest.models import MailboxItem, QuarantinedItem
from ingest.records import ConversationRecord, Location
from ingest.store.clean import clean_text
from interactions.models import Interaction, Message
from interactions.vocabulary import Source


def place_of(item: QuarantinedItem) -> Location | None:
    """Return where a quarantined mail stands in the mailbox."""
    places = MailboxItem.objects.filter(message_id=item.external_id, outcome="quarantined").order_by("-uid_validity")
    place = places.first()
    if item.source != Source.EMAIL or place is None:
        return None
    return Location(
        place.folder, place.uid_validity, place.uid, place.size_bytes, place.gm_message_id, place.gm_thread_id
    )


def account_of(item: QuarantinedItem, default: str) -> str:
    """Return the mailbox that a quarantined mail came from."""
    places = MailboxItem.objects.filter(message_id=item.external_id, outcome="quarantined")
    return places.values_list("account", flat=True).first() or default


def settle(item: QuarantinedItem, record: ConversationRecord, *, now: datetime) -> None:
    """Close an item that could be read now, and name the interaction that it became a part of."""
    _attempted(item, resolved_at=now, interaction_id=_interaction_of(record))


def note_failure(item: QuarantinedItem, reason: str, error_class: str) -> None:
    """Note that an item still can't be read, and why."""
    _attempted(item, resolved_at=None, reason=clean_text(reason), error_class=error_class)


def _attempted(item: QuarantinedItem, **changes: object) -> None:
    QuarantinedItem.objects.filter(pk=item.pk).update(attempts=F("attempts") + 1, **changes)


def _interaction_of(record: ConversationRecord) -> UUID | None:
    if record.links is None:
        by_name = Interaction.objects.filter(external_id=clean_text(record.external_id))
        return by_name.values_list("pk", flat=True).first()
    hashes = [message.content_hash for message in record.messages or ()]
    mails = Message.objects.filter(source=Source.EMAIL, content_hash__in=hashes)
    return mails.values_list("interaction_id", flat=True).first()
