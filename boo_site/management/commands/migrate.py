"""Django's migrate, which first makes sure that it meets its own tables or none."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate

from boo_site.hand_made import TABLE, holds_hand_made_tables


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
