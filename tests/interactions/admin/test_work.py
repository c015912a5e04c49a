"""What staff do in the admin: triage one conversation, many at once, take a spreadsheet, keep the categories."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from interactions.exports import COLUMNS
from interactions.models import Category, Change, Interaction
from tests.interactions.admin.build import NOW, hostile, interaction, message, realistic, staff

pytestmark = pytest.mark.django_db

LIST = "/admin/interactions/interaction/"


@pytest.fixture
def agent(client: Client) -> Client:
    client.force_login(staff(*(f"interactions.{verb}_interaction" for verb in ("view", "change", "export"))))
    return client


def page(one: Interaction) -> str:
    return f"{LIST}{one.pk}/change/"


def form(client: Client, one: Interaction) -> dict[str, str]:
    """Fill the form as a browser would: with what the page shows, hidden values too."""
    shown = client.get(page(one)).context["adminform"].form
    filled = {name: str(shown[name].value() or "") for name in shown.fields}
    hidden = {
        shown[name].html_initial_name: filled[name] for name, field in shown.fields.items() if field.show_hidden_initial
    }
    return filled | hidden


def said(response: Any) -> str:
    """Return the page's messages without their links to undo."""
    return " ".join(re.sub(" <a .*?</a>", "", str(message)) for message in response.context["messages"])


def test_saving_sets_what_was_changed_and_nothing_else(agent: Client) -> None:
    one = realistic()
    response = agent.post(page(one), form(agent, one) | {"status": "escalated"}, follow=True)
    one.refresh_from_db()
    assert (one.status, one.status_by, one.category_by) == ("escalated", "staff", "rule")
    assert said(response).startswith("Saved: status Escalated.")
    change = Change.objects.filter(by="staff").get()
    assert (change.field, change.user and change.user.username) == ("status", "kim")


def test_saving_without_a_change_writes_nothing(agent: Client) -> None:
    for one in (realistic(), hostile()):
        agent.post(page(one), form(agent, one))
        stood = one.updated_at
        one.refresh_from_db()
        assert (one.updated_at, Change.objects.filter(interaction=one, user__isnull=False).count()) == (stood, 0)


def test_a_subcategory_brings_its_category(agent: Client) -> None:
    one = realistic()
    agent.post(page(one), form(agent, one) | {"subcategory": "refund"})
    one.refresh_from_db()
    assert (one.category, one.subcategory, one.category_by) == ("payment", "refund", "staff")


def test_a_new_category_empties_the_old_subcategory(agent: Client) -> None:
    one = realistic()
    agent.post(page(one), form(agent, one) | {"category": "payment"})
    one.refresh_from_db()
    assert (one.category, one.subcategory) == ("payment", None)


def test_a_subcategory_that_does_not_fit_is_refused(agent: Client) -> None:
    one = realistic()
    response = agent.post(page(one), form(agent, one) | {"category": "payment", "subcategory": "exchange"})
    assert response.status_code == 200
    assert b"Choose one that fits" in response.content


@pytest.mark.parametrize("value", ["done", "", "\0", "x" * 5000])
def test_a_hand_made_value_is_refused(agent: Client, value: str) -> None:
    one = realistic()
    assert agent.post(page(one), form(agent, one) | {"status": value}).status_code == 200
    one.refresh_from_db()
    assert one.status == "open"


def test_what_the_source_said_cannot_be_posted(agent: Client) -> None:
    one = realistic()
    agent.post(page(one), form(agent, one) | {"subject": "Forged", "transcript": "Forged", "status_by": "ai"})
    one.refresh_from_db()
    assert (one.subject, one.transcript, one.status_by) == ("Where is my order H241606215199?", None, "source")


def test_of_two_people_the_second_is_told_and_overwrites_nothing(agent: Client) -> None:
    one = realistic()
    first, second = form(agent, one), form(agent, one)
    agent.post(page(one), first | {"status": "resolved"})
    response = agent.post(page(one), second | {"status": "pending"}, follow=True)
    one.refresh_from_db()
    assert one.status == "resolved"
    assert "it is now status Resolved. You wanted to set status Pending." in said(response)
    assert response.context["adminform"].form["status"].value() == "resolved"


