"""The base of our commands: plain errors instead of tracebacks, one JSON object with `--json`."""

import json
import sys
from argparse import ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseError
from django.db import OperationalError, ProgrammingError, connection

USAGE = 2
"""The exit code of a command that was called wrongly (argparse)."""


class PlainCommand(BaseCommand):
    """A command that ends with exit 0 when done, 1 when it could not finish, and 2 when it was called wrongly.

    On failure one line on standard error says what is wrong and what to do; with `--json` standard output holds exactly
    one object all the same, with the line under `error`. An embedded database that is still empty is migrated first.
    """

    # What is wrong with settings concerns one part each, and that part says so itself; `check` and `migrate` tell all.
    requires_system_checks = []
    needs_tables = True

    def add_arguments(self, parser: CommandParser) -> None:
        """Add `--json`; a subclass adds its own and calls this."""
        parser.add_argument("--json", action="store_true", help="print one JSON object on standard output")

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Run the command and turn what the environment can do wrong into one line."""
        try:
            if self.needs_tables and settings.USES_EMBEDDED_DATABASE:
                migrate_empty_database()
            return super().execute(*args, **options)
        except (DatabaseError, ImproperlyConfigured, OSError) as error:
            self.fail(plain_reason(error), as_json=bool(options.get("json")))
        return None

    def run_from_argv(self, argv: list[str]) -> None:
        """Run as the command line says. Wrong usage is explained on standard error and, as JSON, on standard output."""
        try:
            super().run_from_argv(argv)
        except SystemExit as end:
            if end.code == USAGE and "--json" in argv:
                self.print_json({"error": "The command was called wrongly: standard error says how to call it."})
            raise

    def fail(self, reason: str, *, as_json: bool, shown: dict[str, Any] | None = None) -> None:
        """End with exit 1 and one line; as JSON, `shown` goes along."""
        if as_json:
            self.print_json((shown or {}) | {"error": reason})
        raise CommandError(reason)

    def print_json(self, shown: dict[str, Any]) -> None:
        """Print the one object on standard output."""
        self.stdout.write(json.dumps(shown, default=str, ensure_ascii=False))

    @property
    def shows_progress(self) -> bool:
        """Say whether a person watches: standard error is a terminal."""
        return sys.stderr.isatty()


def plain_reason(error: Exception) -> str:
    """Return one line for a person: what is wrong and what to do."""
    line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if isinstance(error, ProgrammingError) and "does not exist" in line:
        return f"The database lacks a table or column: {line}. Run: manage.py migrate"
    if isinstance(error, OperationalError) and not settings.USES_EMBEDDED_DATABASE:
        return (
            f"The database can't be reached: {line}. Check DATABASE_URL and that the server is up, then run it again."
        )
    return line


def migrate_empty_database() -> None:
    """Create the tables of an embedded database that has none yet. Safe to run twice."""
    if "django_migrations" not in connection.introspection.table_names():
        call_command("migrate", verbosity=0, interactive=False)


def positive_whole_number(text: str) -> int:
    """Read a number of days, for argparse. Raises ArgumentTypeError, which ends the command with exit 2."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 36_500:
        raise ArgumentTypeError(f"{text!r} is not a number of days: give a whole number from 1")
    return int(text)
