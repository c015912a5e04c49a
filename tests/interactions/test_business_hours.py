"""Business hours: what a customer's wait is in them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactions.business_hours import BusinessHours

SYDNEY = ZoneInfo("Australia/Sydney")
HOURS = BusinessHours(SYDNEY, time(9), time(17), frozenset(range(5)), {date(2026, 12, 25)}.__contains__)
MOMENTS = st.datetimes(datetime(2026, 9, 1), datetime(2027, 5, 1), timezones=st.just(SYDNEY))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SYDNEY)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-11-24 10:00", "2026-11-24 11:30", 1.5),
        ("2026-11-24 07:00", "2026-11-24 09:30", 0.5),
        ("2026-11-24 16:30", "2026-11-25 09:30", 1),
        ("2026-11-20 16:30", "2026-11-23 09:30", 1),
        ("2026-11-21 10:00", "2026-11-22 18:00", 0),
        ("2026-11-24 18:00", "2026-11-24 23:00", 0),
        ("2026-11-24 11:00", "2026-11-24 10:00", 0),
        ("2026-12-24 16:00", "2026-12-28 10:00", 2),
        ("2026-11-16 00:00", "2026-11-30 00:00", 80),
    ],
)
def test_only_hours_in_which_somebody_is_there_count(start: str, end: str, hours: float) -> None:
    assert HOURS.seconds_between(at(start), at(end)) == hours * 3600


@pytest.mark.parametrize("day", ["2026-10-04", "2027-04-04"])
def test_a_day_on_which_the_clocks_change_has_its_usual_hours(day: str) -> None:
    all_week = BusinessHours(SYDNEY, weekdays=frozenset(range(7)))
    assert all_week.seconds_between(at(f"{day} 00:30"), at(f"{day} 23:30")) == 8 * 3600


def test_other_zones_are_the_shops_hours() -> None:
    start, end = datetime.fromisoformat("2026-11-23T22:00Z"), datetime.fromisoformat("2026-11-23T23:00Z")
    assert HOURS.seconds_between(start, end) == 3600


@given(MOMENTS, MOMENTS, MOMENTS)
def test_a_wait_in_two_parts_is_as_long_as_in_one(one: datetime, two: datetime, three: datetime) -> None:
    first, middle, last = sorted(moment.replace(microsecond=0) for moment in (one, two, three))
    parts = HOURS.seconds_between(first, middle) + HOURS.seconds_between(middle, last)
    assert parts == HOURS.seconds_between(first, last)
