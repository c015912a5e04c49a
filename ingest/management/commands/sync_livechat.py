"""manage.py sync_livechat."""

from typing import Any

from ingest.management.sync_command import SyncCommand
from ingest.source import Source
from ingest.sources import livechat_source
from interactions.vocabulary import Source as SourceName


class Command(SyncCommand):
    """Pull LiveChat's threads."""

    help = "Pull LiveChat's chats into the database. Without an option: what is new, and what a full sync still lacks."
    source_name = SourceName.LIVECHAT
    items = "threads"

    def source(self, **_options: Any) -> Source:
        """Return LiveChat as the settings name it."""
        return livechat_source()
