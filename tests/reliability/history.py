"""A random history of a source, of staff and of syncs, checked after each sync against a model in memory.

What happens at the source is the subclasses' to say. Each history runs in a transaction that is rolled back.
"""

import os
import socket
import sys
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import time_machine
from django.db.transaction import atomic, set_rollback
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from ingest.models import Lease, SyncRun
from ingest.reconcile import reconcile
from ingest.reprocess import reprocess
from ingest.source import PullRequest, Source
from ingest.sync import ALREADY_RUNNING, Report, run_sync
from interactions.models import Interaction, Message
from interactions.triage import set_values
from interactions.vocabulary import SenderType
from tests.ingest.syncing import versions
from tests.reliability.canonical import TABLES, Dump
from tests.reliability.figures import Tally
from tests.reliability.staff_values import Conversation, StaffValues
from tests.reliability.steps import Death, Dies, each_step

NIGHTLY = os.environ.get("BOO_NIGHTLY") == "1"
STEPS = 24
"""Most of them cost next to nothing; one in ten is a sync."""

SETTINGS = settings(
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    # The same histories in every run of CI; each night others.
    derandomize=not NIGHTLY,
    print_blob=True,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)

BEGIN = datetime.fromisoformat("2026-11-16T00:00:00+00:00")
RANGE_BEGIN = BEGIN - timedelta(days=7)
"""Where the synced range begins: twelve months have nothing more to show, and take longer."""

A_MINUTE = timedelta(minutes=1)
SPANS = [timedelta(minutes=7), timedelta(hours=3), timedelta(days=2), timedelta(days=5)]
# Ahead by up to a day: more is a checkpoint in the future, which test_resume.py plays.
JUMPS = [timedelta(hours=hours) for hours in (-100, -20, -1, 0, 1, 20)]
EDITS = [
    {"status": "resolved"},
    {"status": "pending", "category": "returns"},
    {"status": "escalated", "priority": "urgent"},
    {"status": "open", "sentiment": "negative"},
    {"category": "product_inquiry", "resolution_notes": "Called her."},
    {"resolution_notes": "Sent a voucher."},
]
AGAIN = ["full", "days 1", "days 30", "reprocess", "reconcile", "reconcile --fix"]
WAYS = ["plain", "twice", "dies", "dies", "another", "another takes over", *AGAIN]


