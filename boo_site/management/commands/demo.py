"""manage.py demo."""

import socket
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from boo_site.demo.fill import (
    DemoRefused,
    anchor,
    categorize,
    check_demo_database,
    demo_login,
    empty_demo,
    sync_chats,
    sync_mails,
)
from ingest.source import Batch
from ingest.store import Counts
from ingest.sync import Report, SyncRefused
from interactions.management.plain import PlainCommand
from interactions.recategorize import Tally
from interactions.search.documents import count_due, refresh_search

FIRST_PORT = 8000
PORTS = 20


class Command(PlainCommand):
    """Make everything ready on an empty machine, fill in a year of sample conversations, and serve the admin."""

    help = "Try it all with a year of invented conversations: no credentials, nothing to install, nothing real."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add what to leave out."""
        super().add_arguments(parser)
        parser.add_argument("--no-serve", action="store_true", help="end after the analysis instead of serving")
        parser.add_argument("--reset", action="store_true", help="empty the demo's database, and end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill, show, serve. Running it again adds nothing."""
        try:
            check_demo_database()
            if options["reset"]:
                empty_demo()
                self.stdout.write("The demo's database is empty again.")
                return
            shown = self.fill(as_json=options["json"])
        except (DemoRefused, SyncRefused) as problem:
            self.fail(str(problem), as_json=options["json"])
            return
        name, password = demo_login(settings.BOO_STATE_DIR)
        if options["json"]:
            self.print_json(shown | {"login": name})
        else:
            call_command("analyze_interactions", days=30, stdout=self.stdout)
            self.stdout.write(f"\nLog in as {name} with the password {password}\n")
        if not options["no_serve"]:
            self.serve()

    def fill(self, *, as_json: bool) -> dict[str, Any]:
        """Sync the sample conversations and categorise them, with a bar for each step."""
        call_command("migrate", verbosity=0, interactive=False)
        until = anchor()
        with Steps(shown=not as_json) as steps:
            chats = sync_chats(until, steps.syncing("Chats"))
            mails = sync_mails(until, settings.BOO_STATE_DIR, steps.syncing("Mails"))
            tally = categorize(steps.judging("Categories", total=chats.counts.created + mails.counts.created))
            refresh_search(on_progress=steps.indexing("Search", total=count_due()))
        if not as_json:
            self.stdout.write(f"{in_words(chats, mails)} {tally.judged:,} conversations categorised.")
        return {"anchor": until.isoformat(), "chats": chats.as_json(), "mails": mails.as_json()}

    def serve(self) -> None:
        """Serve the admin on loopback until Ctrl-C."""
        port = free_port()
        self.stdout.write(f"Open http://127.0.0.1:{port}/admin/ (Ctrl-C ends it)")
        self.stdout.flush()
        call_command("runserver", f"127.0.0.1:{port}", use_reloader=False, skip_checks=True, stdout=self.stderr)


class Steps:
    """The demo's steps on standard error: live bars on a terminal, a line each elsewhere."""

    def __init__(self, *, shown: bool) -> None:
        columns = (TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        console = Console(file=sys.stderr)
        self.bars = Progress(*columns, console=console, disable=not (shown and console.is_terminal))

    def __enter__(self) -> "Steps":
        self.bars.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.bars.stop()

    def syncing(self, title: str) -> Callable[[Batch, Counts], None]:
        """Return what a sync calls after each batch."""
        task = self._step(title, None)
        return lambda batch, counts: self.bars.update(task, completed=counts.fetched, total=batch.total)

    def judging(self, title: str, *, total: int) -> Callable[[Tally], None]:
        """Return what the categorising calls after each batch."""
        task = self._step(title, total)
        return lambda tally: self.bars.update(task, completed=tally.judged)

    def indexing(self, title: str, *, total: int) -> Callable[[int], None]:
        """Return what the search's refresh calls after each batch."""
        task = self._step(title, total)
        return lambda done: self.bars.update(task, completed=done)

    def _step(self, title: str, total: int | None) -> TaskID:
        return self.bars.add_task(title, total=total)


def in_words(chats: Report, mails: Report) -> str:
    """Say what was added."""
    added = f"{chats.counts.created:,} chats and {mails.counts.created:,} mails added"
    known = chats.counts.unchanged + mails.counts.unchanged
    return f"{added}, {known:,} were here already;" if known else f"{added};"


def free_port() -> int:
    """Return the first port from 8000 that nothing listens on."""
    for port in range(FIRST_PORT, FIRST_PORT + PORTS):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise OSError(f"All ports from {FIRST_PORT} to {FIRST_PORT + PORTS - 1} are taken. End one of their servers.")
