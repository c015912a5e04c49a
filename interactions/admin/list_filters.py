"""The filters beside the lists. Each knows its choices, and takes no notice of a value that is none of them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.contrib.filters.forms import RangeDateForm

from interactions.admin.display import label, shortened
from interactions.columns import choices
from interactions.customers import addresses_of, of_addresses
from interactions.models import Category, Interaction, Message
from interactions.queues import MACHINE_TAGS, TITLES, as_of, in_queue
from interactions.vocabulary import DecidedBy, Priority, SenderType, Sentiment, Source, Status

NONE = "none"
SURE = 0.7
type Choices = Iterable[tuple[str, str]]


class ChoiceFilter(SimpleListFilter):
    """Filters a column, named like the filter, by one of its words: a plain select, quick to make and to use."""

    template = "admin/interactions/choice_filter.html"
    words: Choices = ()
    all_option = ("", "All")

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        """Yield each choice: its word, its text, and whether it is chosen."""
        chosen = self.value() or ""
        for word, text in (self.all_option, *self.lookup_choices):
            yield word, text, str(word) == chosen

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        """Return the words to choose from."""
        return self.words

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows that have the chosen word."""
        value = self.value() or ""
        known = {str(word) for word, _ in self.lookup_choices}
        return queryset.filter(self.condition(value)) if value in known else queryset

    def condition(self, value: str) -> Q:
        """Return what a row must be like."""
        column = str(self.parameter_name)
        return Q(**{f"{column}__isnull": True}) if value == NONE else Q(**{column: value})


class SourceFilter(ChoiceFilter):
    """Where a conversation comes from."""

    title = "source"
    parameter_name = "source"
    words = choices(Source)


class StatusFilter(ChoiceFilter):
    """Where a conversation stands."""

    title = "status"
    parameter_name = "status"
    words = choices(Status)


class SentimentFilter(ChoiceFilter):
    """How the customer sounds."""

    title = "sentiment"
    parameter_name = "sentiment"
    words = (*choices(Sentiment), (NONE, "Not judged"))


class PriorityFilter(ChoiceFilter):
    """How soon it wants an answer."""

    title = "priority"
    parameter_name = "priority"
    words = choices(Priority)


class SenderFilter(ChoiceFilter):
    """Who wrote a message."""

    title = "sender"
    parameter_name = "sender_type"
    words = choices(SenderType)


