"""The queues and the search: which interactions they mean, and that every place searched has an index."""

import re
from datetime import timedelta

import pytest
from django.db import connection

from interactions.filters import in_queue, search
from interactions.models import Interaction, OrderReference
from tests.interactions.admin.build import NOW, interaction

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


def in_queues(name: str) -> set[str | None]:
    return set(Interaction.objects.filter(in_queue(name, now=NOW)).values_list("external_id", flat=True))


def test_urgent_is_by_priority_or_sentiment_until_it_is_resolved() -> None:
    interaction(external_id="priority", priority="urgent")
    interaction(external_id="sentiment", sentiment="urgent", status="escalated")
    interaction(external_id="resolved", priority="urgent", status="resolved")
    interaction(external_id="calm")
    assert in_queues("urgent") == {"priority", "sentiment"}


def test_waiting_counts_from_the_customers_last_word() -> None:
    long_ago, lately = NOW - timedelta(hours=25), NOW - timedelta(hours=23)
    interaction(external_id="waits", started_at=long_ago, last_customer_message_at=long_ago)
    interaction(external_id="wrote again", started_at=long_ago, last_customer_message_at=lately)
    interaction(external_id="plain SQL", started_at=long_ago, last_customer_message_at=None)
    interaction(external_id="answered", started_at=long_ago, last_customer_message_at=long_ago, status="pending")
    assert in_queues("waiting") == {"waits", "plain SQL"}
