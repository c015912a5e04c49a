"""The columns of the list of conversations, and what the list reads for them."""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import BooleanField, Case, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Left
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from interactions.admin.display import (
    NOTHING,
    age,
    badge,
    category_label,
    foreign,
    label,
    short_time,
    shortened,
    two_lines,
)
from interactions.models import Interaction, Message
from interactions.queues import AsOf, in_queue
from interactions.vocabulary import Status

type Shown = str | SafeString

PREVIEW = 160
"""Characters of the last message that the list shows."""

ORDERS_SHOWN = 3
ICONS = {"livechat": "chat", "email": "mail"}


def with_columns(rows: QuerySet[Interaction], when: AsOf) -> QuerySet[Interaction]:
    """Annotate what the columns show; the database works it out for the rows of the page alone."""
    is_late = Case(When(in_queue("waiting", when), then=Value(True)), default=Value(False), output_field=BooleanField())
    return rows.select_related("assignee").annotate(
        category_label=category_label("category"),
        subcategory_label=category_label("subcategory"),
        preview=_last_words(),
        is_late=is_late,
    )


def _last_words() -> Subquery:
    """Return the beginning of the last message that a person wrote."""
    spoken = Message.objects.filter(
        Q(interaction=OuterRef("pk"), counts=True, is_internal=False, is_deleted=False) & ~Q(content="")
    )
    return Subquery(
        spoken.order_by("-sent_at", "-position", "-id").annotate(words=Left("content", PREVIEW)).values("words")[:1]
    )


class ListColumns:
    """What each row of the list shows."""

    @admin.display(description="Age", ordering="started_at")
    def started(self, row: Interaction) -> Shown:
        """Show how long ago it began, or, in red, how long the customer has waited past the target."""
        if getattr(row, "is_late", False):
            since: datetime = row.last_customer_message_at or row.started_at
            return two_lines(badge("late", f"waits {age(since)}"), short_time(since))
        return two_lines(age(row.started_at), short_time(row.started_at))

    @admin.display(description="Customer", ordering="customer_name")
    def customer(self, row: Interaction) -> Shown:
        """Show name and address."""
        name, address = row.customer_name, row.customer_email
        if name and address:
            return two_lines(foreign(shortened(name, 40)), foreign(shortened(address, 40)))
        return foreign(shortened(name or address, 40)) if name or address else NOTHING

    @admin.display(description="Subject", ordering="subject")
    def about(self, row: Interaction) -> Shown:
        """Show the subject, the last words, and the order numbers."""
        subject = foreign(shortened(row.subject, 90) or "No subject")
        preview = getattr(row, "snippet", None) or foreign(shortened(getattr(row, "preview", None), PREVIEW))
        orders = format_html_join(
            " ",
            '<span class="boo-badge boo-plain"><bdi>{}</bdi></span>',
            ((shortened(number, 30),) for number in (row.order_ids or [])[:ORDERS_SHOWN]),
        )
        return format_html(
            '<span class="boo-lines"><span class="boo-subject">{}</span><small class="boo-preview">{}</small>{}</span>',
            subject,
            preview,
            format_html('<span class="boo-orders">{}</span>', orders) if orders else "",
        )

    @admin.display(description="Category", ordering="category")
    def topic(self, row: Interaction) -> Shown:
        """Show the category in plain words."""
        category = getattr(row, "category_label", None) or row.category
        if not category:
            return NOTHING
        subcategory = getattr(row, "subcategory_label", None) or row.subcategory
        return two_lines(category, subcategory) if subcategory else str(category)

    @admin.display(description="Sentiment", ordering="sentiment")
    def mood(self, row: Interaction) -> Shown:
        """Show the sentiment."""
        return badge(row.sentiment)

    @admin.display(description="Priority", ordering="priority")
    def urgency(self, row: Interaction) -> Shown:
        """Show the priority."""
        return badge(row.priority)

    @admin.display(description="Status", ordering="status")
    def standing(self, row: Interaction) -> Shown:
        """Show the status, and until when it is snoozed."""
        until = row.snoozed_until if row.snoozed_at and row.status != Status.RESOLVED else None
        return two_lines(badge(row.status), format_html("until {}", short_time(until))) if until else badge(row.status)

    @admin.display(description="Assignee", ordering="assignee__username")
    def owner(self, row: Interaction) -> Shown:
        """Show whose it is."""
        return foreign(row.assignee.get_short_name() or row.assignee.get_username()) if row.assignee else NOTHING

    @admin.display(description="Channel", ordering="source")
    def origin(self, row: Interaction) -> Shown:
        """Show the channel as a picture, and in words to those who don't see it."""
        return format_html(
            '<span class="material-symbols-outlined md-18 boo-channel" aria-hidden="true">{}</span>'
            '<span class="boo-channel-name">{}</span>',
            ICONS.get(row.source, "forum"),
            label(row.source),
        )

    @admin.display(description=format_html('<span class="sr-only">{}</span>', "Last messages"))
    def expand(self, row: Any) -> Shown:
        """Show the button that unfolds the conversation's end; it appears where scripts run."""
        return format_html(
            '<button type="button" class="boo-expand" hidden aria-expanded="false" data-peek="{}">'
            '<span class="material-symbols-outlined md-18" aria-hidden="true">expand_more</span>'
            '<span class="sr-only">Show the last messages</span></button>',
            place_of("peek", row.pk),
        )


def place_of(view: str, key: UUID) -> str:
    """Return the address of a conversation's view; a list asks for it a hundred times, so it is looked up once."""
    return _pattern(view).replace(str(UUID(int=0)), str(key))


@cache
def _pattern(view: str) -> str:
    return reverse(f"admin:interactions_interaction_{view}", args=[UUID(int=0)])
