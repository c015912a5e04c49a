"""Runs commands on a connection that may break: within their time, with one reconnection, failing in plain words."""

import contextlib
import imaplib
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from ingest.source import Meter, SourceError, SourceUnavailable
from ingest.sources.email.deadline import CommandClock, CommandTooSlow
from ingest.sources.email.refusals import explain_answer

_GOODBYE_SECONDS = 2
# What IMAPClient raises, beside imaplib's errors, when an answer is not what IMAP's grammar promises.
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError)


class Connection(Protocol):
    """What a session needs of a connection."""

    def logout(self) -> Any:
        """Say goodbye and close."""

    def shutdown(self) -> None:
        """Close."""


class Session[C: Connection]:
    """One user's way to a server. `connect` opens a connection that is ready for commands."""

    def __init__(
        self, connect: Callable[[], C], *, host: str, clock: CommandClock, meter: Meter, secrets: Sequence[str]
    ) -> None:
        self._connect = connect
        self._host = host
        self._clock = clock
        self._meter = meter
        self._secrets = secrets
        self.connection: C | None = None

    def run[T](self, command: Callable[[C], T]) -> T:
        """Run one command; after a lost connection once more, on a new one, within the same time.

        Raises SourceUnavailable or SourceRefused, and nothing else.
        """
        self._clock.start()
        try:
            return self._attempt(command)
        except SourceUnavailable as error:
            if error.code != "connection_lost":
                raise
        self._meter.retries += 1
        return self._attempt(command)

    def close(self) -> None:
        """Say goodbye and close; a server that doesn't answer is left after 2 seconds."""
        connection, self.connection = self.connection, None
        if connection is not None:
            self._clock.start(_GOODBYE_SECONDS)
            try:
                connection.logout()
            except (imaplib.IMAP4.error, OSError):
                shut(connection)

    def _attempt[T](self, command: Callable[[C], T]) -> T:
        try:
            if self.connection is None:
                self.connection = self._connect()
            return command(self.connection)
        except (imaplib.IMAP4.abort, OSError) as error:
            self._drop()
            raise self._lost(error) from error
        except imaplib.IMAP4.error as error:
            raise self._refused(error) from error
        except _UNREADABLE as error:
            raise SourceUnavailable(
                f"An answer of {self._host} can't be read ({type(error).__name__}).", code="unreadable_answer"
            ) from error

    def _drop(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            shut(connection)

    def _refused(self, error: Exception) -> SourceError:
        return explain_answer(error, at_login=False, secrets=self._secrets)

    def _lost(self, error: Exception) -> SourceError:
        """Return why the connection is gone: time, a limit that the server named, or no known reason."""
        if isinstance(error, CommandTooSlow):
            return SourceUnavailable(
                f"{self._host} took longer than {self._clock.command_seconds:g} seconds for one command.",
                remedy="The next run tries again.",
                code="too_slow",
            )
        if isinstance(error, imaplib.IMAP4.abort):
            known = self._refused(error)
            if known.code not in {"command_refused", "unavailable"}:
                return known
        return SourceUnavailable(
            f"The connection to {self._host} was lost.",
            remedy="The next run goes on from here.",
            code="connection_lost",
        )


def shut(connection: Connection) -> None:
    """Close a connection without a word; one that is closed already is fine."""
    with contextlib.suppress(OSError):
        connection.shutdown()
