"""How well categories are told: as staff see it, where no answer was given and why, and what has changed by month.

What the machine said of a conversation is what stood there when a person first chose its category, else its judgement:
so training on a correction never makes the past look better than it was.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, When
from django.db.models.functions import TruncMonth

from interactions.analytics import Period
from interactions.categorize.propose import common, phrases_of
from interactions.customer_words import asked
from interactions.models import Category, Change, Interaction
from interactions.vocabulary import DecidedBy

type Figure = dict[str, Any]

MONTHS = 12
CONFUSIONS = 20
PHRASES = 15
MOST_READ = 1_000
"""Conversations without a category that are read for phrases, the newest."""

BY_STAFF = Q(category_by=DecidedBy.STAFF)
REVIEWS: Mapping[str, tuple[str, Q]] = {
    "confirmed": ("Staff agree", BY_STAFF & Q(category=F("said"))),
    "corrected": (
        "Staff chose otherwise",
        BY_STAFF & Q(said__isnull=False) & (~Q(category=F("said")) | Q(category=None)),
    ),
    "added": ("Staff chose where there was none", BY_STAFF & Q(said=None, category__isnull=False)),
}
"""What staff did with what the machine said. Needs `with_said`."""

NO_ANSWER: Mapping[str, tuple[str, Q]] = {
    "not_judged": ("Not judged yet", Q(judgement=None)),
    "no_words": ("The customer wrote nothing", Q(judgement__candidates=[], customer_text_hash=None)),
    "nothing_found": (
        "Nothing spoke for any category",
        Q(judgement__candidates=[], customer_text_hash__isnull=False),
    ),
    "not_sure": ("Something spoke for one, but not enough", ~Q(judgement__candidates=[]) & Q(judgement__isnull=False)),
}
"""Why a conversation has no answer of the machine's: each such one has exactly one of these."""


OF_SUBCATEGORY: Mapping[str, tuple[str, Q]] = {
    "reviewed": ("Staff looked", Q(subcategory_by=DecidedBy.STAFF)),
    "confirmed": ("Staff agree", Q(subcategory_by=DecidedBy.STAFF, subcategory=F("said_subcategory"))),
}
"""What staff did with the subcategory that the machine said. Needs `with_said` of it."""


def report(period: Period) -> Figure:
    """Return every figure, as `--json` prints it."""
    rows = list(
        with_said(period.interactions).values_list("said", "category", "category_by").annotate(count=Count("id"))
    )
    return {
        "period": {"from": period.start.isoformat(), "to": period.end.isoformat(), "days": period.days},
        "accuracy": accuracy(rows),
        "categories": categories(rows),
        "subcategories": subcategories(period),
        "confusions": confusions(rows),
        "no_answer": no_answer(period),
        "months": months(period),
        "phrases": [{"phrase": phrase, "count": len(ids)} for phrase, ids in phrases(period)],
    }


def with_said(interactions: QuerySet[Interaction], field: str = "category") -> QuerySet[Any]:
    """Annotate `said`: the machine's category, before any person chose one. Of the subcategory: `said_subcategory`."""
    first = Change.objects.filter(interaction=OuterRef("pk"), field=field, by=DecidedBy.STAFF).order_by("at", "id")
    said = Case(
        When(Exists(first), then=Subquery(first.values("old")[:1])),
        default=F(f"judgement__{field}"),
        output_field=TextField(null=True),
    )
    return interactions.annotate(**{"said" if field == "category" else f"said_{field}": said})


type Row = tuple[str | None, str | None, str | None, int]


def accuracy(rows: list[Row]) -> Figure:
    """Return how much was answered and what staff left or changed of it.

    `unchanged` is what nobody corrected; of what staff looked at and chose (`reviewed`), `agreed` is as it was said.
    """
    total = sum(count for *_, count in rows)
    answered = sum(count for said, _, _, count in rows if said is not None)
    reviewed = sum(count for said, _, by, count in rows if said is not None and by == DecidedBy.STAFF)
    agreed = sum(count for said, chosen, by, count in rows if said is not None and by == "staff" and said == chosen)
    unchanged = answered - (reviewed - agreed)
    return {
        "total": total,
        "answered": answered,
        "coverage": _share(answered, total),
        "unchanged": unchanged,
        "accuracy": _share(unchanged, answered),
        "reviewed": reviewed,
        "agreed": agreed,
        "agreement": _share(agreed, reviewed),
    }


def categories(rows: list[Row]) -> list[Figure]:
    """Return for each category how often it was said, and of those that staff looked at, how often rightly."""
    said, reviewed, agreed, chosen = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for category, staffs, by, count in rows:
        if category is not None:
            said[category] += count
        if by == DecidedBy.STAFF:
            chosen[staffs or ""] += count
            reviewed[category or ""] += count
            agreed[category or ""] += count if category == staffs else 0
    total = sum(said.values())
    labels = _labels()
    names = sorted((said | chosen).keys() - {""}, key=lambda name: (-said[name], name))
    return [
        {
            "category": name,
            "label": labels.get(name, name),
            "said": said[name],
            "share": _share(said[name], total),
            "reviewed": reviewed[name],
            "agreed": agreed[name],
            "precision": _share(agreed[name], reviewed[name]) if reviewed[name] else None,
            "chosen_by_staff": chosen[name],
        }
        for name in names
    ]


