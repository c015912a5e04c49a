"""The list of conversations: its columns, views, rows that unfold, and what is done with many rows."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from interactions.models import Change, Interaction, Judgement, SavedView
from tests.interactions.admin.build import NOW, hostile, interaction, message, realistic, staff

pytestmark = pytest.mark.django_db

LIST = "/admin/interactions/interaction/"
MAY = ("view_interaction", "change_interaction", "view_savedview", "add_savedview", "change_savedview")


@pytest.fixture(autouse=True)
def _pages() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agent(client: Client) -> Client:
    client.force_login(staff(*(f"interactions.{name}" for name in MAY), "interactions.delete_savedview"))
    return client


def shown(client: Client, query: str = "") -> list[str]:
    return [row.external_id for row in client.get(f"{LIST}?{query}").context["cl"].result_list]


def act(client: Client, action: str, *ones: Interaction, query: str = "", **more: str) -> Any:
    chosen = {"action": action, "_selected_action": [str(one.pk) for one in ones]} | more
    return client.post(f"{LIST}?{query}", chosen, follow=True)


def test_a_row_shows_the_last_words_that_a_person_wrote(agent: Client) -> None:
    one = interaction()
    message(one, "Where is it?", sent_at=NOW - timedelta(hours=3))
    message(one, "It left today <b>at noon</b>.", sender_type="agent", sent_at=NOW - timedelta(hours=2))
    message(one, "Between us: call the depot.", sender_type="agent", is_internal=True, sent_at=NOW - timedelta(hours=1))
    message(one, "Chat closed", sender_type="system", counts=False, sent_at=NOW)
    page = agent.get(LIST).content.decode()
    assert escape("It left today <b>at noon</b>.") in page
    assert "Between us" not in page
    assert "Chat closed" not in page


def test_a_wait_beyond_the_target_is_said_in_the_row(agent: Client) -> None:
    interaction(last_customer_message_at=NOW - timedelta(days=3))
    interaction(last_customer_message_at=NOW - timedelta(hours=2))
    assert agent.get(LIST).content.decode().count("waits ") == 1


def test_the_tabs_count_what_they_open(agent: Client) -> None:
    interaction(priority="urgent", started_at=NOW)
    interaction(last_customer_message_at=NOW - timedelta(days=3), started_at=NOW - timedelta(days=4))
    interaction(tags=["newsletter"], started_at=NOW)
    interaction(snoozed_at=NOW, snoozed_until=NOW + timedelta(days=1))
    interaction(status="resolved", priority="urgent")
    tabs = {tab.title: tab for tab in agent.get(LIST).context["tabs"]}
    counts = {title: tab.count for title, tab in tabs.items() if tab.count}
    assert counts == {"Unassigned": 3, "Urgent": 1, "Waiting over 24 h": 1, "Noise": 1, "Snoozed": 1}
    for title, count in counts.items():
        assert len(shown(agent, tabs[title].link.partition("?")[2])) == count


def test_the_tab_of_the_address_is_the_current_one(agent: Client) -> None:
    tabs = agent.get(f"{LIST}?queue=urgent&p=1&q=").context["tabs"]
    assert [tab.title for tab in tabs if tab.is_current] == ["Urgent"]


def test_a_queue_begins_with_who_has_waited_longest(agent: Client) -> None:
    interaction(external_id="lately", last_customer_message_at=NOW - timedelta(hours=1), priority="urgent")
    interaction(external_id="long ago", last_customer_message_at=NOW - timedelta(days=9), priority="urgent")
    assert shown(agent, "queue=urgent") == ["long ago", "lately"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("assignee=me", ["mine"]),
        ("assignee=none", ["tagged"]),
        ("assignee=999999", ["tagged", "mine"]),
        ("tag=vip", ["tagged"]),
        ("attachment=yes", ["mine"]),
        ("confidence=low", ["mine"]),
        ("confidence=high", []),
    ],
)
def test_the_list_is_filtered(agent: Client, query: str, found: list[str]) -> None:
    me = agent.get(LIST).wsgi_request.user
    mine = interaction(external_id="mine", assignee_id=me.pk, started_at=NOW - timedelta(hours=2))
    message(mine, attachments=[{"name": "a.pdf"}])
    mine_judged(mine)
    tagged = interaction(external_id="tagged", tags=["vip"], started_at=NOW - timedelta(hours=1))
    message(tagged, attachments=[])
    assert shown(agent, query) == found


def mine_judged(one: Interaction) -> None:
    Judgement.objects.create(interaction=one, version="v", category="payment", confidence=0.55)


def test_a_row_unfolds_to_the_end_of_its_conversation(agent: Client) -> None:
    one = interaction()
    for number in range(9):
        message(one, f"Line {number}.", sent_at=NOW + timedelta(minutes=number))
    piece = agent.get(f"{LIST}{one.pk}/peek/").content.decode()
    assert "Line 8." in piece
    assert "Line 4." not in piece
    assert "<html" not in piece


def test_nothing_of_a_hostile_conversation_runs_where_it_unfolds(agent: Client) -> None:
    piece = agent.get(f"{LIST}{hostile().pk}/peek/").content.decode()
    assert "<script" not in piece
    assert "onerror=alert(1)>" not in piece


def test_only_those_who_may_look_unfold(client: Client) -> None:
    client.force_login(staff(username="stranger"))
    assert client.get(f"{LIST}{interaction().pk}/peek/").status_code == 403


def save_view(client: Client, name: str, query: str, **more: str) -> Any:
    return client.post(f"{LIST}views/save/", {"name": name, "query": query} | more, follow=True)


def test_a_view_is_saved_under_a_name_and_becomes_a_tab(agent: Client) -> None:
    save_view(agent, "Late mail", "source=email&status=open")
    view = SavedView.objects.get()
    assert (view.name, view.query, view.is_shared) == ("Late mail", "source=email&status=open", False)
    shown_views = agent.get(f"{LIST}?status=open&source=email").context["saved_views"]
    assert [(one.title, one.is_current) for one in shown_views] == [("Late mail", True)]


def test_the_same_name_again_replaces_the_view(agent: Client) -> None:
    save_view(agent, "Late", "status=open")
    save_view(agent, " Late ", "status=pending", is_shared="1")
    assert list(SavedView.objects.values_list("query", "is_shared")) == [("status=pending", True)]


def test_others_see_a_view_only_when_it_is_shared(agent: Client, client: Client) -> None:
    save_view(agent, "Private", "status=open")
    save_view(agent, "Shared", "status=pending", is_shared="1")
    client.force_login(staff("interactions.view_interaction", "interactions.view_savedview", username="ben"))
    assert [(one.title, one.is_shared) for one in client.get(LIST).context["saved_views"]] == [("Shared", True)]
    assert [row.name for row in client.get("/admin/interactions/savedview/").context["cl"].result_list] == ["Shared"]


def test_nobody_changes_or_deletes_anothers_view(client: Client) -> None:
    other = SavedView.objects.create(name="Theirs", query="", owner=staff(username="ben"), is_shared=True)
    client.force_login(staff(*(f"interactions.{verb}_savedview" for verb in ("view", "change", "delete"))))
    address = f"/admin/interactions/savedview/{other.pk}"
    assert client.post(f"{address}/change/", {"name": "Mine now"}).status_code == 403
    assert client.post(f"{address}/delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [str(other.pk)], "post": "yes"}
    client.post("/admin/interactions/savedview/", chosen)
    assert SavedView.objects.filter(name="Theirs").exists()


@pytest.mark.parametrize(("name", "query"), [("", "status=open"), ("x" * 61, ""), ("Made up", "transcript__regex=a")])
def test_what_is_no_view_is_refused_in_words(agent: Client, name: str, query: str) -> None:
    response = save_view(agent, name, query)
    assert "Not saved" in str(next(iter(response.context["messages"])))
    assert not SavedView.objects.exists()


def test_many_are_given_to_oneself(agent: Client) -> None:
    ones = [interaction(), interaction()]
    response = act(agent, "assign_to_me", *ones)
    assert "Assigned to you: 2 conversations changed." in str(next(iter(response.context["messages"])))
    assert set(Interaction.objects.values_list("assignee__username", flat=True)) == {"kim"}


def test_anything_is_set_on_many_at_once_and_undone_at_once(agent: Client) -> None:
    ones = [interaction(priority="low"), interaction(category="payment", subcategory="refund", tags=["late"])]
    wishes = {"status": "pending", "category": "returns", "add": "vip, call back", "remove": "late"}
    act(agent, "change_many", *ones, confirmed="yes", **wishes)
    for one in ones:
        one.refresh_from_db()
        assert (one.status, one.category, one.subcategory) == ("pending", "returns", None)
        assert one.tags == ["call back", "vip"]
    (change_set,) = set(Change.objects.values_list("change_set", flat=True))
    agent.post(f"{LIST}undo/{change_set}/")
    for one in ones:
        one.refresh_from_db()
    assert [(one.status, one.category, one.tags) for one in ones] == [("open", None, []), ("open", "payment", ["late"])]


def test_nothing_chosen_changes_nothing_and_says_so(agent: Client) -> None:
    response = act(agent, "change_many", interaction(), confirmed="yes")
    assert "Choose something to change." in response.content.decode()
    assert not Change.objects.exists()


def test_a_tag_that_is_none_changes_nothing_at_all(agent: Client) -> None:
    one = interaction()
    response = act(agent, "change_many", one, confirmed="yes", status="pending", add="x" * 61)
    assert "Nothing was changed" in str(next(iter(response.context["messages"])))
    one.refresh_from_db()
    assert one.status == "open"


def test_noise_is_resolved_after_a_look_at_samples(agent: Client) -> None:
    ones = [interaction(subject=f"Newsletter {number}", tags=["newsletter"]) for number in range(7)]
    asked = act(agent, "resolve_noise", *ones, query="queue=noise").content.decode()
    assert "Resolve as noise for 7 conversations?" in asked
    assert "and 2 more" in asked
    across = {"confirmed": "yes", "select_across": "1"}
    act(agent, "resolve_noise", ones[0], query="queue=noise", **across)
    assert set(Interaction.objects.values_list("status", flat=True)) == {"resolved"}
    assert all("noise" in (one.tags or []) for one in Interaction.objects.all())


def test_the_list_takes_the_same_queries_whatever_it_shows(agent: Client) -> None:
    def queries(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert agent.get(f"{LIST}?{query}").status_code == 200
        return len(captured)

    realistic()
    before = {query: queries(query) for query in ("", "queue=unassigned", "assignee=me")}
    for _ in range(12):
        realistic_one = interaction(assignee=staff(username=f"s{Interaction.objects.count()}"))
        message(realistic_one)
        mine_judged(realistic_one)
    assert {query: queries(query) for query in before} == before
    assert max(before.values()) <= 16
