"""The admin's pages about the syncs: runs, quarantine, machine senders."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ingest.models import MachineSender
from tests.interactions.admin.build import quarantined, run, sender, staff, without_static_files

pytestmark = pytest.mark.django_db

QUARANTINE = "/admin/ingest/quarantineditem/"
SENDERS = "/admin/ingest/machinesender/add/"


@pytest.fixture(autouse=True)
def _pages(settings: Any) -> None:
    without_static_files(settings)


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(staff(username="root", superuser=True))
    return client


def shown(admin: Client, query: str = "") -> set[str]:
    return {row.external_id for row in admin.get(f"{QUARANTINE}?{query}").context["cl"].result_list}


def test_the_quarantine_shows_what_still_waits_unless_asked_otherwise(admin: Client) -> None:
    one = run(quarantined=1, fetched=1)
    quarantined(external_id="waits", run=one)
    quarantined(external_id="read since", resolved_at="2026-11-24T03:00Z", source="livechat")
    assert shown(admin) == {"waits"}
    assert shown(admin, "state=resolved") == {"read since"}
    assert shown(admin, "state=any") == {"waits", "read since"}
    assert shown(admin, f"run={one.pk}&state=any") == {"waits"}
    assert shown(admin, "source=livechat&state=any") == {"read since"}


def test_a_run_links_to_what_it_could_not_read(admin: Client) -> None:
    one = run(quarantined=1, fetched=1)
    page = admin.get(reverse("admin:ingest_syncrun_change", args=[one.pk])).content.decode()
    assert f"{QUARANTINE}?run={one.pk}&amp;state=any" in page


def test_the_bytes_are_downloaded_as_they_came_and_opened_by_nothing(admin: Client) -> None:
    item = quarantined(external_id="\u202e\r\nevil.html", raw=b"<script>alert(1)</script>\x00\xff")
    response = admin.get(f"{QUARANTINE}{item.pk}/raw/")
    assert response.content == b"<script>alert(1)</script>\x00\xff"
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"] == f'attachment; filename="quarantined-{item.pk}.bin"'
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_bytes_are_for_those_who_may_see_the_quarantine(client: Client) -> None:
    item = quarantined()
    assert client.get(f"{QUARANTINE}{item.pk}/raw/").status_code == 302
    client.force_login(staff("interactions.view_interaction"))
    assert client.get(f"{QUARANTINE}{item.pk}/raw/").status_code == 403
    client.force_login(staff("ingest.view_quarantineditem", username="lead"))
    assert client.get(f"{QUARANTINE}{item.pk}/raw/").status_code == 200


@pytest.mark.parametrize("key", ["0", "9" * 30])
def test_bytes_of_nothing_are_not_found(admin: Client, key: str) -> None:
    assert admin.get(f"{QUARANTINE}{key}/raw/").status_code == 404


@pytest.mark.parametrize(
    ("written", "kept"),
    [("NoReply@Example.COM ", "noreply@example.com"), ("@Carrier.example.net", "@carrier.example.net")],
)
def test_a_sender_is_kept_in_small_letters_with_who_added_it(admin: Client, written: str, kept: str) -> None:
    admin.post(SENDERS, {"address": written, "note": "Notices"})
    row = MachineSender.objects.get()
    assert (row.address, row.note, row.added_by and row.added_by.username) == (kept, "Notices", "root")


@pytest.mark.parametrize(
    "written", ["", "example.com", "@", "a@b", "two@example.com, three@example.com", "\0@example.com"]
)
def test_what_is_neither_an_address_nor_a_domain_is_refused(admin: Client, written: str) -> None:
    assert admin.post(SENDERS, {"address": written}).status_code == 200
    assert MachineSender.objects.count() == 0


def test_a_sender_is_kept_once(admin: Client) -> None:
    sender("noreply@example.com")
    assert b"already exists" in admin.post(SENDERS, {"address": "NOREPLY@example.com"}).content
