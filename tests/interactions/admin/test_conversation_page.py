"""The page of one conversation: what staff do on it, from where they came, and who else is there."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interactions import notes
from interactions.models import Change, Interaction, Note, Viewing
from interactions.triage import assign, set_values
from tests.interactions.admin.build import SCRIPT, interaction, message, staff

pytestmark = pytest.mark.django_db

LIST = "/admin/interactions/interaction/"
MAY = ("interactions.view_interaction", "interactions.change_interaction")


def page(one: Interaction, filters: str = "") -> str:
    return f"{LIST}{one.pk}/change/" + (f"?_changelist_filters={quote(filters)}" if filters else "")


def form(client: Client, one: Interaction, filters: str = "") -> dict[str, str]:
    """Fill the form as a browser would: with what the page shows, hidden values too."""
    shown = client.get(page(one, filters)).context["adminform"].form
    filled = {name: str(shown[name].value() or "") for name in shown.fields}
    return filled | {
        shown[name].html_initial_name: filled[name] for name, field in shown.fields.items() if field.show_hidden_initial
    }


def save(client: Client, one: Interaction, filters: str = "", **values: str) -> Any:
    return client.post(page(one, filters), form(client, one, filters) | values, follow=True)


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_all_of_one_save_is_one_click_with_one_undo(client: Client, kim: User) -> None:
    one = interaction(source_tags=["vip"], tags=["vip"])
    response = save(
        client,
        one,
        **{"status": "pending", "assignee": str(kim.pk), "tags": "late, vip", "snooze": "customer", "note": "Ask Lee."},
    )
    one.refresh_from_db()
    assert (one.status, one.assignee, one.tags, one.snoozed_until) == ("pending", kim, ["late", "vip"], None)
    assert one.snoozed_at is not None
    assert Note.objects.get().text == "Ask Lee."
    expected = "status Pending, assignee kim, tags +late, snoozed until the customer writes, note Ask Lee."
    assert expected in said(response)
    client.post(reverse("admin:interactions_interaction_undo", args=[Change.objects.all()[0].change_set]))
    one.refresh_from_db()
    assert (one.status, one.assignee, one.tags, one.snoozed_at) == ("open", None, ["vip"], None)


def test_a_tag_that_somebody_added_meanwhile_stays(client: Client, kim: User) -> None:
    one = interaction(source_tags=["vip"], tags=["vip"])
    filled = form(client, one)
    Interaction.objects.filter(pk=one.pk).update(staff_tags_added=["theirs"], tags=["theirs", "vip"])
    client.post(page(one), filled | {"tags": "mine"})
    one.refresh_from_db()
    assert one.tags == ["mine", "theirs"]


def test_one_click_assigns_to_me_and_stays_on_the_page(client: Client, kim: User) -> None:
    one = interaction()
    response = save(client, one, _mine="")
    one.refresh_from_db()
    assert (one.assignee, response.redirect_chain[-1][0]) == (kim, page(one))


def test_what_somebody_took_meanwhile_is_not_taken_from_them(client: Client, kim: User) -> None:
    one, lee = interaction(), staff(username="lee")
    filled = form(client, one)
    assign([one.pk], user=lee, assignee=lee, now=timezone.now())
    response = client.post(page(one), filled | {"_mine": "", "priority": "low", "note": "Kept?"}, follow=True)
    one.refresh_from_db()
    assert "it is now assignee lee. You wanted to set priority Low, assignee kim." in said(response)
    assert (one.assignee, one.priority, Note.objects.count()) == (lee, "medium", 0)


@pytest.mark.parametrize("value", ["999999", "x", "\0", "9" * 40])
def test_a_hand_made_assignee_is_refused(client: Client, kim: User, value: str) -> None:
    one = interaction()
    assert save(client, one, assignee=value).status_code == 200
    assert Change.objects.count() == 0


def test_resolving_goes_to_the_longest_wait_of_the_queue_and_says_when_it_is_empty(client: Client, kim: User) -> None:
    now = timezone.now()
    waits = {hours: interaction(last_customer_message_at=now - timedelta(hours=hours)) for hours in (1, 5, 3)}
    filters = "queue=unassigned"
    first = save(client, waits[5], filters, _next="")
    assert first.redirect_chain[-1][0] == page(waits[3], filters)
    second = save(client, waits[3], filters, _next="")
    assert second.redirect_chain[-1][0] == page(waits[1], filters)
    third = save(client, waits[1], filters, _next="")
    assert (third.redirect_chain[-1][0], "That was the last one." in said(third)) == (f"{LIST}?{filters}", True)
    assert set(Interaction.objects.values_list("status", "status_by")) == {("resolved", "staff")}


def test_a_list_of_everything_leads_on_to_what_still_wants_something(client: Client, kim: User) -> None:
    now = timezone.now()
    ones = [interaction(started_at=now - timedelta(hours=hours)) for hours in (1, 2, 3, 4)]
    Interaction.objects.filter(pk=ones[1].pk).update(status="resolved")
    Interaction.objects.filter(pk=ones[2].pk).update(snoozed_at=now)
    response = save(client, ones[0], "source=livechat", _next="")
    assert response.redirect_chain[-1][0] == page(ones[3], "source=livechat")


def test_without_a_list_the_longest_wait_of_all_is_next(client: Client, kim: User) -> None:
    now = timezone.now()
    here, newer, older = (interaction(started_at=now - timedelta(hours=hours)) for hours in (3, 1, 9))
    assert save(client, here, _next="").redirect_chain[-1][0] == page(older)
    assert save(client, older, _next="").redirect_chain[-1][0] == page(newer)


def test_the_neighbours_in_the_list_are_links(client: Client, kim: User) -> None:
    now = timezone.now()
    first, second, third = (interaction(started_at=now - timedelta(hours=hours)) for hours in (1, 2, 3))
    context = client.get(page(second, "source=livechat")).context
    assert context["previous"].startswith(f"{LIST}{first.pk}/change/?_changelist_filters=source")
    assert context["following"].startswith(f"{LIST}{third.pk}/change/")
    assert client.get(page(third, "source=livechat")).context["following"] == ""


@pytest.mark.parametrize(
    "filters",
    [
        *("queue=x", "status__regex=(", "q=%00"),
        *(pytest.param(text, marks=pytest.mark.long) for text in ("_changelist_filters=a", "o=99", "p=9", "x")),
    ],
)
def test_no_hand_made_list_breaks_the_page(client: Client, kim: User, filters: str) -> None:
    one = interaction()
    assert client.get(page(one, filters)).status_code == 200
    assert client.post(page(one, filters), form(client, one, filters) | {"_next": ""}).status_code == 302


def test_a_note_stands_among_the_messages_and_only_its_author_takes_it_back(client: Client, kim: User) -> None:
    one, lee = interaction(), staff(username="lee")
    message(one, "First", sent_at=timezone.now() - timedelta(hours=2))
    message(one, "Last", sent_at=timezone.now() + timedelta(hours=2))
    mine, theirs = (notes.add([one.pk], SCRIPT, user=user, now=timezone.now())[0] for user in (kim, lee))
    shown = client.get(page(one)).content.decode()
    assert shown.index("First") < shown.index("&lt;script&gt;alert") < shown.index("Last")
    assert shown.count("Take it back") == 1
    back = reverse("admin:interactions_interaction_note", args=[one.pk, mine.pk])
    client.post(back, {"_take_back": "1"})
    assert "Put it back" in client.get(page(one)).content.decode()
    client.post(back, {"_put_back": "1"})
    refused = client.post(reverse("admin:interactions_interaction_note", args=[one.pk, theirs.pk]), follow=True)
    assert "only your own notes" in said(refused)
    assert not Note.objects.exclude(removed_at=None).exists()


def test_who_else_is_looking_is_shown_while_it_is_fresh(client: Client, kim: User) -> None:
    one, lee = interaction(), staff(*MAY, username="lee")
    assert client.get(page(one)).context["viewing"] == ""
    client.force_login(lee)
    assert "kim is looking at this." in client.get(page(one)).content.decode()
    Viewing.objects.filter(user=kim).update(seen_at=timezone.now() - timedelta(seconds=46))
    assert client.get(page(one)).context["viewing"] == ""
    assert Viewing.objects.count() == 2


def test_a_heartbeat_tells_who_looks_and_what_changed_since(client: Client, kim: User) -> None:
    one = interaction()
    beat = reverse("admin:interactions_interaction_heartbeat", args=[one.pk])
    newest = client.get(page(one)).context["newest_change"]
    assert json.loads(client.post(beat, {"newest": newest}).content) == {"viewers": "", "changed": ""}
    ben = staff(*MAY, username="ben")
    set_values([one.pk], user=ben, changes={"status": "resolved"}, now=timezone.now())
    told = json.loads(client.post(beat, {"newest": newest}).content)
    assert told["changed"] == "ben set status to Resolved just now."
    client.force_login(ben)
    assert json.loads(client.post(beat, {"newest": "x"}).content)["viewers"] == "kim is looking at this."


def test_a_heartbeat_tells_of_a_message_that_came(client: Client, kim: User) -> None:
    one = interaction(last_message_at=timezone.now())
    beat = reverse("admin:interactions_interaction_heartbeat", args=[one.pk])
    shown = one.last_message_at.isoformat() if one.last_message_at else ""
    assert json.loads(client.post(beat, {"newest": 0, "last_message": shown}).content)["changed"] == ""
    Interaction.objects.filter(pk=one.pk).update(last_message_at=timezone.now() + timedelta(minutes=1))
    told = json.loads(client.post(beat, {"newest": 0, "last_message": shown}).content)
    assert told["changed"] == "A message has come since."


def test_only_those_who_may_look_send_heartbeats(client: Client) -> None:
    one = interaction()
    beat = reverse("admin:interactions_interaction_heartbeat", args=[one.pk])
    client.force_login(staff("ingest.view_syncrun"))
    assert client.post(beat).status_code == 403
    client.force_login(staff("interactions.view_interaction", username="lee"))
    assert (client.get(beat).status_code, client.post(beat).status_code) == (405, 200)
    assert client.post(reverse("admin:interactions_interaction_heartbeat", args=[uuid4()])).status_code == 404


def test_links_lead_to_the_source(client: Client, kim: User, settings: Any) -> None:
    settings.SALES_IMAP_USER, settings.SALES_IMAP_HOST = "sales+shop@example.com", "imap.gmail.com"
    mail, chat = interaction(source="email"), interaction(chat_id="PXQ12/3")
    message(mail, message_id="CAF=a+b&c@mail.example.com")
    assert client.get(page(mail)).context["at_source"] == (
        "Open in Gmail",
        "https://mail.google.com/mail/u/?authuser=sales%2Bshop%40example.com"
        "#search/rfc822msgid%3ACAF%3Da%2Bb%26c%40mail.example.com",
    )
    assert client.get(page(chat)).context["at_source"][1] == "https://my.livechatinc.com/archives/PXQ12%2F3"
    settings.SALES_IMAP_HOST = "imap.example.com"
    assert client.get(page(mail)).context["at_source"] is None


@pytest.mark.parametrize(
    ("start_url", "is_shown"),
    [
        ("https://shop.example.net/tea?a=1", True),
        ("javascript:alert(1)", False),
        ("https://user:pw@example.com/", False),
        ("data:text/html,x", False),
        (["https://shop.example.net"], False),
        ("https://[bad", False),
    ],
)
def test_only_a_web_address_is_shown_as_where_a_chat_began(
    client: Client, kim: User, start_url: Any, is_shown: bool
) -> None:
    raw = {"thread": {"properties": {"routing": {"start_url": start_url}}, "customer_visit": "odd"}}
    shown = dict(client.get(page(interaction(raw_data=raw))).context["facts"])
    assert ("Start page" in shown) == is_shown


def test_orders_lead_to_all_conversations_about_them(client: Client, kim: User) -> None:
    shown = client.get(page(interaction(order_ids=["H24160<b>"]))).content.decode()
    assert f'href="{LIST}?q=order%3AH24160%3Cb%3E"' in shown


def test_a_sender_is_declared_a_machine_by_those_who_may(client: Client, kim: User) -> None:
    mail = interaction(source="email", customer_email="noreply@example.com")
    assert client.get(page(mail)).context["machine"] == ""
    client.force_login(staff(*MAY, "ingest.add_machinesender", username="lead"))
    address = client.get(page(mail)).context["machine"]
    assert client.get(address).context["adminform"].form["address"].value() == "noreply@example.com"
    assert client.get(page(interaction())).context["machine"] == ""


def test_the_page_takes_the_same_queries_whatever_it_holds(client: Client, kim: User) -> None:
    def queries(one: Interaction) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page(one, "source=email")).status_code == 200
        return len(captured)

    bare = interaction(source="email", customer_name="Mia Nguyen", customer_phone="1", order_ids=["H1"])
    full = interaction(source="email", customer_name="Mia Nguyen", customer_phone="1", order_ids=["H1"])
    for place in range(30):
        message(full, SCRIPT, position=place, content_html=SCRIPT)
        interaction(source="email", customer_email=full.customer_email)
        interaction(source="email", customer_name="Mia Nguyen")
    notes.add([full.pk] * 3, "Note", user=kim, now=timezone.now())
    assign([full.pk], user=kim, assignee=kim, now=timezone.now())
    queries(bare)
    # The one more reads whose it is.
    assert queries(full) <= queries(bare) + 1 <= 30


def test_hostile_and_endless_values_are_shown_as_text(client: Client, kim: User) -> None:
    endless = "\u202e" + "🥑<b>" * 5_000
    one = interaction(
        subject=endless,
        customer_name=endless,
        customer_phone=endless,
        customer_location=SCRIPT,
        order_ids=[SCRIPT, endless],
        tags=[SCRIPT, "\u202egnp"],
        rating=0,
        rating_comment=SCRIPT,
        raw_data=[1],
        chat_id=SCRIPT,
    )
    for place in (page(one), reverse("admin:interactions_interaction_customer", args=[one.pk])):
        response = client.get(place)
        assert response.status_code == 200
        assert b"<script>alert" not in response.content
        assert "<b>" not in response.content.decode()
