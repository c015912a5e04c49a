"""Where the syncs stand."""

from django.contrib import admin
from django.utils.safestring import SafeString

from ingest.models import EmailSyncState, LivechatSyncState
from interactions.admin.base import ReadOnlyAdmin
from interactions.admin.display import NOTHING, badge, foreign, short_time, shortened


class StandingAdmin(ReadOnlyAdmin):
    """Where a source's sync stands, as the shop's other tools read it."""

    ordering = ("id",)

    @admin.display(description="Status")
    def standing(self, row: EmailSyncState | LivechatSyncState) -> SafeString:
        """Show the status."""
        return badge(row.sync_status)

    @admin.display(description="Last sync")
    def synced(self, row: EmailSyncState | LivechatSyncState) -> SafeString:
        """Show when it last ran."""
        return short_time(row.last_sync_at)

    @admin.display(description="Error")
    def problem(self, row: EmailSyncState | LivechatSyncState) -> SafeString:
        """Show what went wrong."""
        return foreign(shortened(row.error_message, 200)) if row.error_message else NOTHING


@admin.register(EmailSyncState)
class EmailSyncStateAdmin(StandingAdmin):
    """The mailbox."""

    list_display = ("email_address", "standing", "synced", "last_message_uid", "problem")
    fields = list_display
    readonly_fields = list_display


@admin.register(LivechatSyncState)
class LivechatSyncStateAdmin(StandingAdmin):
    """LiveChat."""

    list_display = ("account_id", "standing", "synced", "last_thread_id", "total_threads_synced", "problem")
    fields = list_display
    readonly_fields = list_display
