"""Two sources that are read as a plain sync reads them, going on from what the checkpoints say."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import pytest
import time_machine

from ingest.source import PullRequest, Source
from ingest.sources.email import source as mail_source
from ingest.sources.livechat.source import LiveChatSource
from ingest.sync import OnProgress, Report, run_sync
from tests.ingest.sources.email.mailbox import source_of
from tests.ingest.store.mails import NOW
from tests.ingest.syncing import client_at
from tests.reliability.worlds import MAILS_AT_ONCE, change_chats, deliver_first, deliver_more
from tests.servers.dovecot.fixtures import running_dovecot
from tests.servers.livechat import LiveChatServer, World, seed_world

RANGE = timedelta(days=84)
"""Twelve windows of the LiveChat archive."""

THREADS = 40


@dataclass(frozen=True, slots=True)
class Remembering:
    """A source that is read from where it was left."""

    since: datetime
    clock: Callable[[], datetime]
    opened: Callable[[], AbstractContextManager[Source]]
    change: Callable[[], None]

    def read(
        self,
        *,
        full: bool = False,
        days: int | None = None,
        later: timedelta = timedelta(),
        on_progress: OnProgress | None = None,
    ) -> Report:
        """Sync once."""
        now = self.clock() + later
        since = now - timedelta(days=days) if days else self.since
        with self.opened() as source, time_machine.travel(now, tick=False):
            request = PullRequest(since, now, resume=not (full or days))
            return run_sync(source, request, on_progress=on_progress)


@contextmanager
def chats() -> Iterator[Remembering]:
    """Run a licence with threads of eleven weeks, one of them open for ten days."""
    world = seed_world(threads=THREADS, days=RANGE.days - 7)
    begun = world.clock.now() - timedelta(days=10)
    lasting = world.start_thread(world.add_chat(), at=begun)
    lasting.say(lasting.chat.customer, "Where is it?", at=begun)

    def change() -> None:
        change_chats(world)
        lasting.say(lasting.chat.customer, "Still nothing.", at=world.clock.now() - timedelta(minutes=2))
        world.close(lasting, at=world.clock.now() - timedelta(minutes=1))
        grow(world)
        # Nothing ran for five days.
        world.clock.advance(days=5)
        world.closed_thread("And this one?", "Sent.", at=world.clock.now() - timedelta(days=4))

    with LiveChatServer(world) as server, client_at(server) as client:

        @contextmanager
        def opened() -> Iterator[Source]:
            yield LiveChatSource(client)

        yield Remembering(world.clock.now() - RANGE, world.clock.now, opened, change)


def grow(world: World) -> None:
    """Let each open chat go on."""
    for thread in [thread for thread in world.threads.values() if thread.active]:
        thread.say(thread.chat.customer, "Are you there?", at=world.clock.now() - timedelta(seconds=30))


@contextmanager
def mails() -> Iterator[Remembering]:
    """Run a mailbox, read eight mails a batch."""
    with running_dovecot() as server, pytest.MonkeyPatch.context() as patch:
        patch.setattr(mail_source, "MAILS_IN_A_BATCH", MAILS_AT_ONCE)
        # Reading the system's authorities for each connection costs more than the sync of so few mails.
        patch.setenv("SSL_CERT_FILE", str(server.ca_file))
        patch.setenv("SSL_CERT_DIR", "")
        deliver_first(server)
        yield Remembering(NOW - RANGE, lambda: NOW, partial(source_of, server), lambda: deliver_more(server))


SOURCES: Mapping[str, Callable[[], AbstractContextManager[Remembering]]] = {"livechat": chats, "email": mails}
