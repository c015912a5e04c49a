"""What staff do beside values: assign, tag, put aside, note; each logged, each undone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interactions import notes
from interactions.models import Change, Interaction, Note
from interactions.queues import asleep
from interactions.triage import (
    Changed,
    InvalidChangeError,
    StaleChangeError,
    Undone,
    add_tags,
    assign,
    change_tags,
    is_asleep,
    remove_tags,
    set_values,
    snooze,
    undo,
    unsnooze,
)
from tests.interactions.admin.build import NOW, interaction, staff

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=2)
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def kim() -> User:
    return staff()


@pytest.fixture
def lee() -> User:
    return staff(username="lee")


def values(one: Interaction, *names: str) -> list[Any]:
    return list(Interaction.objects.filter(pk=one.pk).values_list(*names)[0])


def logged(field: str) -> list[tuple[str | None, str | None]]:
    return list(Change.objects.filter(field=field).order_by("id").values_list("old", "new"))


def test_an_assignment_is_written_with_its_time_and_logged_with_names(kim: User, lee: User) -> None:
    one = interaction()
    assert assign([one.pk], user=kim, assignee=lee, now=NOW) == Changed(1, 0)
    assert values(one, "assignee", "assigned_at") == [lee.pk, NOW]
    assign([one.pk], user=kim, assignee=None, now=LATER)
    assert values(one, "assignee", "assigned_at") == [None, None]
    assert logged("assignee") == [(None, "lee"), ("lee", None)]


def test_the_same_assignment_again_writes_nothing(kim: User) -> None:
    one = interaction()
    assign([one.pk], user=kim, assignee=kim, now=NOW)
    stood = values(one, "updated_at")
    assert assign([one.pk], user=kim, assignee=kim, now=LATER) == Changed(0, 1)
    assert (values(one, "updated_at"), len(logged("assignee"))) == (stood, 1)


def test_somebody_who_cannot_log_in_is_not_assigned(kim: User) -> None:
    gone = User.objects.create(username="gone", is_staff=True, is_active=False)
    with pytest.raises(InvalidChangeError, match="gone can't log in"):
        assign([interaction().pk], user=kim, assignee=gone, now=NOW)


def test_an_assignment_over_somebody_elses_is_refused_with_their_name(kim: User, lee: User) -> None:
    one = interaction()
    assign([one.pk], user=lee, assignee=lee, now=NOW)
    with pytest.raises(StaleChangeError) as refused:
        assign([one.pk], user=kim, assignee=kim, now=LATER, seen={"assignee_id": None})
    assert (refused.value.current, refused.value.wanted) == ({"assignee": "lee"}, {"assignee": "kim"})
    assert values(one, "assignee") == [lee.pk]


def test_tags_are_the_sources_plus_added_minus_removed(kim: User) -> None:
    one = interaction(source_tags=["vip", "late"], tags=["late", "vip"])
    add_tags([one.pk], ["refund due", "vip"], user=kim, now=NOW)
    remove_tags([one.pk], ["late"], user=kim, now=LATER)
    assert values(one, "tags", "staff_tags_added", "staff_tags_removed", "source_tags") == [
        ["refund due", "vip"],
        ["refund due"],
        ["late"],
        ["vip", "late"],
    ]
    assert logged("tags") == [("late, vip", "late, refund due, vip"), ("late, refund due, vip", "refund due, vip")]


def test_a_removed_tag_may_be_added_again(kim: User) -> None:
    one = interaction(source_tags=["vip"], tags=["vip"])
    remove_tags([one.pk], ["vip"], user=kim, now=NOW)
    add_tags([one.pk], ["vip"], user=kim, now=LATER)
    assert values(one, "tags", "staff_tags_added", "staff_tags_removed") == [["vip"], [], []]


def test_tags_put_in_by_plain_sql_are_the_sources(kim: User) -> None:
    one = interaction(tags=["old"])
    add_tags([one.pk], ["new"], user=kim, now=NOW)
    assert values(one, "tags", "source_tags") == [["new", "old"], ["old"]]
    remove_tags([one.pk], ["old"], user=kim, now=LATER)
    assert values(one, "tags") == [["new"]]


def test_removing_a_tag_that_is_not_there_writes_nothing(kim: User) -> None:
    one = interaction(source_tags=["vip"], tags=["vip"])
    assert change_tags([one.pk], add=["vip"], remove=["late"], user=kim, now=NOW) == Changed(0, 1)
    assert Change.objects.count() == 0


@pytest.mark.parametrize("tag", ["", " ", "a,b", "x" * 61, "a\0b", "\u202egnp"])
def test_what_is_no_tag_is_refused(kim: User, tag: str) -> None:
    with pytest.raises(InvalidChangeError, match="A tag has"):
        add_tags([interaction().pk], [tag], user=kim, now=NOW)


def is_put_aside(one: Interaction, now: Any) -> bool:
    one.refresh_from_db()
    found = Interaction.objects.filter(asleep(now), pk=one.pk).exists()
    assert found == is_asleep(one, now=now)
    return found


def test_a_snooze_ends_at_its_time(kim: User) -> None:
    one = interaction()
    snooze([one.pk], user=kim, until=TOMORROW, now=NOW)
    assert (is_put_aside(one, LATER), is_put_aside(one, TOMORROW)) == (True, False)
    assert logged("snoozed") == [(None, "2026-11-25T03:00:00+00:00")]


def test_a_snooze_without_a_time_ends_when_the_customer_writes(kim: User) -> None:
    one = interaction(last_customer_message_at=NOW - timedelta(hours=1))
    snooze([one.pk], user=kim, until=None, now=NOW)
    assert is_put_aside(one, NOW + timedelta(days=900))
    Interaction.objects.filter(pk=one.pk).update(last_customer_message_at=LATER)
    assert not is_put_aside(one, LATER)
    assert logged("snoozed") == [(None, "customer")]


def test_the_customers_message_ends_a_snooze_before_its_time(kim: User) -> None:
    one = interaction()
    snooze([one.pk], user=kim, until=TOMORROW, now=NOW)
    Interaction.objects.filter(pk=one.pk).update(last_customer_message_at=LATER)
    assert not is_put_aside(one, LATER)


def test_the_same_snooze_again_writes_nothing_and_another_time_does(kim: User) -> None:
    one = interaction()
    snooze([one.pk], user=kim, until=TOMORROW, now=NOW)
    assert snooze([one.pk], user=kim, until=TOMORROW, now=LATER) == Changed(0, 1)
    assert snooze([one.pk], user=kim, until=None, now=LATER) == Changed(1, 0)


def test_an_ended_snooze_may_be_set_again(kim: User) -> None:
    one = interaction()
    snooze([one.pk], user=kim, until=None, now=NOW)
    Interaction.objects.filter(pk=one.pk).update(last_customer_message_at=LATER)
    assert snooze([one.pk], user=kim, until=None, now=LATER) == Changed(1, 0)
    assert is_put_aside(one, LATER)


def test_a_time_that_has_passed_is_refused(kim: User) -> None:
    with pytest.raises(InvalidChangeError, match="lies ahead"):
        snooze([interaction().pk], user=kim, until=NOW, now=NOW)


def test_waking_brings_back_what_sleeps_and_only_that(kim: User) -> None:
    one, awake = interaction(), interaction()
    snooze([one.pk], user=kim, until=None, now=NOW)
    assert unsnooze([one.pk, awake.pk], user=kim, now=LATER) == Changed(1, 1)
    assert not is_put_aside(one, LATER)
    assert logged("snoozed")[1:] == [("customer", None)]


def act_assign(ones: list[Interaction], user: User) -> Changed:
    return assign([one.pk for one in ones], user=user, assignee=user, now=NOW)


def act_tag(ones: list[Interaction], user: User) -> Changed:
    return change_tags([one.pk for one in ones], add=["new"], remove=["old"], user=user, now=NOW)


def act_snooze(ones: list[Interaction], user: User) -> Changed:
    return snooze([one.pk for one in ones], user=user, until=TOMORROW, now=NOW)


type Act = Callable[[list[Interaction], User], Changed]
DESK = ("assignee", "assigned_at", "tags", "staff_tags_added", "staff_tags_removed", "snoozed_at", "snoozed_until")


@pytest.mark.parametrize("act", [act_assign, act_tag, act_snooze])
def test_each_is_undone_where_nobody_changed_it_since(kim: User, lee: User, act: Act) -> None:
    tagged: dict[str, Any] = {"tags": ["old"], "source_tags": ["old"], "staff_tags_added": [], "staff_tags_removed": []}
    one, two = interaction(**tagged), interaction(**tagged)
    before = values(one, *DESK)
    change_set = act([one, two], kim).change_set
    assert change_set is not None
    assign([two.pk], user=lee, assignee=lee, now=LATER)
    add_tags([two.pk], ["lee's"], user=lee, now=LATER)
    snooze([two.pk], user=lee, until=None, now=LATER)
    assert undo(change_set, user=kim, now=LATER) == Undone(restored=1, kept=1)
    assert values(one, *DESK) == before
    assert values(two, "assignee", "snoozed_at") == [lee.pk, LATER]


def test_an_undone_removal_brings_back_the_sources_tag_of_today(kim: User) -> None:
    one = interaction(tags=["a", "b"], source_tags=["a", "b"])
    change_set = remove_tags([one.pk], ["a"], user=kim, now=NOW).change_set
    Interaction.objects.filter(pk=one.pk).update(source_tags=["a", "c"], tags=["c"])
    assert change_set is not None
    undo(change_set, user=kim, now=LATER)
    assert values(one, "tags") == [["a", "c"]]


def test_several_changes_of_one_click_go_back_together(kim: User) -> None:
    one, key = interaction(), uuid4()
    set_values([one.pk], user=kim, changes={"status": "pending"}, now=NOW, change_set=key)
    assign([one.pk], user=kim, assignee=kim, now=NOW, change_set=key)
    snooze([one.pk], user=kim, until=None, now=NOW, change_set=key)
    assert undo(key, user=kim, now=LATER) == Undone(restored=1, kept=0)
    assert values(one, "status", "assignee", "snoozed_at") == ["open", None, None]


@pytest.mark.parametrize("act", [act_assign, act_tag, act_snooze])
def test_many_take_as_many_queries_as_one(kim: User, act: Act) -> None:
    with CaptureQueriesContext(connection) as few:
        act([interaction(pk=uuid4())], kim)
    made = sum(" INTO " in query["sql"] and "customer_interactions" in query["sql"] for query in few)
    ones = [interaction() for _ in range(40)]
    with CaptureQueriesContext(connection) as many:
        assert act(ones, kim).changed == 40
    assert len(many) == len(few) - made


def test_a_queryset_may_be_given_whole(kim: User) -> None:
    interaction(source="email")
    interaction()
    assert assign(Interaction.objects.filter(source="email"), user=kim, assignee=kim, now=NOW) == Changed(1, 0)


def test_a_note_is_kept_as_written_and_changes_no_interaction(kim: User) -> None:
    one = interaction()
    stood = values(one, "updated_at")
    (note,) = notes.add([one.pk], "  Called her.\r\nWill send a new jar. 🥑 ", user=kim, now=NOW)
    assert list(Note.objects.values_list("pk", "text", "user", "created_at")) == [
        (note.pk, "Called her.\nWill send a new jar. 🥑", kim.pk, NOW)
    ]
    assert values(one, "updated_at") == stood


def test_notes_go_to_many_at_once(kim: User) -> None:
    interaction(source="email")
    interaction(source="email")
    assert len(notes.add(Interaction.objects.filter(source="email"), "Same courier.", user=kim, now=NOW)) == 2


@pytest.mark.parametrize("text", ["", " \r\n ", "\0", "x" * 10_001])
def test_an_empty_or_endless_note_is_refused(kim: User, text: str) -> None:
    with pytest.raises(notes.InvalidNoteError):
        notes.add([interaction().pk], text, user=kim, now=NOW)


def test_a_note_for_nobody_that_exists_is_left_nowhere(kim: User) -> None:
    assert notes.add([uuid4()], "Lost", user=kim, now=NOW) == []


def test_only_ones_own_note_is_taken_back_and_put_back(kim: User, lee: User) -> None:
    (note,) = notes.add([interaction().pk], "Mine", user=kim, now=NOW)
    assert notes.remove([note.pk], user=lee, now=LATER) == 0
    assert notes.remove([note.pk], user=kim, now=LATER) == 1
    assert notes.remove([note.pk], user=kim, now=LATER) == 0
    assert Note.objects.get().removed_at == LATER
    assert (notes.restore([note.pk], user=kim, now=LATER), Note.objects.get().removed_at) == (1, None)
