"""When the sample chats begin: busy Mondays, quiet weekends, Christmas and end-of-financial-year peaks. Pure."""

import random
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from typing import Final
from zoneinfo import ZoneInfo

SHOP_ZONE: Final = ZoneInfo("Australia/Sydney")
OPENS: Final = time(8, 30)
CLOSES: Final = time(17, 30)
DAYS_A_MONTH: Final = 30

_WEEKDAYS: Final = (1.35, 1.15, 1.08, 1.02, 0.96, 0.5, 0.46)
# From (month, day) on, how busy it is compared with an ordinary week.
_SEASONS: Final = (
    ((1, 1), 0.75),
    ((1, 12), 1.0),
    ((4, 20), 1.05),
    ((5, 12), 0.95),
    ((6, 14), 1.3),
    ((7, 6), 0.95),
    ((9, 1), 1.0),
    ((11, 10), 1.25),
    ((11, 24), 1.45),
    ((12, 18), 1.2),
    ((12, 24), 0.55),
)
_HOURS: Final = (1, 0, 0, 0, 1, 2, 8, 22, 62, 100, 108, 100, 84, 92, 100, 96, 78, 40, 15, 14, 16, 13, 7, 3)


def begin_times(anchor: datetime, count: int, days: int, rng: random.Random) -> list[datetime]:
    """Return `count` times (UTC, ascending, distinct) in the `days` before `anchor`, none in its last three hours."""
    last = anchor - timedelta(hours=3)
    first_day = (anchor - timedelta(days=days)).astimezone(SHOP_ZONE).date()
    weights = [_busy(first_day + timedelta(days=step)) for step in range(days + 1)]
    bounds = list(accumulate(weights))
    times: set[datetime] = set()
    while len(times) < count:
        # Spread evenly over the weighted days, with a little noise, so that every month keeps its share.
        place = (len(times) + rng.random()) / count * bounds[-1]
        step = next(at for at, bound in enumerate(bounds) if place <= bound)
        moment = _time_on(first_day + timedelta(days=step), rng)
        if anchor - timedelta(days=days) < moment < last:
            times.add(moment)
        elif step == days or step == 0:
            times.add(_time_between(anchor - timedelta(days=days), last, rng))
    return sorted(times)


def opening_after(moment: datetime) -> datetime | None:
    """Return when the shop opens next (UTC), or None when somebody is there at `moment`. Saturdays until noon."""
    local = moment.astimezone(SHOP_ZONE)
    closes = time(12, 30) if local.weekday() == 5 else CLOSES
    if local.weekday() < 6 and OPENS <= local.time() < closes:
        return None
    day = local.date()
    if local.weekday() == 6 or local.time() >= closes:
        day += timedelta(days=1)
    while day.weekday() == 6:
        day += timedelta(days=1)
    return datetime.combine(day, OPENS, SHOP_ZONE).astimezone(UTC)


def is_busy(moment: datetime) -> bool:
    """Say whether customers have to wait a little: Mondays and the peak seasons."""
    day = moment.astimezone(SHOP_ZONE).date()
    return _busy(day) > 1.3


def _busy(day: date) -> float:
    season = [factor for start, factor in _SEASONS if (day.month, day.day) >= start][-1]
    return _WEEKDAYS[day.weekday()] * season


def _time_on(day: date, rng: random.Random) -> datetime:
    hour = rng.choices(range(24), _HOURS)[0]
    clock = time(hour, rng.randrange(60), rng.randrange(60), rng.randrange(1_000) * 1_000)
    return datetime.combine(day, clock, SHOP_ZONE).astimezone(UTC)


def _time_between(first: datetime, last: datetime, rng: random.Random) -> datetime:
    seconds = rng.random() * (last - first).total_seconds()
    return first + timedelta(milliseconds=int(seconds * 1_000))
