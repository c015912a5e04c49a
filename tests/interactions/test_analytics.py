"""Every figure of the analysis against small cases counted by hand."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from interactions import analytics
from interactions.analytics import Period, last_days, subject_words
from interactions.models import Category, Interaction
from tests.interactions.stored import NOW, interaction

SYDNEY = ZoneInfo("Australia/Sydney")
database = pytest.mark.django_db


def period(days: int = 30, now: datetime = NOW) -> Period:
    return last_days(days, now=now, zone=SYDNEY)


def ago(**distance: float) -> datetime:
    return NOW - timedelta(**distance)


# The period


@pytest.mark.parametrize(
    ("now", "days", "start"),
    [
        ("2026-11-24T03:00+00:00", 1, "2026-11-24T00:00+11:00"),
        ("2026-11-24T03:00+00:00", 30, "2026-10-26T00:00+11:00"),
        # 00:30 in Sydney is still the day before in UTC.
        ("2026-11-23T13:30+00:00", 1, "2026-11-24T00:00+11:00"),
        ("2026-11-23T12:59+00:00", 1, "2026-11-23T00:00+11:00"),
        # Clocks go forward on 4 October 2026, back on 5 April 2026.
        ("2026-10-04T10:00+11:00", 1, "2026-10-04T00:00+10:00"),
        ("2026-10-05T10:00+11:00", 2, "2026-10-04T00:00+10:00"),
        ("2026-04-05T10:00+10:00", 1, "2026-04-05T00:00+11:00"),
        ("2026-04-06T10:00+10:00", 2, "2026-04-05T00:00+11:00"),
    ],
)
def test_days_run_from_local_midnight(now: str, days: int, start: str) -> None:
    found = period(days, datetime.fromisoformat(now))
    assert found.start == datetime.fromisoformat(start)
    assert found.end == datetime.fromisoformat(now)


@database
def test_a_period_holds_its_first_moment_and_nothing_before() -> None:
    start = period(2).start
    inside = interaction(started_at=start)
    interaction(started_at=start - timedelta(microseconds=1))
    interaction(started_at=NOW + timedelta(seconds=1))
    assert list(period(2).interactions) == [inside]


# The figures


@database
def test_the_overview_counts_by_source_and_status() -> None:
    for source, status in [
        ("livechat", "open"),
        ("livechat", "resolved"),
        ("email", "resolved"),
        ("email", "escalated"),
    ]:
        interaction(source=source, status=status)
    assert analytics.overview(period()) == {
        "total": 4,
        "by_source": {"livechat": 2, "email": 2},
        "by_status": {"open": 1, "pending": 0, "resolved": 2, "escalated": 1},
        "resolution_rate": 0.5,
    }


@database
def test_a_period_without_conversations_divides_by_nothing() -> None:
    report = analytics.report(period())
    assert report["overview"]["resolution_rate"] == 0
    assert report["automation"] == {"total": 0, "automatable": 0, "share": 0.0, "questions": []}
    assert report["response_times"] == {}
    assert report["daily"] == report["unanswered"] == report["keywords"] == report["top_categories"] == []


@database
def test_categories_have_their_share_of_all_conversations() -> None:
    for category in ("returns", "returns", "payment", None):
        interaction(category=category)
    assert analytics.top_categories(period()) == [
        {"category": "returns", "count": 2, "share": 0.5},
        {"category": "payment", "count": 1, "share": 0.25},
    ]


@database
def test_response_times_are_those_of_the_answered_by_source() -> None:
    for seconds in (10, 20, 60, 400, 2_000, 20_000, 90_000):
        interaction(response_time_seconds=seconds)
    interaction(response_time_seconds=None)
    interaction(source="email", response_time_seconds=3_600)
    figures = analytics.response_times(period())
    assert list(figures) == ["email", "livechat"]
    chat = figures["livechat"]
    assert (chat["count"], chat["fastest"], chat["slowest"], chat["median"]) == (7, 10, 90_000, 400.0)
    assert chat["average"] == round((10 + 20 + 60 + 400 + 2_000 + 20_000 + 90_000) / 7, 1)
    # The 90th percentile lies at 0.9 x 6 = 5.4 steps: 20,000 + 0.4 x 70,000.
    assert chat["p90"] == 48_000.0
    assert [band["count"] for band in chat["distribution"]] == [2, 1, 1, 1, 1, 1]


@database
def test_an_edge_of_a_band_belongs_to_the_slower_one() -> None:
    for seconds in (0, 59, 60, 300, 1_800, 14_400, 86_400):
        interaction(response_time_seconds=seconds)
    bands = analytics.response_times(period())["livechat"]["distribution"]
    assert [band["count"] for band in bands] == [2, 1, 1, 1, 1, 1]


@database
def test_sentiments_are_counted_and_so_are_the_unjudged() -> None:
    for sentiment in ("positive", "urgent", "urgent", None):
        interaction(sentiment=sentiment)
    assert analytics.sentiment(period()) == {"positive": 1, "neutral": 0, "negative": 0, "urgent": 2, "unknown": 1}


@database
def test_days_are_the_shops_through_changes_of_the_clock() -> None:
    moments = [
        # 4 October 2026 has 23 hours, 5 April 2026 has 25.
        ("2026-10-03T23:59:59+10:00", "2026-10-03"),
        ("2026-10-04T00:00:00+10:00", "2026-10-04"),
        ("2026-10-04T03:00:00+11:00", "2026-10-04"),
        ("2026-10-04T23:59:59+11:00", "2026-10-04"),
        ("2026-04-05T00:00:00+11:00", "2026-04-05"),
        ("2026-04-05T02:30:00+11:00", "2026-04-05"),
        ("2026-04-05T02:30:00+10:00", "2026-04-05"),
        ("2026-04-05T23:59:59+10:00", "2026-04-05"),
        ("2026-04-06T00:00:00+10:00", "2026-04-06"),
    ]
    for moment, _ in moments:
        interaction(started_at=datetime.fromisoformat(moment))
    counted = {day["date"]: day["count"] for day in analytics.daily(period(365))}
    days = [day for _, day in moments]
    assert counted == {day: days.count(day) for day in days}


@database
def test_each_day_has_a_row_for_each_source() -> None:
    interaction(started_at=ago(hours=1))
    interaction(started_at=ago(hours=1), source="email")
    interaction(started_at=ago(days=2))
    assert analytics.daily(period()) == [
        {"date": "2026-11-22", "source": "livechat", "count": 1},
        {"date": "2026-11-24", "source": "email", "count": 1},
        {"date": "2026-11-24", "source": "livechat", "count": 1},
    ]


@database
def test_those_who_wait_are_listed_by_how_long_they_do() -> None:
    interaction(status="open", last_customer_message_at=ago(hours=2), subject="second")
    interaction(status="open", last_customer_message_at=ago(hours=5), subject="first", started_at=ago(days=1))
    interaction(status="open", last_customer_message_at=None, subject="nobody wrote")
    interaction(status="pending", last_customer_message_at=ago(hours=9), subject="not open")
    rows = analytics.unanswered(period())
    assert [(row["subject"], row["age_hours"]) for row in rows] == [("first", 5.0), ("second", 2.0)]


@database
def test_rows_of_plain_sql_wait_too() -> None:
    interaction(content_hash=None, started_at=ago(hours=30))
    assert [row["age_hours"] for row in analytics.unanswered(period())] == [30.0]


@database
def test_what_presses_is_listed_until_it_is_resolved() -> None:
    interaction(priority="urgent", status="pending", subject="by priority")
    interaction(sentiment="urgent", status="escalated", subject="by mood", started_at=ago(hours=1))
    interaction(priority="urgent", status="resolved", subject="done")
    interaction(priority="high", status="open", subject="not urgent")
    assert [row["subject"] for row in analytics.urgent(period())] == ["by mood", "by priority"]


@database
def test_automation_counts_each_conversation_once_under_its_narrowest_question() -> None:
    Category.objects.all().delete()
    for name, parent, is_automatable in [
        ("order_tracking", None, True),
        ("where_is_order", "order_tracking", True),
        ("delivery_time", "order_tracking", False),
        ("returns", None, False),
        ("exchange", "returns", True),
    ]:
        Category.objects.create(name=name, parent_category=parent, is_automatable=is_automatable, label=f"{name}?")
    for category, subcategory in [
        ("order_tracking", None),
        ("order_tracking", "where_is_order"),
        ("order_tracking", "where_is_order"),
        ("order_tracking", "delivery_time"),
        ("returns", None),
        ("returns", "exchange"),
        ("unheard_of", None),
        (None, None),
    ]:
        interaction(category=category, subcategory=subcategory)
    figures = analytics.automation(period())
    assert (figures["total"], figures["automatable"], figures["share"]) == (8, 4, 0.5)
    asked = [(row["label"], row["category"], row["subcategory"], row["count"]) for row in figures["questions"]]
    assert asked == [
        ("where_is_order?", "order_tracking", "where_is_order", 2),
        ("order_tracking?", "order_tracking", None, 1),
        ("exchange?", "returns", "exchange", 1),
    ]
    assert sum(row["count"] for row in figures["questions"]) == figures["automatable"]


@database
def test_the_seeded_categories_make_shares_that_add_up() -> None:
    for row in Category.objects.all():
        parent = row.parent_category
        interaction(category=parent or row.name, subcategory=row.name if parent else None)
    figures = analytics.automation(period())
    assert figures["automatable"] == Category.objects.filter(is_automatable=True).count()
    assert figures["total"] == Category.objects.count()


@database
def test_a_keyword_counts_once_a_subject() -> None:
    for subject in ("Broken jar, broken lid", "BROKEN jar", None, "Where is my order?"):
        interaction(subject=subject)
    assert analytics.keywords(period())[:2] == [{"keyword": "broken", "count": 2}, {"keyword": "jar", "count": 2}]


@pytest.mark.parametrize(
    ("subject", "words"),
    [
        ("Re: Where's my ORDER 12345?", {"order"}),
        ("The shop's 'best' tea", {"shop's", "best", "tea"}),
        ("Crème brûlée für Mia", {"crème", "brûlée", "für", "mia"}),
        ("don’t worry", {"worry"}),
        ("a b 12 _x_", set()),
        ("", set()),
    ],
)
def test_the_telling_words_of_a_subject(subject: str, words: set[str]) -> None:
    assert subject_words(subject) == words


@database
def test_the_report_agrees_with_itself(django_assert_max_num_queries: Any) -> None:
    for number in range(40):
        interaction(
            source="email" if number % 3 else "livechat",
            status=("open", "pending", "resolved")[number % 3],
            sentiment=("positive", None)[number % 2],
            started_at=ago(days=number),
            category="returns" if number % 2 else None,
        )
    with django_assert_max_num_queries(16):
        report = analytics.report(period())
    total = report["overview"]["total"]
    assert total == Interaction.objects.filter(started_at__gte=period().start).count() == 30
    assert sum(day["count"] for day in report["daily"]) == total
    assert sum(report["sentiment"].values()) == total
    assert sum(report["overview"]["by_source"].values()) == sum(report["overview"]["by_status"].values()) == total
    assert report["period"] == {"from": "2026-10-26T00:00:00+11:00", "to": "2026-11-24T14:00:00+11:00", "days": 30}