def test_two_people_who_change_different_things_both_succeed(agent: Client) -> None:
    one = realistic()
    first, second = form(agent, one), form(agent, one)
    agent.post(page(one), first | {"status": "resolved"})
    agent.post(page(one), second | {"priority": "low"})
    one.refresh_from_db()
    assert (one.status, one.priority) == ("resolved", "low")


def test_nobody_resolves_a_message_that_they_have_not_seen(agent: Client) -> None:
    one = realistic()
    filled = form(agent, one)
    Interaction.objects.filter(pk=one.pk).update(last_customer_message_at=NOW)
    response = agent.post(page(one), filled | {"status": "resolved"}, follow=True)
    one.refresh_from_db()
    assert one.status == "open"
    assert "the customer has written again" in said(response)


def test_a_long_conversation_shows_its_end_and_all_of_it_on_request(agent: Client) -> None:
    one = interaction()
    for place in range(205):
        message(one, f"Line {place}.", position=place, sent_at=one.started_at)
    short, whole = agent.get(page(one)).content.decode(), agent.get(f"{page(one)}?all=1").content.decode()
    assert "Line 204." in short
    assert "Line 4." not in short
    assert "Show all 205" in short
    assert "Line 4." in whole


def choose(action: str, *ones: Interaction, **more: str) -> dict[str, Any]:
    return {"action": action, "_selected_action": [str(one.pk) for one in ones], "index": "0"} | more


def statuses() -> list[str | None]:
    return list(Interaction.objects.order_by("external_id").values_list("status", flat=True))


def test_many_are_resolved_at_once(agent: Client) -> None:
    first, second = interaction(), interaction(status="resolved", status_by="staff", resolved_at=NOW)
    response = agent.post(LIST, choose("resolve", first, second), follow=True)
    assert statuses() == ["resolved", "resolved"]
    assert said(response).startswith("Status Resolved: 1 conversation changed, 1 skipped because it was so already.")


def test_everything_that_a_filter_finds_is_changed_only_after_a_question(agent: Client) -> None:
    ones = [interaction(source="email"), interaction(source="email"), interaction()]
    across = choose("escalate", ones[0], select_across="1")
    asked = agent.post(f"{LIST}?source=email", across)
    assert b"Set the status to Escalated for 2 conversations?" in asked.content
    assert statuses() == ["open", "open", "open"]
    across.pop("index")
    agent.post(f"{LIST}?source=email", across | {"confirmed": "yes"})
    assert sorted(str(status) for status in statuses()) == ["escalated", "escalated", "open"]


def test_a_category_is_asked_for_and_set(agent: Client) -> None:
    one = interaction()
    asked = agent.post(LIST, choose("change_many", one))
    assert b"Change for 1 conversation?" in asked.content
    confirmed = choose("change_many", one, confirmed="yes", category="payment")
    confirmed.pop("index")
    agent.post(LIST, confirmed)
    one.refresh_from_db()
    assert (one.category, one.category_by) == ("payment", "staff")


@pytest.mark.parametrize("category", ["", "refund", "nonsense", "\0"])
def test_a_category_that_is_none_is_asked_for_again(agent: Client, category: str) -> None:
    one = interaction()
    confirmed = choose("change_many", one, confirmed="yes", category=category)
    confirmed.pop("index")
    assert b"Change for 1 conversation?" in agent.post(LIST, confirmed).content
    one.refresh_from_db()
    assert one.category is None


@pytest.mark.parametrize("chosen", ["x", "1", "' OR 1=1", "\0"])
def test_a_hand_made_selection_changes_nothing(agent: Client, chosen: str) -> None:
    interaction()
    response = agent.post(LIST, {"action": "resolve", "_selected_action": [chosen], "index": "0"}, follow=True)
    assert "can't be read" in said(response)
    assert statuses() == ["open"]


