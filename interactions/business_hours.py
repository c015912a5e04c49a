"""Time as the shop's customers count it: the hours in which somebody is there to answer. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

type IsHoliday = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """When the shop answers: from and until when, on which weekdays (Monday is 0), in its zone, holidays excepted."""

    zone: ZoneInfo
    opens: time = time(9)
    closes: time = time(17)
    weekdays: frozenset[int] = frozenset(range(5))
    is_holiday: IsHoliday = lambda day: False

    def seconds_between(self, start: datetime, end: datetime) -> int:
        """Return the business seconds between two aware moments; 0 where the end lies before the start.

        A day on which clocks change has its usual hours: nobody opens at two in the morning.
        """
        first, last = start.astimezone(self.zone).replace(tzinfo=None), end.astimezone(self.zone).replace(tzinfo=None)
        if last <= first:
            return 0
        if first.date() == last.date():
            return self._on(first.date(), first, last)
        between = (last.date() - first.date()).days - 1
        whole = sum(self._is_open(first.date() + timedelta(days=1 + n)) for n in range(between))
        return (
            self._on(first.date(), first, datetime.combine(first.date(), time.max))
            + whole * self._day_seconds()
            + self._on(last.date(), datetime.combine(last.date(), time.min), last)
        )

    def _on(self, day: date, start: datetime, end: datetime) -> int:
        if not self._is_open(day):
            return 0
        opened = max(start, datetime.combine(day, self.opens))
        closed = min(end, datetime.combine(day, self.closes))
        return max(int((closed - opened).total_seconds()), 0)

    def _is_open(self, day: date) -> bool:
        return day.weekday() in self.weekdays and not self.is_holiday(day)

    def _day_seconds(self) -> int:
        return (self.closes.hour - self.opens.hour) * 3600 + (self.closes.minute - self.opens.minute) * 60
