"""The messages, one by one: to look something up. Reading a conversation is the conversation's own page."""

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import Left
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from interactions.admin.base import ReadOnlyAdmin
from interactions.admin.conversation import attachments
from interactions.admin.display import NOTHING, badge, foreign, short_time, shortened
from interactions.admin.list_filters import DayRangeFilter, SenderFilter, SourceFilter
from interactions.models import Message

SHOWN = ("sent_at", "sender_type", "sender_name", "sender_email", "source", "is_internal", "is_deleted", "interaction")


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """Messages, read only. Without a search: a word in all texts is a matter of its own index."""

    list_display = ("sent", "sender", "excerpt", "belongs_to", "origin")
    list_display_links = ("excerpt",)
    list_filter = (SenderFilter, SourceFilter, ("sent_at", DayRangeFilter))
    filter_parameters = frozenset({"sender_type", "source", "sent_at_from", "sent_at_to"})
    ordering = ("-sent_at", "-id")
    fields = ("belongs_to", "sent", "sender", "sender_email", "text", "quoted", "origin", "message_id", "files")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """Read what the list shows: the beginning of each text, and of the conversation only its name."""
        rows: QuerySet[Message] = super().get_queryset(request)
        names = ("subject", "customer_name", "customer_email", "external_id")
        columns = (*SHOWN, *(f"interaction__{name}" for name in names))
        return rows.select_related("interaction").only(*columns).annotate(beginning=Left("content", 300))

    @admin.display(description="Sent", ordering="sent_at")
    def sent(self, row: Message) -> SafeString:
        """Show when it was sent."""
        return short_time(row.sent_at)

    @admin.display(description="From")
    def sender(self, row: Message) -> SafeString:
        """Show who wrote it, and whether it was internal or deleted."""
        marks = [badge(word) for word, holds in (("internal", row.is_internal), ("deleted", row.is_deleted)) if holds]
        name = foreign(shortened(row.sender_name or row.sender_email, 40))
        return format_html(
            "{} {} {}",
            badge(row.sender_type),
            name,
            format_html(" ".join("{}" for _ in marks), *marks) if marks else "",
        )

    @admin.display(description="Message")
    def excerpt(self, row: Message) -> SafeString:
        """Show how it begins."""
        return foreign(shortened(getattr(row, "beginning", ""), 100) or "No text")

    @admin.display(description="Conversation")
    def belongs_to(self, row: Message) -> SafeString:
        """Link to the conversation."""
        address = reverse("admin:interactions_interaction_change", args=[row.interaction_id])
        return format_html(
            '<a class="boo-link" href="{}">{}</a>', address, foreign(shortened(str(row.interaction), 60))
        )

    @admin.display(description="Source", ordering="source")
    def origin(self, row: Message) -> SafeString:
        """Show the source."""
        return badge(row.source)

    @admin.display(description="Text")
    def text(self, row: Message) -> SafeString:
        """Show all of it, with its lines."""
        return format_html('<div class="boo-prose" dir="auto">{}</div>', row.content)

    @admin.display(description="Quoted")
    def quoted(self, row: Message) -> SafeString:
        """Show what was cut off: quoted history and signature."""
        return (
            format_html('<div class="boo-prose" dir="auto">{}</div>', row.quoted_text) if row.quoted_text else NOTHING
        )

    @admin.display(description="Attachments")
    def files(self, row: Message) -> SafeString:
        """Name the attachments."""
        names = ((file.name,) for file in attachments(row.attachments, row.pk))
        return format_html_join(", ", "<bdi>{}</bdi>", names) or NOTHING
