"""Conversations and their parts. Tables and columns mirror the customer's schema; added columns are nullable."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import GinIndex, HashIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from interactions.columns import Now, choices, moment, one_of, text, words
from interactions.vocabulary import (
    STAFF_FIELDS,
    ContentType,
    DecidedBy,
    Priority,
    SenderType,
    Sentiment,
    Source,
    Status,
)


class Interaction(models.Model):
    """One conversation with one customer, from any source."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    source = models.TextField(choices=choices(Source))
    external_id = text()
    customer_email = text()
    customer_name = text()
    customer_phone = text()
    customer_location = text()
    subject = text()
    summary = text()
    transcript = text()
    message_count = models.IntegerField(null=True, blank=True, db_default=0)
    category = text()
    subcategory = text()
    tags = words()
    sentiment = text(choices=choices(Sentiment))
    priority = text(choices=choices(Priority), db_default="medium")
    status = text(choices=choices(Status), db_default="open")
    resolution_notes = text()
    resolved_at = moment()
    agent_name = text()
    agent_email = text()
    response_time_seconds = models.IntegerField(null=True, blank=True)
    order_ids = words()
    product_skus = words()
    started_at = models.DateTimeField()
    ended_at = moment()
    last_message_at = moment()
    created_at = models.DateTimeField(null=True, db_default=Now(), editable=False)
    updated_at = models.DateTimeField(null=True, db_default=Now(), editable=False)
    raw_data = models.JSONField(null=True, blank=True)

    # Added to the customer's columns.
    chat_id = text(help_text="LiveChat's chat, of which this thread is a part.")
    is_active = models.BooleanField(db_default=False, help_text="Still going on at the source when last seen.")
    rating = models.SmallIntegerField(null=True, blank=True, help_text="The customer's own: 0 bad, 1 good.")
    rating_comment = text()
    source_tags = words(help_text="As the source has them; staff's additions and removals are kept beside.")
    staff_tags_added = words()
    staff_tags_removed = words()
    status_by = text(choices=choices(DecidedBy))
    status_at = moment()
    category_by = text(choices=choices(DecidedBy))
    category_at = moment()
    subcategory_by = text(choices=choices(DecidedBy))
    subcategory_at = moment()
    sentiment_by = text(choices=choices(DecidedBy))
    sentiment_at = moment()
    priority_by = text(choices=choices(DecidedBy))
    priority_at = moment()
    last_customer_message_at = moment(help_text="When the customer last wrote.")
    content_hash = text(editable=False, help_text="Of all that the source said; equal means unchanged.")
    customer_text_hash = text(editable=False, help_text="Of the customer's words; a change asks for a new judgement.")
    source_deleted_at = moment(help_text="When the source no longer had it. Nothing is deleted here.")
    assignee = models.ForeignKey(
        "auth.User", null=True, blank=True, on_delete=models.DB_SET_NULL, related_name="assigned_interactions"
    )
    assigned_at = moment()
    snoozed_at = moment(help_text="Since when it is put aside; the customer's next message ends it.")
    snoozed_until = moment(help_text="When it comes back; empty while snoozed: with the customer's next message.")

    class Meta:
        db_table = "customer_interactions"
        ordering = ["-started_at", "-id"]
        verbose_name = "conversation"
        permissions = [
            ("export_interaction", "Can export conversations"),
            ("regroup_interaction", "Can merge and split conversations, and link customers"),
        ]
        constraints = [
            one_of("source", Source, "customer_interactions"),
            one_of("sentiment", Sentiment, "customer_interactions"),
            one_of("priority", Priority, "customer_interactions"),
            one_of("status", Status, "customer_interactions"),
            *(one_of(f"{name}_by", DecidedBy, "customer_interactions") for name in STAFF_FIELDS),
            models.UniqueConstraint(fields=["external_id"], name="customer_interactions_external_id_key"),
            models.CheckConstraint(name="customer_interactions_rating_check", condition=Q(rating__in=[0, 1])),
        ]
        indexes = [
            models.Index(fields=["source"], name="interactions_source_idx"),
            models.Index(fields=["status"], name="interactions_status_idx"),
            models.Index(fields=["category"], name="interactions_category_idx"),
            models.Index(fields=["customer_email"], name="interactions_email_idx"),
            models.Index(Upper("customer_email"), name="interactions_email_upper_idx"),
            # By hash, so that a number of any length fits.
            HashIndex(
                fields=["customer_phone"], name="interactions_phone_idx", condition=Q(customer_phone__isnull=False)
            ),
            models.Index(F("started_at").desc(), name="interactions_started_idx"),
            models.Index(fields=["sentiment"], name="interactions_sentiment_idx"),
            models.Index(
                fields=["status", "last_customer_message_at"],
                name="interactions_unresolved_idx",
                condition=~Q(status=Status.RESOLVED),
            ),
            GinIndex(fields=["order_ids"], name="interactions_order_ids_idx"),
            GinIndex(fields=["tags"], name="interactions_tags_idx"),
            models.Index(fields=["source", "started_at"], name="interactions_active_idx", condition=Q(is_active=True)),
            GinIndex(OpClass(Upper("customer_email"), name="gin_trgm_ops"), name="interactions_email_trgm"),
            GinIndex(OpClass(Upper("customer_name"), name="gin_trgm_ops"), name="interactions_name_trgm"),
            GinIndex(OpClass(Upper("subject"), name="gin_trgm_ops"), name="interactions_subject_trgm"),
        ]

    def __str__(self) -> str:
        name = self.subject or self.customer_name or self.customer_email
        return name or f"Conversation {self.external_id or self.pk}"


