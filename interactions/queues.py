"""The queues that staff work through. The list, its tabs and the home page all ask here, so that they agree."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q

from interactions.models import Interaction, ShopSettings
from interactions.vocabulary import Priority, Sentiment, Status

MACHINE_TAGS = ("auto_reply", "bounce", "newsletter", "machine", "noise")
"""What marks a conversation that no person waits in: the first four are the source's, the last one is staff's."""

NOISE = "noise"
OTHER = "other"
"""The category of sales pitches, job seekers and wrong numbers."""

TITLES = {
    "mine": "Mine",
    "unassigned": "Unassigned",
    "urgent": "Urgent",
    "waiting": "Waiting too long",
    "noise": "Noise",
    "snoozed": "Snoozed",
}
"""The queues by name, in the order in which they are offered."""

OLDEST_WAIT_FIRST = ("mine", "unassigned", "urgent", "waiting")
"""The queues that are worked through from the customer who has waited longest."""


@dataclass(frozen=True, slots=True)
class AsOf:
    """What a queue depends on: the moment, how long a customer may wait, and whose queue it is."""

    now: datetime
    target: timedelta
    user_id: int | None = None


def as_of(*, now: datetime, user_id: int | None = None) -> AsOf:
    """Return what the queues depend on, with the shop's target as staff set it. One query."""
    hours = ShopSettings.objects.values_list("waiting_target_hours", flat=True).first() or 24
    return AsOf(now, timedelta(hours=hours), user_id)


def in_queue(name: str, when: AsOf) -> Q:
    """Return the condition of a queue. Raises KeyError for an unknown name.

    None but `snoozed` holds what is snoozed, and none what is resolved. urgent: by priority or sentiment. unassigned:
    open, nobody's. waiting: open, and the customer last wrote longer ago than the target. noise: from machines, or of
    the category other.
    """
    if name == "snoozed":
        return unresolved() & asleep(when.now)
    conditions = {
        "mine": Q(assignee=when.user_id) if when.user_id else Q(pk__in=[]),
        "unassigned": Q(status=Status.OPEN, assignee=None),
        "urgent": Q(priority=Priority.URGENT) | Q(sentiment=Sentiment.URGENT),
        "waiting": Q(status=Status.OPEN) & waits_since(before=when.now - when.target),
        "noise": Q(tags__overlap=list(MACHINE_TAGS)) | Q(category=OTHER),
    }
    return unresolved() & conditions[name] & ~asleep(when.now)


def count_queues(when: AsOf) -> dict[str, int]:
    """Count every queue in one query, over what is unresolved, which has an index."""
    counts = {name: Count("id", filter=in_queue(name, when)) for name in TITLES}
    return Interaction.objects.filter(unresolved()).aggregate(**counts)


def unresolved() -> Q:
    """Return the condition that a conversation still wants something done."""
    return ~Q(status=Status.RESOLVED)


def waits_since(*, before: datetime) -> Q:
    """Return the condition that the customer last wrote before a moment.

    Rows put in by plain SQL don't know when that was, so there it counts when they began.
    """
    return Q(last_customer_message_at__lt=before) | Q(last_customer_message_at=None, started_at__lt=before)


def asleep(now: datetime) -> Q:
    """Return the condition that a conversation is snoozed: not due yet, and nothing from the customer since."""
    is_set = Q(snoozed_at__isnull=False)
    comes_later = Q(snoozed_until=None) | Q(snoozed_until__gt=now)
    is_quiet = Q(last_customer_message_at=None) | Q(last_customer_message_at__lte=F("snoozed_at"))
    return is_set & comes_later & is_quiet
