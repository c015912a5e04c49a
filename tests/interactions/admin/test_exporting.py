"""Exports from the list: columns chosen, sent at once or written in the background, and nobody else's to fetch."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from interactions.admin import exporting
from interactions.admin.exporting import make_export
from interactions.exports.background import tidy
from interactions.models import Export
from tests.interactions.admin.build import NOW, interaction, staff

pytestmark = pytest.mark.django_db

LIST = "/admin/interactions/interaction/"
MAY = ("interactions.view_interaction", "interactions.export_interaction", "interactions.view_export")


@pytest.fixture
def lead(client: Client) -> Client:
    client.force_login(staff(*MAY, username="lead"))
    return client


@pytest.fixture
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "AT_ONCE", 1)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_the_page_says_how_many_and_offers_every_column(lead: Client) -> None:
    interaction(source="email")
    interaction()
    page = lead.get(f"{LIST}export/?source=email").content.decode()
    assert "Export 1 conversations" in page
    assert page.count('name="columns"') == 35


def test_a_file_has_the_chosen_columns_of_what_is_filtered(lead: Client) -> None:
    interaction(external_id="a", subject="Zoë's", source="email")
    interaction(external_id="b")
    response = lead.post(f"{LIST}export/?source=email", {"format": "csv", "columns": ["subject", "external_id"]})
    assert table(body(response)) == [["external_id", "subject"], ["a", "Zoë's"]]
    assert response.headers["Content-Disposition"].startswith('attachment; filename="customer-interactions-')


def test_excel_gets_a_workbook(lead: Client) -> None:
    interaction(external_id="a", subject="=1+1")
    response = lead.post(f"{LIST}export/", {"format": "xlsx", "columns": ["external_id", "subject"]})
    sheet = load_workbook(io.BytesIO(body(response))).active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [["external_id", "subject"], ["a", "'=1+1"]]


@pytest.mark.parametrize("sent", [{"format": "pdf", "columns": ["id"]}, {"format": "csv"}, {"columns": ["password"]}])
def test_what_cannot_be_exported_is_asked_for_again(lead: Client, sent: dict[str, Any]) -> None:
    response = lead.post(f"{LIST}export/", sent)
    assert response.status_code == 200
    assert "Export 0 conversations" in response.content.decode()


def test_only_those_who_may_export(client: Client) -> None:
    client.force_login(staff("interactions.view_interaction", "interactions.change_interaction"))
    assert client.get(f"{LIST}export/").status_code == 403
    assert "Export" not in client.get(LIST).content.decode()


@pytest.mark.usefixtures("_few_are_many")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_many_are_written_in_the_background_and_fetched_later(lead: Client, kind: str) -> None:
    for number in range(3):
        interaction(external_id=f"T{number}", source="email", started_at=NOW + timedelta(minutes=number))
    interaction(external_id="chat")
    asked = lead.post(f"{LIST}export/?source=email", {"format": kind, "columns": ["external_id"]}, follow=True)
    assert "Waiting for its turn" in asked.content.decode()
    export = Export.objects.get()
    assert make_export(str(export.pk)) == 3
    assert make_export(str(export.pk)) == 3
    page = lead.get("/admin/interactions/export/").content.decode()
    assert "Ready" in page
    content = body(lead.get(f"/admin/interactions/export/{export.pk}/download/"))
    export.refresh_from_db()
    assert (len(content), export.rows) == (export.size, 3)
    if kind == "csv":
        assert table(content) == [["external_id"], ["T0"], ["T1"], ["T2"]]


@pytest.mark.usefixtures("_few_are_many")
def test_nobody_fetches_anothers_file(lead: Client, client: Client) -> None:
    interaction()
    interaction()
    lead.post(f"{LIST}export/", {"format": "csv", "columns": ["id"]})
    export = Export.objects.get()
    make_export(str(export.pk))
    client.force_login(staff(*MAY, username="other"))
    assert client.get(f"/admin/interactions/export/{export.pk}/download/").status_code == 302
    assert str(export.pk) not in client.get("/admin/interactions/export/").content.decode()


def test_a_file_goes_after_a_week(lead: Client) -> None:
    user = User.objects.get(username="lead")
    old = Export.objects.create(user=user, query="", format="csv", created_at=timezone.now() - timedelta(days=8))
    new = Export.objects.create(user=user, query="", format="csv")
    assert tidy(now=timezone.now()) == 1
    assert list(Export.objects.all()) == [new]
    gone = lead.get(f"/admin/interactions/export/{old.pk}/download/", follow=True)
    assert "kept for a week" in gone.content.decode()


def test_a_file_that_cannot_be_written_says_so(lead: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    export = Export.objects.create(user=User.objects.get(username="lead"), query="", format="csv", columns=["nonsense"])
    with pytest.raises(KeyError):
        make_export(str(export.pk))
    assert "could not be written" in lead.get("/admin/interactions/export/").content.decode()
