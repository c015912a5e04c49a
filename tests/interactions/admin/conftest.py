"""What every page's test needs."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from boo_site.demo.banner import KEY
from tests.interactions.admin.build import staff, without_static_files


@pytest.fixture(autouse=True)
def _no_static_files(settings: Settings) -> None:
    without_static_files(settings)


@pytest.fixture(autouse=True)
def _the_demo_was_asked_for() -> Iterator[None]:
    """Let no page be the one that asks whether this is the demo: that is kept for a minute, and its query with it."""
    cache.set(KEY, False)
    yield
    cache.delete(KEY)


@pytest.fixture
def kim(client: Client) -> User:
    """Somebody who triages, merges and splits, and is logged in."""
    may = ("view_interaction", "change_interaction", "regroup_interaction")
    user = staff(*(f"interactions.{right}" for right in may))
    client.force_login(user)
    return user
