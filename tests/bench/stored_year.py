"""How fast stored conversations are analysed, judged and exported: `python -m tests.bench.stored_year [ROWS]`.

Fills a database of its own with 100,000 invented conversations unless told, by INSERT ... SELECT, then measures the
analysis of a year, categorising (texts judged in memory, and stored conversations), and the export beside a bare COPY.
With `--plans` it also prints how PostgreSQL carries out the queries that run most often.
"""

import argparse
import tempfile
from itertools import cycle, islice
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.bench.database import bench_database, run
from tests.bench.stopwatch import Stopwatch, tell

ROWS = 100_000
JUDGED, JUDGED_ROWS = 5_000, 20_000
ANALYSIS_LIMIT_SECONDS = 2.0

INTERACTIONS = """
    INSERT INTO customer_interactions (source, external_id, customer_email, customer_name, subject, transcript,
        message_count, category, subcategory, sentiment, priority, status, response_time_seconds, started_at,
        last_message_at, last_customer_message_at, content_hash, customer_text_hash, tags)
    SELECT (ARRAY['livechat', 'email'])[1 + n %% 2], 'bench-' || n, 'person' || n / 3 || '@example.com',
        'Person ' || n / 3, 'Where is order ' || 100000 + n || ' with the oats and the ' || w.word,
        repeat('Customer: ' || w.word || ' oats rice flour. ', 20), 2 + n %% 9,
        (ARRAY['order_tracking', 'returns', 'payment', 'product_inquiry', NULL])[1 + n %% 5],
        (ARRAY['where_is_order', 'exchange', 'refund', 'stock', NULL])[1 + n %% 5],
        (ARRAY['positive', 'neutral', 'negative', 'urgent'])[1 + n %% 4],
        (ARRAY['low', 'medium', 'high', 'urgent'])[1 + n %% 4], (ARRAY['open', 'resolved', 'pending'])[1 + n %% 3],
        nullif(n %% 20000, 0), t.started, t.started + interval '9 minutes', t.started, 'c', 'h', ARRAY['vip']
    FROM generate_series(1, %s) n
    CROSS JOIN LATERAL (SELECT now() - (n %% 525000) * interval '1 minute' AS started) t
    CROSS JOIN LATERAL (SELECT (ARRAY['jar', 'bag', 'tea', 'honey', 'coffee', 'soap'])[1 + n %% 6] AS word) w"""
MESSAGES = """
    INSERT INTO interaction_messages (interaction_id, source, message_id, sender_type, content, sent_at)
    SELECT id, source, external_id || '_' || k, (ARRAY['customer', 'agent'])[k],
        (ARRAY['Hi, ' || subject || '? It has not arrived yet.', 'Hello! It is on its way.'])[k], started_at
    FROM customer_interactions CROSS JOIN generate_series(1, 2) k"""

ALL_BUT_SOME = """
    INSERT INTO interaction_judgements (interaction_id, text_hash, version)
    SELECT id, customer_text_hash, 'bench' FROM customer_interactions ORDER BY id OFFSET %s"""


def fill(rows: int) -> None:
    """Put the conversations in, with two messages each, as planned by fresh statistics."""
    with Stopwatch() as spent:
        run(INTERACTIONS, rows)
        run(MESSAGES)
        run("ANALYZE")
    tell("Filled", f"{rows:,} conversations in {spent.seconds:.1f} s")


def analyse(rows: int) -> None:
    """Measure every figure of the report over the year."""
    from django.conf import settings
    from django.utils import timezone

    from interactions.analytics import last_days, report

    period = last_days(365, now=timezone.now(), zone=ZoneInfo(settings.TIME_ZONE))
    report(period)
    with Stopwatch() as spent:
        total = report(period)["overview"]["total"]
    tell("Analysis of a year", f"{spent.seconds:.2f} s for {total:,} of {rows:,} (limit {ANALYSIS_LIMIT_SECONDS} s)")


