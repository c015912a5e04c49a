"""Staff merge and split mail conversations; no later sync undoes it, and they can."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User

from ingest.models import KeptApart, Regrouping
from ingest.store.regroup import RegroupRefused, merge, split, undo
from interactions.models import Alias, Change, Interaction, Message
from tests.ingest.store.mails import MIA, MONDAY, NOW, answer, dump, mail, save
from tests.ingest.syncing import versions

pytestmark = pytest.mark.django_db

KEPT = ("customer_interactions", "interaction_messages", "mail_links", "kept_apart", "interaction_aliases")
QUESTION = mail("a1@example.com", text="Where is H241606215199?")
REPLY = answer("a2@example.com", "a1@example.com", minutes=30)
ANOTHER = mail("m1@example.com", refers_to=["a1@example.com", "a2@example.com"], minutes=60, text="And the invoice?")
MAILS = (QUESTION, REPLY, ANOTHER)
ELSEWHERE = mail("b1@example.com", minutes=300, text="About H241606215200")
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def zoe() -> User:
    return User.objects.create(username="zoe")


def ids_of(*message_ids: str) -> list[Any]:
    return list(Message.objects.filter(message_id__in=message_ids).values_list("pk", flat=True))


def groups() -> list[list[str]]:
    """Return the conversations as their mails' ids."""
    found = [sorted(row.messages.values_list("message_id", flat=True)) for row in Interaction.objects.all()]
    return sorted([name.partition("@")[0] for name in names] for names in found)


def split_off(*message_ids: str, user: User | None = None) -> Regrouping:
    return split(ids_of(*message_ids), user=user, now=NOW)


def merge_all(user: User | None = None) -> Regrouping:
    return merge(list(Interaction.objects.values_list("pk", flat=True)), user=user, now=NOW)


def test_merged_conversations_are_one_with_all_that_follows_from_their_mails(zoe: User) -> None:
    save(*MAILS, ELSEWHERE)
    done = merge_all(zoe)
    found = Interaction.objects.get()
    assert (found.external_id, found.message_count) == ("email:a1@example.com", 4)
    assert found.order_ids == ["H241606215199", "H241606215200"]
    assert Alias.objects.get().external_id == "email:b1@example.com"
    assert (done.kind, done.user, done.interaction) == ("merge", zoe, found)
    logged = Change.objects.get(field="conversation")
    assert (logged.new, logged.by, logged.user) == ("1 merged into it", "staff", zoe)


def test_a_split_makes_two_that_each_follow_from_their_own_mails(zoe: User) -> None:
    save(*MAILS)
    done = split_off("m1@example.com", user=zoe)
    assert groups() == [["a1", "a2"], ["m1"]]
    new = done.other
    assert new is not None
    assert (new.external_id, new.customer_email, new.status) == ("email:m1@example.com", MIA, "open")
    assert new.started_at == MONDAY + timedelta(minutes=60)
    assert Interaction.objects.get(external_id="email:a1@example.com").message_count == 2
    assert set(Change.objects.values_list("user", flat=True)) == {zoe.pk}


def test_all_mails_again_and_in_any_order_undo_no_merge_and_no_split() -> None:
    save(*MAILS, ELSEWHERE)
    split_off("m1@example.com")
    merge(
        list(Interaction.objects.exclude(external_id="email:m1@example.com").values_list("pk", flat=True)),
        user=None,
        now=NOW,
    )
    expected, before = groups(), versions(*KEPT)
    assert expected == [["a1", "a2", "b1"], ["m1"]]
    for order in permutations((*MAILS, ELSEWHERE)):
        save(*order)
    assert groups() == expected
    assert versions(*KEPT) == before


def test_new_mails_follow_the_part_that_they_answer() -> None:
    save(*MAILS)
    split_off("m1@example.com")
    save(answer("m2@example.com", "a1@example.com", "a2@example.com", "m1@example.com", minutes=400))
    save(answer("a3@example.com", "a1@example.com", minutes=410))
    save(mail("m3@example.com", refers_to=["a1@example.com", "m1@example.com", "m2@example.com"], minutes=420))
    assert groups() == [["a1", "a2", "a3"], ["m1", "m2", "m3"]]


def test_new_mails_of_both_parts_in_one_batch_join_nothing() -> None:
    save(*MAILS)
    split_off("m1@example.com")
    both = [
        answer("m2@example.com", "a1@example.com", "a2@example.com", "m1@example.com", minutes=400),
        mail("m3@example.com", refers_to=["a1@example.com", "m1@example.com", "m2@example.com"], minutes=420),
        answer("a3@example.com", "a1@example.com", "a2@example.com", minutes=430),
        mail("c1@example.com", minutes=440, from_="Li <li@example.com>"),
    ]
    save(*both)
    assert groups() == [["a1", "a2", "a3"], ["c1"], ["m1", "m2", "m3"]]
    assert KeptApart.objects.count() == 1


def test_a_part_stays_apart_after_it_joined_a_third_conversation() -> None:
    save(*MAILS, ELSEWHERE)
    split_off("m1@example.com")
    save(mail("bridge@example.com", refers_to=["b1@example.com", "m1@example.com"], minutes=500))
    assert groups() == [["a1", "a2"], ["b1", "bridge", "m1"]]
    save(answer("x@example.com", "a1@example.com", "b1@example.com", minutes=510))
    assert groups() == [["a1", "a2"], ["b1", "bridge", "m1", "x"]]


