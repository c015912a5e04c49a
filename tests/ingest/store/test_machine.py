"""A sender marked as a machine: what is stored follows, and takes it back, exactly as a sync would have it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from pytest_django import DjangoAssertNumQueries

from ingest.models import MachineSender
from ingest.records import FailedRecord
from ingest.store.machine import (
    NotAMachineError,
    apply_machine_sender,
    mark_machine_sender,
    undo_machine_sender,
)
from interactions.models import Interaction, OrderReference
from tests.ingest.store.mails import FORMS, MIA, MONDAY, NOW, READER, SHOP, answer, dump, mail, save

pytestmark = pytest.mark.django_db

PAY = "service@pay.example.com"


def mails() -> list[bytes]:
    """Two notices of a provider, one with an answer; a customer; a form; and the provider in a customer's thread."""
    return [
        mail("p1@example.com", from_=f"Pay <{PAY}>", text="You were paid for H241606215199.", subject="Paid"),
        mail("p2@example.com", from_=f"Pay <{PAY.upper()}>", minutes=5, subject="Paid again"),
        answer("s1@example.com", "p2@example.com", minutes=50),
        mail("m1@example.com", minutes=60),
        mail("p3@example.com", from_=f"Pay <{PAY}>", refers_to=["m1@example.com"], minutes=70),
        mail("f1@example.com", from_=f"Website <{FORMS}>", Reply_To=PAY, minutes=80),
    ]


def synced_with(*marked: str) -> list[Any]:
    """Return what a sync stores where these senders are marked before."""
    Interaction.objects.all().delete()
    reader = replace(READER, marked_by_staff=frozenset(marked))
    records = [reader.read(raw, internal_date=None, location=None) for raw in mails()]
    save(*[record for record in records if not isinstance(record, FailedRecord)])
    return dump()


@pytest.mark.parametrize("mark", [PAY, "@pay.example.com", "Service@Pay.example.com"])
def test_marking_and_taking_back_give_what_a_sync_gives(mark: str) -> None:
    marked = synced_with(mark.lower())
    plain = synced_with()
    assert marked != plain
    assert apply_machine_sender(mark, now=NOW) == 3
    assert dump() == marked
    assert apply_machine_sender(mark, now=NOW) == 0
    assert undo_machine_sender(mark, now=NOW) == 3
    assert dump() == plain
    assert undo_machine_sender(mark, now=NOW) == 0


def test_a_conversation_of_machine_mail_is_resolved_tagged_and_nobodys_words() -> None:
    synced_with()
    assert Interaction.objects.get(external_id="email:p1@example.com").status == "open"
    apply_machine_sender(PAY, now=NOW)
    found = Interaction.objects.get(external_id="email:p1@example.com")
    assert (found.status, found.tags, found.message_count) == ("resolved", ["machine"], 0)
    assert found.customer_text_hash is None
    assert not OrderReference.objects.filter(interaction=found).exists()


def test_taking_one_mark_back_leaves_the_other() -> None:
    marked = synced_with(PAY)
    synced_with()
    MachineSender.objects.create(address="@pay.example.com")
    apply_machine_sender("@pay.example.com", now=NOW)
    apply_machine_sender(PAY, now=NOW)
    assert undo_machine_sender(PAY, now=NOW) == 0
    assert dump() == marked


def test_mail_that_is_a_machines_by_itself_stays_so() -> None:
    notice = mail("n@example.com", from_=f"Pay <{PAY}>", List_Unsubscribe="<mailto:out@example.org>")
    save(notice)
    before = dump()
    assert apply_machine_sender(PAY, now=NOW) == 0
    assert undo_machine_sender(PAY, now=NOW) == 0
    assert dump() == before


def test_what_staff_set_stays() -> None:
    synced_with()
    resolved = Interaction.objects.filter(external_id="email:p1@example.com")
    resolved.update(status="escalated", status_by="staff", status_at=MONDAY + timedelta(days=2))
    resolved.update(category="payment", category_by="staff", staff_tags_added=["ours"])
    apply_machine_sender(PAY, now=NOW)
    found = resolved.get()
    assert (found.status, found.category, found.tags) == ("escalated", "payment", ["machine", "ours"])
    undo_machine_sender(PAY, now=NOW)
    assert (resolved.get().status, resolved.get().tags) == ("escalated", ["ours"])


def test_the_number_of_queries_does_not_grow_with_the_conversations(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    save(*[mail(f"{number}@example.com", from_=PAY, minutes=number, subject=str(number)) for number in range(120)])
    with django_assert_max_num_queries(16):
        assert apply_machine_sender(PAY, now=NOW) == 120
    assert set(Interaction.objects.values_list("status", flat=True)) == {"resolved"}


def test_a_name_that_holds_the_address_is_nobodys_mark() -> None:
    save(mail("a@example.com", from_=f'"{PAY}" <{MIA}>'), mail("b@example.com", from_="x@not-pay.example.com"))
    assert apply_machine_sender(PAY, now=NOW) == 0
    assert apply_machine_sender("@pay.example.com", now=NOW) == 0


def test_a_click_on_a_conversation_marks_who_began_it() -> None:
    synced_with()
    user = User.objects.create_user("zoe")
    found = Interaction.objects.get(external_id="email:p2@example.com")
    sender = mark_machine_sender(found, user, now=NOW)
    assert (sender.address, sender.added_by) == (PAY, user)
    found.refresh_from_db()
    assert (found.status, found.message_count) == ("resolved", 1)
    assert mark_machine_sender(found, None, now=NOW) == sender
    assert Interaction.objects.get(external_id="email:p1@example.com").status == "resolved"


def test_neither_the_shop_nor_a_form_is_marked_by_a_click() -> None:
    save(answer("s@example.com"), mail("f@example.com", from_=FORMS, Reply_To=MIA))
    for found in Interaction.objects.all():
        with pytest.raises(NotAMachineError, match="Machine senders"):
            mark_machine_sender(found, None, now=NOW)
    assert not MachineSender.objects.filter(address__in=[SHOP, FORMS, MIA]).exists()
