"""A proxy that passes bytes on and does what networks do: refuse, reset, half-close, stall, dribble, cut.

It knows nothing of what it passes on, so it does the same inside TLS. Runs in a thread of its own, on loopback.
"""

import asyncio
import socket
import struct
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Self

PIECE_BYTES = 65_536
DRIBBLE_BYTES = 3
RESET = struct.pack("ii", 1, 0)
"""SO_LINGER with no time: closing sends RST in place of FIN (socket(7))."""

KINDS = ("refuse", "reset", "half_close", "stall", "dribble", "cut")


@dataclass(frozen=True, slots=True)
class Trouble:
    """What happens to a connection once the server has sent `after` bytes on it; `refuse` and `dribble` at once."""

    kind: str
    after: int = 0


class TcpProxy:
    """Listens on loopback and passes connections on to `port`. Start it with `with`.

    `next` names what happens to the next connection; those after it are passed on unharmed.
    """

    host = "localhost"

    def __init__(self, port: int) -> None:
        self.target = port
        self.port = 0
        self.next: Trouble | None = None
        self.sent_bytes = 0
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._call(self._listen())
        return self

    def __exit__(self, *_: object) -> None:
        self._call(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _call(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _end(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        trouble, self.next = self.next, None
        try:
            if trouble and trouble.kind == "refuse":
                _reset(writer)
            else:
                await self._pass_on(reader, writer, trouble)
        except (OSError, asyncio.CancelledError):
            writer.transport.abort()
        finally:
            # One that fell silent has waited its minute, or the other side is gone.
            writer.close()
            self._tasks.discard(task)

    async def _pass_on(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, trouble: Trouble | None
    ) -> None:
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self.target)
        asking = asyncio.ensure_future(_copy(reader, to_server))
        try:
            await self._answer(from_server, writer, trouble)
        finally:
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
            to_server.transport.abort()

    async def _answer(
        self, from_server: asyncio.StreamReader, writer: asyncio.StreamWriter, trouble: Trouble | None
    ) -> None:
        kind, left = (trouble.kind, trouble.after) if trouble else ("", 0)
        while data := await from_server.read(DRIBBLE_BYTES if kind == "dribble" else PIECE_BYTES):
            is_over = kind in {"reset", "half_close", "stall", "cut"} and len(data) >= left
            piece = data[:left] if is_over else data
            left -= len(piece)
            self.sent_bytes += len(piece)
            writer.write(piece)
            await writer.drain()
            if is_over:
                return await _end_as(kind, writer)
        writer.close()


async def _end_as(kind: str, writer: asyncio.StreamWriter) -> None:
    if kind == "reset":
        _reset(writer)
    elif kind == "cut":
        writer.close()
    else:
        if kind == "half_close":
            writer.write_eof()
        # Silent from here on: the other side has to lose its patience, or to notice the end.
        await asyncio.sleep(60)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(PIECE_BYTES):
        writer.write(data)
        await writer.drain()


def _reset(writer: asyncio.StreamWriter) -> None:
    sock: socket.socket = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    writer.transport.abort()
