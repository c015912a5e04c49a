"""A process that has everything loaded and forks a child for each sync, which may be killed at a step.

It runs beside the tests: a test process has threads, and a fork of one is not to be trusted. Each line of its standard
input is a JSON list of orders; for each it forks a child, lets all of them go at the same moment, waits for them, and
writes one JSON line with what each came to: its report, or the signal that ended it.
"""

import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django

LOADED = (
    "time_machine",
    "tests.reliability.canonical",
    "tests.reliability.steps",
    "ingest.sync",
    "ingest.sources.email.source",
    "ingest.sources.email.client",
    "ingest.sources.livechat.source",
)

LOOKS = frozenset({"empty", "dump"})

type Told = dict[str, Any]


def prepare(settings: Told) -> None:
    """Load Django, and point it at the database that the test made."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boo_site.settings")
    django.setup()
    from django.conf import settings as own
    from django.core.management import call_command
    from django.db import connections

    if settings.get("state_dir"):
        own.BOO_STATE_DIR = Path(settings["state_dir"])
        call_command("migrate", verbosity=0)
    else:
        connections["default"].settings_dict["NAME"] = settings["database"]
    # Loaded once here, not in every child.
    for name in LOADED:
        import_module(name)
    # A child opens a connection of its own: two processes can't share one.
    connections.close_all()


def sync(order: Told) -> Told:
    """Sync as ordered, and do the deed before its step."""
    import time_machine
    from django.db import OperationalError

    from ingest.sync import pull_request, run_sync
    from tests.reliability.steps import Count, Does, each_step

    now = datetime.fromisoformat(order["now"])
    count = Count()
    does = Does(order["step"], DEEDS[order["deed"]]) if order["deed"] else None
    options = {"days": order["days"]} if order["days"] else {}
    with (
        closing(_source(order)) as source,
        time_machine.travel(now, tick=False),
        patch("ingest.sources.email.source.MAILS_IN_A_BATCH", 8),
        each_step(does or count),
    ):
        try:
            report = run_sync(source, pull_request(now=now, **options))
        except OperationalError as error:
            # As manage.py does: a database that is away before or after the reading ends it with one line.
            return {"error": str(error).strip().splitlines()[0], "skipped": None, "met": True}
    # A connection that was ended may come back only now.
    return {
        "error": report.error,
        "skipped": report.skipped,
        "steps": len(count.names),
        "met": not does or does.is_done,
    }


def look(order: Told) -> Told:
    """Empty the database, or tell what is in it: for tests whose own database is another."""
    from tests.reliability.canonical import dump, empty

    if order["deed"] == "empty":
        empty()
    return {"dump": dict(dump())}


def _source(order: Told) -> Any:
    if order["source"] == "livechat":
        from ingest.sources.livechat.client import LiveChatClient
        from ingest.sources.livechat.source import LiveChatSource

        return LiveChatSource(LiveChatClient(order["url"], "3.6", order["account"], order["token"]))
    from ingest.sources.email.client import MailboxClient
    from ingest.sources.email.senders import known_senders
    from ingest.sources.email.source import EmailSource

    # Reading the system's authorities for each connection costs more than the sync of so few mails.
    os.environ |= {"SSL_CERT_FILE": order["ca_file"], "SSL_CERT_DIR": ""}
    client = MailboxClient(order["host"], order["port"], order["user"], order["password"], ca_file=order["ca_file"])
    senders = known_senders([order["account"]], [], [])
    return EmailSource(client, order["account"], senders, daily_bytes=10**9)


def kill() -> None:
    """End this process as kill -9 does."""
    os.kill(os.getpid(), signal.SIGKILL)


def end_connection() -> None:
    """Let the server end this process's connection."""
    from django.db import connection, connections

    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    other = connections.create_connection("default")
    other.settings_dict["NAME"] = connection.settings_dict["NAME"]
    with closing(other), other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def restart_server() -> None:
    """End the whole database server as a crash does (pg_ctl stop -m immediate), and start it again."""
    from django.conf import settings

    from boo_site.localdb import start, status
    from boo_site.localdb.postmaster import is_postmaster, wait_until

    server = status(settings.BOO_STATE_DIR)
    if server is None:
        raise RuntimeError("no server runs")
    os.kill(server.pid, signal.SIGQUIT)
    wait_until(lambda: not is_postmaster(server.pid, server.data), 60)
    start(settings.BOO_STATE_DIR)


DEEDS: dict[str, Callable[[], None]] = {"kill": kill, "end_connection": end_connection, "restart": restart_server}


def carry_out(orders: list[Told]) -> list[Told]:
    """Fork a child for each order, let them go together, and return what they came to."""
    go_out, go_in = os.pipe()
    children = [_fork(order, go_out, go_in) for order in orders]
    os.close(go_out)
    os.close(go_in)
    return [_outcome(pid, answer) for pid, answer in children]


def _fork(order: Told, go_out: int, go_in: int) -> tuple[int, int]:
    answer_out, answer_in = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(go_in)
        os.read(go_out, 1)  # Returns when the parent has let go of the other end.
        try:
            os.write(answer_in, json.dumps(look(order) if order["deed"] in LOOKS else sync(order)).encode())
        except BaseException:  # noqa: BLE001  # The test must learn of it, whatever it is.
            os.write(answer_in, json.dumps({"error": traceback.format_exc()}).encode())
        finally:
            os._exit(0)
    os.close(answer_in)
    return pid, answer_out


def _outcome(pid: int, answer: int) -> Told:
    with os.fdopen(answer, "rb") as pipe:
        told = pipe.read()
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return {"signal": os.WTERMSIG(status)}
    return json.loads(told) if told else {"error": "it ended without a word"}


def main() -> None:
    """Carry out the orders of standard input until it ends."""
    prepare(json.loads(sys.argv[1]))
    _say("ready")
    for line in sys.stdin:
        _say(json.dumps(carry_out(json.loads(line))))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
