"""Fill a database with conversations by COPY, as fast as the machine writes: indexes are made afterwards."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from itertools import batched
from uuid import UUID

from django.db import connection

from tests.bench.database import run
from tests.bench.desk_words import conversations
from tests.bench.stopwatch import Stopwatch, tell

WRITTEN = 100_000
"""So many conversations are made up word by word; beyond, each stands again with other ids, days, order numbers."""

INTERACTION = (
    "source, customer_email, customer_name, subject, message_count, category, subcategory, sentiment, priority, "
    "status, agent_name, response_time_seconds, tags, rating, transcript, customer_text_hash"
)
MESSAGE = "source, sender_type, sender_email, content, attachments, position"
COPIES = (
    f"COPY customer_interactions (id, external_id, order_ids, started_at, last_message_at, last_customer_message_at, "
    f"{INTERACTION}) FROM STDIN",
    f"COPY interaction_messages (id, interaction_id, message_id, sent_at, {MESSAGE}) FROM STDIN",
    "COPY interaction_order_references (interaction_id, order_number) FROM STDIN",
)
COPIED_ROWS = 10_000
DOCUMENTS_AT_ONCE = 1_000
WRITERS = 2

AGAIN = (
    "CREATE TABLE bench_again AS SELECT id AS old, gen_random_uuid() AS id, copy, "
    "random() * interval '1 day' AS earlier FROM customer_interactions CROSS JOIN generate_series(1, %s) copy",
    f"""INSERT INTO customer_interactions (id, external_id, order_ids, started_at, last_message_at,
            last_customer_message_at, {INTERACTION})
        SELECT a.id, i.external_id || '-' || copy, ARRAY(SELECT left(n, -1) || copy FROM unnest(i.order_ids) n),
            started_at - earlier, last_message_at - earlier, last_customer_message_at - earlier, {INTERACTION}
        FROM customer_interactions i JOIN bench_again a ON a.old = i.id""",
    f"""INSERT INTO interaction_messages (id, interaction_id, message_id, sent_at, {MESSAGE})
        SELECT gen_random_uuid(), a.id, m.message_id || '-' || copy, sent_at - earlier, {MESSAGE}
        FROM interaction_messages m JOIN bench_again a ON a.old = m.interaction_id""",
    """INSERT INTO interaction_order_references (interaction_id, order_number)
        SELECT a.id, left(o.order_number, -1) || copy
        FROM interaction_order_references o JOIN bench_again a ON a.old = o.interaction_id""",
    """INSERT INTO interaction_search (interaction_id, words)
        SELECT a.id, s.words FROM interaction_search s JOIN bench_again a ON a.old = s.interaction_id""",
    "DROP TABLE bench_again",
)
JUDGEMENTS = """
    INSERT INTO interaction_judgements
        (interaction_id, text_hash, version, category, subcategory, confidence, candidates)
    SELECT id, customer_text_hash, 'bench', category, subcategory, 0.5 + (message_count % 5) / 10.0, '[]'
    FROM customer_interactions
    WHERE started_at > (SELECT max(started_at) FROM customer_interactions) - interval '90 days'"""
MADE_AFTER = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid IN ('customer_interactions'::regclass, 'interaction_messages'::regclass,
        'interaction_order_references'::regclass, 'interaction_search'::regclass) AND NOT indisunique"""
BY_INTERACTION = "CREATE INDEX bench_messages ON interaction_messages (interaction_id)"


def load(rows: int, *, now: datetime) -> None:
    """Fill the empty tables with so many conversations of the last three years."""
    with Stopwatch() as whole, _without_indexes() as make_indexes:
        with _told("  made up and copied in"):
            _write(min(rows, WRITTEN), now)
        with _told("  search documents"):
            run(BY_INTERACTION)
            run("ANALYZE")
            _write_documents()
            run("DROP INDEX bench_messages")
        if rows > WRITTEN:
            with _told("  the others"):
                run(AGAIN[0], rows // WRITTEN - 1)
                for statement in AGAIN[1:]:
                    run(statement)
        with _told("  indexes"):
            make_indexes()
        with _told("  judgements, VACUUM ANALYZE"):
            run(JUDGEMENTS)
            run("VACUUM ANALYZE")
    tell("Filled", f"{rows:,} conversations in {whole.seconds:.0f} s")


@contextmanager
def _told(what: str) -> Iterator[None]:
    with Stopwatch() as spent:
        yield
    tell(what, f"{spent.seconds:.0f} s")


def _write(rows: int, now: datetime) -> None:
    for batch in batched(conversations(rows, now=now), COPIED_ROWS):
        lines = (
            [one.interaction for one in batch],
            [one.messages for one in batch],
            [one.references for one in batch],
        )
        with connection.connection.cursor() as cursor:
            for statement, texts in zip(COPIES, lines, strict=True):
                with cursor.copy(statement) as copy:
                    for text in texts:
                        copy.write(text)


@contextmanager
def _without_indexes() -> Iterator[Callable[[], None]]:
    """Drop what can be made at the end, and let no trigger run meanwhile; yields what makes the indexes again."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET work_mem = '128MB'")
        cursor.execute(MADE_AFTER)
        indexes: list[tuple[str, str]] = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield lambda: _at_once(_make, [definition for _, definition in indexes])
    run("SET session_replication_role = origin")


def _write_documents() -> None:
    """Write the search's documents as a refresh does, on several connections."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM customer_interactions ORDER BY started_at")
        ids: list[UUID] = [key for (key,) in cursor.fetchall()]
    _at_once(_documents, list(batched(ids, DOCUMENTS_AT_ONCE)))


def _at_once[One](work: Callable[[One], None], pieces: Sequence[One]) -> None:
    """Do pieces of work on several connections, and close them."""
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(work, pieces))
        # As many as there are threads; each waits for the others, so that every thread gets one.
        list(pool.map(lambda _: connection.close(), range(WRITERS * 4)))


def _documents(ids: tuple[UUID, ...]) -> None:
    from interactions.search.documents import write_documents

    write_documents(list(ids))


def _make(definition: str) -> None:
    run("SET maintenance_work_mem = '1GB'")
    run(definition)
