"""Filters by what the machine said and what staff made of it: the rows that the report on categories counts."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from interactions.admin.list_filters import NONE, CategoryFilter, ChoiceFilter
from interactions.category_report import NO_ANSWER, REVIEWS, unanswered, with_said


class SaidFilter(CategoryFilter):
    """The machine's category, before any person chose one."""

    title = "what the machine said"
    parameter_name = "said"

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of which the machine said so."""
        value = self.value()
        if value not in {str(word) for word, _ in self.lookup_choices}:
            return queryset
        wanted = Q(said=None) if value == NONE else Q(said=value)
        return with_said(queryset).filter(wanted)


class ReviewFilter(ChoiceFilter):
    """What staff made of what the machine said."""

    title = "staff's verdict"
    parameter_name = "review"
    words = tuple((name, title) for name, (title, _) in REVIEWS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows with this verdict."""
        value = self.value() or ""
        return with_said(queryset).filter(REVIEWS[value][1]) if value in REVIEWS else queryset


class NoAnswerFilter(ChoiceFilter):
    """Why the machine gave no answer."""

    title = "why no answer"
    parameter_name = "no_answer"
    words = tuple((name, title) for name, (title, _) in NO_ANSWER.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows without an answer for this reason."""
        value = self.value() or ""
        return unanswered(queryset).filter(NO_ANSWER[value][1]) if value in NO_ANSWER else queryset
