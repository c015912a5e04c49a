"""A TLS proxy before Dovecot that adds Gmail's extensions and, when told to, breaks things.

It understands just enough IMAP: commands are lines without literals, answers are lines with literals in them.
"""

import asyncio
import re
import ssl
import threading
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Self

from imapclient.imap_utf7 import decode

from tests.servers.dovecot.certificates import Certificate
from tests.servers.dovecot.faults import (
    CutAfter,
    CutInLiteral,
    Dribble,
    Fault,
    Garble,
    HangInLiteral,
    Meanwhile,
    Misannounce,
    Refuse,
    SayBye,
    Throttle,
)
from tests.servers.dovecot.gmail_items import (
    GmailItems,
    asks_for_gmail_items,
    items_by_message_id,
    uid_of,
    with_capability,
    with_gmail_items,
    without_gmail_items,
)
from tests.servers.dovecot.server import DovecotServer

type Answer = list[bytes]
type ItemsOf = Callable[[str, int], GmailItems]

_LITERAL = re.compile(rb"\{(\d+)\}\r\n$")
_MAILBOX = re.compile(rb'^(?:SELECT|EXAMINE) (?:"((?:[^"\\]|\\.)*)"|(\S+))', re.IGNORECASE)
_LONGEST_LINE = 16 * 1024 * 1024
_START_SECONDS = 10


class GmailProxy:
    """Gmail's face on a DovecotServer, in a thread of its own.

    `items_of(message_id, uid)` supplies X-GM-MSGID, X-GM-THRID and X-GM-LABELS; None hides the extension. Faults may be
    added at any time with `inject`. `commands` lists what clients asked, without LOGIN's arguments.
    """

    def __init__(
        self,
        server: DovecotServer,
        *,
        items_of: ItemsOf | None = items_by_message_id,
        certificate: Certificate | None = None,
        faults: Iterable[Fault] = (),
    ) -> None:
        self.server = server
        self.items_of = items_of
        self.faults = list(faults)
        self.commands: list[str] = []
        self.connections = 0
        self.host = server.host
        self.port = 0
        self.user = server.user
        self.password = server.password
        self.ca_file = server.ca_file
        self._certificate = certificate or server.certificates.server
        self._started = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: asyncio.Event | None = None
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="gmail-proxy", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._started.wait(_START_SECONDS):
            raise RuntimeError("The proxy didn't start.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._loop is not None and self._over is not None:
            self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(_START_SECONDS)

    def inject(self, *faults: Fault) -> None:
        """Add faults for commands to come."""
        self.faults.extend(faults)

    def fault_for(self, command: str) -> Fault | None:
        """Return the fault that strikes this command, if any, and count it."""
        return next((fault for fault in self.faults if fault.strikes(command)), None)

    async def _run(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._certificate.cert_file, self._certificate.key_file)
        sessions: set[asyncio.Task[None]] = set()

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            if task is not None:
                sessions.add(task)
            self.connections += 1
            await _Session(self, reader, writer).run()

        listener = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context, limit=_LONGEST_LINE)
        self.port = listener.sockets[0].getsockname()[1]
        self._started.set()
        await self._over.wait()
        listener.close()
        for task in sessions:
            task.cancel()
        await asyncio.gather(*sessions, return_exceptions=True)
        # A transport closes in the rounds of the loop that follow its abort.
        await asyncio.sleep(0.01)


