"""A loopback server that sends exactly the bytes of a script: what no honest HTTP server would."""

import socket
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

type Script = Callable[[socket.socket, threading.Event], None]
"""Writes an answer to the connection; the event says that the test is over."""


def sends(*pieces: bytes, every_seconds: float = 0.0) -> Script:
    """Return a script that sends the pieces one by one."""

    def script(connection: socket.socket, over: threading.Event) -> None:
        for piece in pieces:
            connection.sendall(piece)
            if every_seconds and over.wait(every_seconds):
                return

    return script


def says_nothing(connection: socket.socket, over: threading.Event) -> None:
    """Wait until the client hangs up."""
    connection.recv(1)


def head(status: str = "200 OK", *headers: str) -> bytes:
    """Return the head of an answer."""
    return "\r\n".join([f"HTTP/1.1 {status}", "Content-Type: application/json", *headers, "", ""]).encode()


def whole(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """Return an answer as it should be."""
    return head(status, f"Content-Length: {len(body)}", *headers) + body


class RawServer:
    """Answers each request with the next script, each on a connection of its own; the last is repeated."""

    def __init__(self, scripts: Sequence[Script]) -> None:
        self.requests: list[bytes] = []
        self._scripts = list(scripts)
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)
        assert not self._thread.is_alive()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        connection.settimeout(5)
        try:
            self.requests.append(_read_request(connection))
            script = self._scripts.pop(0) if len(self._scripts) > 1 else self._scripts[0]
            script(connection, self._over)
        except OSError:
            # The client hung up, which is what some tests are about.
            return


def _read_request(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, body = received.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next(int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length"))
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body