def test_both_parts_keep_a_name_of_their_own_when_the_first_mail_is_split_off() -> None:
    save(*MAILS)
    split_off("a1@example.com")
    assert groups() == [["a1"], ["a2", "m1"]]
    names = set(Interaction.objects.values_list("external_id", flat=True))
    assert "email:a1@example.com" in names
    assert len(names) == 2
    save(answer("a4@example.com", "a1@example.com", minutes=500))
    assert groups() == [["a1", "a4"], ["a2", "m1"]]
    assert set(Interaction.objects.values_list("external_id", flat=True)) == names


def test_undoing_a_merge_gives_back_each_with_its_own_values(zoe: User) -> None:
    save(*MAILS, ELSEWHERE)
    other = Interaction.objects.get(external_id="email:b1@example.com")
    Interaction.objects.filter(pk=other.pk).update(
        category="wholesale", category_by="staff", category_at=NOW, resolution_notes="Called back."
    )
    before, keys = dump(), set(Interaction.objects.values_list("pk", "external_id"))
    done = merge_all()
    assert Interaction.objects.get().category == "wholesale"
    undo(done.pk, user=zoe, now=LATER)
    assert dump() == before
    assert set(Interaction.objects.values_list("pk", "external_id")) == keys
    done.refresh_from_db()
    assert (done.undone_at, done.undone_by, done.details) == (LATER, zoe, {})
    assert not Alias.objects.exists()


def test_mails_that_came_after_a_merge_go_where_they_belong_when_it_is_undone() -> None:
    save(*MAILS, ELSEWHERE)
    done = merge_all()
    save(
        answer("b2@example.com", "b1@example.com", minutes=500), answer("a3@example.com", "a1@example.com", minutes=510)
    )
    undo(done.pk, user=None, now=LATER)
    assert groups() == [["a1", "a2", "a3", "m1"], ["b1", "b2"]]
    save(answer("b3@example.com", "b1@example.com", "b2@example.com", minutes=520))
    assert groups() == [["a1", "a2", "a3", "m1"], ["b1", "b2", "b3"]]


def test_a_value_that_staff_set_after_a_merge_stays_when_it_is_undone() -> None:
    save(*MAILS, ELSEWHERE)
    done = merge_all()
    Interaction.objects.update(status="escalated", status_by="staff", status_at=NOW)
    undo(done.pk, user=None, now=LATER)
    assert Interaction.objects.get(external_id="email:a1@example.com").status == "escalated"


def test_undoing_a_split_gives_back_one_conversation() -> None:
    save(*MAILS)
    before, key = dump(), Interaction.objects.get().pk
    done = split_off("m1@example.com")
    save(answer("m2@example.com", "m1@example.com", minutes=400))
    undo(done.pk, user=None, now=LATER)
    assert (Interaction.objects.get().pk, Interaction.objects.get().message_count) == (key, 4)
    assert Interaction.objects.get().external_id == before[0][0]["external_id"]
    assert not KeptApart.objects.exists()
    save(answer("m3@example.com", "a1@example.com", "m1@example.com", minutes=410))
    assert Interaction.objects.get().message_count == 5


def test_the_newest_is_undone_first() -> None:
    save(*MAILS, ELSEWHERE)
    first = merge_all()
    second = split_off("a2@example.com")
    with pytest.raises(RegroupRefused, match="undo that first"):
        undo(first.pk, user=None, now=LATER)
    undo(second.pk, user=None, now=LATER)
    undo(first.pk, user=None, now=LATER)
    assert groups() == [["a1", "a2", "m1"], ["b1"]]
    with pytest.raises(RegroupRefused, match="undone already"):
        undo(first.pk, user=None, now=LATER)


def test_merging_what_was_split_and_undoing_it_keeps_them_apart() -> None:
    save(*MAILS)
    split_off("m1@example.com")
    done = merge_all()
    assert not KeptApart.objects.exists()
    undo(done.pk, user=None, now=LATER)
    save(answer("m2@example.com", "a1@example.com", "m1@example.com", minutes=400))
    assert groups() == [["a1", "a2"], ["m1", "m2"]]


def merge_one() -> None:
    merge([Interaction.objects.get(external_id="email:b1@example.com").pk], user=None, now=NOW)


def merge_a_thread() -> None:
    Interaction.objects.create(source="livechat", external_id="T1", started_at=NOW)
    merge_all()


def split_everything() -> None:
    split_off("a1@example.com", "a2@example.com", "m1@example.com")


def split_two() -> None:
    split_off("a1@example.com", "b1@example.com")


@pytest.mark.parametrize(
    ("do", "why"),
    [
        (merge_one, "at least two"),
        (merge_a_thread, "Only mail"),
        (split_everything, "at least one"),
        (split_two, "one conversation"),
        (lambda: split([], user=None, now=NOW), "one conversation"),
        (lambda: undo(0, user=None, now=NOW), "undone already"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(do: Callable[[], object], why: str) -> None:
    save(*MAILS, ELSEWHERE)
    with pytest.raises(RegroupRefused, match=why):
        do()
    assert groups()[-2:] == [["a1", "a2", "m1"], ["b1"]]
    assert not Regrouping.objects.exists()
