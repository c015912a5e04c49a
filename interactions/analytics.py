"""One query function per figure. The command, the dashboard and the export all call these, so they can't disagree."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.db.models import Aggregate, Avg, Count, FloatField, Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate

from interactions.models import Category, Interaction
from interactions.vocabulary import Priority, Sentiment, Source, Status

type Figure = dict[str, Any]

LISTED = 50
"""How many conversations a list in a report names at most."""

RESPONSE_BANDS = (
    ("under 1 minute", 0, 60),
    ("1 to 5 minutes", 60, 300),
    ("5 to 30 minutes", 300, 1_800),
    ("30 minutes to 4 hours", 1_800, 14_400),
    ("4 to 24 hours", 14_400, 86_400),
    ("over 24 hours", 86_400, None),
)

WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|'(?=[^\W\d_])){2,24}")
# The shop's own name says nothing about a question; the rest are words of any sentence.
STOP_WORDS = frozenset(
    """
    about after again all also and any anyone are australia been before being but buy can cant could did didn't does
    doesn't don't dont email for from get getting got had has have haven't hello help her here hey how i'd i'm i've
    into isn't it's just know let like need not now off one online only our out over please regarding said see she
    should some still thank thanks that that's the their them then there they this through too trying until very want
    was wasn't were what what's when where where's which who why will with won't would yes yet you your
    buyorganicsonline organics com www https http
    """.split()  # noqa: SIM905 -- a paragraph of words reads better than a column
)


class Percentile(Aggregate):
    """PostgreSQL's percentile_cont: the value below which `fraction` of the values lie, interpolated."""

    function = "PERCENTILE_CONT"
    name = "Percentile"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field: ClassVar[Any] = FloatField()

    def __init__(self, expression: str, fraction: float, **extra: Any) -> None:
        super().__init__(expression, fraction=fraction, **extra)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of the shop's zone; `start` and `end` are aware, `end` is now."""

    start: datetime
    end: datetime
    days: int

    @property
    def interactions(self) -> QuerySet[Interaction]:
        """Return the interactions that started in the period, in no order."""
        return Interaction.objects.filter(started_at__gte=self.start, started_at__lte=self.end).order_by()

    @property
    def before(self) -> "Period":
        """Return as many days right before it, all of them whole."""
        start = self.start - timedelta(days=self.days)
        return Period(start, self.start - timedelta(microseconds=1), self.days)

    @property
    def zone(self) -> ZoneInfo:
        """Return the shop's zone."""
        zone = self.start.tzinfo
        assert isinstance(zone, ZoneInfo)  # noqa: S101 -- last_days makes it so
        return zone


def last_days(days: int, *, now: datetime, zone: ZoneInfo) -> Period:
    """Return the last `days` days: from local midnight `days` - 1 days ago until now."""
    today = now.astimezone(zone).date()
    start = datetime.combine(today - timedelta(days=days - 1), time.min, tzinfo=zone)
    return Period(start, now, days)


def report(period: Period) -> Figure:
    """Return every figure of the analysis, as `--json` prints it."""
    return {
        "period": {"from": period.start.isoformat(), "to": _local(period.end, period.zone), "days": period.days},
        "overview": overview(period),
        "top_categories": top_categories(period),
        "keywords": keywords(period),
        "response_times": response_times(period),
        "sentiment": sentiment(period),
        "daily": daily(period),
        "unanswered": unanswered(period),
        "urgent": urgent(period),
        "automation": automation(period),
    }


def overview(period: Period) -> Figure:
    """Count the conversations, by source and by status. The resolution rate is a share of all, 0 to 1."""
    by_source = _counts(period.interactions, "source", Source)
    by_status = _counts(period.interactions, "status", Status)
    total = sum(by_source.values())
    return {
        "total": total,
        "by_source": by_source,
        "by_status": by_status,
        "resolution_rate": _share(by_status[Status.RESOLVED], total),
    }


def top_categories(period: Period) -> list[Figure]:
    """Count the conversations of each category, most first. Shares are of all, categorised or not."""
    total = period.interactions.count()
    rows = period.interactions.exclude(category=None).values("category").annotate(count=Count("id"))
    return [
        {"category": row["category"], "count": row["count"], "share": _share(row["count"], total)}
        for row in rows.order_by("-count", "category")
    ]


def keywords(period: Period, most: int = 20) -> list[Figure]:
    """Return the words that most subjects hold; a chat's subject is the customer's first message."""
    found: Counter[str] = Counter()
    for subject in period.interactions.exclude(subject=None).values_list("subject", flat=True).iterator(20_000):
        found.update(subject_words(subject or ""))
    ranked = sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    return [{"keyword": word, "count": count} for word, count in ranked[:most]]


