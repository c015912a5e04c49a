"""Which conversations a run created and changed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ingest", "0004_reconciliations_regroupings"),
        ("interactions", "0003_seed_categories"),
    ]

    operations = [
        migrations.CreateModel(
            name="SyncRunInteraction",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("is_new", models.BooleanField(help_text="The run created it; else it was there before.")),
                (
                    "interaction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="sync_runs",
                        to="interactions.interaction",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="conversations",
                        to="ingest.syncrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "conversation of a sync",
                "verbose_name_plural": "conversations of syncs",
                "db_table": "sync_run_interactions",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("run", "interaction"), include=("is_new",), name="sync_run_interactions_once"
                    )
                ],
            },
        ),
    ]
