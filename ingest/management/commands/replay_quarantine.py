"""manage.py replay_quarantine."""

from typing import Any

from django.core.management.base import CommandParser

from ingest.replay import Replayed, replay
from interactions.management.plain import PlainCommand


class Command(PlainCommand):
    """Read quarantined items again, after a fix."""

    help = "Read what could not be read before again, and store what can be read now. Safe to run at any time."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the items to choose."""
        super().add_arguments(parser)
        parser.add_argument("--id", type=int, action="append", metavar="N", help="only this item; may be repeated")

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay and say what became of each item."""
        done = replay(options["id"])
        if options["json"] and not done.error:
            self.print_json(done.as_json())
        elif not options["json"]:
            self.stdout.write(in_words(done))
        if done.error:
            self.fail(done.error, as_json=options["json"], shown=done.as_json())


def in_words(done: Replayed) -> str:
    """Say what a replay did: the counts, then a line for each item that is still open."""
    counts = ", ".join(f"{done.count(name):,} {name}" for name in ("stored", "failed", "left"))
    still_open = [f"  {one.id} ({one.source}): {one.reason}" for one in done.outcomes if one.outcome != "stored"]
    return "\n".join([f"{len(done.outcomes):,} replayed: {counts}.", *still_open])
