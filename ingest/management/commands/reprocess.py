"""manage.py reprocess."""

from datetime import date, timedelta
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from ingest.management.source_choice import add_source_choice, chosen_sources, start_of
from ingest.management.sync_command import ProgressBar, in_words
from ingest.reprocess import reprocess
from ingest.source import SourceError
from ingest.sources import email_again, livechat_source
from ingest.sync import FULL_RANGE, Report, SyncRefused
from interactions.management.plain import PlainCommand, positive_whole_number

MAKERS = {"livechat": livechat_source, "email": email_again}


class Command(PlainCommand):
    """Read what is stored from its source again, after a change in how it is read."""

    help = "Read what is stored from its source again and rewrite what reads differently now. Staff's values stay."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the range and the source."""
        super().add_arguments(parser)
        add_source_choice(parser)
        chosen = parser.add_mutually_exclusive_group()
        chosen.add_argument("--since", type=date.fromisoformat, metavar="DATE", help="from this day on (YYYY-MM-DD)")
        chosen.add_argument("--days", type=positive_whole_number, metavar="N", help="the last N x 24 hours")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reprocess one source after the other; exit 1 where one could not finish."""
        as_json, now = options["json"], timezone.now()
        since = now - (timedelta(days=options["days"]) if options["days"] else FULL_RANGE)
        if options["since"]:
            since = start_of(options["since"])
        reports: list[Report] = []
        try:
            for source in chosen_sources(MAKERS, options["source"]):
                with ProgressBar(source.name, shown=self.shows_progress and not as_json) as bar:
                    reports.append(reprocess(source, since=since, now=now, on_progress=bar.update))
        except (SourceError, SyncRefused) as problem:
            self.fail(str(problem), as_json=as_json, shown=_shown(reports))
        if not as_json:
            self.stdout.write("\n".join(map(in_words, reports)))
        if error := next((report.error for report in reports if report.error), None):
            self.fail(error, as_json=as_json, shown=_shown(reports))
        elif as_json:
            self.print_json(_shown(reports))


def _shown(reports: list[Report]) -> dict[str, Any]:
    return {"sources": [report.as_json() for report in reports]}
