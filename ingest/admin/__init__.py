"""The admin's pages about the syncs."""

from ingest.admin import quarantine, runs, senders, standing

__all__ = ["quarantine", "runs", "senders", "standing"]
