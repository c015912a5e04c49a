"""The search's index: one document of words for each conversation, read anew when any of them changed."""

from collections.abc import Callable
from math import inf
from time import monotonic
from uuid import UUID

from django.db import connection, transaction

from interactions.models import SearchDue
from interactions.search.spelling import plain_sql

CONFIGURATION = "boo_search"
BATCH = 200
"""Conversations in a transaction; while it lasts, a sync that writes one of them waits."""

# A due row is taken only where neither it nor its conversation is being written: what isn't committed yet could not be
# read, and the sync, which locks conversations first, would wait for us while we wait for it. The rows go before the
# documents are read, in a statement of its own: what is noted from then on waits, and stays for the next time.
CLAIM = """
    WITH claimed AS MATERIALIZED (
        SELECT d.interaction_id FROM interaction_search_due d JOIN customer_interactions i ON i.id = d.interaction_id
        LIMIT %s FOR UPDATE OF d SKIP LOCKED FOR KEY SHARE OF i SKIP LOCKED)
    DELETE FROM interaction_search_due WHERE interaction_id IN (SELECT interaction_id FROM claimed)
    RETURNING interaction_id"""


def _vector(text: str) -> str:
    return f"to_tsvector('{CONFIGURATION}', coalesce({plain_sql(text)}, ''))"


# What is left after the cuts fits into a tsvector, which holds at most one megabyte, even where every character is a
# word of its own and takes four bytes.
SHOWN = "left(concat_ws(' ', left(i.subject, 3000), who.names, who.addresses), 12000)"
BESIDE = """left(concat_ws(' ', m.files, note.texts, array_to_string(i.order_ids, ' '), i.customer_phone, i.external_id,
            i.resolution_notes, i.rating_comment), 30000)"""
WHO = "concat_ws(' ', who.names, regexp_replace(who.addresses, '@[^ ]*', ' ', 'g'))"
FILES = """(SELECT coalesce(string_agg(left(one->>'name', 300), ' '), '') FROM jsonb_array_elements(attachments) one
                WHERE jsonb_typeof(one) = 'object' HAVING count(*) > 0)"""

# Weights: A what the list shows, B what was said, C the rest. Lexemes with an equals sign can't come from a text: they
# hold the customers' names and addresses, for from:, and whether there is an attachment. OFFSET 0 keeps PostgreSQL from
# working out the same text several times.
DOCUMENTS = f"""
    INSERT INTO interaction_search AS s (interaction_id, words)
    SELECT i.id, setweight({_vector("text.shown")}, 'A') || setweight({_vector("text.said")}, 'B')
        || setweight({_vector("text.beside")}, 'C') || array_to_tsvector(own.lexemes)
    FROM customer_interactions i
    CROSS JOIN LATERAL (
        SELECT string_agg(left(content, 20000), ' ' ORDER BY sent_at, position, id) AS said,
            array_agg(DISTINCT left(sender_name, 200)) FILTER (WHERE sender_type = 'customer') AS names,
            array_agg(DISTINCT left(sender_email, 200)) FILTER (WHERE sender_type = 'customer') AS addresses,
            string_agg(CASE jsonb_typeof(attachments) WHEN 'array' THEN {FILES} END, ' ') AS files
        FROM interaction_messages WHERE interaction_id = i.id AND NOT is_deleted) m
    CROSS JOIN LATERAL (
        SELECT array_to_string(left(i.customer_name, 200) || m.names[1:20], ' ') AS names,
            lower(array_to_string(left(i.customer_email, 200) || m.addresses[1:20], ' ')) AS addresses OFFSET 0) who
    CROSS JOIN LATERAL (
        SELECT string_agg(left(text, 20000), ' ' ORDER BY id) AS texts
        FROM interaction_notes WHERE interaction_id = i.id AND removed_at IS NULL) note
    CROSS JOIN LATERAL (
        SELECT {SHOWN} AS shown, left(m.said, 100000) AS said, {BESIDE} AS beside, {WHO} AS who OFFSET 0) text
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(DISTINCT lexeme), '{{}}') AS lexemes FROM (
            SELECT 'from=' || word FROM unnest(tsvector_to_array({_vector("text.who")})) word
            UNION ALL SELECT unnest(ARRAY['from=' || address, 'from=@' || split_part(address, '@', 2)])
                FROM string_to_table(who.addresses, ' ') address WHERE address <> ''
            UNION ALL SELECT 'has=attachment' WHERE m.files IS NOT NULL) one(lexeme)) own
    WHERE i.id = ANY(%s)
    ON CONFLICT (interaction_id) DO UPDATE SET words = excluded.words
    WHERE s.words IS DISTINCT FROM excluded.words"""  # noqa: S608 -- the names are this file's own


def refresh_search(
    limit: int | None = None, *, on_progress: Callable[[int], None] | None = None, stop_after_seconds: float = inf
) -> int:
    """Read up to `limit` of the conversations that are due (all, where None) into the index; return how many.

    Safe to run twice and in several processes at once: each takes what no other has. What a running transaction writes
    stays due. `on_progress` is told the number so far after each batch.
    """
    done, started = 0, monotonic()
    while (limit is None or done < limit) and monotonic() - started < stop_after_seconds:
        wanted = BATCH if limit is None else min(BATCH, limit - done)
        taken = _refresh_batch(wanted)
        done += taken
        if on_progress and taken:
            on_progress(done)
        if taken < wanted:
            break
    return done


def _refresh_batch(most: int) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CLAIM, [most])
        ids: list[UUID] = [id_ for (id_,) in cursor.fetchall()]
        if ids:
            write_documents(ids)
        return len(ids)


def write_documents(ids: list[UUID]) -> None:
    """Write the documents of these conversations as they stand now. Safe to run twice; takes one statement."""
    with connection.cursor() as cursor:
        cursor.execute(DOCUMENTS, [ids])


def mark_all_due() -> int:
    """Note every conversation for the next refresh; return how many are due. Safe to run twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO interaction_search_due (interaction_id) SELECT id FROM customer_interactions "
            "ON CONFLICT DO NOTHING"
        )
    return SearchDue.objects.count()


def count_due(most: int | None = 10_000) -> int:
    """Return how many conversations wait for the index, up to `most`; None counts all."""
    return SearchDue.objects.values("pk")[:most].count()