def rows(response: Any) -> Iterator[dict[str, str]]:
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return iter(csv.DictReader(io.StringIO(text)))


def exported(client: Client, query: str) -> Any:
    return client.post(f"{LIST}export/?{query}", {"format": "csv", "columns": COLUMNS})


def test_the_export_has_all_that_the_list_finds_and_no_live_cell(agent: Client) -> None:
    interaction(external_id="a", subject="=1+1", customer_name='+cmd|"/c calc"', source="email")
    interaction(external_id="b", subject="\t@SUM(1)", resolution_notes="Two\nlines", source="email")
    interaction(external_id="c")
    found = {row["external_id"]: row for row in rows(exported(agent, "source=email"))}
    assert set(found) == {"a", "b"}
    assert (found["a"]["subject"], found["a"]["customer_name"]) == ("'=1+1", '\'+cmd|"/c calc"')
    assert (found["b"]["subject"], found["b"]["resolution_notes"]) == ("'\t@SUM(1)", "Two\nlines")


def test_the_export_of_a_selection_has_just_that(agent: Client) -> None:
    chosen = interaction(external_id="chosen")
    interaction(external_id="other")
    response = agent.post(LIST, choose("export_selected", chosen))
    assert [row["external_id"] for row in rows(response)] == ["chosen"]
    assert response.headers["Content-Disposition"].startswith('attachment; filename="customer-interactions-')


@pytest.fixture
def lead(client: Client) -> Client:
    client.force_login(staff(username="lead", superuser=True))
    return client


def test_a_category_is_reworded_but_keeps_its_name(lead: Client) -> None:
    row = Category.objects.get(name="payment")
    address = reverse("admin:interactions_category_change", args=[row.pk])
    lead.post(address, {"label": "Paying", "name": "renamed", "parent_category": "", "priority_default": "high"})
    row.refresh_from_db()
    assert (row.name, row.label, row.priority_default) == ("payment", "Paying", "high")


@pytest.mark.parametrize("name", ["Late Delivery", "1st", "", "x" * 100, "payment"])
def test_a_category_needs_a_name_of_its_own(lead: Client, name: str) -> None:
    count = Category.objects.count()
    lead.post(reverse("admin:interactions_category_add"), {"label": "Late", "name": name, "priority_default": "low"})
    assert Category.objects.count() == count


def test_a_new_category_can_be_chosen_at_once(lead: Client) -> None:
    lead.post(
        reverse("admin:interactions_category_add"), {"label": "Gifts", "name": "gifts", "priority_default": "low"}
    )
    one = interaction()
    lead.post(page(one), form(lead, one) | {"category": "gifts"})
    one.refresh_from_db()
    assert one.category == "gifts"


@pytest.mark.parametrize(
    ("name", "why"), [("wholesale", b"1 conversation has it"), ("payment", b"subcategories belong to it")]
)
def test_a_category_in_use_is_not_deleted(lead: Client, name: str, why: bytes) -> None:
    interaction(category="wholesale")
    address = reverse("admin:interactions_category_delete", args=[Category.objects.get(name=name).pk])
    assert why in lead.get(address).content
    lead.post(address, {"post": "yes"})
    assert Category.objects.filter(name=name).exists()


def test_a_category_that_nothing_uses_is_deleted(lead: Client) -> None:
    row = Category.objects.create(name="unused")
    lead.post(reverse("admin:interactions_category_delete", args=[row.pk]), {"post": "yes"})
    assert not Category.objects.filter(name="unused").exists()


def test_a_subcategory_in_use_is_not_moved(lead: Client) -> None:
    interaction(category="payment", subcategory="refund")
    row = Category.objects.get(name="refund")
    address = reverse("admin:interactions_category_change", args=[row.pk])
    response = lead.post(address, {"label": "Refund", "parent_category": "returns", "priority_default": "high"})
    row.refresh_from_db()
    assert row.parent_category == "payment"
    assert b"be moved: 1 conversation has it" in response.content
