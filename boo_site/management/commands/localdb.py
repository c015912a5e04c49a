"""Start, stop and find the embedded PostgreSQL of a development machine."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from boo_site.localdb import LocalDatabaseError, Server, start, status, stop

NOT_IN_USE = "DATABASE_URL is set: the embedded database is not in use."


class Command(BaseCommand):
    """`manage.py localdb start | stop | status | url`."""

    help = "Start, stop, show or address the embedded PostgreSQL; `status` exits with 1 when it does not run."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the one word that says what to do."""
        parser.add_argument("action", choices=["start", "stop", "status", "url"])

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        """Do it; every failure is one line on standard error and exit 1."""
        if not settings.USES_EMBEDDED_DATABASE:
            if action in ("start", "url"):
                raise CommandError(f"{NOT_IN_USE} Unset DATABASE_URL to use it.")
            self.stderr.write(NOT_IN_USE)
        try:
            self._do(action, Path(settings.BOO_STATE_DIR))
        except LocalDatabaseError as error:
            raise CommandError(str(error)) from error

    def _do(self, action: str, state_dir: Path) -> None:
        """Run one action and say what came of it."""
        if action == "stop":
            self.stdout.write("Stopped." if stop(state_dir) else "It was not running.")
        elif action == "url":
            self.stdout.write(start(state_dir, settings.BOO_PG_BIN).url)
        elif server := (start(state_dir, settings.BOO_PG_BIN) if action == "start" else status(state_dir)):
            self.stdout.write(_described(server))
        else:
            raise CommandError("The embedded database is not running: `manage.py localdb start` starts it.")


def _described(server: Server) -> str:
    """Return one sentence about a running server."""
    return f"PostgreSQL {server.version} is running (process {server.pid}), data in {server.data}."
