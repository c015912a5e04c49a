"""Where each sync stands, what each run did, and what could not be read."""

from django.db import models
from django.db.models import F, Func, Q

from interactions.columns import Now, choices, moment, one_of, text
from interactions.models import Interaction
from interactions.vocabulary import Source

SYNC_STATUSES = ("idle", "running", "completed", "completed_with_errors", "failed")
NOT_SYNCS = ("replay", "reprocess")
"""Triggers of runs that bring nothing new from the source: they say nothing of how fresh it is."""

RUN_STATUSES = ("running", "completed", "completed_with_errors", "failed", "abandoned")


def sync_status(table: str) -> models.CheckConstraint:
    """Return the check on a mirror table's sync_status."""
    return models.CheckConstraint(name=f"{table}_sync_status_check", condition=Q(sync_status__in=SYNC_STATUSES))


class EmailSyncState(models.Model):
    """The customer's view of where the mailbox's sync stands; mirrored from the checkpoints."""

    id = models.AutoField(primary_key=True)
    email_address = text(unique=True)
    last_sync_at = moment()
    last_message_uid = text()
    sync_status = text(db_default="idle")
    error_message = text()
    created_at = models.DateTimeField(null=True, db_default=Now())
    updated_at = models.DateTimeField(null=True, db_default=Now())

    class Meta:
        verbose_name = "mailbox"
        verbose_name_plural = "mailboxes"
        db_table = "email_sync_state"
        constraints = [sync_status("email_sync_state")]

    def __str__(self) -> str:
        return f"{self.email_address}: {self.sync_status}"


class LivechatSyncState(models.Model):
    """The customer's view of where LiveChat's sync stands; mirrored from the checkpoints."""

    id = models.AutoField(primary_key=True)
    account_id = text(unique=True)
    last_sync_at = moment()
    last_thread_id = text()
    total_threads_synced = models.IntegerField(null=True, db_default=0)
    sync_status = text(db_default="idle")
    error_message = text()
    created_at = models.DateTimeField(null=True, db_default=Now())
    updated_at = models.DateTimeField(null=True, db_default=Now())

    class Meta:
        verbose_name = "LiveChat account"
        verbose_name_plural = "LiveChat accounts"
        db_table = "livechat_sync_state"
        constraints = [sync_status("livechat_sync_state")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.sync_status}"


class Checkpoint(models.Model):
    """How far a source is read, by scope (a folder, the covered range); saved together with the rows it covers."""

    id = models.BigAutoField(primary_key=True)
    source = models.TextField()
    account = models.TextField()
    scope = models.TextField()
    value = models.JSONField()
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "sync_checkpoints"
        constraints = [models.UniqueConstraint(fields=["source", "account", "scope"], name="sync_checkpoints_scope")]

    def __str__(self) -> str:
        return f"{self.source} {self.scope}"


class Lease(models.Model):
    """Who may sync a source. The token grows with each owner: one who lost the lease can't commit any more."""

    source = models.TextField(primary_key=True)
    owner = models.TextField()
    token = models.BigIntegerField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "sync_leases"

    def __str__(self) -> str:
        return f"{self.source}: {self.owner}"