class History(RuleBasedStateMachine):
    """What happens to everybody: time, staff, and syncs of all kinds."""

    def __init__(self, tally: Tally, gone_pid: int) -> None:
        super().__init__()
        self.tally, self.gone_pid = tally, gone_pid
        self.now = BEGIN
        self.skew = timedelta()
        self.number = 0
        self.staff = StaffValues()
        self._undone = atomic()
        self._undone.__enter__()

    def teardown(self) -> None:
        """Sync once more with the right time, unless the history has failed already, and undo all of it."""
        try:
            if sys.exc_info()[0] is None:
                self.skew = timedelta()
                self.sync()
        finally:
            set_rollback(True)
            self._undone.__exit__(None, None, None)

    # What the source has, and what must be here of it.

    @abstractmethod
    def opened(self) -> AbstractContextManager[Source]:
        """Open the source as a sync does."""

    @abstractmethod
    def opened_again(self) -> AbstractContextManager[Source]:
        """Open the source as reprocessing does."""

    @abstractmethod
    def has_come(self) -> None:
        """Note that whatever the source has now must be here from now on."""

    @abstractmethod
    def expected(self) -> Dump:
        """Return what must be here, as lines."""

    @abstractmethod
    def found(self) -> Dump:
        """Return what is here, as such lines; what needn't be here yet is left out."""

    @property
    def our_now(self) -> datetime:
        """Return what our clock shows."""
        return self.now + self.skew

    def tick(self) -> int:
        """Let a minute pass; return a number that nothing else has."""
        self.now += A_MINUTE
        self.number += 1
        return self.number

    # Time and staff

    @rule(span=st.sampled_from(SPANS))
    def time_passes(self, span: timedelta) -> None:
        self.now += span

    @rule(skew=st.sampled_from(JUMPS))
    def our_clock_jumps(self, skew: timedelta) -> None:
        self.skew = skew
        self.tally.count()

    @precondition(lambda self: Interaction.objects.exists())
    @rule(which=st.integers(0, 20), changes=st.sampled_from(EDITS))
    def staff_edits(self, which: int, changes: Mapping[str, str]) -> None:
        chosen = list(self.conversations())
        conversation = chosen[which % len(chosen)]
        # No two edits of one moment: whichever is newer wins where conversations become one.
        at = self.our_now + timedelta(microseconds=self.tick())
        set_values([conversation.row.pk], user=None, changes=changes, now=at)
        self.staff.edit(conversation.messages, changes, at)

    # Syncs

    @rule(how=st.sampled_from(WAYS), number=st.integers(0, 70))
    def a_sync(self, how: str, number: int) -> None:
        """Sync in one of the ways; `number` says at which step or call something happens."""
        if how in {"plain", "twice"}:
            self.sync(twice=how == "twice")
        elif how == "dies":
            self.a_sync_dies(number)
        elif how in {"another", "another takes over"}:
            self.two_syncs_at_once(number % 10, is_silent=how == "another takes over")
        else:
            self.is_asked_again(how)

    def is_asked_again(self, kind: str) -> None:
        """Hints that come twice, late or in another order: ranges that were read, and what mends, at any time."""
        now = self.our_now
        report: Report | None
        with time_machine.travel(now, tick=False):
            if kind == "reprocess":
                with self.opened_again() as source:
                    report = reprocess(source, since=RANGE_BEGIN, now=now)
            elif kind.startswith("reconcile"):
                with self.opened() as source:
                    report = reconcile(source, days=14, now=now, fix=kind.endswith("--fix")).fix
            else:
                report = self.run(full=kind == "full", days=int(kind.partition(" ")[2]) if " " in kind else None)
        assert report is None or report.error is None
        if kind == "full":
            self.has_come()
        self.check(kind)

    def a_sync_dies(self, step: int) -> None:
        """Die before a step, and leave the lease as a dead process does; past the last step it ends well."""
        doom = Dies(step)
        try:
            with each_step(doom):
                self.run()
        except Death:
            set_rollback(False)
            Lease.objects.update(owner=f"{socket.gethostname()}:{self.gone_pid}")
            self.tally.count()
        else:
            self.has_come()
        self.check(f"died before {step}: {doom.at}")

    def two_syncs_at_once(self, call: int, *, is_silent: bool) -> None:
        """Begin another sync while the first waits for its source; if that was silent too long, it is taken over."""
        others: list[Report] = []

        def rival() -> None:
            if is_silent:
                Lease.objects.update(expires_at=self.our_now - timedelta(days=900))
            others.append(self.run())

        with each_step(_AtCall(call, rival)):
            report = self.run()
        for other in others:
            self.tally.count()
            assert (other.skipped, other.error) == (None if is_silent else ALREADY_RUNNING, None)
        is_taken_over = bool(others) and is_silent
        assert report.error is None or (is_taken_over and report.error.startswith("Another sync"))
        self.has_come()
        self.check(f"two at once, the other at call {call}")

    def sync(self, *, twice: bool = True) -> None:
        """Sync as a schedule does and check. Where it is done twice, the second run may write nothing."""
        report = self.run()
        assert report.error is None
        assert report.is_complete
        self.has_come()
        self.check("synced")
        if not twice:
            return
        before = versions(*TABLES)
        again = self.run().counts
        assert (again.created, again.updated) == (0, 0)
        assert versions(*TABLES) == before

    def run(self, *, full: bool = False, days: int | None = None) -> Report:
        """Sync once by our clock, and hold the report to its identity."""
        now = self.our_now
        request = PullRequest(now - timedelta(days=days) if days else RANGE_BEGIN, now, resume=not (full or days))
        with time_machine.travel(now, tick=False), self.opened() as source:
            report = run_sync(source, request)
        counts = report.counts
        parts = (counts.created, counts.updated, counts.unchanged, counts.quarantined, counts.suppressed)
        assert report.as_json()["fetched"] == sum(parts)
        return report

    # What must hold

    def check(self, where: str) -> None:
        """Hold what is stored against the model."""
        edits = self.staff.compare(self.conversations())
        assert (edits[1] - edits[0]).total() == 0, f"{where}: {edits}"
        self.tally.judge(self.expected(), self.found(), edits=edits, where=where)
        created = sum(run.created for run in self.runs())
        assert created == self.created_by_runs(), f"{where}: the runs count {created}"

    def runs(self) -> list[SyncRun]:
        """Return all runs, each true to the identity: fetched is what became of it."""
        runs = list(SyncRun.objects.all())
        for run in runs:
            parts = (run.created, run.updated, run.unchanged, run.quarantined, run.suppressed)
            assert run.fetched == sum(parts)
        return runs

    @abstractmethod
    def created_by_runs(self) -> int:
        """Return how many items of the kind that runs count are here."""

    def conversations(self) -> Iterator[Conversation]:
        """Yield what is stored, in an order that repeats."""
        for row in Interaction.objects.order_by("external_id").prefetch_related("messages"):
            messages = {message.message_id or "": message for message in row.messages.all()}
            wrote = {id_: one.sent_at for id_, one in messages.items() if one.sender_type == SenderType.CUSTOMER}
            yield Conversation(row, frozenset(messages), wrote)


class _AtCall:
    """Does something once before the call of that number (from 0) to the source."""

    def __init__(self, call: int, deed: Callable[[], object]) -> None:
        self.left, self.deed = call, deed

    def __call__(self, name: str) -> None:
        if name not in {"LiveChat call", "IMAP command"}:
            return
        self.left -= 1
        if self.left == -1:
            self.deed()


def stored_messages() -> list[Message]:
    """Return all stored messages."""
    return list(Message.objects.select_related("interaction"))
