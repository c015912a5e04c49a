"""IMAP on sockets that give up when the running command's time is over, however slowly the bytes trickle in."""

import imaplib
import re
import socket
import ssl
import time
from typing import TYPE_CHECKING

from ingest.source import Meter

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

# A SEARCH answers in one line: a million UIDs. imaplib's own limit of 1,000,000 bytes ends at about 120,000.
_LONGEST_LINE_BYTES = 16 * 1024 * 1024
# Far above what is ever asked for at once; a server that announces more is broken or hostile.
_LARGEST_LITERAL_BYTES = 128 * 1024 * 1024
# https://github.com/jstedfast/MailKit/issues/1396: how Gmail marks an answer that it held back.
_THROTTLED = re.compile(rb"\S+ OK .*\[THROTTLED\]")


class CommandTooSlow(TimeoutError):
    """The command's whole time is over, though the server may still be sending."""


class CommandClock:
    """How long one may wait: to connect, in silence, and for a command as a whole (reconnecting included)."""

    def __init__(self, *, connect_seconds: float, read_seconds: float, command_seconds: float) -> None:
        self.connect_seconds = connect_seconds
        self.read_seconds = read_seconds
        self.command_seconds = command_seconds
        self._ends_at = time.monotonic() + command_seconds

    def start(self, seconds: float | None = None) -> None:
        """Begin a command, which has `seconds` (default: command_seconds)."""
        self._ends_at = time.monotonic() + (self.command_seconds if seconds is None else seconds)

    def patience(self, seconds: float) -> float:
        """Return how long to wait now: `seconds`, or what is left of the command. Raises CommandTooSlow at its end."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise CommandTooSlow
        return min(seconds, left)


class _PlainSocket(socket.socket):
    """A plain connection, for loopback and for the words before STARTTLS."""

    clock: CommandClock

    def recv_into(self, buffer: "WriteableBuffer", nbytes: int = 0, flags: int = 0) -> int:
        """Read what is there, within the command's time."""
        self.settimeout(self.clock.patience(self.clock.read_seconds))
        return super().recv_into(buffer, nbytes, flags)


def verifying_context(ca_file: str | None, clock: CommandClock) -> ssl.SSLContext:
    """Return a context that verifies names and certificates against the system's authorities and those of `ca_file`.

    Its sockets keep to `clock`. Raises OSError when the file can't be read or holds no certificate.
    """

    class TLSSocket(ssl.SSLSocket):
        def recv_into(self, buffer: "WriteableBuffer", nbytes: int | None = None, flags: int = 0) -> int:
            self.settimeout(clock.patience(clock.read_seconds))
            return super().recv_into(buffer, nbytes, flags)

    context = ssl.create_default_context()
    context.sslsocket_class = TLSSocket
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


class BoundedIMAP4(imaplib.IMAP4):
    """imaplib's protocol with a deadline for each command, limits for what a server may send, and a meter.

    `tls` None connects in plain text; STARTTLS can follow.
    """

    def __init__(self, host: str, port: int, tls: ssl.SSLContext | None, clock: CommandClock, meter: Meter) -> None:
        self._clock = clock
        self.throttled = False
        self._tls = tls
        self._meter = meter
        super().__init__(host, port)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        seconds = self._clock.patience(self._clock.connect_seconds)
        plain = socket.create_connection((self.host, self.port), seconds)
        if self._tls is not None:
            return self._tls.wrap_socket(plain, server_hostname=self.host)
        bounded = _PlainSocket(plain.family, plain.type, plain.proto, fileno=plain.detach())
        bounded.clock = self._clock
        return bounded

    def send(self, data: "ReadableBuffer") -> None:
        """Send a command, or a piece of one: its line end makes it a call."""
        self.sock.settimeout(self._clock.patience(self._clock.read_seconds))
        self._meter.calls += bytes(data).endswith(b"\r\n")
        super().send(data)

    def read(self, size: int) -> bytes:
        """Read a literal."""
        if size > _LARGEST_LITERAL_BYTES:
            raise self.abort(f"the server announced {size} bytes at once")
        data = super().read(size)
        self._meter.bytes_read += len(data)
        return data

    def readline(self) -> bytes:
        """Read a line."""
        line = bytes(self.file.readline(_LONGEST_LINE_BYTES + 1))  # type: ignore[arg-type]
        if len(line) > _LONGEST_LINE_BYTES:
            raise self.abort(f"the server sent a line of more than {_LONGEST_LINE_BYTES} bytes")
        self._meter.bytes_read += len(line)
        self.throttled = self.throttled or _THROTTLED.match(line) is not None
        return line
