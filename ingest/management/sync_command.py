"""What the sync commands have in common: their options, progress for people, and the report."""

import sys
from abc import ABC, abstractmethod
from contextlib import closing
from types import TracebackType
from typing import Any, Self

from django.core.management.base import CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from ingest.source import Batch, Source, SourceError
from ingest.store import Counts
from ingest.sync import Report, SyncRefused, pull_request, run_sync
from interactions.management.plain import PlainCommand, positive_whole_number
from interactions.vocabulary import Source as SourceName


class SyncCommand(PlainCommand, ABC):
    """Pull one source's conversations into the database. Reads only at the source; safe to run again at any time."""

    source_name: SourceName
    items: str

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the range: all twelve months, the last days, or what is new."""
        super().add_arguments(parser)
        chosen = parser.add_mutually_exclusive_group()
        chosen.add_argument("--full", action="store_true", help="list all of the last twelve months")
        chosen.add_argument("--days", type=positive_whole_number, metavar="N", help="list the last N x 24 hours")

    @abstractmethod
    def source(self, **options: Any) -> Source:
        """Return the source to sync. Raises SourceError when it isn't configured."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the sync and report it."""
        as_json = options["json"]
        request = pull_request(now=timezone.now(), full=options["full"], days=options["days"])
        try:
            shown = self.shows_progress and not as_json
            with closing(self.source(**options)) as source, ProgressBar(self.items, shown=shown) as bar:
                report = run_sync(source, request, on_progress=bar.update)
        except (SourceError, SyncRefused) as problem:
            report = Report(self.source_name, error=str(problem))
        self.report(report, as_json=as_json)

    def report(self, report: Report, *, as_json: bool) -> None:
        """Print what the run did; exit 1 where it could not finish."""
        shown = report.as_json()
        if report.error:
            fetched = report.counts.fetched
            kept = f" The {fetched:,} {self.items} fetched before that are kept." if fetched and not as_json else ""
            self.fail(report.error + kept, as_json=as_json, shown=shown)
        elif as_json:
            self.print_json(shown)
        else:
            self.stdout.write(in_words(report))


class ProgressBar:
    """Counts, rate and time left on a terminal's standard error; nothing elsewhere."""

    def __init__(self, items: str, *, shown: bool) -> None:
        self.progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=Console(file=sys.stderr),
            disable=not shown,
        )
        self.task = self.progress.add_task(items, total=None, rate="")

    def __enter__(self) -> Self:
        self.progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.progress.stop()

    def update(self, batch: Batch, counts: Counts) -> None:
        """Show a saved batch."""
        speed = self.progress.tasks[self.task].speed
        rate = f"{speed:,.0f}/s" if speed else ""
        self.progress.update(self.task, completed=batch.done or counts.fetched, total=batch.total, rate=rate)


def in_words(report: Report) -> str:
    """Say in a line or two what a run did."""
    if report.skipped:
        return f"{report.source}: {report.skipped}. Nothing was done."
    c = report.counts
    line = (
        f"{report.source}: {c.fetched:,} fetched ({c.created:,} new, {c.updated:,} changed, {c.unchanged:,} unchanged, "
        f"{c.quarantined:,} quarantined) in {report.seconds:,.1f} s with {report.calls:,} calls."
    )
    notes = [f"{name.replace('_', ' ')}: {figure:,}" for name, figure in sorted(report.notes.items()) if figure]
    if report.paused:
        notes.append(report.paused)
    if c.quarantined:
        notes.append("see Quarantine in the admin for what could not be read")
    return "\n".join([line, *(f"  {note}" for note in notes)])
