"""What every page's test needs."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from boo_site.demo.banner import KEY


@pytest.fixture(autouse=True)
def _the_demo_was_asked_for() -> Iterator[None]:
    """Let no page be the one that asks whether this is the demo: that is kept for a minute, and its query with it."""
    cache.set(KEY, False)
    yield
    cache.delete(KEY)
