"""Say on every page of the admin that this is the demo, where it is."""

from django.core.cache import cache
from django.http import HttpRequest

from ingest.sync import holds_sample_year

KEY = "boo_site.demo.banner"
KEPT_SECONDS = 60


def environment(request: HttpRequest) -> list[str] | None:
    """Return the label for Unfold's ENVIRONMENT and its colour; None on a database of real conversations.

    The database is asked once a minute and process.
    """
    is_demo = cache.get_or_set(KEY, holds_sample_year, KEPT_SECONDS)
    return ["Demo: every conversation here is invented", "warning"] if is_demo else None
