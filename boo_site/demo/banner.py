"""Say on every page of the admin that this is the demo, where it is."""

from django.core.cache import cache
from django.http import HttpRequest

from ingest.models import Checkpoint
from ingest.sync import DEMO

KEY = "boo_site.demo.banner"
KEPT_SECONDS = 60


def environment(request: HttpRequest) -> list[str] | None:
    """Return the label for Unfold's ENVIRONMENT and its colour; None on a database of real conversations."""
    return ["Demo: every conversation here is invented", "warning"] if holds_sample_year() else None


def holds_sample_year() -> bool:
    """Say whether the database holds the demo's sample year; asked once a minute and process."""
    return bool(cache.get_or_set(KEY, Checkpoint.objects.filter(source=DEMO).exists, KEPT_SECONDS))
