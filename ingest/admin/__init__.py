"""The admin's pages about the syncs."""

from ingest.admin import quarantine, reconciliations, runs, senders, standing

__all__ = ["quarantine", "reconciliations", "runs", "senders", "standing"]
