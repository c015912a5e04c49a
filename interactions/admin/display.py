"""How values look on every page of the admin: times, ages, badges, names. Every text is escaped."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from interactions.models import Category
from interactions.vocabulary import LABELS

NOTHING = format_html('<span class="boo-subtle">{}</span>', "–")
SUBJECT_SHOWN = 140
TONES: Mapping[str, str] = {
    "open": "info",
    "pending": "warning",
    "resolved": "success",
    "escalated": "danger",
    "positive": "success",
    "negative": "warning",
    "urgent": "danger",
    "high": "warning",
    "running": "info",
    "completed": "success",
    "completed_with_errors": "warning",
    "failed": "danger",
    "abandoned": "danger",
    "internal": "warning",
    "deleted": "danger",
    "late": "danger",
    "missing": "danger",
}
"""The colour of a word; the word itself always stands there too. Words without one are grey."""


def label(word: str) -> str:
    """Return a word of the vocabulary as people read it."""
    return LABELS.get(word) or word.replace("_", " ").capitalize()


def badge(word: str | None, text: str = "") -> SafeString:
    """Return a word as a coloured badge with its text; a dash for none."""
    if not word:
        return NOTHING
    return format_html('<span class="boo-badge boo-{}">{}</span>', TONES.get(word, "plain"), text or label(word))


def short_time(moment: datetime | None) -> SafeString:
    """Return a time in the shop's zone, 24 Nov 21:43, the year where it isn't this one; pointing at it tells all."""
    if moment is None:
        return NOTHING
    local = timezone.localtime(moment)
    year = "" if local.year == timezone.localtime().year else f" {local.year}"
    return format_html(
        '<time class="boo-time" datetime="{}" title="{}">{}</time>',
        local.isoformat(),
        full_time(moment),
        f"{local.day} {local:%b}{year} {local:%H:%M}",
    )


def full_time(moment: datetime) -> str:
    """Return a time with its weekday, year and zone: Tuesday 24 November 2026, 21:43:07 AEDT."""
    local = timezone.localtime(moment)
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M:%S} {local.tzname()}"


def duration(length: timedelta) -> str:
    """Return a length of time in its largest whole unit: 40 s, 5 min, 3 h, 12 d. What lies ahead counts as 0 s."""
    seconds = max(int(length.total_seconds()), 0)
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size:,} {unit}"
    return f"{seconds} s"


def age(moment: datetime | None) -> str:
    """Return how long ago a time was; empty for none."""
    return duration(timezone.now() - moment) if moment else ""


def two_lines(first: object, second: object) -> SafeString:
    """Return a cell of two lines, the second one small."""
    return format_html('<span class="boo-lines"><span>{}</span><small>{}</small></span>', first, second)


def foreign(text: object) -> SafeString:
    """Return somebody else's text, kept from turning the reading direction of what stands around it."""
    return format_html("<bdi>{}</bdi>", text)


def shortened(text: str | None, most: int = SUBJECT_SHOWN) -> str:
    """Return the beginning of a text on one line."""
    line = " ".join((text or "")[: most * 2].split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def category_label(column: str) -> Subquery:
    """Return, for an annotation, the plain words of the category that a column names."""
    return Subquery(Category.objects.filter(name=OuterRef(column)).values("label")[:1])
