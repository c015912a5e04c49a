"""The app that pulls conversations in."""

from django.apps import AppConfig


class IngestConfig(AppConfig):
    """Sources, the store and the sync."""

    name = "ingest"
    verbose_name = "Syncs"
    default_auto_field = "django.db.models.BigAutoField"
