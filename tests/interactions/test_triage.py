"""Staff's changes: what is written, what is logged, and what two at once do to each other."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from interactions.models import Category, Change, Interaction
from interactions.recategorize import recategorize
from interactions.triage import Changed, InvalidChangeError, StaleChangeError, set_values
from tests.interactions.admin.build import interaction, message, staff

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
BY_STAFF = ("staff", NOW)


def columns(one: Interaction) -> dict[str, Any]:
    return dict(Interaction.objects.filter(pk=one.pk).values().get())


def category(name: str, parent: str | None = None) -> None:
    Category.objects.update_or_create(name=name, defaults={"parent_category": parent, "label": name})


@pytest.fixture(autouse=True)
def _categories(db: None) -> None:
    for name in ("payment", "returns"):
        category(name)
    category("refund", "payment")
    category("exchange", "returns")


def change(one: Interaction, **changes: str | None) -> Changed:
    changed = set_values([one.pk], user=None, changes=changes, now=NOW)
    one.refresh_from_db()
    return changed


def test_a_change_is_written_with_who_and_when_and_logged() -> None:
    one, kim = interaction(status="open"), staff()
    set_values([one.pk], user=kim, changes={"status": "escalated", "priority": "urgent"}, now=NOW)
    one.refresh_from_db()
    assert (one.status, one.status_by, one.status_at) == ("escalated", *BY_STAFF)
    assert (one.priority, one.priority_by, one.priority_at) == ("urgent", *BY_STAFF)
    logged = Change.objects.order_by("field").values_list("field", "old", "new", "by", "user", "at")
    assert list(logged) == [
        ("priority", "medium", "urgent", "staff", kim.pk, NOW),
        ("status", "open", "escalated", "staff", kim.pk, NOW),
    ]


def test_nothing_else_of_the_row_is_touched() -> None:
    one = interaction(status="open", sentiment="negative", sentiment_by="rule", sentiment_at=NOW - timedelta(days=1))
    before = columns(one)
    change(one, status="pending")
    after = columns(one)
    assert {name for name in after if after[name] != before[name]} == {"status", "status_by", "status_at", "updated_at"}


def test_the_same_change_again_writes_nothing() -> None:
    one = interaction()
    assert change(one, category="payment") == Changed(changed=1, unchanged=0)
    stood = one.updated_at
    assert change(one, category="payment") == Changed(changed=0, unchanged=1)
    assert (one.updated_at, Change.objects.count()) == (stood, 1)


def test_a_value_that_the_machine_had_set_alike_becomes_the_persons() -> None:
    one = interaction(category="payment", category_by="rule")
    assert change(one, category="payment").changed == 1
    assert (one.category_by, Change.objects.get().old, Change.objects.get().new) == ("staff", "payment", "payment")


def test_resolving_and_reopening_move_resolved_at() -> None:
    one = interaction(status="open")
    change(one, status="resolved")
    assert one.resolved_at == NOW
    change(one, status="open")
    assert one.resolved_at is None


def test_confirming_that_it_is_resolved_keeps_when_it_became_so() -> None:
    earlier = NOW - timedelta(days=3)
    one = interaction(status="resolved", status_by="source", resolved_at=earlier)
    change(one, status="resolved")
    assert (one.resolved_at, one.status_by) == (earlier, "staff")


def test_a_new_category_empties_a_subcategory_that_is_not_its_own() -> None:
    one = interaction(category="payment", subcategory="refund", subcategory_by="rule")
    change(one, category="returns")
    assert (one.category, one.subcategory, one.subcategory_by) == ("returns", None, "staff")


def test_a_category_keeps_its_own_subcategory() -> None:
    one = interaction(category="payment", subcategory="refund", subcategory_by="rule")
    change(one, category="payment")
    assert (one.subcategory, one.subcategory_by) == ("refund", "rule")


def test_a_subcategory_of_another_category_is_refused() -> None:
    one = interaction(category="payment")
    with pytest.raises(InvalidChangeError, match="exchange belongs to returns"):
        change(one, subcategory="exchange")
    assert Change.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"status": "done"}, "no status. Use one of open"),
        ({"status": None}, "can't be empty"),
        ({"priority": ""}, "can't be empty"),
        ({"sentiment": "angry"}, "no sentiment"),
        ({"category": "refund"}, "no category"),
        ({"category": "nonsense"}, "no category"),
        ({"subcategory": "payment"}, "no subcategory"),
        ({"transcript": "mine"}, "the source's to say"),
    ],
)
def test_a_value_outside_the_vocabulary_is_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(InvalidChangeError, match=why):
        change(interaction(), **changes)


def test_emptying_is_a_choice_too() -> None:
    one = interaction(category="payment", subcategory="refund", sentiment="negative")
    change(one, category=None, sentiment=None)
    assert (one.category, one.subcategory, one.sentiment) == (None, None, None)
    assert (one.category_by, one.sentiment_by) == ("staff", "staff")


def test_notes_are_kept_and_logged_without_a_machine_beside_them() -> None:
    one = interaction()
    change(one, resolution_notes="Sent again.\nFree of charge.")
    assert one.resolution_notes == "Sent again.\nFree of charge."
    assert change(one, resolution_notes="Sent again.\nFree of charge.").changed == 0


def test_any_number_of_interactions_takes_the_same_queries() -> None:
    def queries(number: int) -> int:
        ids = [interaction(category="payment", subcategory="refund").pk for _ in range(number)]
        with CaptureQueriesContext(connection) as captured:
            changed = set_values(
                Interaction.objects.filter(pk__in=ids), user=None, changes={"category": "returns"}, now=NOW
            )
        assert changed == Changed(changed=number, unchanged=0)
        return len(captured)

    assert queries(1) == queries(60)


def test_a_bulk_change_tells_how_many_were_so_already() -> None:
    for status, by in (("resolved", "staff"), ("open", "source"), ("pending", "source")):
        interaction(status=status, status_by=by, resolved_at=NOW if status == "resolved" else None)
    changed = set_values(Interaction.objects.all(), user=None, changes={"status": "resolved"}, now=NOW)
    assert changed == Changed(changed=2, unchanged=1)


def test_what_changed_since_it_was_shown_is_not_overwritten() -> None:
    one = interaction(status="pending", sentiment="neutral")
    with pytest.raises(StaleChangeError) as raised:
        set_values([one.pk], user=None, changes={"status": "resolved"}, now=NOW, seen={"status": "open"})
    one.refresh_from_db()
    assert (one.status, raised.value.current) == ("pending", {"status": "pending"})
    set_values([one.pk], user=None, changes={"status": "resolved"}, now=NOW, seen={"status": "pending"})
    one.refresh_from_db()
    assert one.status == "resolved"


def wait_until_blocked() -> None:
    """Return once another session waits for a lock."""
    deadline = time.monotonic() + 20
    waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waits)
            if cursor.fetchone()[0]:
                return
    raise AssertionError("Nobody waited for the lock.")


def in_thread(act: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def judged_interaction() -> Interaction:
    """Return one that the machine has judged and would judge otherwise now, so that it has something to write."""
    one = interaction(subject="Refund", category=None)
    message(one, "I was charged twice and want a refund of my payment please")
    recategorize(reprocess=True)
    one.refresh_from_db()
    assert one.category == "payment"
    Interaction.objects.filter(pk=one.pk).update(category="shipping")
    return one


@pytest.mark.django_db(transaction=True)
def test_a_person_who_decides_while_the_machine_judges_is_not_overruled() -> None:
    one = judged_interaction()
    with transaction.atomic():
        set_values([one.pk], user=None, changes={"category": "returns"}, now=NOW)
        machine = in_thread(lambda: recategorize(reprocess=True))
        wait_until_blocked()
    machine.join(20)
    one.refresh_from_db()
    assert (one.category, one.category_by) == ("returns", "staff")


@pytest.mark.django_db(transaction=True)
def test_a_person_who_decides_just_after_the_machine_wins_as_well() -> None:
    one = judged_interaction()
    with transaction.atomic():
        recategorize(reprocess=True)
        Interaction.objects.filter(pk=one.pk).update(summary="The machine is not done yet")
        person = in_thread(lambda: set_values([one.pk], user=None, changes={"category": "returns"}, now=NOW))
        wait_until_blocked()
    person.join(20)
    one.refresh_from_db()
    assert (one.category, one.category_by) == ("returns", "staff")


@pytest.mark.django_db(transaction=True)
def test_of_two_people_the_second_is_told() -> None:
    one = interaction(status="open")
    refused: list[StaleChangeError] = []

    def second() -> None:
        try:
            set_values([one.pk], user=None, changes={"status": "pending"}, now=NOW, seen={"status": "open"})
        except StaleChangeError as error:
            refused.append(error)

    with transaction.atomic():
        set_values([one.pk], user=None, changes={"status": "escalated"}, now=NOW, seen={"status": "open"})
        thread = in_thread(second)
        wait_until_blocked()
    thread.join(20)
    one.refresh_from_db()
    assert (one.status, [error.current for error in refused]) == ("escalated", [{"status": "escalated"}])
