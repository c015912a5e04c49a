"""Judge stored interactions, and write down what the judge says wherever a person hasn't chosen."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count

from interactions.categorize.judge import Judgement, judge
from interactions.categorize.text import Words
from interactions.models import Category, Interaction, Message
from interactions.vocabulary import SenderType, Source

BATCH = 500

# Due is what was never judged, and whose customer has written since. Rows that plain SQL put in have no hash of the
# customer's words: there, a newer row or message is a reason to look again.
DUE = """
    FROM customer_interactions i LEFT JOIN interaction_judgements j ON j.interaction_id = i.id
    WHERE (
        j.interaction_id IS NULL
        OR i.customer_text_hash IS DISTINCT FROM j.text_hash
        OR (i.content_hash IS NULL AND (
            i.updated_at > j.judged_at
            OR EXISTS (SELECT FROM interaction_messages m WHERE m.interaction_id = i.id AND m.created_at > j.judged_at)
        ))
    )"""
ALL = "FROM customer_interactions i WHERE true"
NEXT_IDS = " AND i.id > %s ORDER BY i.id LIMIT %s"
FIRST_ID = UUID(int=0)

# What staff set stays, also when they set it at this very moment: the guard stands in the UPDATE. A subcategory follows
# its category, so it is left alone under a category that staff chose otherwise.
APPLY = """
    WITH judged AS (
        SELECT n.*, i.category_by IS DISTINCT FROM 'staff' AS sets_category,
            i.subcategory_by IS DISTINCT FROM 'staff'
                AND (i.category_by IS DISTINCT FROM 'staff' OR i.category = n.category) AS sets_subcategory,
            i.sentiment_by IS DISTINCT FROM 'staff' AS sets_sentiment,
            i.priority_by IS DISTINCT FROM 'staff' AS sets_priority
        FROM jsonb_to_recordset(%s::jsonb)
            AS n(id uuid, category text, subcategory text, sentiment text, priority text)
        JOIN customer_interactions i ON i.id = n.id
        ORDER BY i.id -- the order in which a sync locks them, so that the two can't wait for each other
        FOR UPDATE OF i
    )
    UPDATE customer_interactions i SET
        category = CASE WHEN n.sets_category THEN n.category ELSE i.category END,
        category_by = CASE WHEN n.sets_category THEN 'rule' ELSE i.category_by END,
        category_at = CASE WHEN n.sets_category AND i.category IS DISTINCT FROM n.category
            THEN now() ELSE i.category_at END,
        subcategory = CASE WHEN n.sets_subcategory THEN n.subcategory ELSE i.subcategory END,
        subcategory_by = CASE WHEN n.sets_subcategory THEN 'rule' ELSE i.subcategory_by END,
        subcategory_at = CASE WHEN n.sets_subcategory AND i.subcategory IS DISTINCT FROM n.subcategory
            THEN now() ELSE i.subcategory_at END,
        sentiment = CASE WHEN n.sets_sentiment THEN n.sentiment ELSE i.sentiment END,
        sentiment_by = CASE WHEN n.sets_sentiment THEN 'rule' ELSE i.sentiment_by END,
        sentiment_at = CASE WHEN n.sets_sentiment AND i.sentiment IS DISTINCT FROM n.sentiment
            THEN now() ELSE i.sentiment_at END,
        priority = CASE WHEN n.sets_priority THEN n.priority ELSE i.priority END,
        priority_by = CASE WHEN n.sets_priority THEN 'rule' ELSE i.priority_by END,
        priority_at = CASE WHEN n.sets_priority AND i.priority IS DISTINCT FROM n.priority
            THEN now() ELSE i.priority_at END
    FROM judged n
    WHERE i.id = n.id AND (
        (n.sets_category AND (i.category, i.category_by) IS DISTINCT FROM (n.category, 'rule'))
        OR (n.sets_subcategory AND (i.subcategory, i.subcategory_by) IS DISTINCT FROM (n.subcategory, 'rule'))
        OR (n.sets_sentiment AND (i.sentiment, i.sentiment_by) IS DISTINCT FROM (n.sentiment, 'rule'))
        OR (n.sets_priority AND (i.priority, i.priority_by) IS DISTINCT FROM (n.priority, 'rule'))
    )
    RETURNING i.id"""
KEEP_JUDGEMENTS = """
    INSERT INTO interaction_judgements
        (interaction_id, text_hash, version, category, subcategory, confidence, sentiment, priority, candidates,
        evidence, judged_at)
    SELECT n.id, n.text_hash, n.version, n.category, n.subcategory, n.confidence, n.sentiment, n.priority,
        n.candidates, n.evidence, clock_timestamp()
    FROM jsonb_to_recordset(%s::jsonb) AS n(id uuid, text_hash text, version text, category text, subcategory text,
        confidence float8, sentiment text, priority text, candidates jsonb, evidence jsonb)
    JOIN customer_interactions i ON i.id = n.id
    ON CONFLICT (interaction_id) DO UPDATE SET
        text_hash = excluded.text_hash, version = excluded.version, category = excluded.category,
        subcategory = excluded.subcategory, confidence = excluded.confidence, sentiment = excluded.sentiment,
        priority = excluded.priority, candidates = excluded.candidates, evidence = excluded.evidence,
        judged_at = excluded.judged_at"""


@dataclass(slots=True)
class Tally:
    """What a categorising did: rows judged, changed, left with a person's category, and left without any."""

    judged: int = 0
    changed: int = 0
    kept_by_staff: int = 0
    without_category: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """An interaction as the judge reads it."""

    id: UUID
    category_by: str | None
    text_hash: str | None
    words: Words


