"""A sync that dies before any of its steps ends, run again, like one that nothing disturbed.

Each death is played on the same first state with staff's edits, in a transaction that is rolled back afterwards.
"""

import os
import random
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db.transaction import atomic, set_rollback

from ingest.models import Lease
from tests.reliability.canonical import Dump, dump
from tests.reliability.figures import Tally
from tests.reliability.steps import COMMIT, Count, Death, Dies, each_step
from tests.reliability.worlds import Origin, edit_as_staff, livechat, mailbox, staff_edits

pytestmark = [pytest.mark.django_db, pytest.mark.dovecot]

SOURCES = {"livechat": livechat, "email": mailbox}
PAIRS = 12
NIGHTLY = os.environ.get("BOO_NIGHTLY") == "1"

type Opens = Callable[[], AbstractContextManager[Origin]]


@contextmanager
def undone() -> Iterator[None]:
    """Roll back whatever is done inside."""
    with atomic():
        yield
        set_rollback(True)


def gone_process() -> int:
    """Return the id of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-S", "-c", ""])
    ended.wait()
    return ended.pid


def die(origin: Origin, step: int, pid: int) -> str:
    """Die before a step, and leave the lease as a dead process leaves it. Return the step's name."""
    doom = Dies(step)
    with pytest.raises(Death), each_step(doom):
        origin.sync()
    # A delete in a block of its own has no savepoint inside a test's transaction: it was one statement, never sent.
    set_rollback(False)
    Lease.objects.update(owner=f"{socket.gethostname()}:{pid}")
    return doom.at


def undisturbed(origin: Origin) -> tuple[list[str], Dump, Dump]:
    """Return the names of the steps of a sync, what it leaves behind, and staff's edits, which it leaves alone."""
    before, count = staff_edits(), Count()
    with undone():
        with each_step(count):
            assert origin.sync().error is None
        assert staff_edits() == before
        return count.names, dump(), before


def first_state(origin: Origin) -> None:
    assert origin.sync().error is None
    edit_as_staff()
    origin.change()


@pytest.mark.parametrize("source", SOURCES)
def test_a_death_before_any_step_loses_and_doubles_nothing(source: str, tally: Tally) -> None:
    pid = gone_process()
    with SOURCES[source]() as origin:
        first_state(origin)
        names, expected, staff = undisturbed(origin)
        assert len(names) > 40
        assert names.count(COMMIT) >= 4
        for step, name in enumerate(names):
            with undone():
                assert die(origin, step, pid) == name
                tally.count()
                assert origin.sync().error is None
                tally.judge(
                    expected, dump(), edits=(staff, staff_edits()), where=f"{source}, died before {step}: {name}"
                )


@pytest.mark.parametrize("source", SOURCES)
def test_two_deaths_in_a_row_lose_and_double_nothing(source: str, tally: Tally) -> None:
    pid, dice = gone_process(), random.Random(6)
    with SOURCES[source]() as origin:
        first_state(origin)
        names, expected, staff = undisturbed(origin)
        for _ in range(PAIRS * (20 if NIGHTLY else 1)):
            # The second run has at least the steps that find out what is known.
            first, second = dice.randrange(len(names)), dice.randrange(12)
            with undone():
                die(origin, first, pid)
                die(origin, second, pid)
                tally.count(2)
                assert origin.sync().error is None
                tally.judge(
                    expected, dump(), edits=(staff, staff_edits()), where=f"{source}, died at {first} and {second}"
                )
