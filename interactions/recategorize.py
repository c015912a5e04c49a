"""Judge stored interactions, and write down what the judge says wherever a person hasn't chosen."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from interactions.categorize.blend import judge_reading
from interactions.categorize.judge import read_by_rules
from interactions.categorize.judgement import Judgement
from interactions.categorize.rules import Rule
from interactions.category_rules import enabled_rules
from interactions.claude.kept import with_kept_answers
from interactions.customer_words import Asked, asked
from interactions.learning import Learned, current
from interactions.models import Category, Interaction
from interactions.nearest_examples import NearestExamples
from interactions.vocabulary import DecidedBy
from interactions.waiting import aged, follow_waiting

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
# Outdated is what another version of the classifier judged. What was judged again no longer is, so that a run which was
# interrupted goes on. Without a classifier in use nothing is outdated. While the better encoder is missing, what was
# judged with it (its vector says so) stands: else all would be judged by the fall-back one night, and back the next.
OUTDATED = """
    FROM customer_interactions i JOIN interaction_judgements j ON j.interaction_id = i.id
    WHERE strpos(j.version, %(model)s) = 0
        AND (%(only_by)s::text IS NULL OR NOT EXISTS (
            SELECT FROM interaction_vectors v WHERE v.interaction_id = i.id AND v.encoder <> %(only_by)s))"""
SINCE = " AND (%(since)s::timestamptz IS NULL OR i.started_at >= %(since)s)"
NEXT_IDS = " AND i.id > %(last)s ORDER BY i.id LIMIT %(batch)s"
FIRST_ID = UUID(int=0)
ANSWER = ("id", "category", "subcategory", "sentiment", "priority", "version", "decided_by")

# What staff set stays, also when they set it at this very moment: the guard stands in the UPDATE. A subcategory follows
# its category, so it is left alone under a category that staff chose otherwise. A second answer that differs from a
# first one is logged; the first of all is no change. Rows of which nothing changes are not even locked.
SETS_SUBCATEGORY = """(i.subcategory_by IS DISTINCT FROM 'staff'
                AND (i.category_by IS DISTINCT FROM 'staff' OR i.category = n.category))"""
APPLY = f"""
    WITH judged AS (
        SELECT n.id, n.category, n.subcategory, n.sentiment, p.priority, n.version, n.decided_by,
            i.category AS old_category, i.subcategory AS old_subcategory, i.category_by IS NOT NULL AS was_judged,
            i.category_by IS DISTINCT FROM 'staff' AS sets_category,
            {SETS_SUBCATEGORY} AS sets_subcategory,
            i.sentiment_by IS DISTINCT FROM 'staff' AS sets_sentiment,
            i.priority_by IS DISTINCT FROM 'staff' AS sets_priority
        FROM jsonb_to_recordset(%(rows)s::jsonb)
            AS n(id uuid, category text, subcategory text, sentiment text, priority text, version text, decided_by text)
        JOIN customer_interactions i ON i.id = n.id
        CROSS JOIN LATERAL (SELECT {aged("n.priority")} AS priority) p
        WHERE (i.category_by IS DISTINCT FROM 'staff'
                AND (i.category, i.category_by) IS DISTINCT FROM (n.category, n.decided_by))
            OR ({SETS_SUBCATEGORY}
                AND (i.subcategory, i.subcategory_by) IS DISTINCT FROM (n.subcategory, n.decided_by))
            OR (i.sentiment_by IS DISTINCT FROM 'staff'
                AND (i.sentiment, i.sentiment_by) IS DISTINCT FROM (n.sentiment, 'rule'))
            OR (i.priority_by IS DISTINCT FROM 'staff'
                AND (i.priority, i.priority_by) IS DISTINCT FROM (p.priority, 'rule'))
        ORDER BY i.id -- the order in which a sync locks them, so that the two can't wait for each other
        FOR UPDATE OF i
    ), logged AS (
        INSERT INTO interaction_changes (interaction_id, field, old, new, by, reason)
        SELECT n.id, f.name, f.old, f.new, n.decided_by, n.version
        FROM judged n CROSS JOIN LATERAL (VALUES
            ('category', n.sets_category, n.old_category, n.category),
            ('subcategory', n.sets_subcategory, n.old_subcategory, n.subcategory)
        ) f(name, is_set, old, new)
        WHERE f.is_set AND n.was_judged AND f.old IS DISTINCT FROM f.new
    )
    UPDATE customer_interactions i SET
        category = CASE WHEN n.sets_category THEN n.category ELSE i.category END,
        category_by = CASE WHEN n.sets_category THEN n.decided_by ELSE i.category_by END,
        category_at = CASE WHEN n.sets_category AND i.category IS DISTINCT FROM n.category
            THEN now() ELSE i.category_at END,
        subcategory = CASE WHEN n.sets_subcategory THEN n.subcategory ELSE i.subcategory END,
        subcategory_by = CASE WHEN n.sets_subcategory THEN n.decided_by ELSE i.subcategory_by END,
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
    WHERE i.id = n.id
    RETURNING n.old_category, i.category"""  # noqa: S608 -- the expression is this app's own
# An equal judgement is not written again, except beside a row of plain SQL: there its time says what has been seen.
KEEP_JUDGEMENTS = """
    INSERT INTO interaction_judgements
        (interaction_id, text_hash, version, category, subcategory, confidence, sentiment, priority, candidates,
        evidence, judged_at)
    SELECT n.id, n.text_hash, n.version, n.category, n.subcategory, n.confidence, n.sentiment, n.priority,
        n.candidates, n.evidence, clock_timestamp()
    FROM jsonb_to_recordset(%s::jsonb) AS n(id uuid, text_hash text, version text, category text, subcategory text,
        confidence float8, sentiment text, priority text, candidates jsonb, evidence jsonb)
    JOIN customer_interactions i ON i.id = n.id
    LEFT JOIN interaction_judgements j ON j.interaction_id = n.id
    WHERE i.content_hash IS NULL
        OR (j.text_hash, j.version, j.category, j.subcategory, j.confidence, j.sentiment, j.priority, j.candidates,
            j.evidence)
        IS DISTINCT FROM (n.text_hash, n.version, n.category, n.subcategory, n.confidence, n.sentiment, n.priority,
            n.candidates, n.evidence)
    ON CONFLICT (interaction_id) DO UPDATE SET
        text_hash = excluded.text_hash, version = excluded.version, category = excluded.category,
        subcategory = excluded.subcategory, confidence = excluded.confidence, sentiment = excluded.sentiment,
        priority = excluded.priority, candidates = excluded.candidates, evidence = excluded.evidence,
        judged_at = excluded.judged_at"""


@dataclass(slots=True)
class Tally:
    """What a categorising did: rows judged, changed, left with a person's category, and left without any.

    `moves` counts from which category to which they went (None: no category), `waiting` those whose priority follows
    how long their customer has waited by now.
    """

    judged: int = 0
    changed: int = 0
    kept_by_staff: int = 0
    without_category: int = 0
    waiting: int = 0
    moves: Counter[tuple[str | None, str | None]] = field(default_factory=Counter)

    def to_json(self) -> dict[str, object]:
        """Return the tally as plain values, the moves as a list, most first."""
        names = ("judged", "changed", "kept_by_staff", "without_category", "waiting")
        moves = [{"from": old, "to": new, "count": count} for (old, new), count in self.moves.most_common()]
        return {name: getattr(self, name) for name in names} | {"moves": moves}


@dataclass(frozen=True, slots=True)
class _Judges:
    """What a run judges with, read once: usual priorities, staff's rules, what was learned, what to compare with."""

    priorities: Mapping[str, str]
    rules: Sequence[Rule]
    learned: Learned | None
    near: NearestExamples | None


