"""A server that speaks just enough of PostgreSQL's protocol to refuse a connection in a server's own words."""

import contextlib
import socket
import threading
from collections.abc import Iterator

SSL_REQUEST = 80877103


@contextlib.contextmanager
def refusing_postgres(message: str, code: str = "28000") -> Iterator[int]:
    """Answer every connection with FATAL and the message; yield the port."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as listener:
        thread = threading.Thread(target=_serve, args=(listener, message, code), daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def _serve(listener: socket.socket, message: str, code: str) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        with connection, contextlib.suppress(OSError):
            connection.settimeout(5)
            _refuse(connection, message, code)


def _refuse(connection: socket.socket, message: str, code: str) -> None:
    """Read the start-up packet and send an ErrorResponse (PostgreSQL documentation, 54.7)."""
    packet = _read(connection)
    if int.from_bytes(packet[:4]) == SSL_REQUEST:
        connection.sendall(b"N")
        packet = _read(connection)
    fields = b"".join(name + value.encode() + b"\0" for name, value in ((b"S", "FATAL"), (b"C", code), (b"M", message)))
    connection.sendall(b"E" + (len(fields) + 5).to_bytes(4) + fields + b"\0")


def _read(connection: socket.socket) -> bytes:
    length = connection.recv(4)
    if len(length) < 4:
        raise ConnectionError("the client hung up")
    return connection.recv(int.from_bytes(length) - 4)
