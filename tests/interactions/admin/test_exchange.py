"""Categories and rules as files: out, and in again through the page's own checks."""

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from interactions.models import Category, CategoryRule
from tests.interactions.admin.build import staff

pytestmark = pytest.mark.django_db

CATEGORIES = "/admin/interactions/category/"
RULES = "/admin/interactions/categoryrule/"
NAMES = ("category", "categoryrule")


@pytest.fixture
def lead(client: Client) -> Client:
    may = [f"interactions.{verb}_{name}" for verb in ("view", "add", "change") for name in NAMES]
    client.force_login(staff(*may, username="lead"))
    return client


def bring(client: Client, address: str, rows: list[dict[str, str]]) -> Any:
    """Upload a file and confirm what its preview shows; return the preview."""
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    file = SimpleUploadedFile("rows.csv", text.getvalue().encode(), "text/csv")
    preview = client.post(f"{address}import/", {"format": "0", "import_file": file})
    form: Any = preview.context.get("confirm_form") if preview.context else None
    if form is not None:
        client.post(f"{address}process_import/", {name: form[name].value() or "" for name in form.fields})
    return preview


def rule(**columns: str) -> dict[str, str]:
    defaults = {"name": "Lost parcels", "phrases": "lost parcel", "scope": "any", "weight": "4"}
    more = {"category": "order_tracking", "subcategory": "where_is_order", "is_enabled": "1"}
    return defaults | more | columns


def test_what_was_taken_out_changes_nothing_when_it_comes_back(lead: Client) -> None:
    out = lead.post(f"{CATEGORIES}export/", {"format": "0"})
    rows = list(csv.DictReader(io.StringIO(out.content.decode("utf-8-sig"))))
    assert len(rows) == Category.objects.count()
    before = list(Category.objects.order_by("name").values())
    bring(lead, CATEGORIES, rows)
    assert list(Category.objects.order_by("name").values()) == before


def test_a_reworded_category_is_taken_over(lead: Client) -> None:
    bring(lead, CATEGORIES, [{"name": "payment", "label": "Paying", "auto_response": "Hi {name}"}])
    row = Category.objects.get(name="payment")
    assert (row.label, row.auto_response) == ("Paying", "Hi {name}")


def test_a_new_rule_comes_in_switched_off(lead: Client) -> None:
    bring(lead, RULES, [rule()])
    one = CategoryRule.objects.get()
    assert (one.name, one.is_enabled, one.created_by and one.created_by.username) == ("Lost parcels", False, "lead")


def test_a_known_rule_keeps_its_switch_where_the_file_says_so(lead: Client) -> None:
    CategoryRule.objects.create(name="Lost parcels", phrases="parcel", category="order_tracking", is_enabled=True)
    bring(lead, RULES, [rule(phrases="lost parcel\nparcel is lost")])
    one = CategoryRule.objects.get()
    assert (one.phrases, one.is_enabled) == ("lost parcel\nparcel is lost", True)


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"phrases": "(a"}, "phrases"),
        ({"category": "no_such"}, "category"),
        ({"subcategory": "refund"}, "subcategory"),
        ({"weight": "99"}, "weight"),
    ],
)
def test_a_row_that_the_page_would_refuse_is_refused_with_its_column(
    lead: Client, columns: dict[str, str], told: str
) -> None:
    preview = bring(lead, RULES, [rule(), rule(name="Bad", **columns)])
    assert not CategoryRule.objects.exists()
    assert told in preview.content.decode()


def test_a_file_that_is_none_is_an_error_in_words(lead: Client) -> None:
    file = SimpleUploadedFile("rows.xlsx", b"\x00\x01nonsense", "application/octet-stream")
    answer = lead.post(f"{RULES}import/", {"format": "1", "import_file": file})
    assert answer.status_code == 200
    assert "error" in answer.content.decode().lower()
    assert not CategoryRule.objects.exists()


def test_only_those_who_may_change_bring_files(client: Client) -> None:
    client.force_login(staff("interactions.view_category", username="viewer"))
    assert client.get(f"{CATEGORIES}import/").status_code == 403
    assert client.get(f"{CATEGORIES}export/").status_code == 200
