"""How fast mails are read from Dovecot, by the client and by bare IMAPClient: `python -m tests.bench.mail_fetch`.

Prints mails per second of wall and of CPU time of this process, for 10,000 mails of about 11 kB; twice, as the first
round fills the caches.
"""

import sys
import time
from collections.abc import Callable

from ingest.sources.email.answers import slices
from ingest.sources.email.client import MailboxClient
from tests.servers.dovecot.server import DovecotServer, missing_program

_MAILS = 10_000
_BODY = "".join(f"This is line {number} of a letter about oats, rice and honey.\r\n" for number in range(180))


def _mail(number: int) -> bytes:
    return f"From: jo@example.com\r\nMessage-ID: <{number}@example.com>\r\nSubject: Oats\r\n\r\n{_BODY}".encode()


def _client(server: DovecotServer) -> int:
    with MailboxClient(server.host, server.port, server.user, server.password, ca_file=str(server.ca_file)) as client:
        client.examine("INBOX")
        return sum(1 for _ in client.fetch(client.headers(client.list_uids())))


def _headers(server: DovecotServer) -> int:
    with MailboxClient(server.host, server.port, server.user, server.password, ca_file=str(server.ca_file)) as client:
        client.examine("INBOX")
        return sum(1 for _ in client.headers(client.list_uids()))


def _bare(server: DovecotServer) -> int:
    with server.session("INBOX", readonly=True) as client:
        return sum(len(client.fetch(batch, ["BODY.PEEK[]"])) for batch in slices(client.search(), 200))


def _measure(name: str, read: Callable[[DovecotServer], int], server: DovecotServer) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    count = read(server)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    sys.stdout.write(f"{name:12} {count:6} {count / wall:8,.0f} a second {count / cpu:8,.0f} a CPU-second\n")


def main() -> None:
    """Deliver the mails, then read them in each way."""
    if reason := missing_program():
        sys.exit(reason)
    with DovecotServer() as server:
        began = time.perf_counter()
        for number in range(_MAILS):
            server.deliver(_mail(number))
        sys.stdout.write(f"delivered in {time.perf_counter() - began:.1f} s\n")
        for _ in range(2):
            _measure("bare", _bare, server)
            _measure("client", _client, server)
            _measure("headers", _headers, server)


if __name__ == "__main__":
    main()
