"""Merging and splitting mail conversations on their page, by those who may, with an undo."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from ingest.models import Regrouping
from interactions import customers, notes
from interactions.models import Interaction, MergedInteraction, Message, Note
from interactions.triage import assign, snooze
from tests.ingest.store.mails import MIA, NOW, answer, mail, save
from tests.interactions.admin.build import interaction, staff, without_static_files

pytestmark = pytest.mark.django_db

MAY = ("interactions.view_interaction", "interactions.change_interaction", "interactions.regroup_interaction")


@pytest.fixture(autouse=True)
def _pages(settings: Any) -> Iterator[None]:
    without_static_files(settings)
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def kim(client: Client) -> User:
    user = staff(*MAY)
    client.force_login(user)
    return user


def place(one: Interaction) -> str:
    return reverse("ingest:regroup", args=[one.pk])


def two() -> tuple[Interaction, Interaction]:
    save(
        mail("a1@example.com"),
        answer("a2@example.com", "a1@example.com", minutes=5),
        mail("b1@example.com", minutes=300, from_="Mia <MIA@Example.com>", subject="My invoice"),
    )
    first, second = Interaction.objects.order_by("started_at")
    return first, second


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_two_conversations_of_a_customer_are_merged_with_their_notes_and_undone(client: Client, kim: User) -> None:
    first, second = two()
    notes.add([second.pk], "Call her back.", user=kim, now=NOW)
    assign([second.pk], user=kim, assignee=kim, now=NOW)
    shown = client.get(place(first)).content.decode()
    assert "My invoice" in shown
    response = client.post(place(first), {"merge": "1", "with": str(second.pk)}, follow=True)
    assert "Merged." in said(response)
    one = Interaction.objects.get()
    assert (one.pk, one.assignee, Note.objects.get().interaction_id, one.message_count) == (first.pk, kim, one.pk, 3)
    undone = client.post(place(one), {"undo": str(Regrouping.objects.get().pk)}, follow=True)
    assert "Undone" in said(undone)
    assert (Interaction.objects.count(), Note.objects.get().interaction_id) == (2, second.pk)
    assert list(Interaction.objects.order_by("started_at").values_list("assignee", flat=True)) == [None, kim.pk]


def test_what_one_part_waits_for_does_not_sleep_after_a_merge(client: Client, kim: User) -> None:
    first, second = two()
    snooze([first.pk], user=kim, until=None, now=NOW)
    client.post(place(first), {"merge": "1", "with": str(second.pk)})
    assert Interaction.objects.get().snoozed_at is None


def test_what_sleeps_everywhere_sleeps_on_after_a_merge(client: Client, kim: User) -> None:
    first, second = two()
    snooze([first.pk, second.pk], user=kim, until=None, now=NOW)
    client.post(place(first), {"merge": "1", "with": str(second.pk)})
    assert Interaction.objects.get().snoozed_at == NOW


def test_mails_are_split_off_from_the_chosen_one_on_and_joined_again(client: Client, kim: User) -> None:
    first, _ = two()
    reply = Message.objects.get(message_id="a2@example.com")
    shown = client.get(f"{place(first)}?from={reply.pk}").content.decode()
    assert (shown.count(" checked"), shown.count('name="mail"')) == (1, 2)
    client.post(place(first), {"split": "1", "mail": str(reply.pk)})
    assert Interaction.objects.count() == 3
    client.post(place(first), {"undo": str(Regrouping.objects.get().pk)})
    assert Interaction.objects.count() == 2


def test_a_linked_address_brings_its_conversations_to_choose_from(client: Client, kim: User) -> None:
    save(mail("a1@example.com"), mail("b1@example.com", from_="mia@work.example.com", subject="From work", minutes=9))
    first = Interaction.objects.order_by("started_at")[0]
    assert "From work" not in client.get(place(first)).content.decode()
    customers.link(MIA, "mia@work.example.com", user=kim, reason="", now=NOW)
    assert "From work" in client.get(place(first)).content.decode()


def test_mails_of_another_conversation_are_not_split_from_here(client: Client, kim: User) -> None:
    first, second = two()
    other = Message.objects.get(interaction=second)
    response = client.post(place(first), {"split": "1", "mail": str(other.pk)}, follow=True)
    assert "Choose mails of one" in said(response)
    assert Regrouping.objects.count() == 0


@pytest.mark.parametrize(
    "posted",
    [{}, {"merge": "1"}, {"merge": "1", "with": "x"}, {"split": "1", "mail": "\0"}, {"undo": "x"}, {"undo": "9" * 30}],
)
def test_what_makes_no_sense_changes_nothing_and_says_so(client: Client, kim: User, posted: dict[str, str]) -> None:
    first, _ = two()
    assert "Nothing was changed" in said(client.post(place(first), posted, follow=True))
    assert Interaction.objects.count() == 2


def test_only_those_who_may_regroup(client: Client) -> None:
    first, second = two()
    client.force_login(staff("interactions.view_interaction", "interactions.change_interaction", username="lee"))
    assert client.get(place(first)).status_code == 403
    assert client.post(place(first), {"merge": "1", "with": str(second.pk)}).status_code == 403
    page = client.get(reverse("admin:interactions_interaction_change", args=[first.pk])).content.decode()
    assert "/regroup/" not in page


def test_a_chat_has_nothing_to_merge(client: Client, kim: User) -> None:
    chat = interaction(source="livechat")
    assert client.get(place(chat)).status_code == 404
    assert client.get(reverse("ingest:regroup", args=[uuid4()])).status_code == 404
    assert b"/regroup/" not in client.get(reverse("admin:interactions_interaction_change", args=[chat.pk])).content


def merged(client: Client) -> tuple[Interaction, Interaction]:
    """Merge two conversations; return what remained and what is no longer there."""
    first, second = two()
    client.post(place(first), {"merge": "1", "with": str(second.pk)})
    return first, second


def page(one: Interaction, part: str = "change") -> str:
    return f"/admin/interactions/interaction/{one.pk}/{part}/"


def test_the_page_of_a_merged_conversation_leads_to_what_it_became_a_part_of(client: Client, kim: User) -> None:
    first, second = merged(client)
    for part in ("change", "customer"):
        response = client.get(f"{page(second, part)}?_changelist_filters=status%3Dopen", follow=True)
        assert response.redirect_chain == [(f"{page(first)}?_changelist_filters=status%3Dopen", 302)], part
        assert "That conversation was merged into this one." in said(response)
    assert client.get(place(second), follow=True).redirect_chain == [(place(first), 302)]


def test_what_a_colleague_saves_on_a_merged_conversation_is_refused_with_a_word(client: Client, kim: User) -> None:
    first, second = merged(client)
    before = Interaction.objects.values().get()
    for part, posted in (("change", {"status": "resolved"}), ("choose", {"choose": "returns/"}), ("category", {})):
        response = client.post(page(second, part), posted, follow=True)
        assert response.redirect_chain == [(page(first), 302)], part
        assert "Nothing was saved" in said(response)
    assert Interaction.objects.values().get() == before


def test_after_the_undo_the_page_is_its_own_again(client: Client, kim: User) -> None:
    first, second = merged(client)
    client.post(place(first), {"undo": str(Regrouping.objects.get().pk)})
    response = client.get(page(second))
    assert (response.status_code, response.context["original"]) == (200, second)
    assert not MergedInteraction.objects.exists()


def test_a_page_leads_on_through_every_later_merge_and_back_step_by_step(client: Client, kim: User) -> None:
    first, second = merged(client)
    save(mail("zero@example.com", minutes=-60))
    zero = Interaction.objects.get(external_id="email:zero@example.com")
    client.post(place(zero), {"merge": "1", "with": str(first.pk)})
    for one in (first, second):
        assert client.get(page(one)).headers["Location"] == page(zero)
    newest = Regrouping.objects.order_by("-pk").first()
    client.post(place(zero), {"undo": str(newest.pk if newest else "")})
    assert client.get(page(first)).status_code == 200
    assert client.get(page(second)).headers["Location"] == page(first)


def test_a_late_mail_that_makes_one_of_two_lets_the_page_lead_on_too(client: Client, kim: User) -> None:
    first, second = two()
    save(mail("c1@example.com", minutes=400, refers_to=["a1@example.com", "b1@example.com"]))
    assert client.get(page(second)).headers["Location"] == page(first)


def test_who_may_not_see_conversations_learns_nothing_of_a_merged_one(client: Client, kim: User) -> None:
    _, second = merged(client)
    client.force_login(staff("ingest.view_syncrun", username="lee"))
    assert client.get(page(second)).status_code in {302, 403}
    assert page(second)[:-8] not in client.get(page(second)).headers.get("Location", "")
    assert client.get(page(second, "customer")).status_code in {403, 404}
