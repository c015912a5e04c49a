"""Two small sources that a sync brings up to date: a first state, staff's edits on it, and all kinds of changes."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from unittest.mock import patch

import time_machine

from ingest.sources.email import source as mail_source
from ingest.sources.livechat.client import LiveChatClient
from ingest.sources.livechat.source import LiveChatSource
from ingest.sync import Report, pull_request, run_sync
from interactions.models import Interaction
from tests.ingest.sources.email.mailbox import SENT, arrived, source_of
from tests.ingest.store.mails import NOW, answer, mail
from tests.ingest.syncing import client_at
from tests.reliability.canonical import Dump
from tests.servers.dovecot.fixtures import running_dovecot
from tests.servers.dovecot.gmail_proxy import GmailProxy
from tests.servers.dovecot.server import DovecotServer
from tests.servers.livechat import LiveChatServer, World, seed_world

DAYS = 20
THREADS = 20
MAILS_AT_ONCE = 8
EDITED = 3


@dataclass(frozen=True, slots=True)
class Origin:
    """A source in a test: how it is synced, and how its second state is made."""

    name: str
    sync: Callable[[], Report]
    change: Callable[[], None]


def sync_chats(client: LiveChatClient, now: datetime) -> Report:
    """Sync the last 20 days: three windows of a week."""
    with time_machine.travel(now, tick=False):
        return run_sync(LiveChatSource(client), pull_request(now=now, days=DAYS))


def sync_mails(server: DovecotServer | GmailProxy) -> Report:
    """Sync the mailbox, eight mails a batch."""
    with (
        patch.object(mail_source, "MAILS_IN_A_BATCH", MAILS_AT_ONCE),
        # Reading the system's authorities for each connection costs more than the sync of so few mails.
        patch.dict(os.environ, SSL_CERT_FILE=str(server.ca_file), SSL_CERT_DIR=""),
        source_of(server) as source,
        time_machine.travel(NOW, tick=False),
    ):
        return run_sync(source, pull_request(now=NOW))


@contextmanager
def livechat() -> Iterator[Origin]:
    """Run a licence with 24 threads, every oddity among them."""
    with LiveChatServer(seed_world(threads=THREADS, days=DAYS - 2)) as server, client_at(server) as client:
        yield Origin("livechat", lambda: sync_chats(client, server.clock.now()), lambda: change_chats(server.world))


def change_chats(world: World) -> None:
    """Let threads be rated, tagged, edited, closed and begun."""
    closed = [thread for thread in world.threads.values() if not thread.active]
    world.rate(closed[0], 1)
    world.tag(closed[-1], "vip")
    spoken = next(thread for thread in reversed(closed) if any(e["type"] == "message" for e in thread.events))
    event = next(e for e in spoken.events if e["type"] == "message")
    world.edit_event(spoken, event, text="Something else.")
    world.close(next(thread for thread in world.threads.values() if thread.active and thread.queue))
    for days in (1, 9):
        world.closed_thread("Where is order 123456?", "On its way.", at=world.clock.now() - timedelta(days=days))


@contextmanager
def mailbox() -> Iterator[Origin]:
    """Run a Dovecot whose mailbox has 26 mails in the end."""
    with running_dovecot() as server:
        deliver_first(server)
        yield Origin("email", lambda: sync_mails(server), lambda: deliver_more(server))


def deliver_first(server: DovecotServer) -> None:
    """Deliver ten mails of five customers."""
    for number in range(5):
        put(server, mail(f"q{number}@example.com", minutes=number, from_=f"c{number}@example.com"), number)
        put(server, answer(f"a{number}@example.com", f"q{number}@example.com", minutes=60 + number), 60 + number, SENT)


def deliver_more(server: DovecotServer) -> None:
    """Deliver 16 more: replies, conversations that turn out one, copies, drafts, one without id and one unreadable."""
    for number in range(4):
        whose = f"c{number}@example.com"
        put(server, mail(f"r{number}@example.com", from_=whose, minutes=120, refers_to=[f"a{number}@example.com"]), 120)
        put(server, mail(f"n{number}@example.com", from_=whose, minutes=130, text="Order H241606215190"), 130)
        put(server, answer(f"b{number}@example.com", f"n{number}@example.com", minutes=140), 140, SENT)
    both = ["q0@example.com", "q1@example.com"]
    put(server, mail("joins@example.com", from_="c0@example.com", refers_to=both, minutes=150), 150)
    put(server, mail("r0@example.com", from_="c0@example.com", minutes=120, refers_to=["a0@example.com"]), 120, SENT)
    put(server, mail(None, from_="c4@example.com", minutes=160), 160)
    server.deliver(b"no mail at all\r\n", "INBOX", arrived(170))
    server.deliver(mail("draft@example.com"), "INBOX", arrived(180), flags=["\\Draft"])


def put(server: DovecotServer, raw: bytes, minutes: int, folder: str = "INBOX") -> None:
    """Deliver a mail at its own time, Monday midnight UTC plus minutes."""
    server.deliver(raw, folder, arrived(minutes))


def edit_as_staff() -> None:
    """Set status, category and priority of three conversations by hand, as the admin records it."""
    chosen = {"status": "escalated", "category": "returns", "priority": "urgent", "sentiment": "negative"}
    by_whom = {f"{name}_by": "staff" for name in chosen} | {f"{name}_at": NOW for name in chosen}
    ids = list(Interaction.objects.order_by("-external_id").values_list("id", flat=True)[:EDITED])
    Interaction.objects.filter(id__in=ids).update(**chosen, **by_whom, resolution_notes="By hand.")


def staff_edits() -> Dump:
    """Return what staff's edits say now, by conversation."""
    names = ("external_id", "status", "category", "priority", "sentiment", "resolution_notes")
    return Counter(map(str, Interaction.objects.filter(resolution_notes="By hand.").values_list(*names)))
