"""The seeded categories."""

import re
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from interactions.models import Category
from interactions.vocabulary import Priority
from tests.interactions.categorize.test_rules import TREE

SEED: Any = import_module("interactions.migrations.0003_seed_categories")
ROWS: tuple[dict[str, Any], ...] = SEED.CATEGORIES
PLACEHOLDERS = {
    "agent_name",
    "customer_location",
    "customer_name",
    "delivery_time",
    "dispatch_time",
    "offers_link",
    "order_number",
    "password_link",
    "product_link",
    "product_name",
    "returns_link",
    "shipping_link",
    "tracking_link",
}


def test_the_rows_are_the_schemas_categories_and_subcategories() -> None:
    tree: dict[str, set[str]] = {row["name"]: set() for row in ROWS if row["parent_category"] is None}
    for row in ROWS:
        if row["parent_category"]:
            tree[row["parent_category"]].add(row["name"])
    assert tree == TREE
    assert len({row["name"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_every_row_is_complete(row: dict[str, Any]) -> None:
    assert all(row[name] for name in ("label", "description", "auto_response"))
    assert row["priority_default"] in list(Priority)
    assert set(re.findall(r"\{(\w*)\}", row["auto_response"])) <= PLACEHOLDERS
    assert row["auto_response"].startswith("Hi {customer_name},\n\n")
    assert row["auto_response"].endswith("\n\nWarm regards,\n{agent_name}")


@pytest.mark.django_db
def test_a_migrated_database_holds_the_rows() -> None:
    assert set(Category.objects.values_list("name", flat=True)) == {row["name"] for row in ROWS}
    assert Category.objects.get(name="where_is_order").label == "Where is my order"
    assert Category.objects.get(name="where_is_order").created_at is not None


@pytest.mark.django_db
def test_seeding_again_overwrites_nothing_and_adds_what_is_missing() -> None:
    Category.objects.filter(name="stock").update(auto_response="Ours")
    Category.objects.filter(name="refund").delete()
    SEED.seed(apps, None)
    assert Category.objects.get(name="stock").auto_response == "Ours"
    assert Category.objects.filter(name="refund").exists()
    assert Category.objects.count() == len(ROWS)


@pytest.mark.django_db
def test_taking_the_seed_back_leaves_what_staff_added() -> None:
    Category.objects.create(name="gift_wrapping", parent_category="order_change")
    SEED.unseed(apps, None)
    assert list(Category.objects.values_list("name", flat=True)) == ["gift_wrapping"]
