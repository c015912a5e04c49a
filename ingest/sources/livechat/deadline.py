"""The end of patience with a single HTTP request, whatever it is waiting for.

A read timeout ends only silence: an answer that dribbles, header by header or byte by byte, would hold a run for ever.
httpx has no deadline for a whole request, but tells its tracer which connection it opened, and a timer can shut that.
Source: https://www.python-httpx.org/advanced/extensions/#trace
"""

import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Self


class Deadline:
    """Shuts the connection of a request that takes longer than `seconds`: `with deadline:` around each request.

    The request then fails with some transport error, and `has_passed` tells why. One request at a time.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.has_passed = False
        self._stream: Any = None
        self._timer: threading.Timer | None = None

    def __enter__(self) -> Self:
        self.has_passed = False
        self._timer = threading.Timer(self.seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def trace(self, event: str, details: Mapping[str, Any]) -> None:
        """Remember the stream of the newest connection, as httpx's `trace` extension; TLS replaces the plain one."""
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._stream = details["return_value"]

    def _cut(self) -> None:
        self.has_passed = True
        line = self._stream.get_extra_info("socket") if self._stream is not None else None
        if isinstance(line, socket.socket):
            # The socket may have closed by itself in this moment.
            with suppress(OSError):
                socket.socket.shutdown(line, socket.SHUT_RDWR)
