"""The admin's pages: they open with any content and any address, show only to whom they may, and stay quick."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interactions.models import Category, Interaction, Message
from tests.interactions.admin.build import (
    SCRIPT,
    empty,
    hostile,
    interaction,
    message,
    quarantined,
    realistic,
    run,
    sender,
    staff,
)

pytestmark = pytest.mark.django_db

LISTS = (
    "interactions_interaction",
    "interactions_message",
    "interactions_category",
    "ingest_syncrun",
    "ingest_quarantineditem",
    "ingest_machinesender",
    "ingest_emailsyncstate",
    "ingest_livechatsyncstate",
    "auth_user",
    "auth_group",
)
READ_ONLY = ("interactions_message", "ingest_syncrun", "ingest_quarantineditem", "ingest_emailsyncstate")


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(staff(username="root", superuser=True))
    return client


def change_page(one: Any) -> str:
    return reverse(f"admin:{one._meta.app_label}_{one._meta.model_name}_change", args=[one.pk])


def list_page(name: str) -> str:
    return reverse(f"admin:{name}_changelist")


def everything() -> list[Any]:
    ones = [realistic(), hostile(), empty()]
    syncs = [run(), run(status="failed", error=SCRIPT, finished_at=None, notes={SCRIPT: SCRIPT})]
    items = [quarantined(), quarantined(reason=SCRIPT, external_id=SCRIPT, interaction=ones[0], run=syncs[0])]
    category = Category.objects.create(name="odd", label=SCRIPT, description=SCRIPT, auto_response=SCRIPT)
    group = Group.objects.create(name=SCRIPT)
    return [*ones, *Message.objects.all(), *syncs, *items, category, sender(), group, staff()]


def test_every_page_opens_with_anything_in_it_and_nothing_of_it_runs(admin: Client) -> None:
    pages = [change_page(one) for one in everything()]
    for page in [*map(list_page, LISTS), *pages]:
        response = admin.get(page)
        assert response.status_code == 200, page
        assert b"<script>alert" not in response.content, page
        assert b"<img src=x" not in response.content, page
        assert b"javascript:alert" not in response.content, page


def test_every_page_opens_with_nothing_in_it(admin: Client) -> None:
    assert {page: admin.get(list_page(page)).status_code for page in LISTS} == dict.fromkeys(LISTS, 200)


DIGITS = "9" * 40
OCTOBER = datetime(2026, 10, 1, tzinfo=UTC)
HAND_MADE = [
    *("q=%00", "q=%F0%9F%A5%91", "q=" + "a" * 5000, "q=a+b+c+d+e+f+g+h+i+j", "q='%22;--"),
    *(
        "p=0",
        "p=-1",
        "p=x",
        f"p={DIGITS}",
        "o=99",
        "o=1.-1.x",
        f"o={DIGITS}",
        "all=",
        "e=1",
        "_popup=1",
        "_to_field=id",
    ),
    *("status=%00", "status=nonsense", "status=open&status=resolved", "category=%00", "category=nonsense"),
    *("queue=x", "decided=staff", "sentiment=none", "subcategory=none", "priority=high", "sender_type=agent"),
    *("started_at_from=x", "started_at_from=0001-01-01&started_at_to=9999-12-31", "started_at_from=24/11/2026"),
    *("started_at_to=%00", "sent_at_from=%00", "state=any", "state=x", "run=x", f"run={DIGITS}", "run=%D9%A3"),
]


@pytest.mark.parametrize("page", [LISTS[0], *(pytest.param(page, marks=pytest.mark.long) for page in LISTS[1:5])])
def test_no_hand_made_address_breaks_a_list(admin: Client, page: str) -> None:
    interaction()
    admin.raise_request_exception = False
    answers = {query: admin.get(f"{list_page(page)}?{query}").status_code for query in HAND_MADE}
    assert {query for query, status in answers.items() if status not in {200, 302, 400}} == set()


@pytest.mark.parametrize("lookup", ["status__regex=(", "transcript__icontains=a", "messages__content__contains=a"])
def test_only_the_declared_filters_are_allowed(admin: Client, lookup: str) -> None:
    assert admin.get(f"{list_page('interactions_interaction')}?{lookup}").status_code == 400


@pytest.mark.parametrize("key", ["x", "%00", "1/../2", "9" * 40, "00000000-0000-0000-0000-000000000000"])
@pytest.mark.parametrize("page", LISTS[:5])
def test_an_address_of_nothing_leads_back(admin: Client, page: str, key: str) -> None:
    admin.raise_request_exception = False
    assert admin.get(f"{list_page(page)}{key}/change/").status_code in {301, 302, 404}


def test_the_export_of_a_hand_made_address_leads_back(admin: Client) -> None:
    address = reverse("admin:interactions_interaction_export")
    assert admin.get(f"{address}?p=x&status=nonsense").status_code == 200
    assert admin.get(f"{address}?nonsense=1").status_code == 400


@pytest.mark.parametrize("page", LISTS)
def test_strangers_are_asked_to_log_in_and_staff_without_a_right_are_refused(client: Client, page: str) -> None:
    assert client.get(list_page(page)).headers["Location"].startswith("/admin/login/")
    client.force_login(staff())
    assert client.get(list_page(page)).status_code == 403


def test_who_may_view_may_not_change(client: Client) -> None:
    one = realistic()
    client.force_login(staff("interactions.view_interaction"))
    page = client.get(change_page(one))
    assert (page.status_code, b"Where is my order H241606215199?" in page.content) == (200, True)
    assert b'name="status"' not in page.content
    assert client.post(change_page(one), {"status": "resolved"}).status_code == 403
    chosen = {"action": "resolve", "_selected_action": [str(one.pk)], "index": "0"}
    client.post(list_page("interactions_interaction"), chosen)
    assert client.get(reverse("admin:interactions_interaction_export")).status_code == 403
    one.refresh_from_db()
    assert one.status == "open"


@pytest.mark.parametrize("page", READ_ONLY)
def test_what_the_sources_said_can_be_neither_added_nor_changed_nor_deleted(admin: Client, page: str) -> None:
    everything()
    assert admin.get(reverse(f"admin:{page}_add")).status_code == 403
    assert b"delete_selected" not in admin.get(list_page(page)).content


def test_an_interaction_can_be_neither_added_nor_deleted(admin: Client) -> None:
    one = realistic()
    assert admin.get(reverse("admin:interactions_interaction_add")).status_code == 403
    assert (
        admin.post(reverse("admin:interactions_interaction_delete", args=[one.pk]), {"post": "yes"}).status_code == 403
    )
    assert Interaction.objects.filter(pk=one.pk).exists()


def queries(admin: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert admin.get(page).status_code == 200
    return len(captured)


def make_interactions(number: int) -> None:
    for _ in range(number):
        interaction(category="payment", subcategory="refund", order_ids=["150123"])


def make_messages(number: int) -> None:
    for _ in range(number):
        message(interaction())


def make_senders(number: int) -> None:
    kim = staff(username=f"kim{number}")
    for place in range(number):
        sender(f"{number}-{place}@example.com", added_by=kim)


def make_items(number: int) -> None:
    for _ in range(number):
        quarantined(run=run(), interaction=interaction())


@pytest.mark.parametrize(
    ("page", "make"),
    [
        ("interactions_interaction", make_interactions),
        ("interactions_message", make_messages),
        ("ingest_quarantineditem", make_items),
        ("ingest_machinesender", make_senders),
        ("ingest_syncrun", make_items),
    ],
)
def test_a_list_takes_the_same_queries_for_one_row_and_for_thirty(
    admin: Client, page: str, make: Callable[[int], None]
) -> None:
    make(1)
    few = queries(admin, list_page(page))
    make(30)
    assert queries(admin, list_page(page)) == few <= 12


def test_a_conversations_page_takes_the_same_queries_for_any_length(admin: Client) -> None:
    one = realistic()
    few = queries(admin, change_page(one))
    for _ in range(150):
        message(one)
    assert queries(admin, change_page(one)) == few <= 26


def test_a_list_of_unknown_length_is_counted_up_to_a_bound(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interactions.admin.counting.COUNT_AT_MOST", 3)
    for _ in range(5):
        interaction()
    assert b"3+ results" in admin.get(list_page("interactions_interaction") + "?status=open").content


def test_a_page_far_back_holds_what_it_would_hold_otherwise(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interactions.admin.interaction.InteractionAdmin.list_per_page", 2)
    for number in range(5):
        interaction(external_id=str(number))

    def pages() -> list[list[str | None]]:
        answers = [admin.get(f"{list_page('interactions_interaction')}?p={number}") for number in (1, 2, 3)]
        return [[row.external_id for row in answer.context["cl"].result_list] for answer in answers]

    near = pages()
    monkeypatch.setattr("interactions.admin.counting.DEEP", 1)
    assert pages() == near == [["0", "1"], ["2", "3"], ["4"]]


def shown(admin: Client, query: str) -> Iterable[str]:
    response = admin.get(f"{list_page('interactions_interaction')}?{query}")
    return {row.external_id for row in response.context["cl"].result_list}


def test_the_filters_find_what_they_say(admin: Client) -> None:
    interaction(
        external_id="a", status="resolved", source="email", sentiment="negative", started_at="2026-11-01T12:59Z"
    )
    interaction(external_id="b", category="payment", category_by="staff", started_at="2026-11-01T13:00Z")
    interaction(
        external_id="c",
        category="returns",
        category_by="rule",
        subcategory="exchange",
        priority="high",
        started_at=OCTOBER,
    )
    assert shown(admin, "status=resolved&source=email") == {"a"}
    assert shown(admin, "sentiment=negative") == {"a"}
    assert shown(admin, "category=none") == {"a"}
    assert shown(admin, "category=payment") == {"b"}
    assert shown(admin, "subcategory=exchange&priority=high") == {"c"}
    assert (shown(admin, "decided=staff"), shown(admin, "decided=machine")) == ({"b"}, {"c"})
    # Midnight in Sydney is 13:00 UTC.
    assert shown(admin, "started_at_from=2026-11-01&started_at_to=2026-11-01") == {"a"}
    assert shown(admin, "started_at_from=2026-11-02&started_at_to=2026-11-02") == {"b"}
