"""Real syncs of a real mailbox, and what they leave in the database."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from typing import Any

import time_machine

from ingest.sources.email.client import MailboxClient
from ingest.sources.email.senders import known_senders
from ingest.sources.email.source import EmailSource
from ingest.sync import Report, pull_request, run_sync
from interactions.models import Message
from tests.ingest.store.mails import FORMS, MONDAY, NOW, SHOP
from tests.servers.dovecot.gmail_proxy import GmailProxy
from tests.servers.dovecot.server import DovecotServer

SENT = "Gesendete Objekte"
ALL_MAIL = "[Google Mail]/Alle Nachrichten"
MACHINES = "notices@pay.example.org"
A_DAY = timedelta(days=1)


@contextmanager
def source_of(
    target: DovecotServer | GmailProxy,
    *,
    folders: tuple[str, ...] = (),
    daily_bytes: int = 10**9,
    account: str = SHOP,
    **options: Any,
) -> Iterator[EmailSource]:
    """Make a source of the server's mailbox; `options` are the client's."""
    settings: dict[str, Any] = {"ca_file": str(target.ca_file), "command_seconds": 20} | options
    client = MailboxClient(target.host, target.port, target.user, target.password, **settings)
    senders = known_senders([SHOP], [FORMS], [MACHINES])
    with closing(EmailSource(client, account, senders, folders=folders, daily_bytes=daily_bytes)) as source:
        yield source


def sync(
    target: DovecotServer | GmailProxy,
    *,
    now: datetime = NOW,
    full: bool = False,
    days: int | None = None,
    stop_after_seconds: float | None = None,
    **options: Any,
) -> Report:
    """Sync once at `now`, and hold the report to its identity."""
    with source_of(target, **options) as source, time_machine.travel(now, tick=False):
        request = pull_request(now=now, full=full, days=days)
        report = run_sync(source, request, stop_after_seconds=stop_after_seconds)
    counts = report.counts
    parts = (counts.created, counts.updated, counts.unchanged, counts.quarantined, counts.suppressed)
    assert report.as_json()["fetched"] == sum(parts)
    return report


def figures(report: Report) -> tuple[int, int, int, int]:
    """Return created, updated, unchanged and quarantined; the run must have ended well."""
    assert report.error is None
    counts = report.counts
    return counts.created, counts.updated, counts.unchanged, counts.quarantined


def bodies_asked(proxy: GmailProxy) -> list[str]:
    """Return the commands that asked for whole mails, and forget all commands."""
    asked = [command for command in proxy.commands if "BODY.PEEK[]" in command]
    proxy.commands.clear()
    return asked


def stored_ids() -> set[str]:
    """Return the ids of all stored mails."""
    return {str(id_) for id_ in Message.objects.values_list("message_id", flat=True)}


def arrived(minutes: int) -> datetime:
    """Return Monday midnight UTC plus minutes: the sample mails' own time."""
    return MONDAY + timedelta(minutes=minutes)
