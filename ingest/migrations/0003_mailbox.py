"""Where mails stand in the mailbox, how they link, and whose mail is a machine's."""

import django.db.models.deletion
import interactions.columns
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0002_updated_at"),
        ("interactions", "0002_views_and_triggers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MailboxItem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("account", models.TextField()),
                ("folder", models.TextField()),
                ("uid_validity", models.BigIntegerField()),
                ("uid", models.BigIntegerField()),
                (
                    "outcome",
                    models.TextField(
                        choices=[("stored", "Stored"), ("skipped", "Skipped"), ("quarantined", "Quarantined")]
                    ),
                ),
                ("reason", models.TextField(blank=True, help_text="Why it was skipped.", null=True)),
                ("message_id", models.TextField(blank=True, help_text="The stored message's.", null=True)),
                ("size_bytes", models.BigIntegerField(null=True)),
                ("gm_message_id", models.BigIntegerField(null=True)),
                ("gm_thread_id", models.BigIntegerField(null=True)),
                ("created_at", models.DateTimeField(db_default=interactions.columns.Now())),
            ],
            options={
                "db_table": "mailbox_items",
                "indexes": [models.Index(fields=["message_id"], name="mailbox_items_message_idx")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "folder", "uid_validity", "uid"), name="mailbox_items_place"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MachineSender",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "address",
                    models.TextField(help_text="An address (noreply@example.com) or a whole domain (@example.com)."),
                ),
                ("note", models.TextField(blank=True, null=True)),
                ("created_at", models.DateTimeField(db_default=interactions.columns.Now(), editable=False)),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.DB_SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "machine_senders",
                "ordering": ["address"],
                "constraints": [models.UniqueConstraint(fields=("address",), name="machine_senders_address")],
            },
        ),
        migrations.CreateModel(
            name="MailLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.TextField()),
                (
                    "interaction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="mail_links",
                        to="interactions.interaction",
                    ),
                ),
            ],
            options={
                "db_table": "mail_links",
                "constraints": [models.UniqueConstraint(fields=("key",), name="mail_links_key")],
            },
        ),
    ]
