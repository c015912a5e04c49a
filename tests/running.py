"""Running our commands as a person or a program would, and what came out."""

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.core.management import CommandError, call_command
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> dict[str, Any]:
        """Return the one JSON object on standard output; anything else there is an error."""
        found: dict[str, Any] = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def line(self) -> str:
        """Return the one line of a failure on standard error, which is no traceback."""
        assert "Traceback" not in self.err + self.out
        (line,) = self.err.strip().splitlines()
        return line


def command(name: str, *arguments: str) -> Outcome:
    """Run a command in this process, on this test's connection."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(name, *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return Outcome(error.returncode, out.getvalue(), f"{err.getvalue()}{error}\n")
    return Outcome(0, out.getvalue(), err.getvalue())


def environment(**variables: str) -> dict[str, str]:
    """Return an environment without settings of this project but these."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("BOO_", "DATABASE_URL"))}
    return inherited | {"BOO_STATE_DIR": os.environ.get("BOO_STATE_DIR", "var")} | variables


def process(name: str, *arguments: str, **variables: str) -> Outcome:
    """Run a command as a process of its own."""
    line = [sys.executable, "manage.py", name, *arguments]
    ended = subprocess.run(line, cwd=ROOT, env=environment(**variables), capture_output=True, text=True, timeout=120)
    return Outcome(ended.returncode, ended.stdout, ended.stderr)


def database_url() -> str:
    """Return the address of this test's database, for another process."""
    told = connection.get_connection_params()
    host, port = quote(str(told.get("host") or "127.0.0.1"), safe=""), told.get("port") or 5432
    login = ":".join(quote(str(part), safe="") for part in (told.get("user"), told.get("password")) if part)
    return f"postgresql://{login}@{host}:{port}/{told['dbname']}"
