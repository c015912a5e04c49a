"""Mending from the admin: items are read again, days are compared, and the home page says what is missing."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django_q.models import OrmQ

from ingest.models import QuarantinedItem, Reconciliation
from tests.ingest.store.mails import NOW, mail
from tests.ingest.test_replay import NO_MAIL, put_mail_aside
from tests.interactions.admin.build import staff, without_static_files

pytestmark = pytest.mark.django_db

QUARANTINE = "/admin/ingest/quarantineditem/"
RECONCILIATIONS = "/admin/ingest/reconciliation/"


@pytest.fixture(autouse=True)
def _pages(settings: Any) -> Any:
    without_static_files(settings)
    settings.UNFOLD = {**settings.UNFOLD, "DASHBOARD_CALLBACK": "boo_site.home.dashboard"}
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def engineer(client: Client) -> Client:
    client.force_login(staff(username="eva", superuser=True))
    return client


def compared(**columns: Any) -> Reconciliation:
    counts = {"stored": 5, "skipped": 0, "quarantined": 0}
    values: dict[str, Any] = {"source": "email", "day": date(2026, 11, 23), "checked_at": NOW} | counts | columns
    return Reconciliation.objects.create(seen=values["stored"] + len(values.get("missing", [])), **values)


def read_again(client: Client, *items: QuarantinedItem) -> str:
    chosen = {"action": "replay", "_selected_action": [str(item.pk) for item in items]}
    return str(next(iter(client.post(QUARANTINE, chosen, follow=True).context["messages"])))


def test_chosen_items_are_read_again_and_the_page_says_what_came_of_it(engineer: Client) -> None:
    fine, broken = put_mail_aside(mail("a@example.com"), uid=7), put_mail_aside(NO_MAIL)
    told = read_again(engineer, fine, broken)
    assert told.startswith("Read again: ")
    fine.refresh_from_db()
    assert fine.resolved_at is not None
    assert fine.interaction_id is not None


def test_only_those_who_mend_read_again(client: Client) -> None:
    item = put_mail_aside(mail("a@example.com"), uid=7)
    client.force_login(staff("ingest.view_quarantineditem", username="lead"))
    client.post(QUARANTINE, {"action": "replay", "_selected_action": [str(item.pk)]})
    item.refresh_from_db()
    assert item.resolved_at is None


def test_a_missing_mail_is_a_red_card_that_opens_its_day(engineer: Client) -> None:
    compared(missing=["lost@example.com"])
    compared(day=date(2026, 11, 22))
    cards = {card.title: card for card in engineer.get("/admin/").context["cards"]}
    card = cards["Days with something missing"]
    assert (card.count, card.tone) == (1, "alarm")
    found = engineer.get(card.link).context["cl"]
    assert found.result_count == 1
    page = engineer.get(f"{RECONCILIATIONS}{found.result_list[0].pk}/change/").content.decode()
    assert "lost@example.com" in page


def test_without_a_difference_there_is_no_red_card(engineer: Client) -> None:
    compared()
    assert "Days with something missing" not in [card.title for card in engineer.get("/admin/").context["cards"]]


def test_a_button_has_a_worker_compare_and_fetch(engineer: Client, client: Client) -> None:
    compared()
    assert b"Compare the last 14 days" in engineer.get(RECONCILIATIONS).content
    engineer.post(f"{RECONCILIATIONS}compare/")
    (queued,) = OrmQ.objects.all()
    task: Any = queued.task
    assert (task["func"], task["args"], task["kwargs"]) == ("ingest.tasks.reconcile", (14,), {"fix": True})
    client.force_login(staff("ingest.view_reconciliation", username="owner"))
    assert b"Compare the last 14 days" not in client.get(RECONCILIATIONS).content
    assert client.post(f"{RECONCILIATIONS}compare/").status_code == 403