class _Session:
    """One client's connection and its own connection to Dovecot."""

    def __init__(self, proxy: GmailProxy, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._proxy = proxy
        self._reader = reader
        self._writer = writer
        self._fault: Fault | None = None
        self._tag = b""
        self._wants_items = False
        self._folder = "INBOX"
        self._message_ids: dict[int, str] = {}

    async def run(self) -> None:
        """Serve until either side closes or a fault ends it."""
        server = self._proxy.server
        upstream: asyncio.StreamWriter | None = None
        tasks: list[asyncio.Task[None]] = []
        try:
            from_server, upstream = await asyncio.open_connection(
                "127.0.0.1", server.port, ssl=server.client_context(), server_hostname="localhost", limit=_LONGEST_LINE
            )
            self._fault = self._proxy.fault_for("")
            tasks = [asyncio.create_task(self._commands(upstream)), asyncio.create_task(self._answers(from_server))]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            # Nothing is awaited before the transports are closed: the proxy's end may cancel this task here as well.
            for task in tasks:
                task.cancel()
            for writer in (self._writer, upstream):
                if writer is not None:
                    writer.transport.abort()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _commands(self, upstream: asyncio.StreamWriter) -> None:
        """Pass the client's commands on, changed where Dovecot wouldn't understand them."""
        while line := await self._reader.readline():
            self._tag, _, command = line.rstrip(b"\r\n").partition(b" ")
            text = command.decode(errors="replace")
            self._proxy.commands.append("LOGIN" if text.upper().startswith("LOGIN") else text)
            self._note_folder(command)
            self._wants_items = asks_for_gmail_items(command)
            self._fault = self._proxy.fault_for(text)
            if self._fault is not None and isinstance(self._fault.action, Refuse):
                refusal = self._fault.action
                await self._send(self._tag + f" {refusal.verdict} {refusal.text}\r\n".encode())
            elif self._fault is not None and isinstance(self._fault.action, SayBye):
                await self._send(f"* BYE {self._fault.action.text}\r\n".encode())
                return
            else:
                if self._fault is not None and isinstance(self._fault.action, Meanwhile):
                    await asyncio.to_thread(self._fault.action.deed)
                upstream.write(without_gmail_items(line) if self._wants_items else line)
                await upstream.drain()

    def _note_folder(self, command: bytes) -> None:
        if found := _MAILBOX.match(command):
            self._folder = decode((found[1] or found[2]).replace(b"\\", b""))
            self._message_ids = {}

    async def _answers(self, from_server: asyncio.StreamReader) -> None:
        """Pass the server's answers on, with Gmail's items and the current fault."""
        while answer := await _read_answer(from_server):
            if self._proxy.items_of is not None:
                answer[0] = with_capability(answer[0])
                if self._wants_items and (uid := uid_of(answer)) is not None:
                    answer = with_gmail_items(answer, await self._items(uid))
            if not await self._break(answer):
                await self._send(b"".join(answer))

    async def _items(self, uid: int) -> GmailItems:
        assert self._proxy.items_of is not None
        if uid not in self._message_ids:
            self._message_ids = await asyncio.to_thread(self._proxy.server.message_ids, self._folder)
        return self._proxy.items_of(self._message_ids.get(uid, ""), uid)

    async def _break(self, answer: Answer) -> bool:
        """Do the current fault's work on an answer; False when it is to be sent as it is."""
        match self._fault.action if self._fault else None:
            case Throttle() if answer[0].startswith(self._tag):
                await self._send(self._tag + b" OK Success [THROTTLED]\r\n")
            case HangInLiteral() if len(answer) > 1:
                await self._send(answer[0] + answer[1][: len(answer[1]) // 2])
                await asyncio.Event().wait()
            case CutInLiteral() if len(answer) > 1:
                await self._cut(b"".join(answer), len(answer[0]) + len(answer[1]) // 2)
            case Misannounce(by) if len(answer) > 1:
                self._fault = None
                size = int(_LITERAL.search(answer[0])[1]) + by  # type: ignore[index]  # It announces a literal.
                await self._send(_LITERAL.sub(b"{%d}\r\n" % max(0, size), answer[0]) + b"".join(answer[1:]))
            case CutAfter(size_bytes):
                await self._cut(b"".join(answer), size_bytes)
            case Dribble(pause_seconds):
                await self._dribble(b"".join(answer), pause_seconds)
            case Garble(line):
                self._fault = None
                await self._send(line + b"".join(answer))
            case _:
                return False
        return True

    async def _cut(self, data: bytes, size_bytes: int) -> None:
        await self._send(data[:size_bytes])
        if len(data) >= size_bytes:
            raise ConnectionAbortedError
        self._fault = Fault("", CutAfter(size_bytes - len(data)))

    async def _dribble(self, data: bytes, pause_seconds: float) -> None:
        for index in range(len(data)):
            await self._send(data[index : index + 1])
            await asyncio.sleep(pause_seconds)

    async def _send(self, data: bytes) -> None:
        self._writer.write(data)
        await self._writer.drain()


async def _read_answer(reader: asyncio.StreamReader) -> Answer:
    """Read one answer: a line, then literal and line as often as a line announces one. Empty at the end."""
    answer = [await reader.readline()]
    while found := _LITERAL.search(answer[-1]):
        answer.append(await reader.readexactly(int(found[1])))
        answer.append(await reader.readline())
    return answer if answer[0] else []
