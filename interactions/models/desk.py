"""What staff work with beside the conversations: notes, saved views, who is looking, customers, search, exports."""

import uuid
from datetime import timedelta

from django.contrib.postgres.functions import RandomUUID
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from interactions.columns import Now, moment, text
from interactions.models.conversations import Interaction


class Note(models.Model):
    """What a member of staff noted on an interaction; never seen by the customer, nor by the sources."""

    id = models.BigAutoField(primary_key=True)
    interaction = models.ForeignKey(Interaction, on_delete=models.DB_CASCADE, related_name="notes")
    user = models.ForeignKey("auth.User", null=True, blank=True, on_delete=models.DB_SET_NULL, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    removed_at = moment(help_text="When it was taken back; it stays in the history.")

    class Meta:
        db_table = "interaction_notes"
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.text[:80]


class SavedView(models.Model):
    """A list of conversations under a name: the filters and the search of an address. One's own, or everybody's."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField()
    query = models.TextField(help_text="What stands after the question mark of the list's address.")
    owner = models.ForeignKey("auth.User", on_delete=models.DB_CASCADE, related_name="saved_views")
    is_shared = models.BooleanField(default=False, db_default=False, verbose_name="shared with everybody")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        db_table = "saved_views"
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_views_name_once")]

    def __str__(self) -> str:
        return self.name


class Viewing(models.Model):
    """Who has an interaction open right now, as the page's heartbeat tells."""

    FRESH = timedelta(seconds=45)
    """How long after its last heartbeat a page counts as open."""

    id = models.BigAutoField(primary_key=True)
    interaction = models.ForeignKey(Interaction, on_delete=models.DB_CASCADE, related_name="viewings")
    user = models.ForeignKey("auth.User", on_delete=models.DB_CASCADE, related_name="+")
    seen_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "interaction_viewings"
        constraints = [models.UniqueConstraint(fields=["interaction", "user"], name="viewings_once")]
        indexes = [models.Index(fields=["seen_at"], name="viewings_seen_idx")]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.seen_at:%H:%M:%S}"


class CustomerLink(models.Model):
    """An address linked to a customer by staff; addresses of one customer are one person. An undone link is kept."""

    id = models.BigAutoField(primary_key=True)
    address = models.TextField(help_text="The customer's e-mail address, lower-cased.")
    customer = models.UUIDField(default=uuid.uuid4, help_text="The same for all addresses of one person.")
    reason = text()
    linked_by = models.ForeignKey("auth.User", null=True, on_delete=models.DB_SET_NULL, related_name="+")
    linked_at = models.DateTimeField(db_default=Now())
    unlinked_by = models.ForeignKey("auth.User", null=True, on_delete=models.DB_SET_NULL, related_name="+")
    unlinked_at = moment()

    class Meta:
        db_table = "customer_links"
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=Q(unlinked_at=None), name="customer_links_one_customer_an_address"
            )
        ]
        indexes = [models.Index(fields=["customer"], name="customer_links_customer_idx")]

    def __str__(self) -> str:
        return self.address


class SearchDocument(models.Model):
    """The words of an interaction for full-text search. An index: it can be rebuilt, and moves no `updated_at`."""

    interaction = models.OneToOneField(
        Interaction, on_delete=models.DB_CASCADE, primary_key=True, related_name="search_document"
    )
    words = SearchVectorField()

    class Meta:
        db_table = "interaction_search"
        indexes = [GinIndex(fields=["words"], name="interaction_search_words", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.interaction_id)


class SearchDue(models.Model):
    """An interaction whose words changed since they were last read for the search; triggers put it here."""

    interaction = models.OneToOneField(Interaction, on_delete=models.DB_CASCADE, primary_key=True, related_name="+")

    class Meta:
        db_table = "interaction_search_due"

    def __str__(self) -> str:
        return str(self.interaction_id)


class Export(models.Model):
    """A file of conversations that somebody asked for; made in the background, kept for a week, in the database."""

    KEPT = timedelta(days=7)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, db_default=RandomUUID(), editable=False)
    user = models.ForeignKey("auth.User", on_delete=models.DB_CASCADE, related_name="exports")
    query = models.TextField(help_text="The list's filters and search, as in its address.")
    columns = models.JSONField(default=list)
    format = models.TextField(choices=[("csv", "CSV"), ("xlsx", "Excel (XLSX)")])
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    started_at = moment()
    finished_at = moment()
    rows = models.IntegerField(null=True, blank=True)
    size = models.BigIntegerField(null=True, blank=True, help_text="Bytes.")
    error = text()

    class Meta:
        db_table = "exports"
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(F("created_at").desc(), name="exports_created_idx")]
        constraints = [models.CheckConstraint(name="exports_format_check", condition=Q(format__in=["csv", "xlsx"]))]

    def __str__(self) -> str:
        return f"{self.get_format_display()} of {self.created_at:%Y-%m-%d %H:%M}"


class ExportPart(models.Model):
    """A piece of an export's file, so that any machine may make it and any other may serve it."""

    id = models.BigAutoField(primary_key=True)
    export = models.ForeignKey(Export, on_delete=models.DB_CASCADE, related_name="parts")
    position = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        db_table = "export_parts"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["export", "position"], name="export_parts_once")]

    def __str__(self) -> str:
        return f"part {self.position}"


class ShopSettings(models.Model):
    """One row of what the shop decided: the zone that the views count its days in, and how soon it wants to answer."""

    id = models.SmallIntegerField(primary_key=True, db_default=1)
    time_zone = models.TextField(db_default="Australia/Sydney")
    waiting_target_hours = models.PositiveSmallIntegerField(
        default=24, db_default=24, help_text="How many hours a customer waits at most for an answer."
    )

    class Meta:
        db_table = "shop_settings"
        verbose_name_plural = "shop settings"
        constraints = [
            models.CheckConstraint(name="shop_settings_one_row", condition=Q(id=1)),
            models.CheckConstraint(
                name="shop_settings_target_check",
                condition=Q(waiting_target_hours__gte=1, waiting_target_hours__lte=720),
            ),
        ]

    def __str__(self) -> str:
        return self.time_zone
