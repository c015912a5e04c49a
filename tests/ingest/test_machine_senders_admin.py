"""The list of machine senders in the admin: adding, changing and removing an entry changes what is stored."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from ingest.models import MachineSender
from interactions.models import Interaction
from tests.ingest.store.mails import dump, mail, save

pytestmark = pytest.mark.django_db

PAY = "service@pay.example.com"
SHIP = "notices@ship.example.com"


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("ada"))
    return client


def statuses() -> dict[str | None, str | None]:
    return dict(Interaction.objects.values_list("customer_email", "status"))


def test_adding_changing_and_removing_a_sender_changes_what_is_stored(admin: Client) -> None:
    save(mail("p@example.com", from_=PAY), mail("s@example.com", from_=SHIP, minutes=5))
    before = dump()
    response = admin.post(reverse("admin:ingest_machinesender_add"), {"address": PAY.upper(), "note": ""}, follow=True)
    assert b"1 stored conversation changed" in response.content
    assert statuses() == {PAY: "resolved", SHIP: "open"}
    sender = MachineSender.objects.get()
    assert sender.added_by is not None
    change = reverse("admin:ingest_machinesender_change", args=[sender.pk])
    admin.post(change, {"address": SHIP, "note": "the carrier"})
    assert statuses() == {PAY: "open", SHIP: "resolved"}
    admin.post(reverse("admin:ingest_machinesender_delete", args=[sender.pk]), {"post": "yes"})
    assert not MachineSender.objects.exists()
    assert dump() == before


def test_removing_senders_in_the_list_takes_their_marks_back(admin: Client) -> None:
    save(mail("p@example.com", from_=PAY), mail("s@example.com", from_=SHIP, minutes=5))
    for address in (PAY, SHIP):
        admin.post(reverse("admin:ingest_machinesender_add"), {"address": address, "note": ""})
    assert set(statuses().values()) == {"resolved"}
    chosen = {"action": "delete_selected", "_selected_action": [str(s.pk) for s in MachineSender.objects.all()]}
    admin.post(reverse("admin:ingest_machinesender_changelist"), chosen | {"post": "yes"})
    assert not MachineSender.objects.exists()
    assert set(statuses().values()) == {"open"}
