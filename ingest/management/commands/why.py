"""manage.py why."""

from typing import Any

from django.core.management.base import CommandParser

from ingest.why import why
from interactions.management.plain import PlainCommand


class Command(PlainCommand):
    """Tell what became of one mail, thread or event."""

    help = "Tell what became of one item: stored where, skipped or quarantined why, merged into what, or never seen."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the id."""
        super().add_arguments(parser)
        parser.add_argument("id", help="a Message-ID, or the id of a LiveChat thread, event or conversation")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the story."""
        story = why(options["id"])
        if options["json"]:
            self.print_json(story.as_json())
        else:
            self.stdout.write("\n".join(story.sentences))
