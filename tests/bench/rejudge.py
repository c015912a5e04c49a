"""How fast everything is judged again when its vectors are kept: `python -m tests.bench.rejudge [ROWS]`.

Fills a database of its own with 100,000 conversations unless told: the shipped examples in turn, each with an answer of
the shop's, and the vectors that came with them. Judges them for the first time, again without any change, and again
after another classifier was taken into use, as after a night's training. Encodes nothing but what examples lack a
shipped vector.
"""

import argparse
import cProfile
import json
import pstats
import resource
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace

from tests.bench.database import bench_database, run
from tests.bench.stopwatch import Stopwatch, tell

ROWS = 100_000
LIMIT_SECONDS = 90

EXAMPLES = (
    "CREATE TABLE bench_examples (number int PRIMARY KEY, subject text, messages jsonb, text_hash text, vector bytea)"
)
EXAMPLE = "INSERT INTO bench_examples VALUES (%s, %s::jsonb ->> 0, %s::jsonb -> 1, %s, %s)"
INTERACTIONS = """
    INSERT INTO customer_interactions (source, external_id, subject, transcript, started_at, last_customer_message_at,
        status, content_hash, customer_text_hash)
    SELECT CASE WHEN e.subject IS NULL THEN 'livechat' ELSE 'email' END, 'bench-' || n, e.subject,
        repeat('Shop: It is on its way. ', 20), t.started, t.started, 'resolved', 'c', 'h'
    FROM generate_series(1, %s) n
    JOIN bench_examples e ON e.number = n %% (SELECT count(*) FROM bench_examples)
    CROSS JOIN LATERAL (SELECT now() - (n %% 525000) * interval '1 minute' AS started) t"""
MESSAGES = """
    INSERT INTO interaction_messages (interaction_id, source, message_id, sender_type, content, sent_at, position)
    SELECT i.id, i.source, i.external_id || '_' || m.at, m.sender, m.content, i.started_at + m.at * interval '1 minute',
        m.at
    FROM customer_interactions i
    JOIN bench_examples e ON e.number = substr(i.external_id, 7)::int % (SELECT count(*) FROM bench_examples)
    CROSS JOIN LATERAL (
        SELECT at, 'customer' AS sender, content
        FROM jsonb_array_elements_text(e.messages) WITH ORDINALITY AS c(content, at)
        UNION ALL SELECT 99, 'agent', 'Hello! Thanks for writing. Your order is on its way and should be there soon.'
    ) m"""
VECTORS = """
    INSERT INTO interaction_vectors (interaction_id, text_hash, encoder, vector)
    SELECT i.id, e.text_hash, %s, e.vector
    FROM customer_interactions i
    JOIN bench_examples e ON e.number = substr(i.external_id, 7)::int %% (SELECT count(*) FROM bench_examples)"""


def fill(rows: int) -> None:
    """Put conversations in, with the vector of each under the hash of what the encoder would read."""
    from interactions.categorize.examples import shipped_examples
    from interactions.categorize.gist import gist_hash
    from interactions.categorize.vector_file import read_vectors
    from interactions.category_training import shipped_material
    from interactions.learning import SHIPPED, best_encoder

    encoder = best_encoder()
    if encoder is None:
        raise SystemExit("There is no sentence encoder. Run: uv sync --group encoder")
    with Stopwatch() as spent:
        run(EXAMPLES)
        material = shipped_material(encoder, read_vectors(SHIPPED / f"{encoder.name}.vectors.npz"))
        vectors = material.vectors.astype("<f2")
        for number, (one, text, vector) in enumerate(zip(shipped_examples(), material.gists, vectors, strict=True)):
            said = json.dumps([one.words.subject, one.words.messages])
            run(EXAMPLE, number, said, said, gist_hash(text), vector.tobytes())
        run(INTERACTIONS, rows)
        run(MESSAGES)
        run(VECTORS, encoder.name)
        run("ANALYZE")
    tell("Filled", f"{rows:,} conversations in {spent.seconds:.1f} s")


def take_another_into_use() -> None:
    """Take a classifier into use that differs a little from the shipped one."""
    from interactions.category_training import keep_version
    from interactions.learning import current

    learned = current()
    if learned is None:
        raise SystemExit("There is no classifier. Run: uv sync --group encoder")
    weights = learned.classifier.weights.copy()
    weights[::2] *= 1.05
    keep_version(replace(learned.classifier, weights=weights))


def judge(what: str) -> None:
    """Judge everything again and tell how long it took."""
    from interactions.recategorize import recategorize

    with Stopwatch() as spent:
        tally = recategorize(reprocess=True)
    tell(
        what,
        f"{spent.seconds:.1f} s, {spent.cpu_seconds:.1f} CPU s: {tally.judged / spent.seconds:,.0f} a second, "
        f"{tally.changed:,} changed",
    )


@contextmanager
def profiled() -> Iterator[None]:
    """Print what the time went into."""
    profile = cProfile.Profile()
    with profile:
        yield
    pstats.Stats(profile, stream=sys.stdout).sort_stats("tottime").print_stats(40)


def measure(rows: int, *, shows_profile: bool) -> None:
    """Measure and print."""
    with bench_database():
        fill(rows)
        judge("Judged for the first time")
        judge("Judged again, nothing changed")
        take_another_into_use()
        with profiled() if shows_profile else nullcontext():
            judge(f"Judged again by a new version (limit {LIMIT_SECONDS} s)")
    tell("Peak memory", f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=ROWS)
    parser.add_argument("--profile", action="store_true", help="print what the time went into; takes twice as long")
    chosen = parser.parse_args()
    measure(chosen.rows, shows_profile=chosen.profile)
