"""A key for each category, on the page of a conversation and on the list."""

import re
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client

from interactions.admin.category_keys import category_keys
from interactions.models import Category, Change, Interaction
from tests.interactions.admin.build import interaction, staff

pytestmark = pytest.mark.django_db

LIST = "/admin/interactions/interaction/"


@pytest.fixture
def agent(client: Client) -> Client:
    client.force_login(staff("interactions.view_interaction", "interactions.change_interaction"))
    return client


def press(client: Client, one: Interaction, category: str, filters: str = "") -> Any:
    place = f"{LIST}{one.pk}/category/?_changelist_filters={quote(filters)}"
    return client.post(place, {"category": category}, follow=True)


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_every_category_has_a_key_of_its_own_up_to_the_twentieth() -> None:
    keys = category_keys(Category.objects.order_by("id"))
    assert [key for key, _, _ in keys] == [*"1234567890", "Shift+1", "Shift+2", "Shift+3"]
    many = category_keys(Category(name=f"c{number}") for number in range(22))
    assert [key for key, _, _ in many[-3:]] == ["Shift+0", "", ""]
    assert len({key for key, _, _ in many[:20]}) == 20


def test_the_list_and_the_page_have_the_same_keys_and_show_them(agent: Client) -> None:
    one = interaction()
    for address in (LIST, f"{LIST}{one.pk}/change/"):
        page = agent.get(address).content.decode()
        assert len(re.findall(r'<button [^>]*data-key="', page)) == 13, address
        assert "<kbd>Shift+3</kbd>" in page, address


def test_who_may_only_look_has_no_keys_that_change(client: Client) -> None:
    client.force_login(staff("interactions.view_interaction"))
    one = interaction()
    for address in (LIST, f"{LIST}{one.pk}/change/"):
        assert "data-key" not in client.get(address).content.decode(), address
    assert press(client, one, "returns").status_code == 403


def test_a_key_on_the_list_sets_the_rows_category_and_comes_back_to_the_list(agent: Client) -> None:
    one = interaction(category="payment", category_by="rule", subcategory="refund", subcategory_by="rule")
    response = press(agent, one, "returns", "status=open&q=Question")
    assert response.redirect_chain == [(f"{LIST}?status=open&q=Question", 302)]
    assert said(response).startswith("Saved: category ")
    one.refresh_from_db()
    assert (one.category, one.category_by, one.subcategory) == ("returns", "staff", None)
    (change_set,) = set(Change.objects.values_list("change_set", flat=True))
    assert str(change_set) in said(response)


def test_what_is_no_category_changes_nothing(agent: Client) -> None:
    one = interaction(category="payment")
    for category in ("", "no_such", "refund"):
        assert "Not saved" in said(press(agent, one, category))
    assert agent.get(f"{LIST}{one.pk}/category/").status_code == 405
    assert agent.post(f"{LIST}{uuid4()}/category/", {"category": "returns"}).status_code == 404
    one.refresh_from_db()
    assert (one.category, Change.objects.count()) == ("payment", 0)