def count_due(*, reprocess: bool = False, outdated: bool = False, since: datetime | None = None) -> int:
    """Count the interactions that `recategorize` would judge."""
    chosen, values = _chosen(reprocess=reprocess, outdated=outdated, since=since)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {chosen}", values)
        count: int = cursor.fetchone()[0]
        return count


def recategorize(
    *,
    reprocess: bool = False,
    outdated: bool = False,
    since: datetime | None = None,
    on_progress: Callable[[Tally], None] | None = None,
    stop_after_seconds: float | None = None,
) -> Tally:
    """Judge what is due, or everything; return what that did. Ends after `stop_after_seconds`; the next run goes on.

    `outdated` judges what another version of the classifier judged, instead of what is due, but never again with the
    fall-back encoder what the better one judged. `since` leaves out conversations that began before. Works in batches,
    each committed by itself, so that an interrupted run goes on where it stopped. Safe to run twice: an interaction of
    which nothing changes is not written.
    """
    tally, started, now, judges = Tally(), time.monotonic(), timezone.now(), _judges()
    for ids in _batches(*_chosen(reprocess=reprocess, outdated=outdated, since=since)):
        with transaction.atomic():
            _judge_batch(ids, judges, tally, now)
        if on_progress:
            on_progress(tally)
        if stop_after_seconds is not None and time.monotonic() - started > stop_after_seconds:
            break
    tally.waiting = follow_waiting(now=now)
    return tally


