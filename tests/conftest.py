"""What every test may use."""

import os
import sys
from collections.abc import Generator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connections
from django.db.models.signals import post_migrate
from hypothesis import HealthCheck, settings
from pytest_django import DjangoDbBlocker

# Here, since a run on several processes loads no other conftest where the summary is printed.
from tests.reliability.figures import pytest_terminal_summary

__all__ = ["pytest_terminal_summary"]

# Where bytecode is forbidden, each worker, and each command run as a process, would compile all of Django once more.
sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

SEED = "interactions.migrations.0003_seed_categories"

# With BOO_FORBID_SKIPS=1 nothing may be skipped for want of a server, a browser or data; these two kinds stay.
SKIPS_ALLOWED = ("BOO_NIGHTLY", "closed to ordinary accounts")

# Faults by the hundred, a whole year, a real browser: CI runs them; so does BOO_LONG=1, and BOO_BROWSER=1 the browser.
RELIABILITY = Path(__file__).parent / "reliability"


def runs(*switches: str) -> bool:
    """Say whether one of the environment's switches is on; CI, which forbids skips, runs everything."""
    return any(os.environ.get(switch) == "1" for switch in ("BOO_FORBID_SKIPS", *switches))


# Generated examples: a few every day, Hypothesis' own hundred in CI. Its time limits would judge the machine.
settings.register_profile("everything", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("everyday", settings.get_profile("everything"), max_examples=30)
settings.load_profile("everything" if runs("BOO_LONG", "BOO_NIGHTLY") else "everyday")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that both workers share the short rest; or leave it out, unless asked for."""
    items.sort(key=lambda item: RELIABILITY not in item.path.parents)
    for item in items:
        if not runs("BOO_BROWSER") and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason="takes minutes: runs in CI, and with BOO_BROWSER=1"))
        is_long = item.get_closest_marker("long") or RELIABILITY in item.path.parents
        if is_long and not runs("BOO_LONG", "BOO_NIGHTLY"):
            item.add_marker(pytest.mark.skip(reason="takes minutes: runs in CI, and with BOO_LONG=1"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
    """Turn a skip into a failure where skips are forbidden."""
    report = yield
    if report.skipped and os.environ.get("BOO_FORBID_SKIPS") == "1" and isinstance(report.longrepr, tuple):
        reason = str(report.longrepr[2])
        if not any(allowed in reason for allowed in SKIPS_ALLOWED):
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid}: {reason} (BOO_FORBID_SKIPS=1)"
    return report


def reseed_categories(using: str, **_signal: Any) -> None:
    """Put the seeded categories back after a transactional test has emptied every table."""
    category = apps.get_model("interactions", "Category")
    # Migrating back to nothing ends in this signal too, with the table gone.
    if category._meta.db_table not in connections[using].introspection.table_names():
        return
    if not category.objects.using(using).exists():
        import_module(SEED).seed(apps, None)


@pytest.fixture(autouse=True, scope="session")
def _categories_survive_flushes(django_db_setup: None) -> None:
    post_migrate.connect(reseed_categories, sender=apps.get_app_config("interactions"))


@pytest.fixture(autouse=True, scope="session")
def _nothing_waits_for_the_disk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let no commit wait for the disk, on any connection made from here on: the database is thrown away."""
    database = connections["default"]
    with django_db_blocker.unblock(), database.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {database.settings_dict['NAME']} SET synchronous_commit TO off")
        cursor.execute("SET synchronous_commit TO off")


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Give each test process a database of its own, so that two runs at once don't disturb each other."""
    connections["default"].settings_dict["TEST"]["NAME"] = f"test_boo_{os.getpid()}"
