"""What staff set stays, whatever a sync brings; one who writes again reopens (contract: What staff set)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from ingest.records import ConversationRecord
from interactions.models import Change, Interaction
from interactions.triage import snoozing
from tests.ingest.store.saving import AGENT, BEGAN, BOT, CUSTOMER, NOW, asked_and_answered, said, save, thread
from tests.ingest.syncing import versions

pytestmark = pytest.mark.django_db


def staff_set(at: datetime = NOW, **values: Any) -> None:
    decided = {f"{name}_by": "staff" for name in values} | {f"{name}_at": at for name in values}
    Interaction.objects.update(**values, **decided)


def one() -> Interaction:
    return Interaction.objects.get()


def changed(**fields: Any) -> ConversationRecord:
    """Return the thread with a late rating: changed, but with no new words."""
    return asked_and_answered(rating=1, **fields)


def grown(minute: int) -> ConversationRecord:
    """Return the thread with another message of the customer, so many minutes after it began."""
    return thread(said(CUSTOMER, "Where is it?"), said(AGENT, "On its way.", 2), said(CUSTOMER, "Well?", minute))


def test_a_machine_decides_until_staff_do() -> None:
    save(asked_and_answered())
    assert (one().status, one().status_by, one().status_at) == ("resolved", "source", NOW)


@pytest.mark.parametrize("status", ["open", "pending", "resolved", "escalated"])
def test_a_status_that_staff_set_survives_every_change_at_the_source(status: str) -> None:
    save(asked_and_answered())
    staff_set(status=status, at=NOW)
    assert save(changed(), now=NOW + timedelta(hours=1)).updated == 1
    assert (one().rating, one().status, one().status_by, one().status_at) == (1, status, "staff", NOW)
    assert not Change.objects.exists()


@pytest.mark.parametrize("name", ["category", "subcategory", "sentiment", "priority"])
def test_a_sync_touches_no_judgement(name: str) -> None:
    save(asked_and_answered())
    value = {"category": "returns", "subcategory": "exchange", "sentiment": "urgent", "priority": "urgent"}[name]
    chosen: dict[str, Any] = {name: value}
    staff_set(**chosen)
    save(changed())
    assert [getattr(one(), f"{name}{suffix}") for suffix in ("", "_by", "_at")] == [value, "staff", NOW]


def test_resolution_notes_and_skus_are_staffs_own() -> None:
    save(asked_and_answered())
    Interaction.objects.update(resolution_notes="Sent a new bag.", product_skus=["OAT-5"])
    save(changed())
    assert (one().resolution_notes, one().product_skus) == ("Sent a new bag.", ["OAT-5"])


@pytest.mark.parametrize("status", ["resolved", "pending"])
def test_a_customer_who_writes_again_reopens_and_that_is_logged(status: str) -> None:
    save(asked_and_answered())
    staff_set(status=status, at=BEGAN + timedelta(minutes=10))
    save(grown(minute=20), now=NOW)
    assert (one().status, one().status_by, one().status_at, one().resolved_at) == ("open", "source", NOW, None)
    change = Change.objects.get()
    assert (change.field, change.old, change.new, change.by) == ("status", status, "open", "source")
    assert change.interaction_id == one().pk


def test_an_escalated_matter_stays_escalated_when_the_customer_writes_again() -> None:
    save(asked_and_answered())
    staff_set(status="escalated", at=BEGAN + timedelta(minutes=10))
    save(grown(minute=20))
    assert (one().status, one().status_by) == ("escalated", "staff")
    assert not Change.objects.exists()


def test_a_message_from_before_the_decision_reopens_nothing() -> None:
    save(asked_and_answered())
    staff_set(status="resolved", at=BEGAN + timedelta(minutes=30))
    save(grown(minute=20))
    assert (one().status, one().status_by) == ("resolved", "staff")


def test_what_was_stored_before_the_decision_reopens_nothing_when_it_comes_again() -> None:
    save(grown(minute=20))
    staff_set(status="resolved", at=BEGAN + timedelta(minutes=30))
    save(replace(grown(minute=20), rating=1))
    save(replace(grown(minute=20), rating=1), again=True)
    assert (one().rating, one().status, one().status_by) == (1, "resolved", "staff")
    assert not Change.objects.exists()


def test_a_late_message_that_the_shop_wrote_after_wakes_nothing() -> None:
    save(thread(said(AGENT, "On its way.", 2)))
    Interaction.objects.update(snoozed_at=BEGAN + timedelta(minutes=30))
    save(asked_and_answered())
    assert (one().message_count, one().snoozed_at) == (2, BEGAN + timedelta(minutes=30))


def test_a_late_message_that_only_the_bot_wrote_after_wakes() -> None:
    save(asked_and_answered())
    Interaction.objects.update(snoozed_at=BEGAN + timedelta(minutes=30))
    asked = [said(CUSTOMER, "Where is it?"), said(AGENT, "On its way.", 2), said(CUSTOMER, "Well?", 20)]
    save(thread(*asked, said(BOT, "We'll be with you.", 21)))
    assert one().snoozed_at is None


@pytest.mark.parametrize("until", [None, NOW + timedelta(days=3)])
def test_a_message_from_before_a_snooze_that_comes_in_after_it_ends_it(until: datetime | None) -> None:
    save(asked_and_answered())
    Interaction.objects.update(snoozed_at=BEGAN + timedelta(minutes=30), snoozed_until=until)
    save(grown(minute=20))
    assert (one().snoozed_at, one().snoozed_until) == (None, None)
    change = Change.objects.get()
    assert (change.field, change.old, change.new, change.by) == ("snoozed", snoozing.said(until), None, "source")
    before = versions()
    save(grown(minute=20))
    assert versions() == before


def test_neither_a_rating_nor_an_answer_ends_a_snooze() -> None:
    save(grown(minute=20))
    Interaction.objects.update(snoozed_at=BEGAN + timedelta(minutes=30))
    save(replace(grown(minute=20), rating=1))
    save(thread(*(grown(minute=20).messages or ()), said(AGENT, "It left today.", 40)))
    assert (one().message_count, one().snoozed_at) == (4, BEGAN + timedelta(minutes=30))


def test_an_agents_or_a_hidden_message_reopens_nothing() -> None:
    save(asked_and_answered())
    staff_set(status="resolved", at=BEGAN + timedelta(minutes=10))
    base = [said(CUSTOMER, "Where is it?"), said(AGENT, "On its way.", 2)]
    save(thread(*base, said(AGENT, "Anything else?", 20)))
    save(thread(*base, said(CUSTOMER, "secret", 21, is_deleted=True)))
    assert (one().status, one().status_by) == ("resolved", "staff")


def test_what_staff_resolved_keeps_the_time_at_which_they_did() -> None:
    save(asked_and_answered(closed_at=NOW))
    Interaction.objects.update(resolved_at=NOW + timedelta(hours=2))
    staff_set(status="resolved", at=NOW + timedelta(hours=2))
    save(changed(closed_at=NOW))
    assert one().resolved_at == NOW + timedelta(hours=2)


def test_what_staff_opened_again_has_no_time_of_being_resolved() -> None:
    save(asked_and_answered(closed_at=NOW))
    Interaction.objects.update(resolved_at=None)
    staff_set(status="open")
    save(changed(closed_at=NOW))
    assert (one().status, one().resolved_at) == ("open", None)


def test_tags_are_the_sources_plus_staffs_additions_minus_their_removals() -> None:
    save(asked_and_answered(source_tags=("vip", "wrong")))
    Interaction.objects.update(staff_tags_added=["fragile"], staff_tags_removed=["wrong"], tags=["fragile", "vip"])
    save(asked_and_answered(source_tags=("vip", "wrong", "wholesale")))
    assert one().tags == ["fragile", "vip", "wholesale"]
    save(asked_and_answered(source_tags=("wrong",)))
    assert one().tags == ["fragile"]
    assert one().source_tags == ["wrong"]


def test_a_tag_that_both_have_is_there_once() -> None:
    save(asked_and_answered(source_tags=("vip",)))
    Interaction.objects.update(staff_tags_added=["vip"])
    save(changed(source_tags=("vip",)))
    assert one().tags == ["vip"]


def test_saving_again_after_staff_worked_on_it_writes_nothing() -> None:
    save(asked_and_answered(source_tags=("vip",)))
    staff_set(status="pending", category="returns")
    before = versions()
    assert save(asked_and_answered(source_tags=("vip",))).unchanged == 1
    assert versions() == before