def judge_again(ids: Sequence[UUID]) -> Tally:
    """Judge these interactions, a few hundred at most, all at once; return what that did."""
    tally = Tally()
    if ids:
        with transaction.atomic():
            _judge_batch(ids, _judges(), tally, timezone.now())
    return tally


def distribution() -> list[tuple[str | None, int]]:
    """Count the interactions of each category, most first; None are those without one."""
    rows = Interaction.objects.order_by().values_list("category").annotate(count=Count("id"))
    return sorted(rows, key=lambda row: (-row[1], row[0] or ""))


def _chosen(*, reprocess: bool, outdated: bool, since: datetime | None) -> tuple[str, dict[str, Any]]:
    """Return the SQL of what is to be judged, from FROM on, and its parameters."""
    if reprocess or not outdated:
        return (ALL if reprocess else DUE) + SINCE, {"since": since}
    learned = current()
    return OUTDATED + SINCE, {
        "since": since,
        "model": f"+{learned.classifier.version}" if learned else "",
        "only_by": learned.encoder.name if learned and learned.is_fall_back else None,
    }


def _batches(chosen: str, values: dict[str, Any]) -> Iterator[Sequence[UUID]]:
    last = FIRST_ID
    while True:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT i.id {chosen}{NEXT_IDS}", values | {"last": last, "batch": BATCH})
            ids = [id_ for (id_,) in cursor.fetchall()]
        if not ids:
            return
        yield ids
        last = ids[-1]


def _judges() -> _Judges:
    defaults = Category.objects.values_list("name", "priority_default")
    learned = current()
    return _Judges(
        priorities={name: priority or "medium" for name, priority in defaults},
        rules=enabled_rules(),
        learned=learned,
        near=NearestExamples(learned.encoder.name) if learned else None,
    )


def _judge_batch(ids: Sequence[UUID], judges: _Judges, tally: Tally, now: datetime) -> None:
    read = asked(ids)
    readings = [read_by_rules(one.words, judges.rules) for one in read]
    opinions = judges.learned.opinions_on_stored(read, readings) if judges.learned else [None] * len(read)
    judgements = [
        judge_reading(reading, opinion, judges.priorities) for reading, opinion in zip(readings, opinions, strict=True)
    ]
    judged = list(zip(read, with_kept_answers(read, readings, judgements, judges.priorities), strict=True))
    by_model = [one.id for one, judgement in judged if judgement.decided_by is DecidedBy.MODEL]
    near = judges.near.of(by_model) if judges.near else {}
    rows = [_row(one, judgement, [found.to_json() for found in near.get(one.id, ())]) for one, judgement in judged]
    answers = [{name: row[name] for name in ANSWER} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(APPLY, {"rows": json.dumps(answers), "now": now})
        written = cursor.fetchall()
        cursor.execute(KEEP_JUDGEMENTS, [json.dumps(rows)])
    tally.changed += len(written)
    tally.moves.update((old, new) for old, new in written if old != new)
    tally.judged += len(judged)
    tally.kept_by_staff += sum(one.category_by == "staff" for one in read)
    tally.without_category += sum(
        judgement.category is None and one.category_by != "staff" for one, judgement in judged
    )


def _row(one: Asked, judgement: Judgement, nearest: list[dict[str, object]]) -> dict[str, object]:
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
                "decided_by",
            )
        },
        "evidence": {
            name: told[name] for name in ("evidence", "sentiment_reason", "sentiment_evidence") if name in told
        }
        | ({"nearest": nearest} if nearest else {}),
    }
