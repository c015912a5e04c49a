"""The sockets: HTTP/1.1 with kept-alive connections on loopback; answers arrive whole, in part or not at all."""

import socket
import threading
from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.servers.livechat.faults import RESET_ON_CLOSE, Answer

type Respond = Callable[[str, str, Mapping[str, str], bytes], Answer]


class Listener(ThreadingHTTPServer):
    """Serves until stopped; stopping closes the connections that clients keep open and waits for their threads."""

    daemon_threads = False
    request_queue_size = 64

    def __init__(self, port: int, respond: Respond) -> None:
        self.respond = respond
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        super().__init__(("127.0.0.1", port), _Handler)

    def stop(self) -> None:
        self.stopping.set()
        self.shutdown()
        for connection in list(self._open):
            _shut(connection)
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Close without an orderly end first, so that a planned reset is one."""
        self._open.discard(request)
        if not request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER):
            _shut(request)
        self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent when a client went away; what fails in an answer is reported by the server."""


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # The other side was faster.


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Small answers must not wait for the acknowledgement of the one before (Nagle's algorithm).
    disable_nagle_algorithm = True
    server: Listener

    def do_POST(self) -> None:
        self._serve()

    def do_GET(self) -> None:
        self._serve()

    def do_PUT(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: the calls are recorded."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = self.server.respond(self.command, self.path, headers, body)
        if answer.delay and self.server.stopping.wait(answer.delay):
            self.close_connection = True
            return
        self._send(answer)

    def _send(self, answer: Answer) -> None:
        head = f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}\r\n"
        fields = {"Content-Type": answer.content_type, "Content-Length": str(len(answer.body)), **answer.headers}
        whole = (head + "".join(f"{name}: {value}\r\n" for name, value in fields.items()) + "\r\n").encode()
        if answer.delivery == "whole":
            self.wfile.write(whole + answer.body)
            return
        self.close_connection = True
        if answer.delivery != "dropped":
            self.wfile.write(whole + answer.body[: len(answer.body) // 2])
        if answer.delivery == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
