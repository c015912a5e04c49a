"""The first tables."""

import django.db.models.deletion
import django.db.models.expressions
import interactions.columns
import interactions.vocabulary
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("interactions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lease",
            fields=[
                ("source", models.TextField(primary_key=True, serialize=False)),
                ("owner", models.TextField()),
                ("token", models.BigIntegerField()),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "db_table": "sync_leases",
            },
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("source", models.TextField()),
                ("account", models.TextField()),
                ("scope", models.TextField()),
                ("value", models.JSONField()),
                ("updated_at", models.DateTimeField(db_default=interactions.columns.Now())),
            ],
            options={
                "db_table": "sync_checkpoints",
                "constraints": [
                    models.UniqueConstraint(fields=("source", "account", "scope"), name="sync_checkpoints_scope")
                ],
            },
        ),
        migrations.CreateModel(
            name="EmailSyncState",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("email_address", models.TextField(blank=True, null=True, unique=True)),
                ("last_sync_at", models.DateTimeField(blank=True, null=True)),
                ("last_message_uid", models.TextField(blank=True, null=True)),
                ("sync_status", models.TextField(blank=True, db_default="idle", null=True)),
                ("error_message", models.TextField(blank=True, null=True)),
                ("created_at", models.DateTimeField(db_default=interactions.columns.Now(), null=True)),
                ("updated_at", models.DateTimeField(db_default=interactions.columns.Now(), null=True)),
            ],
            options={
                "db_table": "email_sync_state",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sync_status__in", ("idle", "running", "completed", "completed_with_errors", "failed"))
                        ),
                        name="email_sync_state_sync_status_check",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LivechatSyncState",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("account_id", models.TextField(blank=True, null=True, unique=True)),
                ("last_sync_at", models.DateTimeField(blank=True, null=True)),
                ("last_thread_id", models.TextField(blank=True, null=True)),
                ("total_threads_synced", models.IntegerField(db_default=0, null=True)),
                ("sync_status", models.TextField(blank=True, db_default="idle", null=True)),
                ("error_message", models.TextField(blank=True, null=True)),
                ("created_at", models.DateTimeField(db_default=interactions.columns.Now(), null=True)),
                ("updated_at", models.DateTimeField(db_default=interactions.columns.Now(), null=True)),
            ],
            options={
                "db_table": "livechat_sync_state",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sync_status__in", ("idle", "running", "completed", "completed_with_errors", "failed"))
                        ),
                        name="livechat_sync_state_sync_status_check",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SyncRun",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("source", models.TextField(choices=[("livechat", "LiveChat"), ("email", "E-mail")])),
                ("trigger", models.TextField(db_default="command", help_text="command, schedule, demo or hint.")),
                (
                    "status",
                    models.TextField(
                        choices=[
                            ("running", "Running"),
                            ("completed", "Completed"),
                            ("completed_with_errors", "Completed with errors"),
                            ("failed", "Failed"),
                            ("abandoned", "Abandoned"),
                        ]
                    ),
                ),
                ("range_from", models.DateTimeField(blank=True, null=True)),
                ("range_to", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(db_default=interactions.columns.Now())),
                ("heartbeat_at", models.DateTimeField(db_default=interactions.columns.Now())),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("fetched", models.IntegerField(db_default=0, default=0)),
                ("created", models.IntegerField(db_default=0, default=0)),
                ("updated", models.IntegerField(db_default=0, default=0)),
                ("unchanged", models.IntegerField(db_default=0, default=0)),
                ("quarantined", models.IntegerField(db_default=0, default=0)),
                ("suppressed", models.IntegerField(db_default=0, default=0)),
                ("calls", models.IntegerField(db_default=0, default=0)),
                ("retries", models.IntegerField(db_default=0, default=0)),
                ("bytes_read", models.BigIntegerField(db_default=0, default=0)),
                ("notes", models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict)),
                ("error_class", models.TextField(blank=True, null=True)),
                ("error", models.TextField(blank=True, null=True)),
                ("host", models.TextField(blank=True, null=True)),
                ("pid", models.IntegerField(null=True)),
            ],
            options={
                "db_table": "sync_runs",
                "ordering": ["-started_at", "-id"],
                "indexes": [
                    models.Index(
                        models.F("source"),
                        models.OrderBy(models.F("started_at"), descending=True),
                        name="sync_runs_recent_idx",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "source__in",
                                [interactions.vocabulary.Source["LIVECHAT"], interactions.vocabulary.Source["EMAIL"]],
                            )
                        ),
                        name="sync_runs_source_check",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ("running", "completed", "completed_with_errors", "failed", "abandoned"))
                        ),
                        name="sync_runs_status_check",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "fetched",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("created"), "+", models.F("updated")
                                            ),
                                            "+",
                                            models.F("unchanged"),
                                        ),
                                        "+",
                                        models.F("quarantined"),
                                    ),
                                    "+",
                                    models.F("suppressed"),
                                ),
                            )
                        ),
                        name="sync_runs_everything_accounted_for",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuarantinedItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("source", models.TextField(choices=[("livechat", "LiveChat"), ("email", "E-mail")])),
                ("external_id", models.TextField()),
                ("raw", models.BinaryField()),
                ("sha256", models.TextField()),
                ("reason", models.TextField()),
                ("error_class", models.TextField()),
                ("attempts", models.IntegerField(db_default=1, default=1)),
                ("created_at", models.DateTimeField(db_default=interactions.columns.Now())),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "interaction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.DB_SET_NULL,
                        related_name="quarantined_items",
                        to="interactions.interaction",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.DB_SET_NULL,
                        related_name="quarantined_items",
                        to="ingest.syncrun",
                    ),
                ),
            ],
            options={
                "db_table": "quarantined_items",
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("resolved_at", None)), fields=["created_at"], name="quarantine_open_idx"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "source__in",
                                [interactions.vocabulary.Source["LIVECHAT"], interactions.vocabulary.Source["EMAIL"]],
                            )
                        ),
                        name="quarantined_items_source_check",
                    ),
                    models.UniqueConstraint(fields=("source", "external_id", "sha256"), name="quarantined_items_once"),
                ],
            },
        ),
    ]