def subcategories(period: Period) -> list[Figure]:
    """Return each category that conversations have now, most first, with its subcategories and those without one.

    `before` counts the period of the same length that came before; the rest is of what the machine said.
    """
    now, before = (Counter(dict(_topics(rows))) for rows in (period.interactions, period.before.interactions))
    said, reviewed, agreed = _subcategories_said(period)
    labels = _labels()
    parents = dict(Category.objects.exclude(parent_category=None).values_list("name", "parent_category"))
    topics = now.keys() | before.keys() | {(parents[name], name) for name in said if name in parents}
    totals = Counter[str]()
    for (category, _), count in now.items():
        totals[category] += count

    def figures(category: str, name: str | None) -> Figure:
        count, looked_at = now[category, name], reviewed[name]
        return {
            "subcategory": name,
            "label": labels.get(name or "", name or "No subcategory"),
            "count": count,
            "share": _share(count, totals[category]),
            "before": before[category, name],
            "said": said[name],
            "reviewed": looked_at,
            "agreed": agreed[name],
            "precision": _share(agreed[name], looked_at) if looked_at else None,
        }

    return [
        {
            "category": category,
            "label": labels.get(category, category),
            "count": totals[category],
            "before": sum(count for (other, _), count in before.items() if other == category),
            "subcategories": sorted(
                (figures(*topic) for topic in topics if topic[0] == category),
                key=lambda row: (row["subcategory"] is None, -row["count"], row["label"]),
            ),
        }
        for category in sorted({category for category, _ in topics}, key=lambda name: (-totals[name], name))
    ]


def _topics(interactions: QuerySet[Interaction]) -> list[tuple[tuple[str, str | None], int]]:
    rows = interactions.exclude(category=None).values_list("category", "subcategory").annotate(count=Count("id"))
    return [((category, subcategory), count) for category, subcategory, count in rows]


def _subcategories_said(period: Period) -> tuple[Counter[str | None], Counter[str | None], Counter[str | None]]:
    """Return by subcategory how often the machine said it, how often staff looked then, and how often they agreed."""
    said, reviewed, agreed = Counter[str | None](), Counter[str | None](), Counter[str | None]()
    rows = with_said(period.interactions, "subcategory").exclude(said_subcategory=None)
    counts = {name: Count("id", filter=condition) for name, (_, condition) in OF_SUBCATEGORY.items()}
    for name, count, looked_at, alike in rows.values_list("said_subcategory").annotate(count=Count("id"), **counts):
        said[name], reviewed[name], agreed[name] = count, looked_at, alike
    return said, reviewed, agreed


def confusions(rows: list[Row]) -> list[Figure]:
    """Return what was said and what staff chose instead, most first."""
    labels = _labels()
    pairs: Counter[tuple[str, str | None]] = Counter()
    for said, chosen, by, count in rows:
        if said is not None and by == DecidedBy.STAFF and said != chosen:
            pairs[said, chosen] += count
    ranked = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0][0], pair[0][1] or ""))
    return [
        {
            "said": said,
            "said_label": labels.get(said, said),
            "chosen": chosen,
            "chosen_label": labels.get(chosen or "", chosen or "no category"),
            "count": count,
        }
        for (said, chosen), count in ranked[:CONFUSIONS]
    ]


def no_answer(period: Period) -> list[Figure]:
    """Count why the machine gave no answer; together these are all that have none."""
    counts = unanswered(period.interactions).aggregate(
        **{name: Count("id", filter=condition) for name, (_, condition) in NO_ANSWER.items()}
    )
    return [{"reason": name, "title": title, "count": counts[name]} for name, (title, _) in NO_ANSWER.items()]


def unanswered(interactions: QuerySet[Interaction]) -> QuerySet[Interaction]:
    """Keep those of which the machine, when last asked, said no category."""
    return interactions.filter(judgement__category=None)


def months(period: Period) -> Figure:
    """Count the conversations of the last twelve months by the category that they have now. Shares are of the month."""
    firsts = _firsts(period)
    start = datetime.combine(firsts[0], time.min, tzinfo=period.zone)
    rows = (
        Interaction.objects.filter(started_at__gte=start, started_at__lte=period.end)
        .order_by()
        .annotate(month=TruncMonth("started_at", tzinfo=period.zone))
        .values_list("month", "category")
        .annotate(count=Count("id"))
    )
    counts = {(month.date(), category): count for month, category, count in rows}
    totals = [sum(count for (month, _), count in counts.items() if month == first) for first in firsts]
    sums: Counter[str | None] = Counter()
    for (_, category), count in counts.items():
        sums[category] += count
    labels = _labels()
    return {
        "months": [first.isoformat() for first in firsts],
        "totals": totals,
        "categories": [
            {
                "category": name,
                "label": labels.get(name or "", name or "No category"),
                "counts": (own := [counts.get((first, name), 0) for first in firsts]),
                "shares": [_share(count, total) for count, total in zip(own, totals, strict=True)],
            }
            for name, _ in sorted(sums.items(), key=lambda pair: (-pair[1], pair[0] or ""))
        ],
    }


def phrases(period: Period) -> list[tuple[str, list[str]]]:
    """Return what customers often say where there is no category: phrases with the conversations' ids, most first."""
    rows = period.interactions.filter(category=None).order_by("-started_at", "-id")
    ids = list(rows.values_list("id", flat=True)[:MOST_READ])
    return common({str(one.id): phrases_of(one.words) for one in asked(ids)}, most=PHRASES)


def _firsts(period: Period) -> list[date]:
    """Return the first days of the last twelve months, the oldest first."""
    first = period.end.astimezone(period.zone).date().replace(day=1)
    firsts = [first]
    while len(firsts) < MONTHS:
        firsts.append((firsts[-1] - timedelta(days=1)).replace(day=1))
    return firsts[::-1]


def _labels() -> dict[str, str]:
    return {row.name: str(row) for row in Category.objects.all()}


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
