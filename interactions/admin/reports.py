"""The report on categories as a page. Every number opens the rows that it counted."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from interactions.admin.base import ReadOnlyAdmin
from interactions.admin.display import shortened
from interactions.analytics import Period, last_days
from interactions.category_report import phrases, report
from interactions.models import Interaction, Judgement

REPORT = "admin:interactions_judgement_changelist"
PERIODS = (30, 90, 365)
USUAL_DAYS = 90
BAR_WIDTH, BAR_GAP, CHART_HEIGHT = 12, 4, 36

type Figure = dict[str, Any]


@admin.register(Judgement)
class JudgementAdmin(ReadOnlyAdmin):
    """What the machine judged: no list of rows, but the report on them."""

    def get_urls(self) -> list[URLPattern]:
        """Offer the report and what it counts; single judgements are shown with their conversations."""
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="interactions_judgement_changelist"),
            path("phrase/", view(self.phrase_view), name="interactions_judgement_phrase"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: Figure | None = None) -> HttpResponse:
        """Show the report."""
        period = self._period(request)
        return self._page(request, "report.html", "Categories: how well they are told", page_of(report(period), period))

    def phrase_view(self, request: HttpRequest) -> HttpResponse:
        """List the conversations without a category in which customers say a phrase."""
        period, phrase = self._period(request), request.GET.get("phrase", "")
        ids = dict(phrases(period)).get(phrase, [])
        rows = Interaction.objects.filter(pk__in=ids).only("subject", "customer_name", "customer_email", "started_at")
        shown = {
            "phrase": phrase,
            "rows": [(_link(row.pk), shortened(str(row), 100), row.started_at) for row in rows],
            "rule_link": f"{reverse('admin:interactions_categoryrule_add')}?{urlencode({'phrases': phrase})}",
            "may_make_rule": request.user.has_perm("interactions.add_categoryrule"),
            "back": f"{reverse(REPORT)}?days={period.days}",
        }
        return self._page(request, "phrase.html", "Said where there is no category", shown)

    def _period(self, request: HttpRequest) -> Period:
        if not (self.has_view_permission(request) and request.user.has_perm("interactions.view_interaction")):
            raise PermissionDenied
        asked_for = request.GET.get("days", "")
        days = int(asked_for) if asked_for in {str(days) for days in PERIODS} else USUAL_DAYS
        return last_days(days, now=timezone.now(), zone=ZoneInfo(settings.TIME_ZONE))

    def _page(self, request: HttpRequest, name: str, title: str, shown: Figure) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "title": title, **shown}
        return TemplateResponse(request, f"admin/interactions/judgement/{name}", context)


def page_of(figures: Figure, period: Period) -> Figure:
    """Return the report with a link beside every number."""
    days = _days(period)
    return {
        "days": period.days,
        "periods": [(days, f"{reverse(REPORT)}?days={days}") for days in PERIODS],
        "cards": list(_cards(figures["accuracy"], days)),
        "accuracy": figures["accuracy"],
        "categories": [_category(row, days) for row in figures["categories"]],
        "subcategories": [_split(row, days, _days(period.before)) for row in figures["subcategories"]],
        "confusions": [row | {"link": _confused(row, days)} for row in figures["confusions"]],
        "no_answer": [row | {"link": _list(no_answer=row["reason"], **days)} for row in figures["no_answer"]],
        "month_names": [date.fromisoformat(month) for month in figures["months"]["months"]],
        "month_rows": [_months(row, figures["months"]) for row in figures["months"]["categories"]],
        "chart_width": len(figures["months"]["months"]) * (BAR_WIDTH + BAR_GAP),
        "chart_height": CHART_HEIGHT,
        "phrases": [row | {"link": _phrase(row["phrase"], period.days)} for row in figures["phrases"]],
    }


def _days(period: Period) -> Figure:
    return {"started_at_from": period.start.date(), "started_at_to": period.end.astimezone(period.zone).date()}


def _cards(figure: Figure, days: Figure) -> Iterator[Figure]:
    yield {"title": "conversations", "count": figure["total"], "link": _list(**days)}
    yield {
        "title": "without an answer",
        "count": figure["total"] - figure["answered"],
        "link": _list(said="none", **days),
    }
    yield {
        "title": "changed by staff",
        "count": figure["answered"] - figure["unchanged"],
        "link": _list(review="corrected", **days),
    }
    yield {"title": "confirmed by staff", "count": figure["agreed"], "link": _list(review="confirmed", **days)}


def _confused(row: Figure, days: Figure) -> str:
    return _list(review="corrected", said=row["said"], category=row["chosen"] or "none", **days)


def _category(row: Figure, days: Figure) -> Figure:
    name = row["category"]
    return row | {
        "said_link": _list(said=name, **days),
        "reviewed_link": _list(said=name, decided="staff", **days),
        "agreed_link": _list(said=name, review="confirmed", **days),
        "chosen_link": _list(category=name, decided="staff", **days),
    }


def _split(row: Figure, days: Figure, before: Figure) -> Figure:
    """Return a category and its subcategories, with links; of those without one the machine said nothing to check."""
    name = row["category"]
    return row | {
        "link": _list(category=name, **days),
        "before_link": _list(category=name, **before),
        "subcategories": [_part(name, part, days, before) for part in row["subcategories"]],
    }


def _part(category: str, part: Figure, days: Figure, before: Figure) -> Figure:
    name = part["subcategory"]
    here, said = {"category": category, "subcategory": name or "none"}, {"said_subcategory": name, **days}
    return part | {
        "link": _list(**here, **days),
        "before_link": _list(**here, **before),
        "said_link": _list(**said),
        "reviewed_link": _list(**said, subcategory_review="reviewed"),
        "agreed_link": _list(**said, subcategory_review="confirmed"),
    }


def _months(row: Figure, figure: Figure) -> Figure:
    """Return a category's months: a bar each, and its count with its link."""
    most = max(row["shares"]) or 1
    cells, bars = [], []
    for place, (month, count, share) in enumerate(zip(figure["months"], row["counts"], row["shares"], strict=True)):
        first = date.fromisoformat(month)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        link = _list(category=row["category"] or "none", started_at_from=first, started_at_to=last)
        cells.append({"month": first, "count": count, "share": share * 100, "link": link})
        height = round(share / most * CHART_HEIGHT, 1)
        bars.append({"left": place * (BAR_WIDTH + BAR_GAP), "top": round(CHART_HEIGHT - height, 1), "height": height})
    return {"label": row["label"], "cells": cells, "bars": bars, "latest": cells[-1], "before": cells[-2]}


def _phrase(phrase: str, days: int) -> str:
    return f"{reverse('admin:interactions_judgement_phrase')}?{urlencode({'phrase': phrase, 'days': days})}"


def _list(**query: object) -> str:
    return f"{reverse('admin:interactions_interaction_changelist')}?{urlencode(query)}"


def _link(key: object) -> str:
    return reverse("admin:interactions_interaction_change", args=[key])
