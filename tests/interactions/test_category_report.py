"""The report tells what staff made of what the machine said, and every number opens the rows that it counted."""

import json
import re
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from interactions.analytics import Period, last_days
from interactions.category_report import NO_ANSWER, report
from interactions.models import Interaction, Judgement
from interactions.recategorize import recategorize
from interactions.triage import set_values
from tests.interactions.admin.build import SCRIPT, staff, without_static_files
from tests.interactions.stored import NOW, asked, interaction

pytestmark = pytest.mark.django_db

SYDNEY = ZoneInfo("Australia/Sydney")
PAGE = "/admin/interactions/judgement/"
ESKY = "The esky was not collected"


def period(days: int = 90) -> Period:
    return last_days(days, now=NOW, zone=SYDNEY)


def said(category: str | None, staffs: str | None = "", **columns: Any) -> Interaction:
    """A conversation of which the machine said a category; `staffs` is what a person then chose, if anybody did."""
    one = asked(columns.pop("content", "ok"), category=category, category_by="rule", **columns)
    candidates = [{"category": category, "confidence": 0.9}] if category else []
    Judgement.objects.create(
        interaction=one, text_hash="h1", version="v", category=category, candidates=candidates, priority="medium"
    )
    if staffs != "":
        set_values([one.pk], user=None, changes={"category": staffs}, now=NOW)
    return one


def filled() -> None:
    said("payment")
    said("payment", "payment")
    said("payment", "returns")
    said("payment", "returns")
    said("returns", None)
    said(None, "wholesale")
    said(None, content=ESKY)
    said(None, content=f"{ESKY} again")
    interaction(customer_text_hash=None)
    said("shipping", started_at=NOW - timedelta(days=200))


def with_subcategories() -> None:
    def said_so(subcategory: str | None, staffs: dict[str, str | None] | None = None, days: int = 1) -> None:
        columns = {"subcategory": subcategory, "subcategory_by": "rule"}
        one = said("payment", started_at=NOW - timedelta(days=days), **columns)
        Judgement.objects.filter(interaction=one).update(subcategory=subcategory)
        if staffs:
            set_values([one.pk], user=None, changes=staffs, now=NOW)

    said_so("refund")
    said_so("refund", {"subcategory": "refund"})
    said_so("refund", {"category": "order_issue", "subcategory": "damaged"})
    said_so("refund", days=100)
    said_so("payment_failed")
    said_so(None)


def test_accuracy_is_what_staff_left_and_agreement_what_they_chose_alike() -> None:
    filled()
    figure = report(period())["accuracy"]
    assert (figure["total"], figure["answered"], figure["unchanged"]) == (9, 5, 2)
    assert (figure["reviewed"], figure["agreed"]) == (4, 1)
    assert (figure["coverage"], figure["accuracy"], figure["agreement"]) == (0.5556, 0.4, 0.25)


def test_precision_and_confusions_go_by_what_the_machine_said() -> None:
    filled()
    shown = report(period())
    rows = {row["category"]: row for row in shown["categories"]}
    payment = rows["payment"]
    assert (payment["said"], payment["reviewed"], payment["agreed"], payment["precision"]) == (4, 3, 1, 0.3333)
    assert (rows["wholesale"]["said"], rows["wholesale"]["precision"], rows["wholesale"]["chosen_by_staff"]) == (
        0,
        None,
        1,
    )
    assert [(row["said"], row["chosen"], row["count"]) for row in shown["confusions"]] == [
        ("payment", "returns", 2),
        ("returns", None, 1),
    ]


def test_a_category_is_split_into_what_its_conversations_are_about_now() -> None:
    with_subcategories()
    payment, order_issue = report(period())["subcategories"]
    assert (payment["category"], payment["count"], payment["before"]) == ("payment", 4, 1)
    rows = [(row["subcategory"], row["count"], row["share"], row["before"]) for row in payment["subcategories"]]
    assert rows == [("refund", 2, 0.5, 1), ("payment_failed", 1, 0.25, 0), (None, 1, 0.25, 0)]
    assert (order_issue["category"], order_issue["count"]) == ("order_issue", 1)


def test_a_subcategorys_precision_goes_by_what_the_machine_said_of_it() -> None:
    with_subcategories()
    payment, order_issue = report(period())["subcategories"]
    figures = ("said", "reviewed", "agreed", "precision")
    refund, failed, _ = payment["subcategories"]
    assert [refund[name] for name in figures] == [3, 2, 1, 0.5]
    assert [failed[name] for name in figures] == [1, 0, 0, None]
    assert [row["subcategory"] for row in order_issue["subcategories"]] == ["damaged"]


def test_learning_from_a_correction_does_not_make_the_past_look_better() -> None:
    one = said("payment", "returns")
    Judgement.objects.filter(interaction=one).update(category="returns")
    assert report(period())["accuracy"]["agreed"] == 0
    assert report(period())["confusions"][0]["count"] == 1


