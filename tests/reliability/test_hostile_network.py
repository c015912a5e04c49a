"""A network that refuses, resets, closes, stalls and cuts at any byte, inside TLS and inside a literal too."""

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.db.transaction import atomic, set_rollback

from ingest.sources.livechat.client import LiveChatClient
from ingest.sources.livechat.source import LiveChatSource
from ingest.sync import Report, pull_request, run_sync
from tests.ingest.sources.email.mailbox import SENT, sync
from tests.ingest.sources.livechat.clients import Clock
from tests.ingest.store.mails import answer, mail
from tests.reliability.canonical import Dump, dump
from tests.reliability.figures import Tally
from tests.reliability.worlds import put
from tests.servers.dovecot.fixtures import running_dovecot
from tests.servers.livechat import LiveChatServer, World
from tests.servers.tcp_proxy import TcpProxy, Trouble

pytestmark = [pytest.mark.django_db, pytest.mark.dovecot]

CUTS = 1_000 if os.environ.get("BOO_NIGHTLY") == "1" else 30
ENDS = ("cut", "reset", "half_close")


def troubles(answered_bytes: int) -> list[Trouble]:
    """Return each way to end, spread over all bytes of a dialogue, and one each of the ways that need no byte."""
    step = max(1, answered_bytes // CUTS)
    spread = [Trouble(ENDS[n % 3], after) for n, after in enumerate(range(0, answered_bytes, step))]
    return [Trouble("refuse"), Trouble("dribble"), Trouble("stall", answered_bytes // 2), *spread]


def suffer(proxy: TcpProxy, run: Callable[[], Report], tally: Tally) -> None:
    """Sync through every trouble, each from nothing; it ends in one line or well, and the next run completes it."""
    before = proxy.sent_bytes
    expected = undisturbed(run)
    for trouble in troubles(proxy.sent_bytes - before):
        with atomic():
            proxy.next = trouble
            report = run()
            assert "\n" not in (report.error or ""), f"{trouble}: {report.error}"
            tally.count()
            assert run().error is None
            tally.judge(expected, dump(), where=str(trouble))
            set_rollback(True)


def undisturbed(run: Callable[[], Report]) -> Dump:
    with atomic():
        assert run().error is None
        found = dump()
        set_rollback(True)
    return found


def test_livechat_over_a_hostile_network_is_complete_after_the_next_run(tally: Tally) -> None:
    world = World()
    for _ in range(3):
        world.closed_thread("Where is it?", "On its way.")
    with LiveChatServer(world) as server, TcpProxy(int(server.url.rpartition(":")[2])) as proxy:
        url, token, time = f"http://127.0.0.1:{proxy.port}", server.token, Clock()

        def run() -> Report:
            now = server.clock.now()
            options: dict[str, Any] = {"sleep": time.sleep, "monotonic": time.monotonic}
            client = LiveChatClient(url, "3.6", token.account_id, token.secret, request_deadline_seconds=1, **options)
            with client, time_machine.travel(now, tick=False):
                return run_sync(LiveChatSource(client), pull_request(now=now, days=5))

        suffer(proxy, run, tally)
    assert tally.harm == (0, 0, 0)


def test_a_mailbox_over_a_hostile_network_is_complete_after_the_next_run(
    tally: Tally, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running_dovecot() as server, TcpProxy(server.port) as proxy:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.ca_file))
        put(server, mail("a@example.com"), 0)
        put(server, answer("b@example.com", "a@example.com", minutes=5), 5, SENT)
        monkeypatch.setattr(server, "ports", replace(server.ports, imaps=proxy.port))
        suffer(proxy, lambda: sync(server, command_seconds=1), tally)
    assert tally.harm == (0, 0, 0)
