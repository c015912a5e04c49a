"""The times that a conversation may be put aside until, in the shop's zone. Pure but for the zone."""

from datetime import datetime, time, timedelta

from django.utils import timezone

MORNING = time(9)
WAKE = ("wake", "Bring it back now")
CHOICES = [
    ("tomorrow", "Until tomorrow, 9:00"),
    ("monday", "Until Monday, 9:00"),
    ("week", "For a week, until 9:00"),
    ("customer", "Until the customer writes"),
]


def until(choice: str, *, now: datetime) -> datetime | None:
    """Return the time that a choice means; None where it is the customer who ends it. Raises KeyError for no choice.

    Nine o'clock is the shop's, whatever the clocks did that night.
    """
    if choice == "customer":
        return None
    today = timezone.localtime(now).date()
    days = {"tomorrow": 1, "monday": 7 - today.weekday(), "week": 7}[choice]
    return datetime.combine(today + timedelta(days=days), MORNING, tzinfo=timezone.get_current_timezone())