def subject_words(subject: str) -> set[str]:
    """Return the telling words of a subject, each once."""
    return set(WORD.findall(subject.lower().replace("’", "'"))) - STOP_WORDS


def response_times(period: Period) -> dict[str, Figure]:
    """Return each source's first response times in seconds, and how they spread over bands."""
    bands = {
        f"band_{place}": Count("id", filter=_in_band(low, high)) for place, (_, low, high) in enumerate(RESPONSE_BANDS)
    }
    rows = (
        period.interactions.exclude(response_time_seconds=None)
        .values("source")
        .annotate(
            count=Count("id"),
            average=Avg("response_time_seconds"),
            median=Percentile("response_time_seconds", 0.5),
            p90=Percentile("response_time_seconds", 0.9),
            fastest=Min("response_time_seconds"),
            slowest=Max("response_time_seconds"),
            **bands,
        )
    )
    return {row["source"]: _response_figure(row) for row in rows.order_by("source")}


def sentiment(period: Period) -> Figure:
    """Count the conversations by sentiment; `unknown` are those not judged."""
    counts = _counts(period.interactions, "sentiment", Sentiment)
    return counts | {"unknown": period.interactions.filter(sentiment=None).count()}


def daily(period: Period) -> list[Figure]:
    """Count the conversations of each local day and source; days without any are left out."""
    rows = (
        period.interactions.annotate(date=TruncDate("started_at", tzinfo=period.zone))
        .values("date", "source")
        .annotate(count=Count("id"))
        .order_by("date", "source")
    )
    return [{"date": _day(row["date"]), "source": row["source"], "count": row["count"]} for row in rows]


def unanswered(period: Period) -> list[Figure]:
    """List the open conversations in which a customer waits, the longest wait first.

    Rows that plain SQL put in say nothing of the customer's last message: they wait since they began.
    """
    waits = Q(last_customer_message_at__isnull=False) | Q(content_hash=None)
    return _waiting(period.interactions.filter(waits, status=Status.OPEN), period.end)


def urgent(period: Period) -> list[Figure]:
    """List the conversations that are urgent by priority or sentiment and not resolved, the longest wait first."""
    pressing = Q(priority=Priority.URGENT) | Q(sentiment=Sentiment.URGENT)
    return _waiting(period.interactions.filter(pressing).exclude(status=Status.RESOLVED), period.end)


def automation(period: Period) -> Figure:
    """Count what a machine could answer, by question. Each conversation counts once: under its subcategory, if any."""
    total = period.interactions.count()
    labels = dict(Category.objects.filter(is_automatable=True).values_list("name", "label"))
    topics = period.interactions.exclude(category=None).values("category", "subcategory").annotate(count=Count("id"))
    questions = [
        {
            "label": labels[name] or name,
            "category": row["category"],
            "subcategory": row["subcategory"],
            "count": row["count"],
            "share": _share(row["count"], total),
        }
        for row in topics.order_by("-count", "category", "subcategory")
        if (name := row["subcategory"] or row["category"]) in labels
    ]
    automatable = sum(row["count"] for row in questions)
    return {"total": total, "automatable": automatable, "share": _share(automatable, total), "questions": questions}


def _waiting(interactions: QuerySet[Interaction], now: datetime) -> list[Figure]:
    rows = interactions.annotate(since=Coalesce("last_customer_message_at", "started_at")).order_by("since", "id")
    shown = ("id", "source", "customer_name", "customer_email", "subject", "category", "priority", "sentiment", "since")
    return [
        {**row, "id": str(row["id"]), "since": row["since"].isoformat(), "age_hours": _hours(row["since"], now)}
        for row in rows.values(*shown)[:LISTED]
    ]


def _response_figure(row: Mapping[str, Any]) -> Figure:
    figure = {name: row[name] for name in ("count", "fastest", "slowest")}
    figure |= {name: round(float(row[name]), 1) for name in ("average", "median", "p90")}
    figure["distribution"] = [
        {"band": label, "count": row[f"band_{place}"]} for place, (label, _, _) in enumerate(RESPONSE_BANDS)
    ]
    return figure


def _in_band(low: int, high: int | None) -> Q:
    band = Q(response_time_seconds__gte=low)
    return band if high is None else band & Q(response_time_seconds__lt=high)


def _counts(interactions: QuerySet[Interaction], column: str, words: Iterable[str]) -> dict[str, int]:
    """Count by a column of the vocabulary; every word is there, if only with 0."""
    rows = interactions.values_list(column).annotate(count=Count("id"))
    found = {value: count for value, count in rows if value is not None}
    return {str(word): found.get(str(word), 0) for word in words}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _hours(since: datetime, now: datetime) -> float:
    return round((now - since).total_seconds() / 3600, 1)


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat()


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
