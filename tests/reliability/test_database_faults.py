"""The database refuses a statement of a sync: with a deadlock, a time limit, a full disk, a standby that can't write.

Each refusal is the server's own, at a statement right before the step; as with a real one, nothing of the transaction
that it ends is kept.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest
from django.db import DatabaseError, connection, connections
from django.db.transaction import atomic

from ingest.models import Lease
from tests.reliability.canonical import dump
from tests.reliability.figures import Tally
from tests.reliability.steps import Does, each_step
from tests.reliability.test_deaths import SOURCES, first_state, gone_process, undisturbed, undone
from tests.reliability.worlds import staff_edits

pytestmark = [pytest.mark.django_db, pytest.mark.dovecot]

NIGHTLY = os.environ.get("BOO_NIGHTLY") == "1"
EVERY = 1 if NIGHTLY else 4
LOCK = 4711
"""An advisory lock that another connection holds."""


def raises(code: str, words: str) -> str:
    return f"DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{code}', MESSAGE = '{words}'; END $$"


# Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
REFUSALS: dict[str, tuple[str, str]] = {
    "deadlock": (raises("40P01", "deadlock detected"), "deadlock detected"),
    "statement_timeout": ("SET LOCAL statement_timeout = 1; SELECT pg_sleep(5)", "statement timeout"),
    "serialization": (raises("40001", "could not serialize access"), "could not serialize"),
    "lock_timeout": (f"SET LOCAL lock_timeout = 1; SELECT pg_advisory_lock({LOCK})", "lock timeout"),
    "disk_full": (raises("53100", "could not extend file: No space left on device"), "No space left"),
    "read_only": (raises("25006", "cannot execute INSERT in a read-only transaction"), "read-only"),
    "memory": (raises("53200", "out of memory"), "out of memory"),
}


@contextmanager
def held_lock() -> Iterator[None]:
    """Let another connection hold the advisory lock."""
    other = connections.create_connection("default")
    other.settings_dict["NAME"] = connection.settings_dict["NAME"]
    with closing(other), other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield


def refuse(statement: str) -> Callable[[], None]:
    """Return what has the server refuse a statement, in a savepoint: outside of a block it would end the test's own."""

    def refused() -> None:
        with atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    return refused


@pytest.mark.parametrize("source", SOURCES)
def test_a_statement_that_the_database_refuses_loses_and_doubles_nothing(source: str, tally: Tally) -> None:
    pid = gone_process()
    with SOURCES[source]() as origin, held_lock():
        first_state(origin)
        names, expected, staff = undisturbed(origin)
        kinds = list(REFUSALS.items())
        for step in range(0, len(names), EVERY):
            kind, (statement, words) = kinds[step // EVERY % len(kinds)]
            with undone():
                does = Does(step, refuse(statement))
                with each_step(does):
                    report = origin.sync()
                assert does.is_done
                assert "\n" not in (report.error or "")
                # A lease that could not be given back at the very end is no error: the run has ended well.
                assert report.error is None or words in report.error, report.error
                tally.count()
                # It is free when its process has ended.
                Lease.objects.update(owner=f"{os.uname().nodename}:{pid}")
                assert origin.sync().error is None
                tally.judge(
                    expected,
                    dump(),
                    edits=(staff, staff_edits()),
                    where=f"{source}, {kind} before {step}: {names[step]}",
                )


@pytest.mark.parametrize("kind", REFUSALS)
def test_each_refusal_is_the_servers_own(kind: str) -> None:
    statement, words = REFUSALS[kind]
    with held_lock(), pytest.raises(DatabaseError, match=words):
        refuse(statement)()
