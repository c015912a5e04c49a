"""The longer a customer waits in an open conversation, the higher its priority; once answered, it is as judged.

After 24 hours it rises one step, after 72 hours to high. Waiting alone makes nothing urgent, and what staff set stays.
"""

from datetime import datetime

from django.db import connection


def aged(priority: str) -> str:
    """Return the SQL of a priority as the wait makes it, from the SQL of the one judged.

    It stands where `i` is a row of customer_interactions, and takes the parameter `now`. Rows put in by plain SQL don't
    know when the customer last wrote, so there it counts when they began.
    """
    since = "COALESCE(i.last_customer_message_at, i.started_at)"
    return f"""CASE
        WHEN i.status IS DISTINCT FROM 'open' OR {priority} NOT IN ('low', 'medium') THEN {priority}
        WHEN {since} < %(now)s::timestamptz - interval '72 hours' THEN 'high'
        WHEN {since} >= %(now)s::timestamptz - interval '24 hours' THEN {priority}
        WHEN {priority} = 'low' THEN 'medium' ELSE 'high' END"""


FOLLOW = f"""
    WITH due AS (
        SELECT i.id, {aged("j.priority")} AS priority
        FROM customer_interactions i JOIN interaction_judgements j ON j.interaction_id = i.id
        WHERE i.priority_by IS DISTINCT FROM 'staff' AND i.priority IS DISTINCT FROM {aged("j.priority")}
        ORDER BY i.id -- the order in which a sync locks them
        FOR UPDATE OF i
    )
    UPDATE customer_interactions i SET priority = due.priority, priority_at = %(now)s
    FROM due WHERE i.id = due.id AND i.priority_by IS DISTINCT FROM 'staff' AND due.priority IS NOT NULL"""  # noqa: S608


def follow_waiting(*, now: datetime) -> int:
    """Raise what has waited by now, and lower again what was answered; return how many rows changed.

    Only judged conversations are touched. Safe to run twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW, {"now": now})
        changed: int = cursor.rowcount
        return changed
