"""The shop's business hours, as its settings and its state's calendar of public holidays say."""

from functools import cache
from zoneinfo import ZoneInfo

import holidays
from django.conf import settings

from interactions.business_hours import BusinessHours


@cache
def business_hours() -> BusinessHours:
    """Return the hours of BOO_BUSINESS_HOURS without the public holidays of BOO_HOLIDAYS."""
    state = settings.HOLIDAYS_STATE
    closed = holidays.country_holidays("AU", subdiv=state) if state else {}
    weekdays, opens, closes = settings.BUSINESS_HOURS
    return BusinessHours(
        zone=ZoneInfo(settings.TIME_ZONE),
        opens=opens,
        closes=closes,
        weekdays=weekdays,
        is_holiday=cache(closed.__contains__),
    )
