"""Where the page of a conversation that was merged into another leads."""

import django.db.models.deletion
from django.db import migrations, models

import interactions.columns


class Migration(migrations.Migration):
    dependencies = [("interactions", "0011_names")]

    operations = [
        migrations.CreateModel(
            name="MergedInteraction",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("merged_at", models.DateTimeField(db_default=interactions.columns.Now())),
                (
                    "interaction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DB_CASCADE,
                        related_name="merged",
                        to="interactions.interaction",
                    ),
                ),
            ],
            options={"db_table": "merged_interactions"},
        ),
    ]
