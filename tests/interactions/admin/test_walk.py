"""From one conversation to the next in a list, and what is said where it ends."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from interactions.admin import walk
from interactions.models import Interaction
from tests.interactions.admin.build import interaction

pytestmark = pytest.mark.django_db

LIST = "/admin/interactions/interaction/"


def page(one: Interaction, filters: str = "") -> str:
    return f"{LIST}{one.pk}/change/" + (f"?_changelist_filters={quote(filters)}" if filters else "")


def around(client: Client, one: Interaction, filters: str = "") -> Any:
    return client.get(page(one, filters)).context["around"]


def test_the_page_says_where_in_its_list_one_is_and_where_it_ends(client: Client, kim: User) -> None:
    now = timezone.now()
    first, second = (interaction(started_at=now - timedelta(hours=hours)) for hours in (1, 2))
    places = [around(client, one, "source=livechat").place for one in (first, second)]
    assert places == ["1 of 2", "2 of 2"]
    shown = client.get(page(second, "source=livechat")).content.decode()
    assert re.search(r'id="boo-end"[^>]*>This is the last of the list\.<', shown)
    assert re.search(
        r'id="boo-end"[^>]*>This is the oldest conversation of all\.<', client.get(page(second)).content.decode()
    )
    assert around(client, first).start == "This is the newest conversation of all."


def test_a_list_that_is_longer_than_one_can_walk_says_so_at_the_end(
    client: Client, kim: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "WALKED", 2)
    now = timezone.now()
    _, second, third = (interaction(started_at=now - timedelta(hours=hours)) for hours in (1, 2, 3))
    at_end = around(client, second, "source=livechat")
    assert (at_end.following, at_end.end, at_end.place) == (None, walk.TOO_FAR, "2 of more than 2")
    beyond = around(client, third, "source=livechat")
    assert (beyond.previous, beyond.following, beyond.start, beyond.end) == (None, None, walk.TOO_FAR, walk.TOO_FAR)
    assert "this one is longer. Filter it" in client.get(page(third, "source=livechat")).content.decode()


def test_what_left_its_list_leads_to_the_lists_beginning(client: Client, kim: User) -> None:
    one, other = interaction(status="resolved"), interaction(status="open")
    left = around(client, one, "status=open")
    assert (left.previous, left.start, left.following) == (None, walk.LEFT, other.pk)
