"""An undo puts back what one click changed, unless somebody has changed it since."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from interactions.models import Change, Interaction
from interactions.triage import InvalidChangeError, Undone, set_values, undo
from tests.interactions.admin.build import NOW, interaction, staff

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=2)
MACHINE: dict[str, Any] = {
    "category": "payment",
    "category_by": "rule",
    "category_at": NOW - timedelta(days=1),
    "subcategory": "refund",
    "subcategory_by": "rule",
    "subcategory_at": NOW - timedelta(days=1),
}


@pytest.fixture
def kim() -> User:
    return staff()


def clicked(user: User, *rows: Interaction, **changes: str | None) -> UUID:
    change_set = set_values([row.pk for row in rows], user=user, changes=changes, now=NOW).change_set
    assert change_set is not None
    return change_set


def values(one: Interaction, *names: str) -> list[Any]:
    return list(Interaction.objects.filter(pk=one.pk).values_list(*names)[0])


def test_a_category_comes_back_with_its_subcategory_and_with_who_decided_it(kim: User) -> None:
    one = interaction(**MACHINE)
    change_set = clicked(kim, one, category="returns")
    assert values(one, "category", "subcategory", "category_by") == ["returns", None, "staff"]
    assert undo(change_set, user=kim, now=LATER) == Undone(restored=1, kept=0)
    assert values(one, *MACHINE) == list(MACHINE.values())


def test_undoing_a_resolution_puts_back_when_it_was_resolved(kim: User) -> None:
    before = NOW - timedelta(days=3)
    one = interaction(status="resolved", status_by="source", resolved_at=before)
    undo(clicked(kim, one, status="open"), user=kim, now=LATER)
    assert values(one, "status", "status_by", "resolved_at") == ["resolved", "source", before]


def test_what_somebody_changed_since_stays_and_is_counted(kim: User) -> None:
    one, two = interaction(**MACHINE), interaction(**MACHINE)
    change_set = clicked(kim, one, two, category="returns")
    set_values([two.pk], user=staff(username="lee"), changes={"category": "shipping"}, now=LATER)
    assert undo(change_set, user=kim, now=LATER) == Undone(restored=1, kept=1)
    assert values(one, "category") == ["payment"]
    assert values(two, "category", "category_by") == ["shipping", "staff"]


def test_the_same_choice_made_again_by_somebody_else_is_theirs_and_stays(kim: User) -> None:
    one = interaction(**MACHINE)
    change_set = clicked(kim, one, category="returns")
    Interaction.objects.filter(pk=one.pk).update(category_at=LATER)
    assert undo(change_set, user=kim, now=LATER) == Undone(restored=0, kept=1)


def test_a_category_stays_when_its_subcategory_was_chosen_since(kim: User) -> None:
    one = interaction(category="payment", category_by="rule")
    change_set = clicked(kim, one, category="returns")
    set_values([one.pk], user=kim, changes={"subcategory": "exchange"}, now=LATER)
    assert undo(change_set, user=kim, now=LATER) == Undone(restored=0, kept=1)
    assert values(one, "category", "subcategory") == ["returns", "exchange"]


def test_a_confirmed_category_becomes_the_machines_again(kim: User) -> None:
    one = interaction(**MACHINE)
    undo(clicked(kim, one, category="payment"), user=kim, now=LATER)
    assert values(one, "category", "category_by", "subcategory") == ["payment", "rule", "refund"]


def test_notes_come_back(kim: User) -> None:
    one = interaction(resolution_notes="Sent a new jar.")
    undo(clicked(kim, one, resolution_notes="Typo"), user=kim, now=LATER)
    assert values(one, "resolution_notes") == ["Sent a new jar."]


def test_an_undo_is_logged_with_who_did_it_and_runs_once(kim: User) -> None:
    one = interaction(**MACHINE)
    change_set = clicked(kim, one, priority="urgent")
    undo(change_set, user=kim, now=LATER)
    logged = Change.objects.filter(reason="Undone.").values_list("field", "old", "new", "user", "at", "change_set")
    assert list(logged) == [("priority", "urgent", "medium", kim.pk, LATER, None)]
    assert undo(change_set, user=kim, now=LATER) == Undone(restored=0, kept=1)
    assert Change.objects.filter(reason="Undone.").count() == 1


def test_after_ten_minutes_or_for_another_person_nothing_is_undone(kim: User) -> None:
    one = interaction(**MACHINE)
    change_set = clicked(kim, one, priority="urgent")
    with pytest.raises(InvalidChangeError, match="ten minutes"):
        undo(change_set, user=kim, now=NOW + timedelta(minutes=10, seconds=1))
    with pytest.raises(InvalidChangeError, match="no change of yours"):
        undo(change_set, user=staff(username="lee"), now=LATER)
    with pytest.raises(InvalidChangeError, match="no change of yours"):
        undo(uuid4(), user=kim, now=LATER)
    assert values(one, "priority") == ["urgent"]


def test_undoing_many_takes_as_many_queries_as_undoing_one(
    kim: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    single = clicked(kim, interaction(**MACHINE), category="returns")
    many = clicked(kim, *(interaction(**MACHINE) for _ in range(40)), category="returns")
    with CaptureQueriesContext(connection) as captured:
        undo(single, user=kim, now=LATER)
    with django_assert_num_queries(len(captured)):
        assert undo(many, user=kim, now=LATER).restored == 40
