"""The roles of staff, as groups."""

from django.db import migrations

from boo_site.roles import ROLES, set_up_roles


def make(apps, schema_editor):
    """Make the groups."""
    set_up_roles(apps, schema_editor.connection.alias)


def unmake(apps, schema_editor):
    """Take the groups away again."""
    apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias).filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    """Needs every table whose rows a role may see."""

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("django_q", "0019_alter_task_options_alter_ormq_key_alter_ormq_lock_and_more"),
        ("interactions", "0006_desk"),
        ("ingest", "0004_reconciliations_regroupings"),
    ]

    operations = [migrations.RunPython(make, unmake)]
