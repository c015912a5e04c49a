"""Stored conversations are judged when due; what staff chose stays; nothing is written twice."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from interactions.models import CategoryRule, Change, Interaction, Judgement
from interactions.recategorize import count_due, distribution, recategorize
from tests.interactions.stored import ASKS_FOR_ORDER, NOW, WANTS_RETURN, asked, interaction, message, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_today")]

FIELDS = ("category", "subcategory", "sentiment", "priority")


@pytest.fixture
def _today() -> Iterator[None]:
    """Stand still, since priorities follow how long a customer has waited."""
    with time_machine.travel(NOW, tick=False):
        yield


def versions() -> list[tuple[Any, ...]]:
    tables = ("customer_interactions", "interaction_judgements")
    return [row for table in tables for row in run(f"SELECT ctid::text, t::text FROM {table} t ORDER BY ctid")]


def test_a_conversation_is_judged_and_the_judgement_kept_beside_it() -> None:
    one = asked()
    tally = recategorize()
    one.refresh_from_db()
    assert (tally.judged, tally.changed, tally.without_category) == (1, 1, 0)
    assert (one.category, one.subcategory) == ("order_tracking", "where_is_order")
    assert [getattr(one, f"{name}_by") for name in FIELDS] == ["rule"] * 4
    assert one.category_at is not None
    kept = Judgement.objects.get()
    assert (kept.category, kept.text_hash, kept.interaction_id) == ("order_tracking", "h1", one.pk)
    assert kept.confidence is not None
    assert kept.confidence > 0.5


def test_running_again_judges_and_writes_nothing() -> None:
    asked()
    recategorize()
    before = versions()
    assert (count_due(reprocess=False), recategorize().judged) == (0, 0)
    assert versions() == before


def test_reprocessing_judges_everything_and_changes_no_interaction_that_stays_the_same() -> None:
    asked()
    asked(WANTS_RETURN)
    recategorize()
    before = run("SELECT ctid::text, updated_at FROM customer_interactions ORDER BY ctid")
    assert count_due(reprocess=True) == 2
    tally = recategorize(reprocess=True)
    assert (tally.judged, tally.changed) == (2, 0)
    assert run("SELECT ctid::text, updated_at FROM customer_interactions ORDER BY ctid") == before


def test_only_conversations_whose_customer_wrote_since_are_due() -> None:
    unchanged, changed = asked(), asked()
    recategorize()
    Interaction.objects.filter(pk=unchanged.pk).update(rating=1, content_hash="c2")
    message(changed, WANTS_RETURN, sent_at=NOW + timedelta(hours=1))
    Interaction.objects.filter(pk=changed.pk).update(customer_text_hash="h2", content_hash="c2")
    assert count_due(reprocess=False) == recategorize().judged == 1
    assert Judgement.objects.get(interaction=changed).text_hash == "h2"
    assert recategorize().judged == 0


def test_one_that_cannot_be_judged_surely_has_no_category_but_is_settled() -> None:
    one = asked("ok")
    tally = recategorize()
    one.refresh_from_db()
    assert (one.category, tally.without_category) == (None, 1)
    assert (one.sentiment, one.priority) == ("neutral", "medium")
    assert recategorize().judged == 0


def test_agents_words_notes_and_deleted_messages_are_not_read() -> None:
    one = interaction()
    message(one, "ok")
    message(one, ASKS_FOR_ORDER, "agent")
    message(one, ASKS_FOR_ORDER, is_internal=True)
    message(one, ASKS_FOR_ORDER, is_deleted=True)
    recategorize()
    one.refresh_from_db()
    assert one.category is None


# Rows of plain SQL


def plain_row(**columns: Any) -> Interaction:
    return interaction(content_hash=None, customer_text_hash=None, **columns)


def test_a_row_of_plain_sql_is_judged_by_its_messages() -> None:
    one = plain_row()
    message(one, ASKS_FOR_ORDER, source=None)
    recategorize()
    one.refresh_from_db()
    assert one.category == "order_tracking"
    assert recategorize().judged == 0


def test_a_row_of_plain_sql_without_messages_is_judged_by_its_transcript() -> None:
    columns = "source, external_id, started_at, transcript"
    run(f"INSERT INTO customer_interactions ({columns}) VALUES ('email', 'x', now(), %s)", ASKS_FOR_ORDER)
    recategorize()
    assert Interaction.objects.get().category == "order_tracking"
    assert recategorize().judged == 0


def test_a_row_of_plain_sql_is_due_again_when_it_or_its_messages_change() -> None:
    one = plain_row()
    message(one, "ok")
    recategorize()
    later = "created_at = clock_timestamp()"
    message(one, ASKS_FOR_ORDER, sent_at=NOW + timedelta(hours=1))
    run(f"UPDATE interaction_messages SET {later} WHERE content <> 'ok'")
    assert recategorize().judged == 1
    assert recategorize().judged == 0
    run("UPDATE customer_interactions SET subject = 'Order'")
    assert recategorize().judged == 1
    assert recategorize().judged == 0


# What staff chose

CHOSEN = {"category": "wholesale", "subcategory": "price_match", "sentiment": "positive", "priority": "low"}


@pytest.mark.parametrize("name", FIELDS)
def test_what_staff_chose_stays_and_the_rest_is_judged(name: str) -> None:
    chosen: dict[str, Any] = {name: CHOSEN[name], f"{name}_by": "staff", f"{name}_at": NOW}
    one = asked(**chosen)
    recategorize()
    one.refresh_from_db()
    assert (getattr(one, name), getattr(one, f"{name}_by"), getattr(one, f"{name}_at")) == (CHOSEN[name], "staff", NOW)
    others = {other for other in FIELDS if other != name and not (name == "category" and other == "subcategory")}
    assert {other for other in others if getattr(one, f"{other}_by") == "rule"} == others


def test_a_subcategory_never_contradicts_the_category_that_staff_chose() -> None:
    one = asked(category="returns", category_by="staff", category_at=NOW)
    tally = recategorize(reprocess=True)
    one.refresh_from_db()
    assert (one.category, one.subcategory) == ("returns", None)
    assert tally.kept_by_staff == 1
    agreed = asked(category="order_tracking", category_by="staff", category_at=NOW)
    recategorize()
    agreed.refresh_from_db()
    assert agreed.subcategory == "where_is_order"


def test_the_time_of_a_judgement_moves_only_with_its_value() -> None:
    one = asked()
    recategorize()
    one.refresh_from_db()
    before = one.category_at
    recategorize(reprocess=True)
    one.refresh_from_db()
    assert one.category_at == before


# Many


def test_every_row_of_many_batches_is_judged_once_and_an_interrupted_run_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("interactions.recategorize.BATCH", 50)
    Interaction.objects.bulk_create(
        Interaction(source="livechat", started_at=NOW, content_hash="c", transcript="ok") for _ in range(123)
    )

    class Stopped(Exception):
        pass

    def stop(tally: object) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        recategorize(on_progress=stop)
    assert Judgement.objects.count() == 50
    tally = recategorize()
    assert tally.judged == 73
    assert Judgement.objects.count() == 123


def test_the_distribution_counts_every_conversation_once() -> None:
    for category in ("returns", "payment", "returns", None):
        interaction(category=category)
    assert distribution() == [("returns", 2), (None, 1), ("payment", 1)]


# What is logged, and rules of staff's

RULE = {
    "name": "Eskies",
    "phrases": "esky ~4 (missing|gone)",
    "category": "wholesale",
    "subcategory": "missing_items",
}
ESKY = "Hello, the esky was gone when I opened the door."


def test_another_answer_is_logged_with_the_version_and_counted_a_first_one_is_not() -> None:
    one = asked(ESKY)
    recategorize()
    assert Change.objects.count() == 0
    CategoryRule.objects.create(**RULE, weight=8, is_enabled=True)
    before = Interaction.objects.get().category
    tally = recategorize(reprocess=True)
    logged = Change.objects.get(field="category")
    assert (logged.old, logged.new, logged.by, logged.interaction_id) == (before, "wholesale", "rule", one.pk)
    assert logged.reason == Judgement.objects.get().version
    assert tally.moves == {(before, "wholesale"): 1}
    assert tally.to_json()["moves"] == [{"from": before, "to": "wholesale", "count": 1}]


def test_only_enabled_rules_count_and_one_that_cannot_be_read_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    asked(ESKY)
    CategoryRule.objects.create(**RULE, weight=8)
    CategoryRule.objects.create(**RULE | {"name": "Broken", "phrases": "(a+)+"}, is_enabled=True)
    recategorize()
    assert Interaction.objects.get().category != "wholesale"
    assert "can't be read" in caplog.text
    CategoryRule.objects.filter(name="Eskies").update(is_enabled=True)
    assert recategorize(reprocess=True).judged == 1
    assert Interaction.objects.get().category == "wholesale"


def test_the_version_names_the_rules_of_staff_too() -> None:
    asked(ESKY)
    recategorize()
    rules, _, model = Judgement.objects.get().version.partition("+")
    CategoryRule.objects.create(**RULE, is_enabled=True)
    recategorize(reprocess=True)
    version = Judgement.objects.get().version
    assert version.startswith(f"{rules}.")
    assert version.endswith(f"+{model}")
    assert version != f"{rules}+{model}"


def test_only_conversations_since_a_time_are_judged_again() -> None:
    asked(ESKY)
    asked(ESKY, started_at=NOW - timedelta(days=91))
    recategorize()
    since = NOW - timedelta(days=90)
    assert count_due(reprocess=True, since=since) == 1
    assert recategorize(reprocess=True, since=since).judged == 1
