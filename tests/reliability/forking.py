"""How a test has syncs run in processes of their own: the near end of the zygote."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from tests.ingest.store.mails import NOW, SHOP
from tests.reliability.worlds import DAYS, THREADS, deliver_first, deliver_more
from tests.servers.dovecot.fixtures import running_dovecot
from tests.servers.dovecot.server import DovecotServer
from tests.servers.livechat import LiveChatServer, seed_world

ROOT = Path(__file__).resolve().parents[2]

type Order = dict[str, Any]


class Zygote:
    """A process that forks syncs. Use it in a `with`."""

    def __init__(self, *, database: str = "", state_dir: Path | None = None) -> None:
        settings = {"database": database, "state_dir": str(state_dir) if state_dir else ""}
        command = [sys.executable, "-m", "tests.reliability.zygote", json.dumps(settings)]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Self:
        assert self._read() == "ready"
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=60)

    def run(self, *orders: Order) -> list[dict[str, Any]]:
        """Run syncs at once, each in a process of its own; return their reports, or the signals that ended them."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(orders) + "\n")
        self._process.stdin.flush()
        outcomes: list[dict[str, Any]] = json.loads(self._read())
        return outcomes

    def _read(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()


def doing(order: Order, deed: str, step: int) -> Order:
    """Return the order with a deed before a step."""
    return order | {"deed": deed, "step": step}


def chats_order(server: LiveChatServer) -> Order:
    """Return the order to sync a LiveChat account."""
    token = {"url": server.url, "account": server.token.account_id, "token": server.token.secret}
    return token | _at(server.clock.now().isoformat(), "livechat", DAYS)


def mails_order(server: DovecotServer) -> Order:
    """Return the order to sync a mailbox."""
    login = {"host": server.host, "port": server.port, "user": server.user, "password": server.password}
    return login | {"ca_file": str(server.ca_file), "account": SHOP} | _at(NOW.isoformat(), "email", None)


@contextmanager
def order_of(source: str) -> Iterator[Order]:
    """Run a source with all that it has in the end, and return the order to sync it."""
    if source == "livechat":
        with LiveChatServer(seed_world(threads=THREADS, days=DAYS - 2)) as account:
            yield chats_order(account)
    else:
        with running_dovecot() as mailbox:
            deliver_first(mailbox)
            deliver_more(mailbox)
            yield mails_order(mailbox)


def _at(now: str, source: str, days: int | None) -> Order:
    return {"now": now, "source": source, "days": days, "deed": "", "step": 0}


@contextmanager
def zygote_of(database: str) -> Iterator[Zygote]:
    """Run a zygote on a test's database."""
    with Zygote(database=database) as zygote:
        yield zygote
