"""manage.py index_search."""

import sys
import time
from typing import Any

from django.core.management.base import CommandParser
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from interactions.management.plain import PlainCommand
from interactions.search.documents import count_due, mark_all_due, refresh_search


class Command(PlainCommand):
    """Read conversations whose words changed into the search's index. Safe to run twice, and beside the job."""

    help = "Bring the search's index up to date; a job does so every minute."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add how much to read."""
        super().add_arguments(parser)
        parser.add_argument(
            "--rebuild", action="store_true", help="read all conversations again, not just changed ones"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Index; report."""
        as_json = options["json"]
        started = time.monotonic()
        if options["rebuild"]:
            mark_all_due()
        indexed = self.index(shown=self.shows_progress and not as_json)
        shown = {"indexed": indexed, "waiting": count_due(), "seconds": round(time.monotonic() - started, 3)}
        if as_json:
            self.print_json(shown)
            return
        self.stdout.write(f"{indexed:,} conversations indexed in {shown['seconds']:,.1f} s.")
        if shown["waiting"]:
            self.stdout.write(f"{shown['waiting']:,} changed meanwhile, or are being written: run it again.")

    def index(self, *, shown: bool) -> int:
        """Read what is due, with a progress bar for a person who watches."""
        columns = (TextColumn("conversations"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=Console(file=sys.stderr), disable=not shown) as bar:
            task = bar.add_task("", total=count_due(most=None) if shown else None)
            return refresh_search(on_progress=lambda done: bar.update(task, completed=done))
