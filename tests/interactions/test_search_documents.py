"""The index follows every writer, is read by several processes at once, and loses nothing in between."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from interactions.models import Interaction, Message, Note, SearchDocument, SearchDue
from interactions.search.documents import mark_all_due, refresh_search
from interactions.search.find import search
from tests.interactions.stored import NOW, interaction, message, run

PLAIN_MESSAGE = (
    "INSERT INTO interaction_messages (interaction_id, sender_type, content, sent_at) VALUES (%s, 'agent', %s, now())"
)


def found(text: str) -> set[str | None]:
    return set(search(Interaction.objects.all(), text, now=NOW).rows.values_list("external_id", flat=True))


def due() -> set[str | None]:
    return set(SearchDue.objects.values_list("interaction__external_id", flat=True))


@pytest.mark.django_db
def test_plain_sql_is_found_too() -> None:
    ((key,),) = run(
        "INSERT INTO customer_interactions (source, external_id, subject, started_at) "
        "VALUES ('email', 'sql', 'Quinoa', now()) RETURNING id"
    )
    run(PLAIN_MESSAGE, key, "marzipan")
    assert found("quinoa marzipan") == {"sql"}
    run("UPDATE interaction_messages SET content = 'nougat' WHERE interaction_id = %s", key)
    assert (found("marzipan"), found("nougat")) == (set(), {"sql"})
    run("DELETE FROM interaction_messages WHERE interaction_id = %s", key)
    assert (found("nougat"), found("quinoa")) == (set(), {"sql"})
    run("DELETE FROM customer_interactions WHERE id = %s", key)
    assert (found("quinoa"), SearchDocument.objects.count(), SearchDue.objects.count()) == (set(), 0, 0)


CHANGES: tuple[tuple[str, bool], ...] = (
    ("UPDATE customer_interactions SET subject = 'new'", True),
    ("UPDATE customer_interactions SET customer_name = 'new'", True),
    ("UPDATE customer_interactions SET order_ids = '{150123}'", True),
    ("UPDATE customer_interactions SET resolution_notes = 'new'", True),
    ("UPDATE customer_interactions SET status = 'resolved', category = 'returns', sentiment = 'negative'", False),
    ("UPDATE customer_interactions SET subject = subject", False),
    ("UPDATE interaction_messages SET content = 'new'", True),
    ("UPDATE interaction_messages SET is_deleted = true", True),
    ("UPDATE interaction_messages SET attachments = '[]'", True),
    ("UPDATE interaction_messages SET sender_name = 'new'", True),
    ("UPDATE interaction_messages SET raw_data = '{}', source_deleted_at = now()", False),
    ("DELETE FROM interaction_messages", True),
    ("UPDATE interaction_notes SET removed_at = now()", True),
    ("UPDATE interaction_notes SET text = 'new'", True),
    ("DELETE FROM interaction_notes", True),
    ("DELETE FROM customer_interactions", False),
)


@pytest.mark.django_db
@pytest.mark.parametrize(("statement", "concerns"), CHANGES)
def test_only_what_is_searched_makes_a_conversation_due(statement: str, concerns: bool) -> None:
    one = interaction(external_id="one", subject="old")
    message(one, "old")
    Note.objects.create(interaction=one, text="old")
    refresh_search()
    assert due() == set()
    run(statement)
    assert due() == ({"one"} if concerns else set())


@pytest.mark.django_db
def test_a_message_that_moves_makes_both_conversations_due() -> None:
    one, other = interaction(external_id="one"), interaction(external_id="other")
    message(one, "marzipan")
    refresh_search()
    Message.objects.update(interaction=other)
    assert due() == {"one", "other"}
    assert found("marzipan") == {"other"}


@pytest.mark.django_db
def test_a_refresh_writes_only_what_changed_and_counts_what_it_read() -> None:
    for number in range(5):
        message(interaction(external_id=f"T{number}"), "oats")
    heard: list[int] = []
    assert (refresh_search(3), refresh_search(on_progress=heard.append), heard, refresh_search()) == (3, 2, [2], 0)
    before = run("SELECT interaction_id, xmin::text, words::text FROM interaction_search ORDER BY 1")
    assert mark_all_due() == 5
    assert refresh_search() == 5
    assert run("SELECT interaction_id, xmin::text, words::text FROM interaction_search ORDER BY 1") == before


def beside(work: Callable[[], Any]) -> Any:
    """Run something on a connection of its own, while this one's transaction is open."""
    done: list[Any] = []

    def at_work() -> None:
        try:
            done.append(work())
        finally:
            connection.close()

    thread = threading.Thread(target=at_work)
    thread.start()
    thread.join(timeout=20)
    assert done, "It waits for the open transaction."
    return done[0]


@pytest.mark.django_db(transaction=True)
def test_what_a_running_transaction_writes_stays_due() -> None:
    one = interaction(external_id="one")
    message(one, "oats")
    with transaction.atomic():
        run(PLAIN_MESSAGE, one.pk, "marzipan")
        assert beside(refresh_search) == 0
    assert refresh_search() == 1
    assert found("marzipan") == {"one"}


@pytest.mark.django_db(transaction=True)
def test_a_refresh_never_waits_for_a_sync_that_holds_the_conversation() -> None:
    one = interaction(external_id="one")
    with transaction.atomic():
        assert Interaction.objects.select_for_update().get() == one
        assert beside(refresh_search) == 0
    assert beside(refresh_search) == 1


@pytest.mark.django_db(transaction=True)
def test_two_refreshes_at_once_share_the_work() -> None:
    for number in range(4):
        interaction(external_id=f"T{number}")
    with transaction.atomic():
        assert refresh_search(3) == 3
        assert beside(refresh_search) == 1
    assert (SearchDocument.objects.count(), due()) == (4, set())


@pytest.mark.django_db(transaction=True)
def test_a_refresh_that_fails_leaves_everything_due() -> None:
    interaction(external_id="one")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert refresh_search() == 1
        raise ZeroDivisionError
    assert due() == {"one"}
    assert refresh_search() == 1
