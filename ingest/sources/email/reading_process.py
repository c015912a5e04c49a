"""Reading in a process of its own, beside the one that fetches and stores: a Python process reads on one core only."""

import logging
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from threading import Timer
from typing import IO, Self

from ingest.sources.email.reading import Found, Reader, UnreadMail, unreadable
from ingest.sources.email.reading_child import HELLO

logger = logging.getLogger(__name__)

SECONDS = 60
"""How long 200 mails may take, or one alone, or getting ready. A fifth of a second is usual."""

# Larger ones are read here: their bytes need not be in memory twice.
BYTES_AT_ONCE = 10_000_000
COMMAND = (sys.executable, "-P", "-m", "ingest.sources.email.reading_child")
# What comes of bytes that are no pickle, or one of something else.
GARBAGE = (pickle.UnpicklingError, ArithmeticError, AttributeError, ImportError, LookupError, TypeError, ValueError)


class ReadingEnded(Exception):
    """The process ended before it answered: it died, took too long, or answered nonsense."""


class NotStarted(ReadingEnded):
    """The process never got ready."""


class ReadingStopped(Exception):
    """Nobody waits for what is read any more."""


class ReadingProcess:
    """Reads mails like its reader; once started, in a process of its own. Close it after use.

    Where that ends in the middle, another one reads the same mails one by one, and a mail on which that ends as well is
    one for the quarantine. Where none can be started, mails are read here.
    """

    def __init__(self, reader: Reader, *, command: Sequence[str] = COMMAND, seconds: int = SECONDS) -> None:
        self.reader = reader
        self.child: Child | None = None
        self._command, self._seconds = command, seconds
        self._is_on = self._is_stopped = False
        self._told: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        """Start the process, which gets ready while the caller goes on. Safe to call twice."""
        self._is_on = True
        with suppress(NotStarted):
            self._running()

    def read(self, mails: Sequence[UnreadMail]) -> list[Found]:
        """Return what becomes of each mail, in order. Raises ReadingStopped after `stop`."""
        if sum(len(mail.raw) for mail in mails) > BYTES_AT_ONCE:
            return self.reader.read_all(mails)
        try:
            return self._ask(mails)
        except ReadingEnded:
            self._tell_once("The process that reads mails ended; another one goes on.")
            return [self._read_alone(mail) for mail in mails]

    def stop(self) -> None:
        """Let a reading that is under way in another thread end at once: nobody waits for it."""
        self._is_stopped = True
        if self.child is not None:
            self.child.process.kill()

    def close(self) -> None:
        """End the process. Safe to call twice."""
        self._is_on = False
        if self.child is not None:
            self.child.end()
            self.child = None

    def _read_alone(self, mail: UnreadMail) -> Found:
        try:
            return self._ask([mail])[0]
        except ReadingEnded as error:
            return unreadable(mail.raw, "Reading it ended the process that read it.", error, mail.location)

    def _ask(self, mails: Sequence[UnreadMail]) -> list[Found]:
        """Return what the process answers, or what is read here where there can be none. Raises ReadingEnded."""
        if self._is_stopped:
            raise ReadingStopped
        if self._is_on:
            try:
                return self._running().ask(mails)
            except NotStarted:
                self.close()
                self._tell_once("No process could be started to read mails; they are read in this one.")
            except ReadingEnded:
                self.close()
                self._is_on = True
                raise
        return self.reader.read_all(mails)

    def _running(self) -> "Child":
        self.child = self.child or Child(self.reader, self._command, self._seconds)
        return self.child

    def _tell_once(self, what: str) -> None:
        if what not in self._told and not self._is_stopped:
            self._told.add(what)
            logger.warning(what)


class Child:
    """A process that runs ingest.sources.email.reading_child, and how to talk to it. Raises NotStarted."""

    def __init__(self, reader: Reader, command: Sequence[str], seconds: int) -> None:
        self._reader, self._seconds = reader, seconds
        self._is_ready = False
        try:
            self.process = subprocess.Popen(  # noqa: S603 -- this Python, and a module of ours
                [*command, str(seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Where our modules lie; no setting and no secret.
                env={"PYTHONPATH": os.pathsep.join(sys.path)},
                # Out of reach of a terminal's Ctrl-C: that is for this process to heed.
                start_new_session=True,
            )
        except OSError as error:
            raise NotStarted from error

    def ask(self, mails: Sequence[UnreadMail]) -> list[Found]:
        """Return what it makes of the mails. Raises ReadingEnded; it is of no more use then."""
        if not self._is_ready:
            self._greet()
        with self._in_time(ReadingEnded) as (questions, answers):
            pickle.dump(mails, questions)
            questions.flush()
            found = pickle.load(answers)  # noqa: S301 -- our own
        if not isinstance(found, list) or len(found) != len(mails) or not all(isinstance(one, Found) for one in found):
            raise ReadingEnded
        return found

    def end(self) -> None:
        """End it, whatever it is doing."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            # What was not sent any more can't be.
            with suppress(OSError):
                pipe and pipe.close()

    def _greet(self) -> None:
        with self._in_time(NotStarted) as (questions, answers):
            if pickle.load(answers) != HELLO:  # noqa: S301 -- our own
                raise NotStarted
            pickle.dump(self._reader, questions)
        self._is_ready = True

    @contextmanager
    def _in_time(self, failure: type[ReadingEnded]) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
        """Hand out both ends of the talk, and raise `failure` whatever goes wrong with it."""
        questions, answers = self.process.stdin, self.process.stdout
        if questions is None or answers is None:
            raise failure
        # It keeps to its time by itself. This is for one that is stopped, or doesn't get as far.
        too_late = Timer(self._seconds + 1, self.process.kill)
        too_late.daemon = True
        too_late.start()
        try:
            yield questions, answers
        except (EOFError, OSError, *GARBAGE) as error:
            raise failure from error
        finally:
            too_late.cancel()
