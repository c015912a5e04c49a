"""The home page: every number opens exactly the rows that it counted."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from boo_site.demo.banner import KEY
from tests.interactions.admin.build import NOW, interaction, quarantined, run, staff, without_static_files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pages(settings: Any) -> None:
    without_static_files(settings)
    settings.UNFOLD = {**settings.UNFOLD, "DASHBOARD_CALLBACK": "boo_site.home.dashboard"}


@pytest.fixture
def admin(client: Client) -> Any:
    with time_machine.travel(NOW, tick=False):
        client.force_login(staff(username="root", superuser=True))
        yield client


def conversations() -> None:
    long_ago = NOW - timedelta(days=3)
    interaction(status="open", started_at=NOW, assignee=User.objects.filter(username="root").first())
    interaction(status="open", started_at=long_ago, priority="urgent", category="payment")
    interaction(status="resolved", sentiment="negative", started_at=NOW - timedelta(hours=1))
    interaction(status="resolved", sentiment="negative", started_at=long_ago, source="email", category="payment")
    interaction(status="resolved", started_at=NOW - timedelta(weeks=7), category="payment")
    interaction(status="resolved", started_at=NOW - timedelta(weeks=20), category="payment")
    quarantined()
    quarantined(resolved_at=NOW)


def test_every_number_opens_exactly_what_it_counted(admin: Client) -> None:
    conversations()
    cards = admin.get("/admin/").context["cards"]
    assert {card.title: card.count for card in cards} == {
        "Mine": 1,
        "Unassigned": 1,
        "Urgent": 1,
        "Waiting over 24 h": 1,
        "Negative today": 1,
        "Not categorised": 2,
        "Quarantined": 1,
    }
    for card in cards:
        assert admin.get(card.link).context["cl"].result_count == card.count, card.title


def test_the_weeks_add_up_and_open_their_rows(admin: Client) -> None:
    conversations()
    weeks = admin.get("/admin/").context["weeks"]
    assert [week.total for week in weeks] == [1, 0, 0, 0, 0, 0, 2, 2]
    for week in weeks:
        for _, count, link in week.counts:
            assert admin.get(link).context["cl"].result_count == count


def test_a_week_begins_on_monday_in_the_shops_zone(admin: Client) -> None:
    # Monday 23 November 2026 begins in Sydney at 13:00 UTC on Sunday.
    interaction(started_at="2026-11-22T12:59:59Z")
    interaction(started_at="2026-11-22T13:00:00Z")
    assert [week.total for week in admin.get("/admin/").context["weeks"]][-2:] == [1, 1]


def test_the_chart_has_its_table_and_no_bar_outside(admin: Client) -> None:
    conversations()
    page = admin.get("/admin/").content.decode()
    heights = [float(height) for height in re.findall(r'height="([\d.]+)" class="boo-bar', page)]
    assert len(heights) == 16
    assert max(heights) <= 100
    assert page.count('<th scope="row">') == 8


def test_each_source_tells_how_fresh_it_is(admin: Client) -> None:
    run(source="livechat", finished_at=NOW - timedelta(minutes=5))
    run(source="email", finished_at=NOW - timedelta(days=2), started_at=NOW - timedelta(days=2))
    run(source="email", status="failed", error="The mailbox refused the password.", started_at=NOW)
    chats, mails = admin.get("/admin/").context["freshness"]
    assert (chats.source, chats.age, chats.note) == ("LiveChat", "5 min ago", "")
    assert (mails.source, mails.age, mails.note) == ("E-mail", "2 d ago", "The mailbox refused the password.")


def test_a_source_that_fell_silent_is_pointed_out(admin: Client) -> None:
    run(source="livechat", finished_at=NOW - timedelta(days=2), started_at=NOW - timedelta(days=2))
    chats, mails = admin.get("/admin/").context["freshness"]
    assert chats.note == "No good sync within 24 hours. Run manage.py sync_livechat."
    assert mails.note == "Never synced. Run manage.py sync_email."


def test_a_replay_makes_no_source_fresh(admin: Client) -> None:
    run(source="email", finished_at=NOW - timedelta(days=2), started_at=NOW - timedelta(days=2))
    for trigger in ("replay", "reprocess"):
        run(source="email", trigger=trigger, finished_at=NOW - timedelta(minutes=5), started_at=NOW)
    _, mails = admin.get("/admin/").context["freshness"]
    assert mails.age == "2 d ago"


def test_an_empty_database_says_what_to_do(admin: Client) -> None:
    page = admin.get("/admin/").content.decode()
    assert "No conversations yet" in page
    assert "manage.py sync_livechat --full" in page


def test_nobody_sees_what_they_may_not(client: Client) -> None:
    conversations()
    client.force_login(staff())
    context = client.get("/admin/").context
    assert (context["cards"], context["weeks"], context["freshness"]) == ([], [], [])
    client.force_login(staff("interactions.view_interaction", username="agent"))
    assert [card.title for card in client.get("/admin/").context["cards"]][-1] == "Not categorised"


def test_the_page_takes_the_same_queries_whatever_the_data(admin: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert admin.get("/admin/").status_code == 200
        return len(captured)

    admin.get("/admin/")
    few = queries()
    for _ in range(10):
        conversations()
        run()
    assert queries() == few <= 12


def test_the_demo_says_what_to_look_at_first(admin: Client) -> None:
    interaction()
    hint = b"what to look at first"
    cache.set(KEY, False)
    assert hint not in admin.get("/admin/").content
    cache.set(KEY, True)
    assert hint in admin.get("/admin/").content
    cache.delete(KEY)
