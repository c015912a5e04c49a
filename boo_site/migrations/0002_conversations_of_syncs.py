"""Let the roles that see the syncs see what each of them created and changed."""

from django.db import migrations

from boo_site.roles import set_up_roles


def give(apps, schema_editor):
    """Give the groups what they may do now."""
    set_up_roles(apps, schema_editor.connection.alias)


class Migration(migrations.Migration):
    """Needs the table that the roles may see now."""

    dependencies = [("boo_site", "0001_roles"), ("ingest", "0005_run_changes")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
