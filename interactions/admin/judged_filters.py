"""Filters by what the machine said and what staff made of it: the rows that the report on categories counts."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from interactions.admin.list_filters import NONE, CategoryFilter, ChoiceFilter, SubcategoryFilter
from interactions.category_report import NO_ANSWER, OF_SUBCATEGORY, REVIEWS, unanswered, with_said


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


class SaidSubcategoryFilter(SubcategoryFilter):
    """The machine's subcategory, before any person chose one. Beside a list only where its address asks for it."""

    title = "the subcategory that the machine said"
    parameter_name = "said_subcategory"

    def has_output(self) -> bool:
        """Stay away from lists that the report didn't lead to: there are filters enough."""
        return self.value() is not None

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of which the machine said so."""
        value = self.value()
        if value == NONE or value not in {str(word) for word, _ in self.lookup_choices}:
            return queryset
        return with_said(queryset, "subcategory").filter(said_subcategory=value)


class SubcategoryReviewFilter(ChoiceFilter):
    """What staff made of the subcategory that the machine said. Shown like the one above."""

    title = "staff's verdict on it"
    parameter_name = "subcategory_review"
    words = tuple((name, title) for name, (title, _) in OF_SUBCATEGORY.items())

    def has_output(self) -> bool:
        """Stay away likewise."""
        return self.value() is not None

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows with this verdict."""
        value = self.value() or ""
        if value not in OF_SUBCATEGORY:
            return queryset
        return with_said(queryset, "subcategory").filter(OF_SUBCATEGORY[value][1], said_subcategory__isnull=False)


class NoAnswerFilter(ChoiceFilter):
    """Why the machine gave no answer."""

    title = "why no answer"
    parameter_name = "no_answer"
    words = tuple((name, title) for name, (title, _) in NO_ANSWER.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows without an answer for this reason."""
        value = self.value() or ""
        return unanswered(queryset).filter(NO_ANSWER[value][1]) if value in NO_ANSWER else queryset