def count_due(*, reprocess: bool) -> int:
    """Count the interactions that `recategorize` would judge."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) " + (ALL if reprocess else DUE))
        count: int = cursor.fetchone()[0]
        return count


def recategorize(*, reprocess: bool = False, on_progress: Callable[[Tally], None] | None = None) -> Tally:
    """Judge what is due, or everything; return what that did.

    Works in batches, each committed by itself, so that an interrupted run goes on where it stopped. Safe to run twice:
    an interaction of which nothing changes is not written.
    """
    tally = Tally()
    priorities = dict(Category.objects.values_list("name", "priority_default"))
    for ids in _batches(reprocess=reprocess):
        with transaction.atomic():
            _judge_batch(ids, {name: priority or "medium" for name, priority in priorities.items()}, tally)
        if on_progress:
            on_progress(tally)
    return tally


def distribution() -> list[tuple[str | None, int]]:
    """Count the interactions of each category, most first; None are those without one."""
    rows = Interaction.objects.order_by().values_list("category").annotate(count=Count("id"))
    return sorted(rows, key=lambda row: (-row[1], row[0] or ""))


def _batches(*, reprocess: bool) -> Iterator[Sequence[UUID]]:
    last = FIRST_ID
    statement = "SELECT i.id " + (ALL if reprocess else DUE) + NEXT_IDS
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, [last, BATCH])
            ids = [id_ for (id_,) in cursor.fetchall()]
        if not ids:
            return
        yield ids
        last = ids[-1]


def _judge_batch(ids: Sequence[UUID], priorities: dict[str, str], tally: Tally) -> None:
    asked = _asked(ids)
    judged = [(one, judge(one.words, priorities)) for one in asked]
    rows = json.dumps([_row(one, judgement) for one, judgement in judged])
    with connection.cursor() as cursor:
        cursor.execute(APPLY, [rows])
        tally.changed += len(cursor.fetchall())
        cursor.execute(KEEP_JUDGEMENTS, [rows])
    tally.judged += len(judged)
    tally.kept_by_staff += sum(one.category_by == "staff" for one in asked)
    tally.without_category += sum(
        judgement.category is None and one.category_by != "staff" for one, judgement in judged
    )


def _asked(ids: Sequence[UUID]) -> list[Asked]:
    columns = ("id", "source", "category_by", "customer_text_hash", "subject", "transcript")
    # Read before the messages: what a sync adds in between is then judged under its former hash, and stays due.
    rows = list(Interaction.objects.filter(pk__in=ids).values_list(*columns))
    said: dict[UUID, list[tuple[str, str]]] = {}
    messages = Message.objects.filter(interaction__in=ids, is_internal=False, is_deleted=False)
    for id_, sender, content in messages.order_by("sent_at", "position", "id").values_list(
        "interaction_id", "sender_type", "content"
    ):
        said.setdefault(id_, []).append((sender, content))
    return [
        Asked(id_, category_by, text_hash, _words(source, subject, transcript, said.get(id_)))
        for id_, source, category_by, text_hash, subject, transcript in rows
    ]


def _words(source: str, subject: str | None, transcript: str | None, said: list[tuple[str, str]] | None) -> Words:
    """Return the customer's words.

    A chat's subject repeats the first message, and one of a mail that the shop began is the shop's. Where plain SQL put
    in no messages, the transcript is all there is.
    """
    if said is None:
        return Words(subject, (transcript,) if transcript else ())
    customers = tuple(content for sender, content in said if sender == SenderType.CUSTOMER)
    is_theirs = source == Source.EMAIL and said[0][0] == SenderType.CUSTOMER
    return Words(subject if is_theirs else None, customers)


def _row(one: Asked, judgement: Judgement) -> dict[str, object]:
    told = judgement.to_json()
    return {
        "id": str(one.id),
        "text_hash": one.text_hash,
        **{
            name: told[name]
            for name in (
                "version",
                "category",
                "subcategory",
                "confidence",
                "sentiment",
                "priority",
                "candidates",
            )
        },
        "evidence": {
            name: told[name] for name in ("evidence", "sentiment_reason", "sentiment_evidence") if name in told
        },
    }
