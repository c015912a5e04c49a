"""manage.py analyze_interactions."""

from pathlib import Path
from typing import Any, TextIO, cast
from zoneinfo import ZoneInfo

from django.core.management.base import CommandParser
from django.utils import timezone
from rich.console import Console

from interactions.analytics import last_days, report
from interactions.exports import rows, save_csv, shop
from interactions.management.analysis_text import Analysis
from interactions.management.plain import PlainCommand, positive_whole_number


class Command(PlainCommand):
    """Report what customers ask, how fast they are answered, and what could be automated. Writes nothing but a CSV."""

    help = "Report what customers ask for, how fast they are answered, and what could be automated."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the period and the export."""
        super().add_arguments(parser)
        parser.add_argument(
            "--days", type=positive_whole_number, default=30, metavar="N", help="days to look back (30)"
        )
        parser.add_argument("--export", nargs="?", const="", metavar="FILE", help="also write the period as CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the report; write the CSV."""
        zone = timezone.get_default_timezone()
        assert isinstance(zone, ZoneInfo)  # noqa: S101 -- Django makes it from the zone's name
        period = last_days(options["days"], now=timezone.now(), zone=zone)
        shown = report(period)
        if options["export"] is not None:
            path = Path(options["export"] or f"customer-interactions-{period.end.astimezone(zone):%Y-%m-%d}.csv")
            shown["export"] = {"file": str(path), "rows": save_csv(rows(period.interactions, shop()), path)}
        if options["json"]:
            self.print_json(shown)
            return
        Console(file=cast(TextIO, self.stdout._out)).print(Analysis(shown))
        if "export" in shown:
            self.stdout.write(f"\nWrote {shown['export']['rows']:,} rows to {shown['export']['file']}")
