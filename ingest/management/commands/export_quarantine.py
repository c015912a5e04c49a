"""manage.py export_quarantine."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from ingest.replay import export_quarantine
from interactions.management.plain import PlainCommand


class Command(PlainCommand):
    """Write quarantined items as files, to look at."""

    help = "Write what could not be read into a folder, as it came: mails as .eml, LiveChat's threads as .json."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the folder and the items to choose."""
        super().add_arguments(parser)
        parser.add_argument("folder", type=Path, help="where to write; it is created")
        parser.add_argument("--id", type=int, action="append", metavar="N", help="only this item; may be repeated")

    def handle(self, *args: Any, **options: Any) -> None:
        """Export and list the files."""
        written = export_quarantine(options["folder"], options["id"])
        if options["json"]:
            self.print_json({"files": [str(path) for path in written]})
        else:
            self.stdout.write("\n".join([f"{len(written):,} written.", *map(str, written)]))
