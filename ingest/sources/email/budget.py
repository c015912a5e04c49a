"""How many bytes may still be read today: Gmail locks a mailbox that reads too much. Pure.

https://support.google.com/a/answer/1071518: 2,500 MB a day over IMAP.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from ingest.records import Json
from ingest.source import Meter


@dataclass(slots=True)
class DailyBudget:
    """The bytes of one day (UTC): `spent_before` by earlier runs, the rest by this one, as its meter shows."""

    day: date
    limit_bytes: int
    spent_before: int
    meter: Meter
    has_read_mail: bool = False

    @property
    def spent_bytes(self) -> int:
        """Return what was read today, listings included."""
        return self.spent_before + self.meter.bytes_read

    @property
    def room_bytes(self) -> int:
        """Return how much may still be read today."""
        return max(self.limit_bytes - self.spent_bytes, 0)

    def allows(self, size_bytes: int) -> bool:
        """Say whether a mail may be read. A day's first one always may: else one large mail would block for ever."""
        return size_bytes <= self.room_bytes or not (self.spent_before or self.has_read_mail)

    def as_json(self) -> Json:
        """Return the checkpoint's value."""
        return {"day": self.day.isoformat(), "bytes": self.spent_bytes}

    @property
    def line(self) -> str:
        """Say that it is used up."""
        return (
            f"Today's {self.limit_bytes // 1_000_000:,} MB are read (BOO_SALES_IMAP_DAILY_MB); the next sync after "
            "midnight UTC goes on."
        )


def budget_of_today(saved: Json, limit_bytes: int, meter: Meter, *, now: datetime) -> DailyBudget:
    """Return today's budget; `saved` is the checkpoint, of today or of an earlier day."""
    today = now.astimezone(UTC).date()
    is_todays = isinstance(saved, dict) and saved.get("day") == today.isoformat()
    spent = saved.get("bytes") if isinstance(saved, dict) and is_todays else 0
    return DailyBudget(today, limit_bytes, spent if isinstance(spent, int) else 0, meter)
