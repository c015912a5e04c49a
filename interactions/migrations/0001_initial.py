"""The first tables."""


import django.contrib.postgres.fields
import django.contrib.postgres.functions
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import interactions.columns
import interactions.vocabulary
import uuid
from django.contrib.postgres.operations import TrigramExtension
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name="Alias",
            fields=[
                ("external_id", models.TextField(primary_key=True, serialize=False)),
                ("merged_at", models.DateTimeField(db_default=interactions.columns.Now())),
            ],
            options={
                "verbose_name_plural": "aliases",
                "db_table": "interaction_aliases",
            },
        ),
        migrations.CreateModel(
            name="Interaction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("source", models.TextField(choices=[("livechat", "LiveChat"), ("email", "E-mail")])),
                ("external_id", models.TextField(blank=True, null=True)),
                ("customer_email", models.TextField(blank=True, null=True)),
                ("customer_name", models.TextField(blank=True, null=True)),
                ("customer_phone", models.TextField(blank=True, null=True)),
                ("customer_location", models.TextField(blank=True, null=True)),
                ("subject", models.TextField(blank=True, null=True)),
                ("summary", models.TextField(blank=True, null=True)),
                ("transcript", models.TextField(blank=True, null=True)),
                ("message_count", models.IntegerField(blank=True, db_default=0, null=True)),
                ("category", models.TextField(blank=True, null=True)),
                ("subcategory", models.TextField(blank=True, null=True)),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, null=True),
                ),
                (
                    "sentiment",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("positive", "Positive"),
                            ("neutral", "Neutral"),
                            ("negative", "Negative"),
                            ("urgent", "Urgent"),
                        ],
                        null=True,
                    ),
                ),
                (
                    "priority",
                    models.TextField(
                        blank=True,
                        choices=[("low", "Low"), ("medium", "Medium"), ("high", "High"), ("urgent", "Urgent")],
                        db_default="medium",
                        null=True,
                    ),
                ),
                (
                    "status",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("open", "Open"),
                            ("pending", "Pending"),
                            ("resolved", "Resolved"),
                            ("escalated", "Escalated"),
                        ],
                        db_default="open",
                        null=True,
                    ),
                ),
                ("resolution_notes", models.TextField(blank=True, null=True)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                ("agent_name", models.TextField(blank=True, null=True)),
                ("agent_email", models.TextField(blank=True, null=True)),
                ("response_time_seconds", models.IntegerField(blank=True, null=True)),
                (
                    "order_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, null=True),
                ),
                (
                    "product_skus",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, null=True),
                ),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("last_message_at", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField(db_default=interactions.columns.Now(), editable=False, null=True)),
                ("updated_at", models.DateTimeField(db_default=interactions.columns.Now(), editable=False, null=True)),
                ("raw_data", models.JSONField(blank=True, null=True)),
                (
                    "chat_id",
                    models.TextField(
                        blank=True, help_text="LiveChat's chat, of which this thread is a part.", null=True
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(db_default=False, help_text="Still going on at the source when last seen."),
                ),
                (
                    "rating",
                    models.SmallIntegerField(blank=True, help_text="The customer's own: 0 bad, 1 good.", null=True),
                ),
                ("rating_comment", models.TextField(blank=True, null=True)),
                (
                    "source_tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        blank=True,
                        help_text="As the source has them; staff's additions and removals are kept beside.",
                        null=True,
                    ),
                ),
                (
                    "staff_tags_added",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, null=True),
                ),
                (
                    "staff_tags_removed",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, null=True),
                ),
                (
                    "status_by",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("source", "Source"),
                            ("rule", "Rule"),
                            ("model", "Model"),
                            ("ai", "AI"),
                            ("staff", "Staff"),
                        ],
                        null=True,
                    ),
                ),
                ("status_at", models.DateTimeField(blank=True, null=True)),
                (
                    "category_by",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("source", "Source"),
                            ("rule", "Rule"),
                            ("model", "Model"),
                            ("ai", "AI"),
                            ("staff", "Staff"),
                        ],
                        null=True,
                    ),
                ),
                ("category_at", models.DateTimeField(blank=True, null=True)),
                (
                    "subcategory_by",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("source", "Source"),
                            ("rule", "Rule"),
                            ("model", "Model"),
                            ("ai", "AI"),
                            ("staff", "Staff"),
                        ],
                        null=True,
                    ),
                ),
                ("subcategory_at", models.DateTimeField(blank=True, null=True)),
                (
                    "sentiment_by",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("source", "Source"),
                            ("rule", "Rule"),
                            ("model", "Model"),
                            ("ai", "AI"),
                            ("staff", "Staff"),
                        ],
                        null=True,
                    ),
                ),
                ("sentiment_at", models.DateTimeField(blank=True, null=True)),
                (
                    "priority_by",
                    models.TextField(
                        blank=True,
                        choices=[
                            ("source", "Source"),
                            ("rule", "Rule"),
                            ("model", "Model"),
                            ("ai", "AI"),
                            ("staff", "Staff"),
                        ],
                        null=True,
                    ),
                ),
                ("priority_at", models.DateTimeField(blank=True, null=True)),
                (
                    "last_customer_message_at",
                    models.DateTimeField(blank=True, help_text="When the customer last wrote.", null=True),
                ),
                (
                    "content_hash",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="Of all that the source said; equal means unchanged.",
                        null=True,
                    ),
                ),
                (
                    "customer_text_hash",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="Of the customer's words; a change asks for a new judgement.",
                        null=True,
                    ),
                ),
                (
                    "source_deleted_at",
                    models.DateTimeField(
                        blank=True, help_text="When the source no longer had it. Nothing is deleted here.", null=True
                    ),
                ),
            ],
            options={
                "db_table": "customer_interactions",
                "ordering": ["-started_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        db_default=django.contrib.postgres.functions.RandomUUID(),
                        default=uuid.uuid4,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("message_id", models.TextField(blank=True, null=True)),
                (
                    "sender_type",
                    models.TextField(
                        choices=[("customer", "Customer"), ("agent", "Agent"), ("system", "System"), ("bot", "Bot")]
                    ),
                ),
                ("sender_name", models.TextField(blank=True, null=True)),
                ("sender_email", models.TextField(blank=True, null=True)),
                ("content", models.TextField()),
                (
                    "content_type",
                    models.TextField(
                        blank=True,
                        choices=[("text", "Text"), ("html", "Html"), ("file", "File"), ("image", "Image")],
                        db_default="text",
                        null=True,
                    ),
                ),
                ("attachments", models.JSONField(blank=True, null=True)),
                ("sent_at", models.DateTimeField()),
                ("created_at", models.DateTimeField(db_default=interactions.columns.Now(), editable=False, null=True)),
                (
                    "source",
                    models.TextField(
                        blank=True,
                        choices=[("livechat", "LiveChat"), ("email", "E-mail")],
                        help_text="Repeated from the interaction: message ids are unique by source.",
                        null=True,
                    ),
                ),
                ("position", models.IntegerField(db_default=0, help_text="The order within a LiveChat thread.")),
                (
                    "counts",
                    models.BooleanField(db_default=True, help_text="Somebody wrote it for the other side to read."),
                ),
                ("is_internal", models.BooleanField(db_default=False, help_text="Seen by agents only.")),
                ("is_deleted", models.BooleanField(db_default=False, help_text="Deleted at the source; kept here.")),
                ("source_deleted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "content_html",
                    models.TextField(
                        blank=True, help_text="The HTML part as it came; sanitised before it is shown.", null=True
                    ),
                ),
                (
                    "quoted_text",
                    models.TextField(
                        blank=True, help_text="Quoted history, signature and footer, cut off the content.", null=True
                    ),
                ),
                (
                    "content_hash",
                    models.TextField(
                        blank=True,
                        editable=False,
                        help_text="Of what makes two copies of a mail the same mail.",
                        null=True,
                    ),
                ),
                ("raw_data", models.JSONField(blank=True, null=True)),
            ],
            options={
                "db_table": "interaction_messages",
                "ordering": ["sent_at", "position", "id"],
            },
        ),
        migrations.CreateModel(
            name="OrderReference",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("order_number", models.TextField()),
            ],
            options={
                "db_table": "interaction_order_references",
            },
        ),
        migrations.CreateModel(
            name="ShopSettings",
            fields=[
                ("id", models.SmallIntegerField(db_default=1, primary_key=True, serialize=False)),
                ("time_zone", models.TextField(db_default="Australia/Sydney")),
            ],
            options={
                "verbose_name_plural": "shop settings",
                "db_table": "shop_settings",
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("name", models.TextField(unique=True)),
                ("description", models.TextField(blank=True, null=True)),
                ("parent_category", models.TextField(blank=True, null=True)),
                (
                    "auto_response",
                    models.TextField(
                        blank=True,
                        help_text="Placeholders in braces are filled for each customer.",
                        null=True,
                        verbose_name="suggested reply",
                    ),
                ),
                (
                    "priority_default",
                    models.TextField(
                        blank=True,
                        choices=[("low", "Low"), ("medium", "Medium"), ("high", "High"), ("urgent", "Urgent")],
                        db_default="medium",
                        null=True,
                    ),
                ),
                ("created_at", models.DateTimeField(db_default=interactions.columns.Now(), editable=False, null=True)),
                (
                    "label",
                    models.TextField(
                        blank=True, help_text="The question in plain words: Where is my order.", null=True
                    ),
                ),
                ("is_automatable", models.BooleanField(db_default=False, help_text="A machine could answer it.")),
            ],
            options={
                "verbose_name_plural": "categories",
                "db_table": "interaction_categories",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "priority_default__in",
                                [
                                    interactions.vocabulary.Priority["LOW"],
                                    interactions.vocabulary.Priority["MEDIUM"],
                                    interactions.vocabulary.Priority["HIGH"],
                                    interactions.vocabulary.Priority["URGENT"],
                                ],
                            )
                        ),
                        name="interaction_categories_priority_default_check",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("field", models.TextField()),
                ("old", models.TextField(blank=True, null=True)),
                ("new", models.TextField(blank=True, null=True)),
                (
                    "by",
                    models.TextField(
                        choices=[
                            ("source", "Source"),
                            ("rule", "Rule"),
                            ("model", "Model"),
                            ("ai", "AI"),
                            ("staff", "Staff"),
                        ]
                    ),
                ),
                ("reason", models.TextField(blank=True, null=True)),
                ("at", models.DateTimeField(db_default=interactions.columns.Now())),
                (
                    "user",
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
                "db_table": "interaction_changes",
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                (
                    "interaction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        primary_key=True,
                        related_name="judgement",
                        serialize=False,
                        to="interactions.interaction",
                    ),
                ),
                ("text_hash", models.TextField(blank=True, null=True)),
                ("version", models.TextField()),
                ("category", models.TextField(blank=True, null=True)),
                ("subcategory", models.TextField(blank=True, null=True)),
                ("confidence", models.FloatField(null=True)),
                ("sentiment", models.TextField(blank=True, null=True)),
                ("priority", models.TextField(blank=True, null=True)),
                ("candidates", models.JSONField(db_default=models.Value([], models.JSONField()), default=list)),
                ("evidence", models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict)),
                ("judged_at", models.DateTimeField(db_default=interactions.columns.Now())),
            ],
            options={
                "db_table": "interaction_judgements",
            },
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(fields=["source"], name="interactions_source_idx"),
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(fields=["status"], name="interactions_status_idx"),
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(fields=["category"], name="interactions_category_idx"),
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(fields=["customer_email"], name="interactions_email_idx"),
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(
                models.OrderBy(models.F("started_at"), descending=True), name="interactions_started_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(fields=["sentiment"], name="interactions_sentiment_idx"),
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=django.contrib.postgres.indexes.GinIndex(fields=["order_ids"], name="interactions_order_ids_idx"),
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="interactions_tags_idx"),
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(
                condition=models.Q(("is_active", True)), fields=["source", "started_at"], name="interactions_active_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("customer_email"), name="gin_trgm_ops"
                ),
                name="interactions_email_trgm",
            ),
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("customer_name"), name="gin_trgm_ops"
                ),
                name="interactions_name_trgm",
            ),
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("subject"), name="gin_trgm_ops"
                ),
                name="interactions_subject_trgm",
            ),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "source__in",
                        [interactions.vocabulary.Source["LIVECHAT"], interactions.vocabulary.Source["EMAIL"]],
                    )
                ),
                name="customer_interactions_source_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "sentiment__in",
                        [
                            interactions.vocabulary.Sentiment["POSITIVE"],
                            interactions.vocabulary.Sentiment["NEUTRAL"],
                            interactions.vocabulary.Sentiment["NEGATIVE"],
                            interactions.vocabulary.Sentiment["URGENT"],
                        ],
                    )
                ),
                name="customer_interactions_sentiment_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "priority__in",
                        [
                            interactions.vocabulary.Priority["LOW"],
                            interactions.vocabulary.Priority["MEDIUM"],
                            interactions.vocabulary.Priority["HIGH"],
                            interactions.vocabulary.Priority["URGENT"],
                        ],
                    )
                ),
                name="customer_interactions_priority_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            interactions.vocabulary.Status["OPEN"],
                            interactions.vocabulary.Status["PENDING"],
                            interactions.vocabulary.Status["RESOLVED"],
                            interactions.vocabulary.Status["ESCALATED"],
                        ],
                    )
                ),
                name="customer_interactions_status_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status_by__in",
                        [
                            interactions.vocabulary.DecidedBy["SOURCE"],
                            interactions.vocabulary.DecidedBy["RULE"],
                            interactions.vocabulary.DecidedBy["MODEL"],
                            interactions.vocabulary.DecidedBy["AI"],
                            interactions.vocabulary.DecidedBy["STAFF"],
                        ],
                    )
                ),
                name="customer_interactions_status_by_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "category_by__in",
                        [
                            interactions.vocabulary.DecidedBy["SOURCE"],
                            interactions.vocabulary.DecidedBy["RULE"],
                            interactions.vocabulary.DecidedBy["MODEL"],
                            interactions.vocabulary.DecidedBy["AI"],
                            interactions.vocabulary.DecidedBy["STAFF"],
                        ],
                    )
                ),
                name="customer_interactions_category_by_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "subcategory_by__in",
                        [
                            interactions.vocabulary.DecidedBy["SOURCE"],
                            interactions.vocabulary.DecidedBy["RULE"],
                            interactions.vocabulary.DecidedBy["MODEL"],
                            interactions.vocabulary.DecidedBy["AI"],
                            interactions.vocabulary.DecidedBy["STAFF"],
                        ],
                    )
                ),
                name="customer_interactions_subcategory_by_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "sentiment_by__in",
                        [
                            interactions.vocabulary.DecidedBy["SOURCE"],
                            interactions.vocabulary.DecidedBy["RULE"],
                            interactions.vocabulary.DecidedBy["MODEL"],
                            interactions.vocabulary.DecidedBy["AI"],
                            interactions.vocabulary.DecidedBy["STAFF"],
                        ],
                    )
                ),
                name="customer_interactions_sentiment_by_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "priority_by__in",
                        [
                            interactions.vocabulary.DecidedBy["SOURCE"],
                            interactions.vocabulary.DecidedBy["RULE"],
                            interactions.vocabulary.DecidedBy["MODEL"],
                            interactions.vocabulary.DecidedBy["AI"],
                            interactions.vocabulary.DecidedBy["STAFF"],
                        ],
                    )
                ),
                name="customer_interactions_priority_by_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.UniqueConstraint(fields=("external_id",), name="customer_interactions_external_id_key"),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.CheckConstraint(
                condition=models.Q(("rating__in", [0, 1])), name="customer_interactions_rating_check"
            ),
        ),
        migrations.AddField(
            model_name="change",
            name="interaction",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.DB_CASCADE, related_name="changes", to="interactions.interaction"
            ),
        ),
        migrations.AddField(
            model_name="alias",
            name="interaction",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.DB_CASCADE, related_name="aliases", to="interactions.interaction"
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="interaction",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.DB_CASCADE, related_name="messages", to="interactions.interaction"
            ),
        ),
        migrations.AddField(
            model_name="orderreference",
            name="interaction",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.DB_CASCADE,
                related_name="order_references",
                to="interactions.interaction",
            ),
        ),
        migrations.AddConstraint(
            model_name="shopsettings",
            constraint=models.CheckConstraint(condition=models.Q(("id", 1)), name="shop_settings_one_row"),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "by__in",
                        [
                            interactions.vocabulary.DecidedBy["SOURCE"],
                            interactions.vocabulary.DecidedBy["RULE"],
                            interactions.vocabulary.DecidedBy["MODEL"],
                            interactions.vocabulary.DecidedBy["AI"],
                            interactions.vocabulary.DecidedBy["STAFF"],
                        ],
                    )
                ),
                name="interaction_changes_by_check",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(models.OrderBy(models.F("sent_at"), descending=True), name="messages_sent_at_idx"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "sender_type__in",
                        [
                            interactions.vocabulary.SenderType["CUSTOMER"],
                            interactions.vocabulary.SenderType["AGENT"],
                            interactions.vocabulary.SenderType["SYSTEM"],
                            interactions.vocabulary.SenderType["BOT"],
                        ],
                    )
                ),
                name="interaction_messages_sender_type_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "content_type__in",
                        [
                            interactions.vocabulary.ContentType["TEXT"],
                            interactions.vocabulary.ContentType["HTML"],
                            interactions.vocabulary.ContentType["FILE"],
                            interactions.vocabulary.ContentType["IMAGE"],
                        ],
                    )
                ),
                name="interaction_messages_content_type_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "source__in",
                        [interactions.vocabulary.Source["LIVECHAT"], interactions.vocabulary.Source["EMAIL"]],
                    )
                ),
                name="interaction_messages_source_check",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=("source", "message_id"), name="interaction_messages_source_message_id"
            ),
        ),
        migrations.AddIndex(
            model_name="orderreference",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("order_number"), name="gin_trgm_ops"
                ),
                name="order_references_number_trgm",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderreference",
            constraint=models.UniqueConstraint(fields=("interaction", "order_number"), name="order_references_once"),
        ),
    ]
