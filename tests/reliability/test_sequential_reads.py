"""Two reads one after the other: the second, with what the first remembers, finds nothing new and writes nothing."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.transaction import atomic, set_rollback

from ingest.sync import Report
from tests.ingest.syncing import versions
from tests.reliability.canonical import TABLES, dump
from tests.reliability.figures import Tally
from tests.reliability.remembering import SOURCES, Remembering
from tests.reliability.worlds import edit_as_staff, staff_edits

pytestmark = [pytest.mark.django_db, pytest.mark.dovecot]

# How the second read may be asked for.
ASKED: dict[str, Callable[[Remembering], Report]] = {
    "plain": lambda source: source.read(),
    "plain, a minute later": lambda source: source.read(later=timedelta(minutes=1)),
    "full": lambda source: source.read(full=True),
    "days": lambda source: source.read(days=30),
}


@pytest.mark.parametrize("source", SOURCES)
def test_a_second_read_creates_and_updates_nothing(source: str, tally: Tally) -> None:
    with SOURCES[source]() as remembering:
        assert remembering.read().counts.created >= 10
        edit_as_staff()
        before, expected, staff = versions(*TABLES), dump(), staff_edits()
        for name, ask in ASKED.items():
            with atomic():
                second = ask(remembering)
                tally.count()
                assert (second.error, second.counts.created, second.counts.updated) == (None, 0, 0), name
                if name != "plain, a minute later":
                    assert versions(*TABLES) == before, name
                    tally.judge(expected, dump(), edits=(staff, staff_edits()), where=f"{source}, {name}")
                set_rollback(True)


@pytest.mark.parametrize("source", SOURCES)
def test_two_first_reads_leave_the_same(source: str, tally: Tally) -> None:
    with SOURCES[source]() as remembering:
        dumps = []
        for full in (False, True, False):
            with atomic():
                assert remembering.read(full=full).error is None
                tally.count()
                dumps.append(dump())
                set_rollback(True)
        for again in dumps[1:]:
            tally.judge(dumps[0], again, where=source)
