"""Settle silent mail conversations: pending for seven days after the shop's answer, then resolved."""

from datetime import datetime

from django.db.models import F, Q

from interactions.models import Interaction
from interactions.status import SETTLES_AFTER
from interactions.vocabulary import DecidedBy, Source, Status


def settle_silent(*, now: datetime) -> int:
    """Resolve the conversations whose customer has been silent for seven days; return how many. Safe to run twice.

    A status that staff set stays: the guard stands in the UPDATE.
    """
    silent = Interaction.objects.filter(
        Q(status_by__isnull=True) | ~Q(status_by=DecidedBy.STAFF),
        source=Source.EMAIL,
        status=Status.PENDING,
        last_message_at__lte=now - SETTLES_AFTER,
    )
    return silent.update(
        status=Status.RESOLVED,
        status_by=DecidedBy.SOURCE,
        status_at=now,
        resolved_at=F("last_message_at") + SETTLES_AFTER,
        ended_at=F("last_message_at"),
    )
