"""The roles that staff have: groups, each with what it may do. A person may be in several."""

from typing import Any

from django.contrib.auth.management import create_permissions

VIEWER = (
    "interactions.view_interaction",
    "interactions.view_message",
    "interactions.view_category",
    "interactions.view_judgement",
    "interactions.view_savedview",
)
AGENT = (
    *VIEWER,
    "interactions.change_interaction",
    "interactions.add_savedview",
    "interactions.change_savedview",
    "interactions.delete_savedview",
)
LEAD = (
    *AGENT,
    "interactions.export_interaction",
    "interactions.regroup_interaction",
    "interactions.view_export",
    "interactions.delete_export",
    "interactions.add_category",
    "interactions.change_category",
    "interactions.view_categoryrule",
    "interactions.add_categoryrule",
    "interactions.change_categoryrule",
    "interactions.delete_categoryrule",
    "interactions.view_shopsettings",
    "interactions.change_shopsettings",
    "ingest.view_syncrun",
    "ingest.view_syncruninteraction",
    "ingest.view_quarantineditem",
    "ingest.view_machinesender",
    "ingest.add_machinesender",
    "ingest.change_machinesender",
    "ingest.delete_machinesender",
)
OWNER = (
    *LEAD,
    "ingest.view_emailsyncstate",
    "ingest.view_livechatsyncstate",
    "ingest.view_reconciliation",
    "auth.view_user",
    "auth.add_user",
    "auth.change_user",
    "auth.view_group",
)
ENGINEER = (
    *OWNER,
    "ingest.change_quarantineditem",
    "ingest.change_reconciliation",
    "django_q.view_schedule",
    "django_q.view_success",
    "django_q.view_failure",
    "django_q.view_ormq",
)
ROLES = {"viewer": VIEWER, "agent": AGENT, "lead": LEAD, "owner": OWNER, "engineer": ENGINEER}
"""What each role may do. Whoever may change when jobs run, and run any code by that, is a superuser."""


def set_up_roles(apps: Any, using: str = "default") -> None:
    """Make the five groups and give them what they may do; what an installation gave them besides stays.

    Safe to run twice. On an empty database the permissions are made first: Django makes them after all migrations only.
    What there is no table for yet is given by the migration that calls this after that table's.
    """
    group_model, permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for label in ("auth", "django_q", "interactions", "ingest"):
        config = apps.get_app_config(label)
        config.models_module = getattr(config, "models_module", None) or True
        create_permissions(config, verbosity=0, using=using, apps=apps)
    known = {
        f"{one.content_type.app_label}.{one.codename}": one.pk
        for one in permission.objects.using(using).select_related("content_type")
    }
    for name, allowed in ROLES.items():
        group, _ = group_model.objects.using(using).get_or_create(name=name)
        group.permissions.add(*(known[one] for one in allowed if one in known))