class SyncRun(models.Model):
    """One run of a sync and what became of every item it fetched."""

    id = models.BigAutoField(primary_key=True)
    source = models.TextField(choices=choices(Source))
    trigger = models.TextField(db_default="command", help_text="command, schedule, demo, hint, replay or reprocess.")
    status = models.TextField(choices=[(word, word.replace("_", " ").capitalize()) for word in RUN_STATUSES])
    range_from = moment()
    range_to = moment()
    started_at = models.DateTimeField(db_default=Now())
    heartbeat_at = models.DateTimeField(db_default=Now())
    finished_at = moment()
    fetched = models.IntegerField(default=0, db_default=0)
    created = models.IntegerField(default=0, db_default=0)
    updated = models.IntegerField(default=0, db_default=0)
    unchanged = models.IntegerField(default=0, db_default=0)
    quarantined = models.IntegerField(default=0, db_default=0)
    suppressed = models.IntegerField(default=0, db_default=0)
    calls = models.IntegerField(default=0, db_default=0)
    retries = models.IntegerField(default=0, db_default=0)
    bytes_read = models.BigIntegerField(default=0, db_default=0)
    notes = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    error_class = text()
    error = text()
    host = text()
    pid = models.IntegerField(null=True)

    class Meta:
        verbose_name = "sync run"
        verbose_name_plural = "sync runs"
        db_table = "sync_runs"
        ordering = ["-started_at", "-id"]
        constraints = [
            one_of("source", Source, "sync_runs"),
            models.CheckConstraint(name="sync_runs_status_check", condition=Q(status__in=RUN_STATUSES)),
            models.CheckConstraint(
                name="sync_runs_everything_accounted_for",
                condition=Q(
                    fetched=F("created") + F("updated") + F("unchanged") + F("quarantined") + F("suppressed"),
                ),
            ),
        ]
        indexes = [models.Index(F("source"), F("started_at").desc(), name="sync_runs_recent_idx")]

    def __str__(self) -> str:
        return f"{self.get_source_display()} sync {self.pk}"


