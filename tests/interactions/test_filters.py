"""The search: which interactions it means, and that every place searched has an index."""

import re

import pytest
from django.db import connection

from interactions.filters import search
from interactions.models import Interaction, OrderReference
from tests.interactions.admin.build import interaction

pytestmark = pytest.mark.django_db


def found(text: str) -> set[str | None]:
    return set(search(Interaction.objects.all(), text).values_list("external_id", flat=True))


@pytest.fixture
def _three(db: None) -> None:
    mia = interaction(external_id="mia", customer_name="Mia Nguyen", customer_email="mia@example.com", subject="Late")
    interaction(external_id="bob", customer_name="Bob", customer_email="bob@example.net", subject="100% cocoa_powder")
    interaction(external_id="none", customer_name=None, customer_email=None, subject=None)
    OrderReference.objects.create(interaction=mia, order_number="H241606215199")


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("nguyen", {"mia"}),
        ("EXAMPLE.COM", {"mia"}),
        ("late", {"mia"}),
        ("H241606215199", {"mia"}),
        ("#215199", {"mia"}),
        ("mia late 2416", {"mia"}),
        ("mia cocoa", set()),
        ("bob", {"bob"}),
        ("100%", {"bob"}),
        ("cocoa_", {"bob"}),
        ("cocoaX", set()),
        ("none", {"none"}),
        ("", {"mia", "bob", "none"}),
        ("#", set()),
        ("'; DROP TABLE x; --", set()),
        ("mi\0a", {"mia"}),
    ],
)
def test_a_search_finds_by_customer_subject_order_and_id(text: str, ids: set[str]) -> None:
    assert found(text) == ids


def test_every_place_that_is_searched_has_an_index() -> None:
    with connection.cursor() as cursor:
        # A table of a few rows is read without its trigram index unless everything else is ruled out.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
        cursor.execute("SET LOCAL enable_indexonlyscan = off")
        plan = search(Interaction.objects.all(), "nguyen").explain()
    assert set(re.findall(r"\w+_trgm|\w+_external_id_key", plan)) == {
        "interactions_email_trgm",
        "interactions_name_trgm",
        "interactions_subject_trgm",
        "order_references_number_trgm",
        "customer_interactions_external_id_key",
    }
