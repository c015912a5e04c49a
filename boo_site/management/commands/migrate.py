"""Django's migrate, which first makes sure that it meets its own tables or none."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections

TABLE = "customer_interactions"


class Command(migrate.Command):
    """Refuse a database whose tables of our names were made by hand, before touching anything."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate. Raises CommandError where hand-made tables stand in the way."""
        if holds_hand_made_tables(options["database"]):
            raise CommandError(
                f"This database already has a table {TABLE} that these migrations did not make. Nothing was changed. "
                "Rename the old tables or move them to another schema (docs/operations.md), then run migrate again."
            )
        super().handle(*args, **options)


def holds_hand_made_tables(using: str) -> bool:
    """Say whether a table of ours exists that no migration of ours made."""
    connection = connections[using]
    tables = connection.introspection.table_names()
    if TABLE not in tables:
        return False
    if "django_migrations" not in tables:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM django_migrations WHERE app = 'interactions')")
        return not cursor.fetchone()[0]
