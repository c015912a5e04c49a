"""The customer: beside a conversation, on a page of their own, and as a list of their conversations."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from interactions.customers import link
from interactions.models import CustomerLink, Interaction
from tests.interactions.admin.build import NOW, SCRIPT, interaction, staff

pytestmark = pytest.mark.django_db

LIST = "/admin/interactions/interaction/"
MAY = ("interactions.view_interaction", "interactions.change_interaction")


def page(one: Interaction) -> str:
    return f"{LIST}{one.pk}/change/"


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_the_customers_card_holds_every_channel_under_one_roof(client: Client, kim: User) -> None:
    chat = interaction(customer_email="Mia@Example.com", customer_name="Mia Nguyen", subject="By chat")
    mail = interaction(
        source="email", customer_email="m@work.example.com", customer_name="Mia Nguyen", subject="By mail"
    )
    assert [row.reason for row in client.get(page(chat)).context["customer"].suggested] == ["Same name"]
    place = reverse("admin:interactions_interaction_customer", args=[chat.pk])
    assert "Linked." in said(client.post(place, {"link": "m@work.example.com", "reason": "Same name"}, follow=True))
    for one in (chat, mail):
        card = client.get(page(one)).context["customer"]
        assert ({row.subject for row in card.latest}, card.count) == ({"By chat", "By mail"}, 2)
    client.post(place, {"undo": str(CustomerLink.objects.all()[0].pk)})
    assert client.get(page(mail)).context["customer"].count == 1


@pytest.mark.parametrize(
    "posted", [{"link": "nobody@example.com"}, {"link": SCRIPT}, {"undo": "x"}, {"undo": "99"}, {}]
)
def test_what_cannot_be_linked_says_so(client: Client, kim: User, posted: dict[str, str]) -> None:
    one = interaction()
    place = reverse("admin:interactions_interaction_customer", args=[one.pk])
    response = client.post(place, posted, follow=True)
    assert "Nothing was changed" in said(response)
    assert b"<script>alert" not in response.content


def test_only_those_who_may_link_customers(client: Client) -> None:
    one, other = interaction(), interaction()
    client.force_login(staff(*MAY))
    place = reverse("admin:interactions_interaction_customer", args=[one.pk])
    assert b"Link another address" not in client.get(place).content
    assert client.post(place, {"link": str(other.customer_email)}).status_code == 403
    client.force_login(staff("ingest.view_syncrun", username="lee"))
    assert client.get(place).status_code == 403


def test_a_customer_with_many_conversations_has_pages(client: Client, kim: User) -> None:
    ones = [interaction(customer_email="mia@example.com") for _ in range(55)]
    card = client.get(page(ones[0])).context["customer"]
    assert (len(card.latest), card.count) == (10, 55)
    place = reverse("admin:interactions_interaction_customer", args=[ones[0].pk])
    assert [len(client.get(f"{place}?p={number}").context["rows"]) for number in ("1", "2", "x")] == [50, 5, 50]


def test_the_number_on_the_card_opens_the_customers_conversations_as_a_list(client: Client, kim: User) -> None:
    chat = interaction(customer_email="Mia@Example.com")
    mail = interaction(source="email", customer_email="m@work.example.com", status="resolved")
    interaction(customer_email="max@example.com")
    link("mia@example.com", "m@work.example.com", user=kim, reason="", now=NOW)
    for one in (chat, mail):
        shown = client.get(page(one))
        assert f'href="{LIST}?customer={one.pk}">2 conversations<' in shown.content.decode()
        opened = client.get(f"{LIST}?customer={one.pk}")
        assert {row.pk for row in opened.context["cl"].result_list} == {chat.pk, mail.pk}
    assert client.get(f"{LIST}?customer={mail.pk}&status=resolved").context["cl"].result_count == 1


def test_a_conversation_without_an_address_is_alone_in_its_list(client: Client, kim: User) -> None:
    one, _ = interaction(customer_email=None), interaction(customer_email=None)
    assert [row.pk for row in client.get(f"{LIST}?customer={one.pk}").context["cl"].result_list] == [one.pk]


def test_a_list_of_nobodys_conversations_is_empty_and_what_is_no_customer_filters_nothing(
    client: Client, kim: User
) -> None:
    interaction()
    assert client.get(f"{LIST}?customer={uuid4()}").context["cl"].result_count == 0
    for query in ("", "customer=", "customer=x", f"customer={SCRIPT}", "customer=%00"):
        response = client.get(f"{LIST}?{query}")
        assert response.context["cl"].result_count == 1, query
        assert not any(spec.title == "customer" for spec in response.context["cl"].filter_specs), query
