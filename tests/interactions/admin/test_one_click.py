"""A category chosen by a button, a change taken back by a link, and the words that decided, marked in the messages."""

from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from interactions.admin.marks import Mark, marked, pieces
from interactions.models import Change, Interaction, Judgement
from interactions.recategorize import recategorize
from interactions.triage import set_values
from tests.interactions.admin.build import SCRIPT, interaction, message, staff

pytestmark = pytest.mark.django_db

LIST = "/admin/interactions/interaction/"
ORDER = "  Hi, where is my order? It still hasn't arrived and the tracking says nothing."


@pytest.fixture
def agent(client: Client) -> Client:
    client.force_login(staff("interactions.view_interaction", "interactions.change_interaction"))
    return client


def judged(content: str = ORDER, **columns: Any) -> Interaction:
    one = interaction(**columns)
    message(one, content)
    recategorize()
    one.refresh_from_db()
    return one


def page(one: Interaction) -> str:
    return f"{LIST}{one.pk}/change/"


def shown_form(client: Client, one: Interaction) -> dict[str, str]:
    """Fill the form as a browser would, hidden values too."""
    form = client.get(page(one)).context["adminform"].form
    filled = {name: str(form[name].value() or "") for name in form.fields}
    hidden = {
        form[name].html_initial_name: filled[name] for name, field in form.fields.items() if field.show_hidden_initial
    }
    return filled | hidden


def click(client: Client, one: Interaction, value: str, **typed: str) -> Any:
    return client.post(f"{LIST}{one.pk}/choose/", shown_form(client, one) | typed | {"choose": value}, follow=True)


def link_to_undo(response: Any) -> str:
    said = " ".join(str(message) for message in response.context["messages"])
    return said.split('href="')[1].split('"')[0]


def test_a_candidate_is_a_button_and_one_click_makes_it_staffs_choice(agent: Client) -> None:
    one = judged()
    assert b'value="order_tracking/where_is_order"' in agent.get(page(one)).content
    click(agent, one, "order_tracking/where_is_order", resolution_notes="Asked the courier.")
    one.refresh_from_db()
    assert (one.category, one.subcategory, one.category_by) == ("order_tracking", "where_is_order", "staff")
    assert one.resolution_notes == "Asked the courier."
    assert b'value="order_tracking/where_is_order"' not in agent.get(page(one)).content


def test_a_click_never_overwrites_what_somebody_chose_meanwhile(agent: Client) -> None:
    one = judged()
    filled = shown_form(agent, one)
    set_values([one.pk], user=staff(username="lee"), changes={"category": "wholesale"}, now=timezone.now())
    response = agent.post(f"{LIST}{one.pk}/choose/", filled | {"choose": "order_tracking/where_is_order"}, follow=True)
    one.refresh_from_db()
    assert one.category == "wholesale"
    assert "Not saved, because this changed" in str(next(iter(response.context["messages"])))


@pytest.mark.parametrize("value", ["", "/", "no_such", "payment/exchange", "refund/", "\x00", SCRIPT])
def test_a_hand_made_choice_is_refused_and_changes_nothing(agent: Client, value: str) -> None:
    one = judged()
    response = click(agent, one, value)
    assert "Not saved" in str(next(iter(response.context["messages"])))
    assert b"<script>alert" not in response.content
    assert Interaction.objects.get().category_by == "rule"


def test_only_those_who_may_change_choose_or_undo(client: Client) -> None:
    one = judged()
    client.force_login(staff("interactions.view_interaction"))
    assert b"/choose/" not in client.get(page(one)).content
    assert client.post(f"{LIST}{one.pk}/choose/", {"choose": "payment/"}).status_code == 403
    assert client.post(f"{LIST}undo/{uuid4()}/").status_code == 403
    assert client.get(f"{LIST}{one.pk}/choose/").status_code == 405
    assert Change.objects.count() == 0


def test_a_change_is_undone_by_the_link_in_its_message_once_confirmed(agent: Client) -> None:
    one = judged()
    before = (one.category, one.category_by, one.category_at)
    address = link_to_undo(click(agent, one, "payment/refund"))
    asks = agent.get(address).content.decode()
    assert "Put category, subcategory back as before for 1 conversation?" in asks
    assert Interaction.objects.get().category == "payment"
    response = agent.post(address, follow=True)
    one.refresh_from_db()
    assert (one.category, one.category_by, one.category_at) == before
    assert "Undone: 1 conversation is as before." in str(next(iter(response.context["messages"])))


def test_a_bulk_change_is_undone_as_one(agent: Client) -> None:
    many = [judged(status="open") for _ in range(7)]
    action = {"action": "resolve", "_selected_action": [str(one.pk) for one in many]}
    address = link_to_undo(agent.post(LIST, action, follow=True))
    assert "and 2 more" in agent.get(address).content.decode()
    agent.post(address)
    assert set(Interaction.objects.values_list("status", "resolved_at")) == {("open", None)}


