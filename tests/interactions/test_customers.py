"""Which addresses are one person's: only what staff said, each with who, when and why, and each undone."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from interactions.customers import (
    InvalidLinkError,
    addresses_of,
    conversations_of,
    history,
    link,
    suggestions,
    undo_link,
    unlink,
    uses,
)
from interactions.models import CustomerLink, Interaction, OrderReference
from tests.interactions.admin.build import NOW, interaction, staff

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=2)
CHAT, MAIL, WORK, OTHER = "mia@example.com", "mia.nguyen@example.net", "m@work.example.com", "o@example.org"


@pytest.fixture
def kim() -> User:
    return staff()


@pytest.fixture(autouse=True)
def _conversations() -> None:
    for address in ("Mia@Example.com", MAIL, WORK, OTHER):
        interaction(customer_email=address)


def test_an_address_without_a_link_is_a_customer_by_itself() -> None:
    assert addresses_of("MIA@example.com ") == [CHAT]
    assert (addresses_of(None), addresses_of(" ")) == ([], [])


def test_linked_addresses_are_one_customer_whatever_their_case(kim: User) -> None:
    link("Mia@EXAMPLE.com", MAIL, user=kim, reason="Said so on the phone.", now=NOW)
    assert addresses_of(MAIL) == [MAIL, CHAT]
    assert {one.customer_email for one in conversations_of(addresses_of(MAIL))} == {"Mia@Example.com", MAIL}


def test_a_link_keeps_who_when_and_why(kim: User) -> None:
    link(CHAT, MAIL, user=kim, reason="Same order.", now=NOW)
    kept = [(row.address, row.linked_by, row.linked_at, row.reason) for row in history([CHAT, MAIL])]
    assert sorted(kept, key=lambda row: row[0]) == [(MAIL, kim, NOW, "Same order."), (CHAT, kim, NOW, "Same order.")]


def test_linking_again_writes_nothing(kim: User) -> None:
    assert link(CHAT, MAIL, user=kim, reason="", now=NOW) == link(MAIL, CHAT, user=kim, reason="", now=LATER)
    assert CustomerLink.objects.count() == 2


def test_two_customers_become_one_and_undoing_makes_them_two_again(kim: User) -> None:
    link(CHAT, MAIL, user=kim, reason="", now=NOW)
    link(WORK, OTHER, user=kim, reason="", now=NOW)
    link(CHAT, OTHER, user=kim, reason="", now=LATER)
    assert set(addresses_of(WORK)) == {CHAT, MAIL, WORK, OTHER}
    joined = CustomerLink.objects.get(address=OTHER, unlinked_at=None)
    undo_link(joined.pk, user=kim, now=LATER + timedelta(minutes=1))
    assert (set(addresses_of(WORK)), set(addresses_of(CHAT))) == ({WORK, OTHER}, {CHAT, MAIL})


def test_undoing_the_first_link_leaves_nobody_linked(kim: User) -> None:
    link(CHAT, MAIL, user=kim, reason="", now=NOW)
    made = CustomerLink.objects.get(address=MAIL)
    undo_link(made.pk, user=kim, now=LATER)
    assert (addresses_of(CHAT), addresses_of(MAIL)) == ([CHAT], [MAIL])
    assert set(CustomerLink.objects.values_list("unlinked_by", "unlinked_at")) == {(kim.pk, LATER)}
    with pytest.raises(InvalidLinkError, match="undone already"):
        undo_link(made.pk, user=kim, now=LATER)


def test_an_address_is_taken_out_and_may_come_back(kim: User) -> None:
    link(CHAT, MAIL, user=kim, reason="", now=NOW)
    link(CHAT, WORK, user=kim, reason="", now=NOW)
    unlink(WORK, user=kim, now=LATER)
    unlink(WORK, user=kim, now=LATER)
    assert (addresses_of(WORK), addresses_of(CHAT)) == ([WORK], [CHAT, MAIL])
    link(WORK, CHAT, user=kim, reason="", now=LATER)
    assert set(addresses_of(CHAT)) == {CHAT, MAIL, WORK}


def test_the_last_but_one_address_taken_out_ends_the_customer(kim: User) -> None:
    link(CHAT, MAIL, user=kim, reason="", now=NOW)
    unlink(MAIL, user=kim, now=LATER)
    assert not CustomerLink.objects.filter(unlinked_at=None).exists()


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (CHAT.upper(), "same address"),
        ("mia", "no e-mail address"),
        ("a b@example.com", "no e-mail address"),
        ("\u202emia@example.com", "no e-mail address"),
        ("x" * 330 + "@example.com", "no e-mail address"),
        ("nobody@example.com", "No conversation is from nobody@example.com"),
    ],
)
def test_what_cannot_be_linked_is_refused(kim: User, other: str, why: str) -> None:
    with pytest.raises(InvalidLinkError, match=why):
        link(CHAT, other, user=kim, reason="", now=NOW)
    assert CustomerLink.objects.count() == 0


def test_the_same_name_phone_or_order_under_another_address_is_suggested(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    one = interaction(
        customer_email=CHAT, customer_name="Mia Nguyen", customer_phone="0400 000 000", order_ids=["H24160"]
    )
    interaction(customer_email="a@example.com", customer_name="mia nguyen")
    interaction(customer_email="b@example.com", customer_phone="0400 000 000")
    ordered = interaction(customer_email="C@example.com", order_ids=["H24160"])
    OrderReference.objects.create(interaction=ordered, order_number="H24160")
    interaction(customer_email=CHAT.upper(), customer_name="Mia Nguyen")
    interaction(customer_email=None, customer_name="Mia Nguyen")
    with django_assert_num_queries(1):
        found = {row.address: row.reason for row in suggestions(one, [CHAT])}
    assert found == {
        "a@example.com": "Same name",
        "b@example.com": "Same phone number",
        "c@example.com": "Same order H24160",
    }


def test_a_first_name_alone_suggests_nobody() -> None:
    one = interaction(customer_email=CHAT, customer_name="Anna")
    interaction(customer_email="b@example.com", customer_name="Anna")
    assert suggestions(one, [CHAT]) == []
    assert suggestions(interaction(customer_name=None, customer_email=None), []) == []


def test_how_addresses_are_used_is_counted(kim: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    newest = interaction(customer_email=MAIL, started_at=NOW)
    link(CHAT, MAIL, user=kim, reason="", now=NOW)
    with django_assert_num_queries(2):
        used = uses([MAIL, CHAT])
    assert [(one.address, one.conversations) for one in used] == [(MAIL, 2), (CHAT, 1)]
    assert used[0].last_at == newest.started_at
    assert all(one.link for one in used)


def test_conversations_are_found_by_an_index_whatever_their_case() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = conversations_of([CHAT, MAIL]).order_by().explain()
    assert ("Seq Scan" in plan, "interactions_email_" in plan) == (False, True)


def test_the_same_phone_number_is_found_by_an_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "interactions_phone_idx" in Interaction.objects.filter(customer_phone="0400 000 000").order_by().explain()
