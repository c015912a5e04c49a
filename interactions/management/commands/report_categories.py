"""manage.py report_categories."""

from typing import Any, TextIO, cast
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import CommandParser
from django.utils import timezone
from rich.console import Console

from interactions.analytics import last_days
from interactions.category_report import report
from interactions.management.plain import PlainCommand, positive_whole_number
from interactions.management.report_text import CategoryReport


class Command(PlainCommand):
    """Report how well categories are told, as staff see it. Reads only."""

    help = "Report accuracy, coverage, precision and confusions of the categories, and what has none."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the period."""
        super().add_arguments(parser)
        parser.add_argument("--days", type=positive_whole_number, default=90, help="days to look at (default 90)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Report."""
        period = last_days(options["days"], now=timezone.now(), zone=ZoneInfo(settings.TIME_ZONE))
        shown = report(period)
        if options["json"]:
            self.print_json(shown)
        else:
            Console(file=cast(TextIO, self.stdout._out)).print(CategoryReport(shown))
