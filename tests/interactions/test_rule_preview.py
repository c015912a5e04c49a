"""A preview tells what a rule would do, against staff's own choices, and writes nothing."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from interactions import rule_preview
from interactions.categorize.row_rules import rule_of
from interactions.categorize.rules import Rule
from interactions.models import CategoryRule, Interaction
from interactions.rule_preview import SAMPLES, agrees, preview
from interactions.rule_proposal import proposed
from tests.interactions.stored import ASKS_FOR_ORDER, NOW, WANTS_RETURN, asked, run

pytestmark = pytest.mark.django_db

ESKY = "Hello, the esky was gone when I opened the door."
STAFF = {"category_by": "staff", "category_at": NOW}


def rule(**columns: Any) -> Rule:
    defaults = {"name": "Eskies", "phrases": "esky ~4 (missing|gone)", "category": "wholesale", "weight": 8.0}
    return rule_of(CategoryRule(**defaults | columns))


def test_it_counts_what_is_caught_what_changes_and_what_staff_say_of_it() -> None:
    asked(ESKY, subject="Changes")
    asked(ESKY, category="wholesale", **STAFF)
    asked(ESKY, category="returns", subject="Contradicts", **STAFF)
    asked(ASKS_FOR_ORDER)
    asked(ESKY, started_at=NOW - timedelta(days=91))
    shown = preview(rule(), now=NOW)
    assert (shown.total, shown.read, shown.caught, shown.changed) == (4, 4, 3, 1)
    assert (shown.confirmed, shown.contradicted, shown.precision) == (1, 1, 0.5)
    assert [one.subject for one in shown.samples][:2] == ["Contradicts", "Changes"]
    changes = shown.samples[1]
    assert (changes.before[0], changes.after[0], changes.phrase) == ("order_issue", "wholesale", "esky was gone")
    assert shown.is_whole


def test_nothing_is_written() -> None:
    asked(ESKY)
    before = run("SELECT ctid::text, t::text FROM customer_interactions t")
    preview(rule(), now=NOW)
    assert run("SELECT ctid::text, t::text FROM customer_interactions t") == before
    assert run("SELECT count(*) FROM interaction_judgements") == [(0,)]


def test_a_rule_that_matches_everything_is_called_so() -> None:
    for text in (ESKY, ASKS_FOR_ORDER, WANTS_RETURN):
        asked(text)
    everything = preview(rule(phrases="(the|my|i|it)"), now=NOW)
    assert (everything.caught, everything.is_too_broad) == (3, True)
    assert not preview(rule(), now=NOW).is_too_broad


def test_a_rule_that_catches_nothing_says_nothing_of_its_precision() -> None:
    shown = preview(rule(phrases="unicorn"), now=NOW)
    assert (shown.read, shown.caught, shown.precision, shown.is_too_broad) == (0, 0, None, False)


def test_the_other_enabled_rules_count_and_the_rules_own_stored_row_does_not() -> None:
    asked(ESKY)
    columns = {"phrases": "esky", "category": "wholesale", "weight": 8, "is_enabled": True}
    own = CategoryRule.objects.create(name="Own", **columns)
    assert preview(rule(), now=NOW).changed == 0
    assert preview(rule(), now=NOW, row=own.pk).changed == 1


def test_it_stops_in_time_and_says_how_much_it_read(monkeypatch: pytest.MonkeyPatch) -> None:
    Interaction.objects.bulk_create(
        Interaction(source="livechat", started_at=NOW, content_hash="c", transcript=ESKY) for _ in range(620)
    )
    monkeypatch.setattr(rule_preview, "LONGEST_SECONDS", -1.0)
    shown = preview(rule(), now=NOW)
    assert (shown.read, shown.total, shown.caught, shown.is_whole) == (500, 620, 500, False)
    assert len(shown.samples) == SAMPLES


def test_any_number_of_conversations_takes_the_same_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(30):
        asked(ESKY)
    with django_assert_max_num_queries(7):
        preview(rule(), now=NOW)


def test_a_category_agrees_with_any_of_its_own_subcategories() -> None:
    assert agrees(("payment", None), ("payment", "refund"))
    assert agrees(("payment", "refund"), ("payment", "refund"))
    assert not agrees(("payment", "payment_failed"), ("payment", "refund"))
    assert not agrees(("payment", None), ("returns", None))
    assert not agrees(("payment", None), (None, None))


def test_a_rule_is_proposed_from_what_the_chosen_have_in_common() -> None:
    chosen = [
        asked("The esky was not collected, again", category="complaint", category_by="rule"),
        asked("Nobody collected the esky from my porch", category="returns", subcategory="exchange", **STAFF),
    ]
    for text in (ASKS_FOR_ORDER, WANTS_RETURN, "The oats were not nice"):
        asked(text)
    found = proposed([one.pk for one in chosen], now=NOW)
    assert {one.phrase for one in found.phrases} == {"esky", "collected"}
    assert (found.category, found.subcategory, found.chosen) == ("returns", "exchange", 2)
    assert proposed([], now=NOW).phrases == ()
