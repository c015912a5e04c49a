"""How long PostgreSQL may look for what somebody typed, and what to say where that was not enough."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

SECONDS = 4.0
"""For each statement of a search: words that are common, but not in the newest conversations, may need more."""

TOO_LONG = "That took too long to look for: type a rarer word as well, or a day such as after:2026-11-01."
QUERY_CANCELED = "57014"
"""SQLSTATE (PostgreSQL manual, appendix A)."""


class TookTooLong(Exception):
    """PostgreSQL didn't find an end in time."""


@contextmanager
def in_time() -> Iterator[None]:
    """Let no statement in this block take longer than SECONDS. Raises TookTooLong; the connection can be used then."""
    is_inner = connection.in_atomic_block
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {int(SECONDS * 1000)}")
            yield
            if is_inner:  # else it ends with the transaction
                cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != QUERY_CANCELED:
            raise
        raise TookTooLong from error