class SyncRunInteraction(models.Model):
    """A conversation that a run created or changed; kept for 90 days, so that a run's page can lead to its own."""

    id = models.BigAutoField(primary_key=True)
    # The unique constraint begins with the run: an index of its own would only cost the sync time.
    run = models.ForeignKey(SyncRun, on_delete=models.DB_CASCADE, related_name="conversations", db_index=False)
    interaction = models.ForeignKey(Interaction, on_delete=models.DB_CASCADE, related_name="sync_runs")
    is_new = models.BooleanField(help_text="The run created it; else it was there before.")

    class Meta:
        db_table = "sync_run_interactions"
        verbose_name = "conversation of a sync"
        verbose_name_plural = "conversations of syncs"
        constraints = [
            # With is_new beside the key, counting a run's conversations reads the index alone.
            models.UniqueConstraint(
                fields=["run", "interaction"], include=["is_new"], name="sync_run_interactions_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.interaction_id} in sync {self.run_id}"


class QuarantinedItem(models.Model):
    """An item that could not be read: its bytes as they came, and why. Replayed after a fix; never dropped."""

    id = models.BigAutoField(primary_key=True)
    source = models.TextField(choices=choices(Source))
    external_id = models.TextField()
    raw = models.BinaryField()
    sha256 = models.TextField()
    reason = models.TextField()
    error_class = models.TextField()
    attempts = models.IntegerField(default=1, db_default=1)
    created_at = models.DateTimeField(db_default=Now())
    resolved_at = moment()
    run = models.ForeignKey(
        SyncRun, null=True, blank=True, on_delete=models.DB_SET_NULL, related_name="quarantined_items"
    )
    interaction = models.ForeignKey(
        Interaction, null=True, blank=True, on_delete=models.DB_SET_NULL, related_name="quarantined_items"
    )

    class Meta:
        db_table = "quarantined_items"
        ordering = ["-created_at", "-id"]
        constraints = [
            one_of("source", Source, "quarantined_items"),
            models.UniqueConstraint(fields=["source", "external_id", "sha256"], name="quarantined_items_once"),
        ]
        indexes = [models.Index(fields=["created_at"], name="quarantine_open_idx", condition=Q(resolved_at=None))]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"


class MailboxItem(models.Model):
    """A mail's place in a mailbox folder, and what became of it. Known again by its UID, without being read."""

    id = models.BigAutoField(primary_key=True)
    account = models.TextField()
    folder = models.TextField()
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    outcome = models.TextField(choices=[(word, word.capitalize()) for word in ("stored", "skipped", "quarantined")])
    reason = text(help_text="Why it was skipped.")
    message_id = text(help_text="The stored message's.")
    size_bytes = models.BigIntegerField(null=True)
    gm_message_id = models.BigIntegerField(null=True)
    gm_thread_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "mailbox_items"
        constraints = [
            models.UniqueConstraint(fields=["account", "folder", "uid_validity", "uid"], name="mailbox_items_place")
        ]
        indexes = [models.Index(fields=["message_id"], name="mailbox_items_message_idx")]

    def __str__(self) -> str:
        return f"{self.folder} {self.uid}"


class MailLink(models.Model):
    """An id that mails share with their conversation: its own mails' ids, and those that they refer to."""

    key = models.TextField()
    interaction = models.ForeignKey(Interaction, on_delete=models.DB_CASCADE, related_name="mail_links")

    class Meta:
        db_table = "mail_links"
        constraints = [models.UniqueConstraint(fields=["key"], name="mail_links_key")]

    def __str__(self) -> str:
        return self.key


class MachineSender(models.Model):
    """A sender whose mail is always machine mail: an address, or a whole `@domain`."""

    id = models.AutoField(primary_key=True)
    address = models.TextField(help_text="An address (noreply@example.com) or a whole domain (@example.com).")
    note = text()
    added_by = models.ForeignKey("auth.User", null=True, blank=True, on_delete=models.DB_SET_NULL, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        db_table = "machine_senders"
        ordering = ["address"]
        constraints = [models.UniqueConstraint(fields=["address"], name="machine_senders_address")]

    def __str__(self) -> str:
        return self.address


class Reconciliation(models.Model):
    """What a source had of one day when it was last compared with what is here. Days are the shop's.

    `missing` names what is at the source and not here, `gone` what is here and no longer there.
    """

    id = models.BigAutoField(primary_key=True)
    source = models.TextField(choices=choices(Source))
    day = models.DateField()
    seen = models.IntegerField(help_text="Distinct items that the source listed.")
    stored = models.IntegerField()
    skipped = models.IntegerField()
    quarantined = models.IntegerField()
    skipped_reasons = models.JSONField(default=dict, help_text="How many were skipped, by reason.")
    missing = models.JSONField(default=list)
    gone = models.JSONField(default=list)
    checked_at = models.DateTimeField()

    class Meta:
        verbose_name = "comparison with a source"
        verbose_name_plural = "comparisons with the sources"
        db_table = "reconciliations"
        ordering = ["-day", "source"]
        constraints = [
            one_of("source", Source, "reconciliations"),
            models.UniqueConstraint(fields=["source", "day"], name="reconciliations_day"),
            models.CheckConstraint(
                name="reconciliations_everything_accounted_for",
                condition=Q(
                    seen=F("stored")
                    + F("skipped")
                    + F("quarantined")
                    + Func(F("missing"), function="jsonb_array_length", output_field=models.IntegerField())
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.day}"


class Regrouping(models.Model):
    """Mail conversations that a person merged, or one that a person split; `details` holds what undoing it needs.

    `interaction` is the one that remained, `other` the one that was split off.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.TextField(choices=[(word, word.capitalize()) for word in ("merge", "split")])
    at = models.DateTimeField()
    user = models.ForeignKey("auth.User", null=True, blank=True, on_delete=models.DB_SET_NULL, related_name="+")
    interaction = models.ForeignKey(Interaction, on_delete=models.DB_CASCADE, related_name="regroupings")
    other = models.ForeignKey(Interaction, null=True, blank=True, on_delete=models.DB_SET_NULL, related_name="+")
    details = models.JSONField(default=dict)
    undone_at = moment()
    undone_by = models.ForeignKey("auth.User", null=True, blank=True, on_delete=models.DB_SET_NULL, related_name="+")

    class Meta:
        db_table = "regroupings"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class KeptApart(models.Model):
    """Two conversations that a person split: no mail joins them again, whatever it refers to."""

    id = models.BigAutoField(primary_key=True)
    one = models.ForeignKey(Interaction, on_delete=models.DB_CASCADE, related_name="+")
    other = models.ForeignKey(Interaction, on_delete=models.DB_CASCADE, related_name="+")

    class Meta:
        db_table = "kept_apart"

    def __str__(self) -> str:
        return f"{self.one_id} and {self.other_id}"
