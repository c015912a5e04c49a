"""When mails are written: staff in opening hours, customers whenever they are awake. Pure."""

import math
import random
from datetime import UTC, datetime, time, timedelta
from typing import Final

from boo_site.demo.year import CLOSES, SHOP_ZONE, is_busy, opening_after

_SATURDAY_CLOSES: Final = time(12, 30)
# Public holidays that fall on the same day each year, as (month, day).
_HOLIDAYS: Final = frozenset({(1, 1), (1, 26), (4, 25), (12, 25), (12, 26)})
_FIRST_REPLY_HOURS: Final = 1.6
_LATER_REPLY_HOURS: Final = 1.1
_LONGEST_REPLY_HOURS: Final = 26.0
_CUSTOMER_HOURS: Final = 5.0
_LONGEST_CUSTOMER_HOURS: Final = 90.0


def worked(moment: datetime, hours: float) -> datetime:
    """Return when so many opening hours have passed since `moment` (UTC)."""
    left = timedelta(hours=hours)
    while True:
        moment = _opening(moment)
        closes = _closing(moment)
        if left < closes - moment:
            return moment + left
        left -= closes - moment
        moment = closes


def answered_at(written: datetime, *, is_first: bool, late_days: int, rng: random.Random) -> datetime:
    """Return when somebody at the shop answers a mail of `written` (UTC); Mondays and peaks take longer."""
    hours = _FIRST_REPLY_HOURS if is_first else _LATER_REPLY_HOURS
    hours = rng.lognormvariate(math.log(hours * (2 if is_busy(written) else 1)), 0.9)
    start = written + timedelta(days=late_days)
    return worked(start, min(max(hours, 0.07), _LONGEST_REPLY_HOURS)).replace(microsecond=0)


def replied_at(written: datetime, pause_days: int, rng: random.Random) -> datetime:
    """Return when a customer replies to a mail of `written` (UTC): not between eleven at night and six."""
    hours = min(rng.lognormvariate(math.log(_CUSTOMER_HOURS), 1.2), _LONGEST_CUSTOMER_HOURS)
    moment = written + timedelta(days=pause_days, hours=max(hours, 0.1))
    local = moment.astimezone(SHOP_ZONE)
    if local.hour >= 23 or local.hour < 6:
        moment += timedelta(hours=8)
    return moment.replace(microsecond=0)


def _opening(moment: datetime) -> datetime:
    """Return `moment` if somebody is at work then, else when the shop opens next."""
    moment = opening_after(moment) or moment
    while ((day := moment.astimezone(SHOP_ZONE)).month, day.day) in _HOLIDAYS:
        midnight = datetime.combine(day.date() + timedelta(days=1), time(0), SHOP_ZONE).astimezone(UTC)
        moment = opening_after(midnight) or midnight
    return moment


def _closing(moment: datetime) -> datetime:
    local = moment.astimezone(SHOP_ZONE)
    closes = _SATURDAY_CLOSES if local.weekday() == 5 else CLOSES
    return datetime.combine(local.date(), closes, SHOP_ZONE).astimezone(UTC)
