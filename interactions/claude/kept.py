"""Claude's answers as they are kept: who is still to be asked, and what was answered before."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import connection

from interactions.categorize.gist import gist, gist_hash
from interactions.categorize.judgement import Candidate, Judgement, Reading
from interactions.categorize.rules import Evidence
from interactions.claude.answer import with_answer
from interactions.customer_words import Asked
from interactions.models import ClaudeAnswer

# A question that has no answer after ten minutes belonged to a process that died.
OPEN = """
    FROM customer_interactions i
    JOIN interaction_judgements j ON j.interaction_id = i.id
    LEFT JOIN claude_answers a ON a.interaction_id = i.id
    WHERE i.category IS NULL AND j.category IS NULL AND i.category_by IS DISTINCT FROM 'staff'
    AND (a.interaction_id IS NULL OR (a.outcome = 'asking' AND a.asked_at < now() - interval '10 minutes'))"""
NEWEST = "SELECT i.id" + OPEN + " ORDER BY i.started_at DESC, i.id LIMIT %s"
CLAIM = """
    INSERT INTO claude_answers AS a (interaction_id, text_hash, model)
    SELECT i.id, %(text_hash)s, %(model)s FROM customer_interactions i WHERE i.id = %(id)s
    ON CONFLICT (interaction_id) DO UPDATE SET
        text_hash = excluded.text_hash, model = excluded.model, asked_at = now()
        WHERE a.outcome = 'asking' AND a.asked_at < now() - interval '10 minutes'
    RETURNING 1"""


def still_open(most: int) -> list[UUID]:
    """Return interactions that have no category and that Claude wasn't asked about, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [most])
        return [id_ for (id_,) in cursor.fetchall()]


def count_open() -> int:
    """Count the interactions that have no category and that Claude wasn't asked about."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*)" + OPEN)
        count: int = cursor.fetchone()[0]
        return count


def claim(id_: UUID, text_hash: str, model: str) -> bool:
    """Take it upon this process to ask about an interaction; return False where another has done so."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"id": id_, "text_hash": text_hash, "model": model})
        return cursor.fetchone() is not None


def release(id_: UUID) -> None:
    """Give a claim back, so that a later run asks."""
    ClaudeAnswer.objects.filter(pk=id_, outcome="asking").delete()


def keep(id_: UUID, *, outcome: str, reason: str = "", answer: Candidate | None = None, model: str = "") -> None:
    """Write down what came of a question."""
    values: dict[str, object] = {"outcome": outcome, "reason": reason or None}
    if model:
        values["model"] = model
    if answer:
        values |= {
            "category": answer.category,
            "subcategory": answer.subcategory,
            "confidence": answer.confidence,
            "evidence": [item.to_json() for item in answer.evidence],
        }
    ClaudeAnswer.objects.filter(pk=id_).update(**values)


def with_kept_answers(
    read: Sequence[Asked], readings: Sequence[Reading], judgements: Sequence[Judgement], defaults: Mapping[str, str]
) -> list[Judgement]:
    """Return the judgements, with Claude's kept answer where there is no other. One query, two where words changed.

    An answer to words that have changed since is deleted: Claude is asked again.
    """
    undecided = [one.id for one, judgement in zip(read, judgements, strict=True) if judgement.category is None]
    kept = ClaudeAnswer.objects.in_bulk(undecided) if undecided else {}
    answered, stale = list(judgements), []
    for at, one in enumerate(read):
        row = kept.get(one.id)
        if row and row.text_hash != gist_hash(gist(readings[at].parts)):
            stale.append(one.id)
        elif row and row.outcome == "answered":
            answered[at] = with_answer(readings[at], judgements[at], _candidate(row), row.model, defaults)
    if stale:
        ClaudeAnswer.objects.filter(pk__in=stale).exclude(outcome="asking").delete()
    return answered


def _candidate(row: ClaudeAnswer) -> Candidate:
    evidence = tuple(Evidence(item["phrase"], item["where"], item["start"], item["end"]) for item in row.evidence)
    return Candidate(row.category or "", row.subcategory, row.confidence or 0.0, evidence)
