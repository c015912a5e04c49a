"""The tokens that Claude may cost a day, counted in the database so that all processes and machines share them.

A question reserves the most that it may cost before it is sent, so that however many ask at once, the day's sum never
passes the limit by more than what Claude counts otherwise than we do.
"""

from datetime import date

from django.db import connection

RESERVE = """
    INSERT INTO claude_usage AS u (day, tokens, questions)
    SELECT %(day)s, %(tokens)s, 1 WHERE %(tokens)s <= %(limit)s
    ON CONFLICT (day) DO UPDATE SET tokens = u.tokens + excluded.tokens, questions = u.questions + 1
        WHERE u.tokens + excluded.tokens <= %(limit)s
    RETURNING u.tokens"""
SETTLE = "UPDATE claude_usage SET tokens = greatest(tokens + %(more)s, 0) WHERE day = %(day)s"


def reserve(*, day: date, tokens: int, limit: int) -> bool:
    """Take tokens of the day's; return whether there were as many left."""
    with connection.cursor() as cursor:
        cursor.execute(RESERVE, {"day": day, "tokens": tokens, "limit": limit})
        return cursor.fetchone() is not None


def settle(*, day: date, reserved: int, used: int) -> None:
    """Put what a question really cost in place of what was reserved for it."""
    with connection.cursor() as cursor:
        cursor.execute(SETTLE, {"day": day, "more": used - reserved})