def test_every_conversation_without_an_answer_has_one_reason() -> None:
    filled()
    said(None)
    Judgement.objects.filter(category=None).exclude(candidates=[]).delete()
    unsure = said(None)
    Judgement.objects.filter(interaction=unsure).update(candidates=[{"category": "payment", "confidence": 0.3}])
    wordless = said(None, customer_text_hash=None)
    assert wordless.customer_text_hash is None
    counts = {row["reason"]: row["count"] for row in report(period())["no_answer"]}
    assert counts == {"not_judged": 1, "no_words": 1, "nothing_found": 4, "not_sure": 1}
    assert set(counts) == set(NO_ANSWER)
    unanswered = Interaction.objects.filter(judgement__category=None, started_at__gte=period().start)
    assert sum(counts.values()) == unanswered.count()


def test_months_are_the_shops_and_shares_are_of_the_month() -> None:
    said("payment", started_at=datetime(2026, 10, 31, 23, 30, tzinfo=SYDNEY))
    said("payment", started_at=datetime(2026, 11, 1, 0, 30, tzinfo=SYDNEY))
    said("returns", started_at=datetime(2026, 11, 2, 0, 30, tzinfo=SYDNEY))
    figure = report(period())["months"]
    assert figure["months"][0] == "2025-12-01"
    assert figure["months"][-2:] == ["2026-10-01", "2026-11-01"]
    assert figure["totals"][-2:] == [1, 2]
    payment = figure["categories"][0]
    assert (payment["category"], payment["counts"][-2:], payment["shares"][-2:]) == ("payment", [1, 1], [1.0, 0.5])


def test_phrases_are_common_ones_of_conversations_without_a_category() -> None:
    filled()
    assert report(period())["phrases"] == [{"phrase": "esky was not collected", "count": 2}]


def test_an_empty_database_is_reported_as_such() -> None:
    shown = report(period())
    assert shown["accuracy"]["coverage"] == 0.0
    assert shown["categories"] == shown["subcategories"] == shown["confusions"] == shown["phrases"] == []
    with time_machine.travel(NOW, tick=False):
        assert "No conversations" in command()


# The command


def command(*arguments: str) -> str:
    out = StringIO()
    call_command("report_categories", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_one_object_or_a_page_of_text() -> None:
    filled()
    with_subcategories()
    with time_machine.travel(NOW, tick=False):
        assert json.loads(command("--json", "--days", "90"))["accuracy"]["answered"] == 10
        text = command()
    assert "10 of 14 answered (71.4%)." in text
    assert re.search(r"^  refund +2 +1 +3 +2 +1 +50.0%", text, re.MULTILINE)
    assert "payment → returns" in text


# The page


@pytest.fixture
def lead(client: Client, settings: Any) -> Client:
    without_static_files(settings)
    client.force_login(staff("interactions.view_interaction", "interactions.view_judgement"))
    return client


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.long)])
def test_every_number_on_the_page_opens_as_many_rows(lead: Client, every: int) -> None:
    filled()
    with_subcategories()
    with time_machine.travel(NOW, tick=False):
        page = lead.get(PAGE).content.decode()
        numbers = re.findall(r'href="(/admin/interactions/[^"]+)"[^>]*>(?:<strong>)?(\d+)<', page)
        assert len(numbers) > 60
        for address, number in numbers[::every]:
            response = lead.get(address.replace("&amp;", "&"))
            rows = response.context.get("rows")
            found = len(rows) if rows is not None else response.context["cl"].result_count
            assert found == int(number), address


def test_the_page_opens_with_nothing_and_with_anything_in_it(lead: Client) -> None:
    assert lead.get(PAGE).status_code == 200
    said(SCRIPT, None, content=SCRIPT)
    for query in ("", "?days=365", "?days=x", "?days=-1", "phrase/", "phrase/?phrase=%00", f"phrase/?phrase={SCRIPT}"):
        response = lead.get(PAGE + query)
        assert response.status_code == 200, query
        assert b"<script>alert" not in response.content, query


def test_the_page_takes_the_same_queries_for_any_number(lead: Client) -> None:
    filled()
    with CaptureQueriesContext(connection) as captured:
        lead.get(PAGE)
    filled()
    filled()
    with CaptureQueriesContext(connection) as again:
        lead.get(PAGE)
    assert len(captured) == len(again)


def test_only_those_who_may_see_judgements_and_conversations_see_the_report(client: Client) -> None:
    client.force_login(staff("interactions.view_interaction"))
    assert client.get(PAGE).status_code == 403
    client.force_login(staff("interactions.view_judgement", username="lee"))
    assert client.get(PAGE).status_code == 403
    assert client.get(f"{PAGE}phrase/").status_code == 403


def test_what_the_judge_itself_stores_has_a_reason_too() -> None:
    asked("ok")
    asked("", customer_text_hash=None)
    asked("Where is my order? It hasn't arrived")
    recategorize()
    counts = {row["reason"]: row["count"] for row in report(period())["no_answer"]}
    assert sum(counts.values()) == 2
    assert counts["not_judged"] == 0
