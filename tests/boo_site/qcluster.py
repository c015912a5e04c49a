"""A real qcluster on the test's own database, in processes of its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
WAIT_SECONDS = 60.0


def database_url() -> str:
    """Return the address of the test's database."""
    params = connection.get_connection_params()
    secret = f":{quote(params['password'], safe='')}" if params.get("password") else ""
    host = quote(str(params.get("host") or "localhost"), safe="")
    return f"postgresql://{params['user']}{secret}@{host}:{params.get('port') or 5432}/{params['dbname']}"


class Cluster:
    """`manage.py qcluster` in production's settings. At the end of `with` it is asked to stop, then killed."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        inherited = {n: value for n, value in os.environ.items() if not n.startswith(("BOO_", "DATABASE_URL"))}
        self.environment = inherited | {
            "BOO_ENV": "production", "BOO_SECRET_KEY": settings.SECRET_KEY, "BOO_ALLOWED_HOSTS": "shop.example.net",
            "DATABASE_URL": database_url(), **variables,
        }  # fmt: skip
        self.log = tempfile.TemporaryFile("w+")  # noqa: SIM115 -- closed at the end of `with`
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self.log.close()

    def start(self) -> None:
        """Start it in a session of its own, so that killing reaches its processes and none but those."""
        command = [sys.executable, "manage.py", "qcluster"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def kill(self) -> None:
        """End every process of it at once, as a power cut does."""
        if self.process is not None:
            self._signal_all(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """Ask the main process alone to stop, as systemd's KillMode=mixed does; kill what is left."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
            else:
                self._signal_all(signal.SIGKILL)
                self.process = None

    def _signal_all(self, sign: signal.Signals) -> None:
        if self.process is not None:
            try:
                os.killpg(self.process.pid, sign)
            except ProcessLookupError:
                return

    def logged(self) -> str:
        """Return what it logged so far."""
        self.log.seek(0)
        return self.log.read()

    def events(self) -> list[dict[str, object]]:
        """Return the lines that it logged; each must be JSON."""
        return [json.loads(line) for line in self.logged().splitlines()]


def wait_until(holds: Callable[[], bool], what: str, cluster: Cluster) -> None:
    """Poll until something holds. Raises AssertionError with the cluster's log when that takes a minute."""
    ends_at = time.monotonic() + WAIT_SECONDS
    while not holds():
        if time.monotonic() > ends_at:
            raise AssertionError(f"{what} did not come about; qcluster logged:\n{cluster.logged()[-4000:]}")
        time.sleep(0.05)


class WriteBlock:
    """Keeps everybody from writing into a table, from a connection of its own."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.connection = psycopg.connect(database_url())
        self.connection.execute(f"LOCK TABLE {table} IN SHARE MODE")

    def is_met(self) -> bool:
        """Say whether somebody waits for this lock."""
        found = self.connection.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = %s::regclass)", [self.table]
        ).fetchone()
        return bool(found and found[0])

    def end(self) -> None:
        """Let them write again."""
        self.connection.close()