class Message(models.Model):
    """One message of an interaction: a LiveChat event or a mail."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    interaction = models.ForeignKey(Interaction, on_delete=models.DB_CASCADE, related_name="messages")
    message_id = text()
    sender_type = models.TextField(choices=choices(SenderType))
    sender_name = text()
    sender_email = text()
    content = models.TextField()
    content_type = text(choices=choices(ContentType), db_default="text")
    attachments = models.JSONField(null=True, blank=True)
    sent_at = models.DateTimeField()
    created_at = models.DateTimeField(null=True, db_default=Now(), editable=False)

    # Added to the customer's columns.
    source = text(choices=choices(Source), help_text="Repeated from the interaction: message ids are unique by source.")
    position = models.IntegerField(db_default=0, help_text="The order within a LiveChat thread.")
    counts = models.BooleanField(db_default=True, help_text="Somebody wrote it for the other side to read.")
    is_internal = models.BooleanField(db_default=False, help_text="Seen by agents only.")
    is_deleted = models.BooleanField(db_default=False, help_text="Deleted at the source; kept here.")
    source_deleted_at = moment()
    content_html = text(help_text="The HTML part as it came; sanitised before it is shown.")
    quoted_text = text(help_text="Quoted history, signature and footer, cut off the content.")
    content_hash = text(editable=False, help_text="Of what makes two copies of a mail the same mail.")
    raw_data = models.JSONField(null=True, blank=True)

    class Meta:
        db_table = "interaction_messages"
        ordering = ["sent_at", "position", "id"]
        constraints = [
            one_of("sender_type", SenderType, "interaction_messages"),
            one_of("content_type", ContentType, "interaction_messages"),
            one_of("source", Source, "interaction_messages"),
            models.UniqueConstraint(fields=["source", "message_id"], name="interaction_messages_source_message_id"),
        ]
        indexes = [models.Index(F("sent_at").desc(), name="messages_sent_at_idx")]

    def __str__(self) -> str:
        return f"{self.sender_type}, {self.sent_at:%Y-%m-%d %H:%M}"


class Change(models.Model):
    """One value of an interaction that changed hands: what, from, to, by whom and when."""

    id = models.BigAutoField(primary_key=True)
    interaction = models.ForeignKey(Interaction, on_delete=models.DB_CASCADE, related_name="changes")
    field = models.TextField()
    old = text()
    new = text()
    by = models.TextField(choices=choices(DecidedBy))
    user = models.ForeignKey("auth.User", null=True, blank=True, on_delete=models.DB_SET_NULL, related_name="+")
    reason = text()
    at = models.DateTimeField(db_default=Now())
    change_set = models.UUIDField(null=True, blank=True, help_text="The same for all that one click changed.")
    before = models.JSONField(
        null=True, blank=True, help_text="Who had decided it and when, and resolved_at: what an undo puts back."
    )

    class Meta:
        db_table = "interaction_changes"
        ordering = ["-at", "-id"]
        constraints = [one_of("by", DecidedBy, "interaction_changes")]
        indexes = [models.Index(fields=["change_set"], name="changes_set_idx", condition=Q(change_set__isnull=False))]

    def __str__(self) -> str:
        return f"{self.field}: {self.old} → {self.new}"


class Alias(models.Model):
    """A former external_id of an interaction that was merged into another; old addresses redirect from here."""

    external_id = models.TextField(primary_key=True)
    interaction = models.ForeignKey(Interaction, on_delete=models.DB_CASCADE, related_name="aliases")
    merged_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "interaction_aliases"
        verbose_name_plural = "aliases"

    def __str__(self) -> str:
        return self.external_id


class MergedInteraction(models.Model):
    """The id of an interaction that was merged into another: the address of its page leads on from here."""

    id = models.UUIDField(primary_key=True)
    interaction = models.ForeignKey(Interaction, on_delete=models.DB_CASCADE, related_name="merged")
    merged_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "merged_interactions"

    def __str__(self) -> str:
        return str(self.id)


class OrderReference(models.Model):
    """An order number that a conversation mentions, searched by any part of it."""

    id = models.BigAutoField(primary_key=True)
    interaction = models.ForeignKey(Interaction, on_delete=models.DB_CASCADE, related_name="order_references")
    order_number = models.TextField()

    class Meta:
        db_table = "interaction_order_references"
        constraints = [
            models.UniqueConstraint(fields=["interaction", "order_number"], name="order_references_once"),
        ]
        indexes = [GinIndex(OpClass(Upper("order_number"), name="gin_trgm_ops"), name="order_references_number_trgm")]

    def __str__(self) -> str:
        return self.order_number
