"""After a whole run with every failure there is, the logs hold no secret, no name, no address and nobody's words."""

import io
import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import settings

from boo_site.logs import JsonLines, RedactSecrets
from ingest.models import EmailSyncState, LivechatSyncState, QuarantinedItem, SyncRun
from ingest.sources.email.client import MailboxClient
from ingest.sources.email.mbox import MboxSource
from ingest.sources.email.senders import known_senders
from ingest.sources.email.source import EmailSource
from ingest.sync import pull_request, run_sync
from interactions.models import Interaction
from interactions.recategorize import recategorize
from interactions.settle import settle_silent
from tests.ingest.syncing import sync
from tests.servers.dovecot.faults import Fault, Garble, Refuse, SayBye
from tests.servers.dovecot.fixtures import running_gmail
from tests.servers.dovecot.server import DovecotServer
from tests.servers.livechat import LiveChatServer, Token, World
from tests.servers.livechat.faults import KINDS

pytestmark = [pytest.mark.django_db, pytest.mark.dovecot, pytest.mark.long]

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TOKEN = "dal:canary-token-4711"
PASSWORD = DovecotServer.password
NAME, ADDRESS, WORDS = "Kanaria Vogelsang", "kanaria.vogelsang@example.org", "my kanarienvogel is ill"
TRACES = ("canary", "kanari", "vogelsang", "sales@example.com", PASSWORD)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Log everything that any library says, from DEBUG on, as production writes it."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines())
    handler.addFilter(RedactSecrets([TOKEN, PASSWORD]))
    quiet = {name: logging.getLogger(name) for name in settings.LOGGING["loggers"]}
    before = {logger: logger.level for logger in (root, *quiet.values())}
    root.addHandler(handler)
    for logger in (root, *(quiet[name] for name in ("boo_site", "ingest", "interactions", "django-q"))):
        logger.setLevel(logging.DEBUG)
    # Django tells each SQL statement with its values there, in debug mode alone; nothing else may.
    yield stream
    root.removeHandler(handler)
    for logger, level in before.items():
        logger.setLevel(level)


def hostile_mails() -> bytes:
    """Return a mailbox file in which every field that may fail fails, each with a name to find in the logs."""
    heads = [
        f"From: {NAME} <{ADDRESS}>\nDate: Tue, 24 Nov 2026 01:00:00 +99999999\nSubject: {WORDS}",
        f'From: "{NAME}" <{ADDRESS}\nSubject: =?utf-7?Q?+2AA-{NAME}?=\nContent-Type: text/plain; charset={NAME}',
        f"From: a:{ADDRESS};c:d <@>;\nTo: {'(' * 3000}{ADDRESS}\nMessage-ID: <{ADDRESS}\x00>",
        f"From: {ADDRESS}\nContent-Type: multipart/mixed; boundary={NAME}\nContent-Transfer-Encoding: {NAME}",
        f"{NAME} is no header\n{ADDRESS}",
    ]
    return "".join(f"From x Tue Nov 24 01:00:00 2026\n{head}\n\n{WORDS}\n\n" for head in heads).encode()


def chats(world: World) -> None:
    """Have the customer chat, in the archive and right now."""
    customer = world.add_customer(NAME, ADDRESS)
    world.closed_thread(WORDS, f"Dear {NAME}", customer=customer)
    world.start_thread(world.add_chat(customer)).say(customer, WORDS)


def sync_chats_through_every_fault() -> None:
    token = Token(secret=TOKEN)
    with LiveChatServer(tokens=[token]) as server:
        chats(server.world)
        for kind in KINDS:
            server.fail_next(kind, seconds=0.01, retry_after="7200" if kind == "too_many_requests" else None)
            server.fail_next(kind, action="list_archives", times=None, seconds=0.01)
            sync(server, days=2, token=token)
            server.heal()
        sync(server, days=2, token=Token(secret="dal:canary-token-of-nobody"))
        assert sync(server, days=2, token=token).is_complete


def sync_mailbox_through_faults() -> None:
    with running_gmail() as gmail:
        gmail.server.deliver(
            f"From: {NAME} <{ADDRESS}>\r\nSubject: {WORDS}\r\n\r\n{WORDS}\r\n".encode(), gmail.server.all_folder
        )
        echo = f"[ALERT] {PASSWORD} of {gmail.user} is wrong for {NAME} <{ADDRESS}>"
        for fault in (
            Fault("LOGIN", Refuse(echo), times=2),
            Fault("EXAMINE", Refuse(echo), times=2),
            Fault("UID FETCH", SayBye(f"[OVERQUOTA] {echo}"), times=2),
            Fault("UID FETCH", Garble(f"* {echo}\r\n".encode())),
            Fault("", Garble(b"")),
        ):
            gmail.inject(fault)
            client = MailboxClient(gmail.host, gmail.port, gmail.user, gmail.password, ca_file=str(gmail.ca_file))
            source = EmailSource(client, gmail.user, known_senders([gmail.user], [], []), daily_bytes=10**9)
            run_sync(source, pull_request(now=datetime.now(UTC)))
            source.close()
            gmail.faults.clear()


def test_the_logs_of_a_run_with_every_failure_hold_nothing_of_anybody(logged: io.StringIO, tmp_path: Path) -> None:
    sync_chats_through_every_fault()
    sync_mailbox_through_faults()
    (tmp_path / "takeout.mbox").write_bytes(hostile_mails())
    with time_machine.travel(NOW, tick=False):
        mbox = MboxSource(tmp_path / "takeout.mbox", "sales@example.com", known_senders(["sales@example.com"], [], []))
        assert run_sync(mbox, pull_request(now=NOW, days=365)).error is None
    recategorize()
    settle_silent(now=NOW)
    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    ended = [line for line in lines if line["event"] == "sync ended"]
    assert len(ended) == SyncRun.objects.count() > len(KINDS)
    assert {line["status"] for line in ended} >= {"completed", "failed"}
    assert all({"run_id", "seconds", "counts"} <= set(line) for line in ended)
    found = [
        (trace, line) for line in lines for trace in TRACES if trace in json.dumps(line, ensure_ascii=False).lower()
    ]
    assert found == []
    assert Interaction.objects.filter(customer_email=ADDRESS).exists()
    assert_no_secret_in_the_tables_about_syncs()


def assert_no_secret_in_the_tables_about_syncs() -> None:
    told = [
        *SyncRun.objects.values_list("error", flat=True),
        *EmailSyncState.objects.values_list("error_message", flat=True),
        *LivechatSyncState.objects.values_list("error_message", flat=True),
        *QuarantinedItem.objects.values_list("reason", flat=True),
    ]
    assert any(told)
    assert not [line for line in told if line and ("canary" in line.lower() or PASSWORD in line)]
