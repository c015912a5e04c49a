"""manage.py reconcile."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from ingest.management.source_choice import add_source_choice, chosen_sources
from ingest.reconcile import Day, Reconciled, reconcile
from ingest.source import SourceError
from ingest.sources import email_source, livechat_source
from ingest.sync import SyncRefused
from interactions.management.plain import PlainCommand, positive_whole_number

MAKERS = {"livechat": livechat_source, "email": email_source}
DAYS = 14


class Command(PlainCommand):
    """Compare each source with what is stored here, day by day."""

    help = "Say for each day what the source has and what of it is here, and name what differs. Deletes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the range, the source, and whether to mend."""
        super().add_arguments(parser)
        add_source_choice(parser)
        parser.add_argument(
            "--days", type=positive_whole_number, default=DAYS, metavar="N", help=f"the last N days (default: {DAYS})"
        )
        parser.add_argument(
            "--fix", action="store_true", help="pull what is missing, and mark what the source no longer has"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Reconcile one source after the other; exit 1 where one could not be read or mended."""
        as_json, now = options["json"], timezone.now()
        found: list[Reconciled] = []
        try:
            for source in chosen_sources(MAKERS, options["source"]):
                found.append(reconcile(source, days=options["days"], now=now, fix=options["fix"]))
        except (SourceError, SyncRefused) as problem:
            self.fail(str(problem), as_json=as_json, shown=_shown(found))
        if not as_json:
            self.stdout.write("\n".join(map(in_words, found)))
        unmended = [reason for one in found if one.fix and (reason := one.fix.error or one.fix.skipped)]
        if unmended:
            self.fail(f"Not everything was mended: {unmended[0]}", as_json=as_json, shown=_shown(found))
        elif as_json:
            self.print_json(_shown(found))


def in_words(found: Reconciled) -> str:
    """Say a line for each day that had anything, and name what differs."""
    lines = [line for day in found.days if day.seen or day.gone for line in _day_in_words(day)]
    verdict = f"{len(found.missing):,} missing" if found.missing else "nothing is missing"
    return "\n".join([f"{found.source}: {verdict}.", *lines])


def _day_in_words(day: Day) -> list[str]:
    skipped = f", {day.skipped.total():,} skipped ({_reasons(day)})" if day.skipped else ""
    counts = f"{day.seen:,} at the source, {day.stored:,} here{skipped}, {day.quarantined:,} quarantined"
    missing = [f"    missing: {name}" for name in day.missing]
    return [f"  {day.day} {counts}", *missing, *(f"    no longer at the source: {name}" for name in day.gone)]


def _reasons(day: Day) -> str:
    return ", ".join(f"{count:,} {reason}" for reason, count in sorted(day.skipped.items()))


def _shown(found: list[Reconciled]) -> dict[str, Any]:
    return {"sources": [one.as_json() for one in found]}
