"""The steps of a sync: each statement that it sends to the database, each commit, and each call to its source.

They are found from outside, by standing between the code and the two things that it talks to. A step is named by what
it does, so that a failure says where.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import connection

from ingest.sources.email.session import Session
from ingest.sources.livechat.client import LiveChatClient

type Visit = Callable[[str], None]

COMMIT = "commit"
_TRANSACTIONS = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")
_NAME = re.compile(r"\s*(?:WITH .*?)?(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b(?:.*?\bFROM)?\s+\"?(\w+)?", re.DOTALL)


class Death(BaseException):
    """Ends a sync like the end of its process: nothing catches it, and nothing works after it."""


@contextmanager
def each_step(visit: Visit) -> Iterator[None]:
    """Call `visit` with a step's name right before the step, in whichever source's sync."""

    def at_statement(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(_TRANSACTIONS):
            visit(_named(sql))
        elif sql.startswith("RELEASE"):
            _at_commit(lambda: execute(sql.replace("RELEASE", "ROLLBACK TO"), params, many, context))
        return execute(sql, params, many, context)

    def _at_commit(roll_back: Callable[[], object]) -> None:
        try:
            visit(COMMIT)
        except Death:
            # In a test's own transaction a savepoint stands for a commit: what dies before it must leave nothing.
            roll_back()
            raise

    commit = connection.commit

    def at_real_commit() -> None:
        visit(COMMIT)
        commit()

    with (
        connection.execute_wrapper(at_statement),
        patch.object(connection, "commit", at_real_commit),
        patch.object(LiveChatClient, "_attempt", _visited(LiveChatClient._attempt, visit, "LiveChat call")),
        patch.object(Session, "_attempt", _visited(Session._attempt, visit, "IMAP command")),
    ):
        yield


def _visited(method: Any, visit: Visit, name: str) -> Any:
    def visited(*args: Any, **options: Any) -> Any:
        visit(name)
        return method(*args, **options)

    return visited


def _named(sql: str) -> str:
    found = _NAME.match(sql)
    return " ".join(filter(None, found.groups())) if found else " ".join(sql.split()[:3])


class Count:
    """Counts the steps and keeps their names."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(self, name: str) -> None:
        """Note a step."""
        self.names.append(name)


class Dies:
    """Dies before the step of that number (from 0); after that every step dies, as nothing runs in a dead process."""

    def __init__(self, step: int) -> None:
        self.left = step
        self.at = ""

    def __call__(self, name: str) -> None:
        """Die here, or let it pass."""
        if self.at and name == COMMIT:
            return  # What unwinds closes what it rolled back; nothing is kept by that.
        if self.left == 0:
            self.at = self.at or name
            raise Death(name)
        self.left -= 1


class Does:
    """Does something once before the step of that number (from 0)."""

    def __init__(self, step: int, deed: Callable[[], object]) -> None:
        self.left, self.deed = step, deed
        self.is_done = False

    def __call__(self, name: str) -> None:
        """Do it here, or let it pass."""
        if self.left == 0 and not self.is_done:
            self.is_done = True
            self.deed()
        self.left -= not self.is_done
