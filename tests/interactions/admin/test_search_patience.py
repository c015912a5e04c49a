"""A search that PostgreSQL can't answer in time says so and what to do; no page fails over it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from interactions.admin.walk import SLOW
from interactions.models import Interaction
from interactions.search import patience
from interactions.search.documents import refresh_search
from interactions.search.find import search
from interactions.search.patience import TOO_LONG, TookTooLong, in_time
from tests.interactions.admin.build import interaction, message, staff

pytestmark = pytest.mark.django_db

LIST = "/admin/interactions/interaction/"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SECONDS", 0.05)


@pytest.fixture
def one() -> Interaction:
    found = interaction(subject="About marzipan")
    message(found, "Do you sell marzipan?")
    refresh_search(10)
    return found


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(staff(username="root", superuser=True))
    return client


@contextmanager
def slow(*parts: str) -> Iterator[None]:
    """Let PostgreSQL be busy for five seconds with each statement that holds all these texts."""

    def busy(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if all(part in sql for part in parts):
            return execute("SELECT pg_sleep(5)", None, many, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(busy):
        yield


LOOK_UP = ("SELECT", "interaction_search", "LIMIT 2001")
PAGE = ('"customer_interactions"."customer_name"', "LIMIT")


def test_a_word_that_takes_too_long_is_told_with_what_would_help(one: Interaction) -> None:
    assert list(search(Interaction.objects.all(), "marzipan").rows) == [one]
    with slow(*LOOK_UP):
        found = search(Interaction.objects.all(), "marzipan")
    assert (list(found.rows), found.hint) == ([], TOO_LONG)


@pytest.mark.parametrize("parts", [LOOK_UP, PAGE, ("count(*)", "AS found")])
@pytest.mark.parametrize("typed", ["marzipan", "is:open marzipan"])
def test_the_list_says_so_wherever_the_search_takes_too_long(
    admin: Client, one: Interaction, parts: tuple[str, ...], typed: str
) -> None:
    with slow(*parts):
        response = admin.get(LIST, {"q": typed})
    assert (response.status_code, response.context["cl"].result_count) == (200, 0)
    assert TOO_LONG in response.content.decode()
    assert admin.get(LIST, {"q": typed}).context["cl"].result_count == 1


def test_a_conversation_opens_even_where_its_list_takes_too_long(admin: Client, one: Interaction) -> None:
    with slow("SELECT", "LIMIT 2001", "ORDER BY"):
        response = admin.get(f"{LIST}{one.pk}/change/", {"_changelist_filters": "q=marzipan"})
    assert (response.status_code, response.context["around"].end) == (200, SLOW)


def test_what_comes_after_has_all_the_time_that_it_needs(one: Interaction) -> None:
    with in_time():
        assert Interaction.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.1), current_setting('statement_timeout')")
        assert cursor.fetchone()[1] == "0"
    with pytest.raises(TookTooLong), in_time(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")
    assert Interaction.objects.count() == 1