def test_an_undo_that_is_too_late_or_not_ones_own_says_so(agent: Client) -> None:
    one = judged()
    address = link_to_undo(click(agent, one, "payment/refund"))
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        late = agent.post(address, follow=True)
    assert "ten minutes" in str(next(iter(late.context["messages"])))
    agent.force_login(staff("interactions.view_interaction", "interactions.change_interaction", username="lee"))
    other = agent.post(address, follow=True)
    assert "no change of yours" in str(next(iter(other.context["messages"])))
    assert Interaction.objects.get().category == "payment"


# Marks


def test_the_words_that_decided_are_marked_where_they_stand(agent: Client) -> None:
    one = judged()
    text = agent.get(page(one)).content.decode()
    marks = [unescape(part.split(">")[1].split("<")[0]) for part in text.split("<mark ")[1:]]
    assert marks
    assert all(words in ORDER for words in marks)
    assert any("where is my order" in words for words in marks)


def test_marks_number_the_customers_messages_even_where_not_all_are_shown(agent: Client) -> None:
    one = interaction()
    message(one, "Welcome!", sender_type="agent", sent_at=one.started_at)
    message(one, "ok", sent_at=one.started_at + timedelta(seconds=1))
    message(one, ORDER, sent_at=one.started_at + timedelta(seconds=2))
    for number in range(210):
        message(one, "One moment", sender_type="agent", sent_at=one.started_at + timedelta(minutes=1 + number))
    recategorize()
    assert b"<mark " not in agent.get(page(one)).content
    assert b"<mark " in agent.get(page(one) + "?all=1").content


def test_once_the_customer_wrote_more_old_places_are_not_marked(agent: Client) -> None:
    one = judged()
    Interaction.objects.filter(pk=one.pk).update(customer_text_hash="other", content_hash="c")
    assert b"<mark " not in agent.get(page(one)).content


def test_hostile_texts_and_places_are_marked_harmlessly(agent: Client) -> None:
    one = judged(SCRIPT + ORDER + SCRIPT)
    places = [(0, 4), (2, 10**9), (-5, 3), (9, 1), ("x", 2)]
    evidence = [{"where": "message 1", "start": start, "end": end, "rule": SCRIPT} for start, end in places]
    candidates = [{"category": SCRIPT, "confidence": 1, "evidence": [*evidence, {}, 7]}]
    Judgement.objects.update(candidates=candidates)
    response = agent.get(page(one))
    assert response.status_code == 200
    assert b"<mark " in response.content
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([], ["abcdef"]),
        ([(0, 6)], ["[abcdef]"]),
        ([(1, 3)], ["a", "[bc]", "def"]),
        ([(1, 4), (2, 6)], ["a", "[bcd]", "[ef]"]),
        ([(2, 3), (1, 5)], ["a", "[bcde]", "f"]),
        ([(-3, 2), (5, 99)], ["[ab]", "cde", "[f]"]),
        ([(4, 4), (5, 2), (9, 12)], ["abcdef"]),
    ],
)
def test_a_text_is_cut_at_its_marks_and_nothing_is_lost(places: list[tuple[int, int]], expected: list[str]) -> None:
    cut = pieces("abcdef", [Mark(start, end, "topic") for start, end in places])
    assert [f"[{piece.text}]" if piece.kind else piece.text for piece in cut] == expected
    assert "".join(piece.text for piece in cut) == "abcdef"


def test_marks_count_from_where_the_text_begins() -> None:
    assert marked("cd<", [Mark(3, 5, "topic", '"')], offset=2) == (
        'c<mark class="boo-mark-topic" title="&quot;">d&lt;</mark>'
    )


def test_a_page_takes_the_same_queries_for_any_number_of_messages(agent: Client) -> None:
    few, many = judged(), judged()
    for number in range(60):
        message(many, f"Message {number}")
    with CaptureQueriesContext(connection) as captured:
        agent.get(page(few))
    with CaptureQueriesContext(connection) as again:
        agent.get(page(many))
    assert len(captured) == len(again)


# Making a rule


def test_a_rule_is_made_from_selected_conversations_by_those_who_may(client: Client) -> None:
    one = judged("The esky was not collected, again")
    action = {"action": "make_rule", "_selected_action": [str(one.pk)]}
    client.force_login(staff("interactions.view_interaction", "interactions.change_interaction"))
    assert b'value="make_rule"' not in client.get(LIST).content
    client.force_login(staff("interactions.view_interaction", "interactions.add_categoryrule", username="lead"))
    response = client.post(LIST, action)
    assert response["Location"].startswith("/admin/interactions/categoryrule/add/?phrases=")
    assert client.get(response["Location"]).status_code == 200
