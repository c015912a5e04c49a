"""Conversations that vanished at their source while they were open: no longer active, and never deleted here."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from interactions.conversation import summarize
from interactions.models import Interaction
from interactions.status import became_resolved_at, source_status
from interactions.vocabulary import DecidedBy, Status

NOT_STAFF = Q(status_by__isnull=True) | ~Q(status_by=DecidedBy.STAFF)


def mark_gone(source: str, external_ids: Sequence[str], *, now: datetime) -> None:
    """Mark conversations that the source no longer has. What staff set stays. Safe to run twice.

    Their hash is emptied, so that one that comes back is written again, and the mark goes.
    """
    if not external_ids:
        return
    gone = Interaction.objects.filter(source=source, external_id__in=list(external_ids), is_active=True)
    for row in gone.order_by("pk").select_for_update():
        this = Interaction.objects.filter(pk=row.pk)
        this.update(is_active=False, source_deleted_at=now, content_hash=None)
        summary = summarize(source, row.subject, row.messages.all())
        status = source_status(source, summary, is_active=False, now=now)
        ended_at = row.ended_at or summary.last_message_at
        is_resolved = status == Status.RESOLVED
        resolved_at = became_resolved_at(source, summary, closed_at=ended_at) if is_resolved else None
        this.filter(ended_at=None).update(ended_at=ended_at)
        changed = this.filter(NOT_STAFF).exclude(status=status)
        changed.update(status=status, status_by=DecidedBy.SOURCE, status_at=now, resolved_at=resolved_at)
