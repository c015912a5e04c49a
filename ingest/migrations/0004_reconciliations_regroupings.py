"""What reconciling finds, and how staff regroup mail conversations."""

import django.db.models.deletion
import django.db.models.expressions
import interactions.vocabulary
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0003_mailbox"),
        ("interactions", "0003_seed_categories"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="syncrun",
            name="trigger",
            field=models.TextField(
                db_default="command", help_text="command, schedule, demo, hint, replay or reprocess."
            ),
        ),
        migrations.CreateModel(
            name="KeptApart",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DB_CASCADE, related_name="+", to="interactions.interaction"
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DB_CASCADE, related_name="+", to="interactions.interaction"
                    ),
                ),
            ],
            options={
                "db_table": "kept_apart",
            },
        ),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("source", models.TextField(choices=[("livechat", "LiveChat"), ("email", "E-mail")])),
                ("day", models.DateField()),
                ("seen", models.IntegerField(help_text="Distinct items that the source listed.")),
                ("stored", models.IntegerField()),
                ("skipped", models.IntegerField()),
                ("quarantined", models.IntegerField()),
                ("skipped_reasons", models.JSONField(default=dict, help_text="How many were skipped, by reason.")),
                ("missing", models.JSONField(default=list)),
                ("gone", models.JSONField(default=list)),
                ("checked_at", models.DateTimeField()),
            ],
            options={
                "db_table": "reconciliations",
                "ordering": ["-day", "source"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "source__in",
                                [interactions.vocabulary.Source["LIVECHAT"], interactions.vocabulary.Source["EMAIL"]],
                            )
                        ),
                        name="reconciliations_source_check",
                    ),
                    models.UniqueConstraint(fields=("source", "day"), name="reconciliations_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "seen",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("stored"), "+", models.F("skipped")
                                        ),
                                        "+",
                                        models.F("quarantined"),
                                    ),
                                    "+",
                                    models.Func(
                                        models.F("missing"),
                                        function="jsonb_array_length",
                                        output_field=models.IntegerField(),
                                    ),
                                ),
                            )
                        ),
                        name="reconciliations_everything_accounted_for",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Regrouping",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.TextField(choices=[("merge", "Merge"), ("split", "Split")])),
                ("at", models.DateTimeField()),
                ("details", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "interaction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="regroupings",
                        to="interactions.interaction",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.DB_SET_NULL,
                        related_name="+",
                        to="interactions.interaction",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.DB_SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                "db_table": "regroupings",
                "ordering": ["-at", "-id"],
            },
        ),
    ]
