"""The editor of rules: faults point at their spot, trials save nothing, and only those who may change anything do."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ
from pytest_django import DjangoAssertNumQueries

from interactions.admin.rules import new_rule_address
from interactions.models import CategoryRule, Interaction
from interactions.recategorize import recategorize
from interactions.tasks import apply_rules
from tests.interactions.admin.build import NOW, SCRIPT, staff
from tests.interactions.stored import asked
from tests.running import command

pytestmark = pytest.mark.django_db

RULES = "/admin/interactions/categoryrule/"
ESKY = "Hello, the esky was gone when I opened the door."
FILLED = {
    "name": "Eskies",
    "phrases": "esky ~4 (missing|gone)",
    "scope": "any",
    "weight": "8",
    "category": "wholesale",
    "subcategory": "",
    "priority": "",
    "sentiment": "",
    "note": "",
    "sample": "",
}


@pytest.fixture
def lead(client: Client) -> Client:
    rights = ("view_interaction", "view_categoryrule", "add_categoryrule", "change_categoryrule")
    client.force_login(staff(*(f"interactions.{right}" for right in rights)))
    return client


def stored(**columns: Any) -> CategoryRule:
    defaults = {"name": "Eskies", "phrases": "esky ~4 (missing|gone)", "category": "wholesale", "weight": 8.0}
    return CategoryRule.objects.create(**defaults | columns)


def errors(response: Any, field: str) -> list[str]:
    found: list[str] = response.context["adminform"].form.errors.get(field, [])
    return found


def test_a_rule_is_saved_switched_off_with_who_wrote_it(lead: Client) -> None:
    assert lead.post(f"{RULES}add/", FILLED).status_code == 302
    rule = CategoryRule.objects.get()
    assert (rule.name, rule.is_enabled, rule.subcategory, rule.priority, rule.sentiment) == (
        "Eskies", False, None, None, None,
    )  # fmt: skip
    assert rule.created_by is not None
    assert rule.created_by == rule.updated_by


@pytest.mark.parametrize("phrases", ["(a+)+", "esky\n  (gone", "a? " * 40 + "b", "x" * 400, "\x00", "~3", ""])
def test_phrases_that_are_no_phrases_are_refused_and_the_spot_is_shown(lead: Client, phrases: str) -> None:
    response = lead.post(f"{RULES}add/", FILLED | {"phrases": phrases})
    assert (response.status_code, CategoryRule.objects.count()) == (200, 0)
    assert errors(response, "phrases")


def test_a_fault_is_pointed_at_and_hostile_phrases_are_shown_as_text(lead: Client) -> None:
    response = lead.post(f"{RULES}add/", FILLED | {"phrases": f"fine\n{SCRIPT}"})
    assert errors(response, "phrases")[0].startswith("Line 2, column 21: '</script>")
    assert errors(response, "phrases")[0].endswith("\n" + " " * 20 + "^")
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize(
    ("field", "value"),
    [("weight", "0"), ("weight", "nan"), ("weight", "1e9"), ("category", "no_such"), ("subcategory", "refund")],
)
def test_values_that_fit_nothing_are_refused(lead: Client, field: str, value: str) -> None:
    response = lead.post(f"{RULES}add/", FILLED | {field: value})
    assert errors(response, field)
    assert CategoryRule.objects.count() == 0


def test_a_text_can_be_tried_without_saving_anything(lead: Client) -> None:
    response = lead.post(f"{RULES}add/", FILLED | {"name": "", "sample": SCRIPT + ESKY, "_try": ""})
    shown = response.context["tried"]
    assert (shown.is_met, shown.with_rule) == (True, "Do you sell wholesale")
    assert '<mark class="boo-mark-topic" title="">esky was gone</mark>' in shown.text
    assert b"<script>alert" not in response.content
    assert CategoryRule.objects.count() == 0


def test_a_trial_of_a_faulty_rule_shows_the_fault(lead: Client) -> None:
    response = lead.post(f"{RULES}add/", FILLED | {"phrases": "(a", "_preview": ""})
    assert errors(response, "phrases")
    assert "preview" not in response.context


def test_a_preview_shows_numbers_and_links_and_keeps_what_was_typed(lead: Client) -> None:
    one, rule = asked(ESKY, subject=SCRIPT, started_at=timezone.now()), stored()
    response = lead.post(f"{RULES}{rule.pk}/change/", FILLED | {"phrases": "the", "_preview": ""})
    assert (response.context["preview"].caught, response.context["preview"].changed) == (1, 1)
    page = response.content.decode()
    assert f"/admin/interactions/interaction/{one.pk}/change/" in page
    assert "<script>alert" not in page
    rule.refresh_from_db()
    assert rule.phrases == FILLED["phrases"]
    assert response.context["adminform"].form["phrases"].value() == "the"


def test_a_rule_that_matches_everything_is_warned_of(lead: Client) -> None:
    for _ in range(2):
        asked(ESKY, started_at=timezone.now())
    response = lead.post(f"{RULES}add/", FILLED | {"phrases": "the", "_preview": ""})
    assert b"catches nearly everything" in response.content


def test_enabling_and_applying_changes_what_was_judged_before(lead: Client) -> None:
    one, rule = asked(ESKY, started_at=timezone.now()), stored()
    recategorize()
    selected = {"action": "enable", "_selected_action": [rule.pk]}
    said = lead.post(RULES, selected, follow=True)
    assert f"{RULES}apply/" in " ".join(map(str, said.context["messages"]))
    assert (said.context["done"], said.context["total"]) == (0, 1)
    assert b"Judge 1 conversation again" in lead.get(f"{RULES}apply/").content
    lead.post(f"{RULES}apply/")
    run_queued_jobs()
    one.refresh_from_db()
    assert one.category == "wholesale"
    assert lead.get(RULES).context["done"] == 1


def run_queued_jobs() -> None:
    """Do what a worker would do with each queued job."""
    for job in OrmQ.objects.all():
        assert job.task["func"] == "interactions.tasks.apply_rules"
        apply_rules(*job.task["args"])


def test_who_may_only_look_can_try_nothing_and_change_nothing(client: Client) -> None:
    rule = stored()
    client.force_login(staff("interactions.view_categoryrule", "interactions.view_interaction"))
    assert client.get(f"{RULES}{rule.pk}/change/").status_code == 200
    assert client.get(RULES).status_code == 200
    posts = [
        client.post(f"{RULES}add/", FILLED),
        client.post(f"{RULES}{rule.pk}/change/", FILLED | {"name": "Mine"}),
        client.post(f"{RULES}apply/"),
        client.get(f"{RULES}apply/"),
        client.post(f"{RULES}{rule.pk}/delete/", {"post": "yes"}),
    ]
    assert {response.status_code for response in posts} == {403}
    client.post(RULES, {"action": "enable", "_selected_action": [rule.pk]})
    rule.refresh_from_db()
    assert (rule.name, rule.is_enabled) == ("Eskies", False)


def test_strangers_and_staff_without_a_right_see_no_rules(client: Client) -> None:
    assert client.get(RULES).status_code == 302
    client.force_login(staff())
    assert client.get(RULES).status_code == 403


def test_a_new_rule_is_filled_from_chosen_conversations(lead: Client) -> None:
    with time_machine.travel(NOW, tick=False):
        asked("The esky was not collected, again", category="returns", category_by="staff")
        asked("Nobody collected the esky from my porch", category="returns", category_by="staff")
        asked("Where is my order?")
        chosen = Interaction.objects.filter(category="returns")
        address = new_rule_address(chosen, now=timezone.now())
    values = parse_qs(urlsplit(address).query)
    assert set(values["phrases"][0].splitlines()) == {"collected", "esky"}
    shown = lead.get(address).context["adminform"].form
    assert shown["category"].value() == "returns"
    assert not shown["is_enabled"].value()


def test_the_list_takes_the_same_queries_for_any_number_and_shows_what_cannot_be_read(
    lead: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        stored(name=f"Rule {number}", phrases="(a+)+" if number % 2 else "esky")
    with django_assert_max_num_queries(14):
        response = lead.get(RULES)
    assert response.content.count(b"be read") >= 15


def test_the_migration_matches_the_models() -> None:
    told = command("makemigrations", "interactions", "--dry-run")
    assert "No changes detected" in told.out
