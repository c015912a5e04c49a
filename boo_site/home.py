"""The home page: what wants attention, how fresh each source is, and how much came in. Every number opens its rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Max, Q
from django.db.models.functions import TruncWeek
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from ingest.models import NOT_SYNCS, QuarantinedItem, SyncRun
from ingest.reconcile import differences
from interactions.admin.display import badge, duration, label, short_time
from interactions.models import Interaction
from interactions.queues import TITLES, AsOf, as_of, count_queues
from interactions.vocabulary import Sentiment, Source

CONVERSATIONS = "admin:interactions_interaction_changelist"
QUARANTINE = "admin:ingest_quarantineditem_changelist"
RECONCILIATIONS = "admin:ingest_reconciliation_changelist"
RUNS = "admin:ingest_syncrun_changelist"
COMMANDS = {Source.LIVECHAT: "manage.py sync_livechat", Source.EMAIL: "manage.py sync_email"}
SUCCEEDED = ("completed", "completed_with_errors")
STALE_AFTER = timedelta(hours=24)
"""How old a source's last good sync may be before the page warns."""

QUEUE_CARDS = {"mine": "", "unassigned": "", "urgent": "danger", "waiting": "warning"}
"""The queues that have a card, and the colour of one that isn't empty."""

WEEKS = 8
BAR_WIDTH, BAR_GAP, CHART_HEIGHT = 30, 14, 120


@dataclass(frozen=True, slots=True)
class Card:
    """A number and the rows behind it. `tone` colours a number that wants attention."""

    title: str
    count: int
    link: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Freshness:
    """How a source's sync is doing. `note` says what to do where it isn't well."""

    source: str
    badge: str
    last_success: str
    age: str
    note: str
    link: str


@dataclass(frozen=True, slots=True)
class Week:
    """How many conversations began in a week, and the bar that shows it: places and heights in an SVG's units."""

    begins: date
    counts: tuple[tuple[str, int, str], ...]
    total: int
    bars: tuple[tuple[str, int, float, float], ...]
    middle: int


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """Add to the home page's context what the person may see. A fixed number of queries, whatever the data."""
    now = timezone.now()
    sees_conversations = request.user.has_perm("interactions.view_interaction")
    sees_syncs = request.user.has_perm("ingest.view_syncrun")
    cards = [
        *(conversation_cards(as_of(now=now, user_id=request.user.pk)) if sees_conversations else ()),
        *(sync_cards() if sees_syncs else ()),
    ]
    weeks = volume(now) if sees_conversations else []
    return context | {
        "sees_conversations": sees_conversations,
        "cards": cards,
        "freshness": freshness(now) if sees_syncs else [],
        "weeks": weeks,
        "chart_width": WEEKS * (BAR_WIDTH + BAR_GAP),
        "chart_height": CHART_HEIGHT,
        "sources": [(source.value, label(source)) for source in Source],
        "is_empty": sees_conversations and not Interaction.objects.exists(),
        "commands": list(COMMANDS.values()),
        "title": "Home",
    }


def conversation_cards(when: AsOf) -> list[Card]:
    """Count what wants attention: the queues in one pass over what is unresolved, by its index, and two counts more."""
    today = timezone.localdate(when.now)
    queues = count_queues(when)
    is_negative = Q(sentiment=Sentiment.NEGATIVE) & _between(today, today)
    day = {"started_at_from": today, "started_at_to": today}
    return [
        *(
            Card(_title(name, when), queues[name], _link(CONVERSATIONS, queue=name), tone)
            for name, tone in QUEUE_CARDS.items()
        ),
        Card(
            "Negative today",
            Interaction.objects.filter(is_negative).count(),
            _link(CONVERSATIONS, sentiment="negative", **day),
            "warning",
        ),
        Card(
            "Not categorised", Interaction.objects.filter(category=None).count(), _link(CONVERSATIONS, category="none")
        ),
    ]


