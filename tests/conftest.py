"""What every test may use."""

import os
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connections
from django.db.models.signals import post_migrate

SEED = "interactions.migrations.0003_seed_categories"


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


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """Give each test process a database of its own, so that two runs at once don't disturb each other."""
    connections["default"].settings_dict["TEST"]["NAME"] = f"test_boo_{os.getpid()}"
