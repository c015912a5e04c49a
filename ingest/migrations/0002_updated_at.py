"""updated_at of the two mirror tables, kept by the trigger that the interactions have."""

from django.db import migrations

TABLES = ("email_sync_state", "livechat_sync_state")


class Migration(migrations.Migration):
    dependencies = [("ingest", "0001_initial"), ("interactions", "0002_views_and_triggers")]

    operations = [
        migrations.RunSQL(
            f"CREATE TRIGGER {table}_updated_at BEFORE UPDATE ON {table} FOR EACH ROW "
            "WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION interactions_set_updated_at()",
            f"DROP TRIGGER {table}_updated_at ON {table}",
        )
        for table in TABLES
    ]
