"""What the database itself promises, to every writer."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def run(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def insert(**columns: Any) -> Any:
    columns = {"source": "livechat", "started_at": NOW} | columns
    names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
    return run(f"INSERT INTO customer_interactions ({names}) VALUES ({marks}) RETURNING id", *columns.values())[0][0]


def test_plain_sql_with_the_customers_columns_alone_works() -> None:
    id_ = insert(external_id="T1", subject="Hello")
    run(
        "INSERT INTO interaction_messages (interaction_id, message_id, sender_type, content, sent_at) "
        "VALUES (%s, 'T1_1', 'customer', 'Hello', %s)",
        id_,
        NOW,
    )
    assert run("SELECT status, priority, message_count FROM customer_interactions") == [("open", "medium", 0)]
    assert run("SELECT content_type FROM interaction_messages") == [("text",)]


def test_every_writer_moves_updated_at_but_only_by_a_change() -> None:
    id_ = insert(subject="Before")
    before = run("SELECT updated_at FROM customer_interactions")[0][0]
    run("UPDATE customer_interactions SET subject = 'Before' WHERE id = %s", id_)
    assert run("SELECT updated_at FROM customer_interactions")[0][0] == before
    run("UPDATE customer_interactions SET subject = 'After' WHERE id = %s", id_)
    assert run("SELECT updated_at FROM customer_interactions")[0][0] > before


@pytest.mark.parametrize(
    ("column", "word"),
    [("source", "fax"), ("status", "done"), ("sentiment", "angry"), ("priority", "asap"), ("category_by", "guess")],
)
def test_a_word_outside_the_vocabulary_is_refused(column: str, word: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(**{column: word})


def test_an_external_id_is_stored_once() -> None:
    insert(external_id="T1")
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(external_id="T1", source="email")


def test_messages_go_with_their_interaction() -> None:
    id_ = insert()
    run(
        "INSERT INTO interaction_messages (interaction_id, sender_type, content, sent_at) VALUES (%s, 'bot', '', %s)",
        id_,
        NOW,
    )
    run("DELETE FROM customer_interactions WHERE id = %s", id_)
    assert run("SELECT count(*) FROM interaction_messages") == [(0,)]


def test_a_run_that_cannot_account_for_what_it_fetched_is_refused() -> None:
    with pytest.raises(IntegrityError, match="everything_accounted_for"), transaction.atomic():
        run("INSERT INTO sync_runs (source, status, fetched, created) VALUES ('email', 'completed', 3, 2)")


def test_the_daily_summary_counts_days_of_the_shops_zone() -> None:
    insert(started_at=datetime(2026, 11, 23, 12, 59, tzinfo=UTC), sentiment="negative", response_time_seconds=30)
    insert(started_at=datetime(2026, 11, 23, 13, 1, tzinfo=UTC), status="resolved", response_time_seconds=90)
    rows = run(
        "SELECT date::text, total_interactions, resolved_count, open_count, negative_count, avg_response_time_seconds "
        "FROM interaction_daily_summary"
    )
    assert rows == [("2026-11-24", 1, 1, 0, 0, 90), ("2026-11-23", 1, 0, 1, 1, 30)]


def test_the_category_summary_leaves_out_what_has_no_category() -> None:
    for category, status in (("payment", "open"), ("payment", "resolved"), (None, "open")):
        insert(category=category, status=status)
    rows = run("SELECT category, total_count, open_count, negative_count FROM interaction_category_summary")
    assert rows == [("payment", 2, 1, 0)]


def test_recent_top_issues_show_five_subjects_and_thirty_days() -> None:
    now = datetime.now(UTC)
    for number in range(7):
        insert(category="payment", subcategory="refund", subject=f"Refund {number}", started_at=now)
    insert(category="payment", subcategory="refund", subject="Old", started_at=now - timedelta(days=31))
    ((category, subcategory, count, subjects),) = run("SELECT * FROM recent_top_issues")
    assert (category, subcategory, count, len(subjects)) == ("payment", "refund", 7, 5)


def test_urgent_interactions_come_before_old_open_ones() -> None:
    now = datetime.now(UTC)
    old = insert(started_at=now - timedelta(days=2))
    urgent = insert(started_at=now, sentiment="urgent", status="pending")
    insert(started_at=now)
    insert(started_at=now - timedelta(days=9), priority="urgent", status="resolved")
    assert [row[0] for row in run("SELECT id FROM urgent_interactions")] == [urgent, old]


def test_the_views_run_with_the_readers_rights() -> None:
    rows = run("SELECT relname FROM pg_class WHERE relkind = 'v' AND 'security_invoker=true' = ANY(reloptions)")
    assert {name for (name,) in rows} == {
        "interaction_daily_summary",
        "interaction_category_summary",
        "recent_top_issues",
        "urgent_interactions",
    }


def test_migrate_stops_before_hand_made_tables() -> None:
    run("UPDATE django_migrations SET app = 'elsewhere' WHERE app = 'interactions'")
    with pytest.raises(CommandError, match="already has a table customer_interactions"):
        call_command("migrate", verbosity=0)


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_the_migrations_go_back_to_nothing_and_forth_again() -> None:
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    call_command("migrate", "ingest", "zero", verbosity=0)
    call_command("migrate", "interactions", "zero", verbosity=0)
    tables = set(connection.introspection.table_names())
    assert not {name for name in tables if name.startswith(("interaction", "customer", "sync", "shop", "quarantined"))}
    call_command("migrate", verbosity=0)
    assert newest == MigrationExecutor(connection).loader.graph.leaf_nodes()
    assert "customer_interactions" in connection.introspection.table_names()
