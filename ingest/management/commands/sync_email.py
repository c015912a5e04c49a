"""manage.py sync_email."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from ingest.management.sync_command import SyncCommand
from ingest.source import Source
from ingest.sources import email_source, mbox_source
from interactions.vocabulary import Source as SourceName


class Command(SyncCommand):
    """Pull the sales mailbox's mails."""

    help = "Pull the sales mailbox into the database. Without an option: what is new, and what a full sync still lacks."
    source_name = SourceName.EMAIL
    items = "mails"

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file to read instead of the mailbox."""
        super().add_arguments(parser)
        parser.add_argument("--from-mbox", type=Path, metavar="FILE", help="read a mailbox file (Google Takeout)")

    def source(self, **options: Any) -> Source:
        """Return the mailbox as the settings name it, or the file."""
        return mbox_source(options["from_mbox"]) if options["from_mbox"] else email_source()