class QueueFilter(ChoiceFilter):
    """What wants somebody's attention."""

    title = "queue"
    parameter_name = "queue"
    words = tuple(TITLES.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows that are in the queue now; `mine` is that of the person who asks."""
        value = self.value()
        if value not in TITLES:
            return queryset
        return queryset.filter(in_queue(value, as_of(now=timezone.now(), user_id=request.user.pk)))


class DecidedFilter(ChoiceFilter):
    """Whether a person, a machine or nobody chose the category."""

    title = "who chose the category"
    parameter_name = "decided"
    words = (("staff", "Staff"), ("machine", "The machine"), (NONE, "Nobody yet"))

    def condition(self, value: str) -> Q:
        """Return who must have chosen."""
        by_staff = Q(category_by=DecidedBy.STAFF)
        if value == "staff":
            return by_staff
        return Q(category=None) & ~by_staff if value == NONE else Q(category__isnull=False) & ~by_staff


class CategoryFilter(ChoiceFilter):
    """What a conversation is about."""

    title = "category"
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        """Return the categories in plain words."""
        return [(row.name, str(row)) for row in _categories(request) if not row.parent_category] + [
            (NONE, "Not categorised")
        ]


class SubcategoryFilter(ChoiceFilter):
    """What it is about, more closely."""

    title = "subcategory"
    parameter_name = "subcategory"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        """Return the subcategories in plain words."""
        return [(row.name, str(row)) for row in _categories(request) if row.parent_category] + [(NONE, "None")]


def _categories(request: HttpRequest) -> list[Category]:
    """Return the categories by their plain words, read once for all filters of a request."""
    known: list[Category] | None = getattr(request, "categories_read", None)
    if known is None:
        known = list(Category.objects.order_by("label", "name"))
        request.categories_read = known  # type: ignore[attr-defined]
    return known


class AssigneeFilter(ChoiceFilter):
    """Whose a conversation is."""

    title = "assignee"
    parameter_name = "assignee"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        """Return everybody who may work here."""
        staff = User.objects.filter(is_staff=True, is_active=True).order_by("username")
        return [("me", "Me"), (NONE, "Nobody"), *((str(one.pk), one.get_username()) for one in staff)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of this person."""
        return (
            queryset.filter(assignee=request.user.pk) if self.value() == "me" else super().queryset(request, queryset)
        )

    def condition(self, value: str) -> Q:
        """Return whose a row must be."""
        return Q(assignee=None) if value == NONE else Q(assignee=int(value))


class TagFilter(ChoiceFilter):
    """A tag that a conversation carries; the tag itself, on the page of one, is the way here."""

    title = "tag"
    parameter_name = "tag"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        """Offer the tags that mean something to the queues, and the one that the address names."""
        asked = request.GET.get("tag", "").replace("\0", "")[:60]
        return [(tag, label(tag)) for tag in dict.fromkeys((*MACHINE_TAGS, *([asked] if asked else [])))]

    def condition(self, value: str) -> Q:
        """Return which tag a row must have."""
        return Q(tags__contains=[value])


class CustomerFilter(ChoiceFilter):
    """Whose a conversation is: the customer's of another one, under all their linked addresses.

    The address names that conversation, not the person, so that no log of addresses tells who it was. The customer's
    card leads here; beside a list it is shown only then.
    """

    title = "customer"
    parameter_name = "customer"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> Choices:
        """Offer the one that the address names, and none where it names none."""
        asked = request.GET.get("customer", "")
        try:
            one = Interaction.objects.filter(pk=UUID(asked)).only("customer_name", "customer_email").first()
        except ValueError:
            return []
        who = (one.customer_name or one.customer_email) if one else "No longer here"
        return [(asked, shortened(who, 40) or "No name")]

    def condition(self, value: str) -> Q:
        """Return whose a row must be; without an address, that conversation is all that is known of the customer."""
        address = Interaction.objects.filter(pk=value).values_list("customer_email", flat=True).first()
        return of_addresses(addresses_of(address)) if address else Q(pk=value)


class AttachmentFilter(ChoiceFilter):
    """Whether files came with it."""

    title = "attachments"
    parameter_name = "attachment"
    words = (("yes", "Has attachments"),)

    def condition(self, value: str) -> Q:
        """Return that a message must have a file."""
        files = Message.objects.filter(interaction=OuterRef("pk"), attachments__isnull=False).exclude(attachments=[])
        return Q(Exists(files))


class ConfidenceFilter(ChoiceFilter):
    """How sure the machine was of the category that it gave."""

    title = "confidence"
    parameter_name = "confidence"
    words = (("low", "Unsure (below 70%)"), ("high", "Sure (70% and more)"))

    def condition(self, value: str) -> Q:
        """Return between which bounds the confidence lies."""
        judged = Q(judgement__category__isnull=False)
        return judged & (Q(judgement__confidence__lt=SURE) if value == "low" else Q(judgement__confidence__gte=SURE))


class DayRangeForm(RangeDateForm):
    """The two days, each with a name for those who don't see its placeholder."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.widget.attrs["placeholder"]


class DayRangeFilter(RangeDateFilter):
    """Filters a time by whole days of the shop's zone, both included. A day that can't be read is no bound."""

    form_class = DayRangeForm

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows between the two days."""
        first, last = self._day("from"), self._day("to")
        if first:
            queryset = queryset.filter(**{f"{self.field_path}__gte": _moment(first, time.min)})
        if last:
            queryset = queryset.filter(**{f"{self.field_path}__lte": _moment(last, time.max)})
        return queryset

    def _day(self, end: str) -> date | None:
        try:
            day = forms.DateField(required=False).clean(self.used_parameters.get(f"{self.field_path}_{end}"))
        except ValidationError:
            return None
        return day if day and 1990 <= day.year <= 2200 else None


def _moment(day: date, at: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, at))