def _title(queue: str, when: AsOf) -> str:
    hours = int(when.target.total_seconds()) // 3600
    return f"Waiting over {hours} h" if queue == "waiting" else TITLES[queue]


def sync_cards() -> list[Card]:
    """Count what could not be read and still waits, and the days on which a source has what is missing here."""
    waiting = QuarantinedItem.objects.filter(resolved_at=None).count()
    cards = [Card("Quarantined", waiting, _link(QUARANTINE), "danger")]
    if days := differences().count():
        cards.append(Card("Days with something missing", days, _link(RECONCILIATIONS, differs="missing"), "alarm"))
    return cards


def freshness(now: datetime) -> list[Freshness]:
    """Tell each source's last good sync and what the last run did, in two queries."""
    syncs = SyncRun.objects.exclude(trigger__in=NOT_SYNCS)
    good = syncs.filter(status__in=SUCCEEDED).order_by().values_list("source").annotate(Max("finished_at"))
    finished = dict(good)
    latest = {run.source: run for run in syncs.order_by("source", "-started_at", "-id").distinct("source")}
    return [_fresh(source, finished.get(source), latest.get(source), now) for source in Source]


def _fresh(source: Source, at: datetime | None, latest: SyncRun | None, now: datetime) -> Freshness:
    if latest is None:
        note = f"Never synced. Run {COMMANDS[source]}."
    elif latest.status == "failed":
        note = latest.error or "The last run failed."
    elif at is None or now - at > STALE_AFTER:
        note = f"No good sync within 24 hours. Run {COMMANDS[source]}."
    else:
        note = ""
    return Freshness(
        source=label(source),
        badge=badge(latest.status if latest else None),
        last_success=short_time(at),
        age=f"{duration(now - at)} ago" if at else "never",
        note=note,
        link=_link(RUNS, source=source.value),
    )


def volume(now: datetime) -> list[Week]:
    """Count the conversations that began in each of the last weeks, Monday to Sunday in the shop's zone, by source."""
    this_monday = timezone.localdate(now) - timedelta(days=timezone.localdate(now).weekday())
    mondays = [this_monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    rows = (
        Interaction.objects.filter(_between(mondays[0], this_monday + timedelta(days=6)))
        .order_by()
        .annotate(week=TruncWeek("started_at", tzinfo=timezone.get_current_timezone()))
        .values_list("week", "source")
        .annotate(count=Count("id"))
    )
    counts = {(week.date(), source): count for week, source, count in rows}
    most = max((sum(counts.get((day, source), 0) for source in Source) for day in mondays), default=0) or 1
    return [_week(place, day, counts, most) for place, day in enumerate(mondays)]


def _week(place: int, monday: date, counts: dict[tuple[date, str], int], most: int) -> Week:
    left = place * (BAR_WIDTH + BAR_GAP) + BAR_GAP // 2
    by_source = [(source.value, counts.get((monday, source), 0)) for source in Source]
    days = {"started_at_from": monday, "started_at_to": monday + timedelta(days=6)}
    return Week(
        begins=monday,
        counts=tuple((source, count, _link(CONVERSATIONS, source=source, **days)) for source, count in by_source),
        total=sum(count for _, count in by_source),
        bars=tuple(_bars(by_source, left, most)),
        middle=left + BAR_WIDTH // 2,
    )


def _bars(by_source: list[tuple[str, int]], left: int, most: int) -> Iterator[tuple[str, int, float, float]]:
    """Yield the parts of one bar, from the ground up: source, left edge, upper edge, height."""
    ground = float(CHART_HEIGHT)
    for source, count in by_source:
        height = round(count / most * (CHART_HEIGHT - 20), 1)
        ground = round(ground - height, 1)
        yield source, left, ground, height


def _between(first: date, last: date) -> Q:
    start, end = (timezone.make_aware(datetime.combine(day, at)) for day, at in ((first, time.min), (last, time.max)))
    return Q(started_at__gte=start, started_at__lte=end)


def _link(name: str, **query: object) -> str:
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)