def categorise() -> None:
    """Measure the judge alone on texts like the stored ones, then judging what is stored."""
    from interactions.categorize.judge import judge
    from interactions.categorize.text import Words
    from interactions.recategorize import recategorize

    texts = ["Where is order 123456? It has not arrived yet.", "I want to return the honey.", "Is the tea in stock?"]
    judge(Words(None, ("warm up",)))
    with Stopwatch() as alone:
        for text in islice(cycle(texts), JUDGED):
            judge(Words(None, (text,)))
    tell("Judging texts", f"{JUDGED / alone.cpu_seconds:,.0f} texts per CPU second")
    run(ALL_BUT_SOME, JUDGED_ROWS)
    with Stopwatch() as spent:
        judged = recategorize().judged
    tell(
        "Judging stored conversations",
        f"{judged / spent.seconds:,.0f} a second ({judged:,} in {spent.seconds:.1f} s, {spent.cpu_seconds:.1f} CPU s)",
    )
    with Stopwatch() as nothing:
        recategorize()
    tell("Judging when nothing is due", f"{nothing.seconds:.2f} s")


def export() -> None:
    """Measure the CSV of everything beside PostgreSQL's own COPY of the stored columns."""
    from django.db import connection

    from interactions.exports import rows, save_csv, shop
    from interactions.exports.columns import ALL
    from interactions.models import Interaction

    with tempfile.TemporaryDirectory() as folder:
        with Stopwatch() as ours:
            count = save_csv(rows(Interaction.objects.all(), shop()), Path(folder) / "out.csv")
        stored = ", ".join(column.path for column in ALL if column.path and "__" not in column.path)
        chosen = f"SELECT {stored} FROM customer_interactions ORDER BY started_at, id"
        with (
            Stopwatch() as copied,
            connection.cursor() as cursor,
            (Path(folder) / "copy.csv").open("wb") as file,
            cursor.copy(f"COPY ({chosen}) TO STDOUT (FORMAT csv)") as copy,
        ):
            for block in copy:
                file.write(block)
    tell("Export", f"{count / ours.seconds:,.0f} rows/s; COPY is {ours.seconds / copied.seconds:.1f} times as fast")


PAGE = "SELECT 'bench-' || n FROM generate_series(1, 100) n"
TABLE = "customer_interactions"
PLANS = {
    "known threads of a page": f"SELECT id, content_hash FROM {TABLE} WHERE external_id = ANY(ARRAY({PAGE}))",
    "open conversations": f"SELECT id FROM {TABLE} WHERE source = 'livechat' AND is_active ORDER BY started_at",
    "messages of a page": "SELECT content FROM interaction_messages WHERE interaction_id = ANY(ARRAY"
    f"(SELECT id FROM {TABLE} WHERE external_id = ANY(ARRAY({PAGE}))))",
    "the last 30 days": f"SELECT status, count(*) FROM {TABLE} WHERE started_at >= now() - interval '30 days' "
    "GROUP BY status",
    "one customer": f"SELECT id FROM {TABLE} WHERE customer_email = 'person7@example.com'",
    "part of a name": f"SELECT id FROM {TABLE} WHERE upper(customer_name) LIKE '%SON 777%'",
    "urgent ones": "SELECT * FROM urgent_interactions LIMIT 50",
    "the newest page": f"SELECT id FROM {TABLE} ORDER BY started_at DESC, id DESC LIMIT 50",
}


def plans() -> None:
    """Print the plans of the queries that run most often."""
    from django.db import connection

    from interactions.recategorize import DUE

    due = {"what is due": f"SELECT i.id {DUE} ORDER BY i.id LIMIT 500"}
    with connection.cursor() as cursor:
        for what, statement in (PLANS | due).items():
            cursor.execute(
                f"EXPLAIN (ANALYZE, BUFFERS) {statement or 'SELECT i.id ' + DUE + ' ORDER BY i.id LIMIT 500'}"
            )
            lines = [line for (line,) in cursor.fetchall()]
            nodes = [line.strip(" ->").split("  (")[0] for line in lines if "(actual" in line]
            tell(f"  {what}", f"{lines[-1].strip()}: {' < '.join(nodes)[:150]}")


def measure(rows: int, *, shows_plans: bool) -> None:
    """Measure and print."""
    with bench_database():
        fill(rows)
        analyse(rows)
        if shows_plans:
            plans()
        export()
        categorise()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=ROWS)
    parser.add_argument("--plans", action="store_true")
    chosen = parser.parse_args()
    measure(chosen.rows, shows_plans=chosen.plans)
