"""The admin's pages about the syncs."""

from ingest.admin import quarantine, reconciliations, run_conversations, runs, senders, standing

__all__ = ["quarantine", "reconciliations", "run_conversations", "runs", "senders", "standing"]
