"""What a data folder says about its running server, and whether that is still true."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from boo_site.localdb.errors import LocalDatabaseError

USER = "boo"
DATABASE = "boo"
PORT = 5432
SOCKET_NAME = f".s.PGSQL.{PORT}"
POLL_SECONDS = 0.02
# Larger than any process number of Linux (2**22) and macOS (99,999), so no process ever has it.
NOBODYS_PID = 2**31 - 1


@dataclass(frozen=True)
class Server:
    """A server, as its `postmaster.pid` describes it."""

    pid: int
    data: Path
    socket_dir: Path
    is_ready: bool

    @property
    def url(self) -> str:
        """The address of the database for psql and DATABASE_URL: the socket's folder stands where a host would."""
        return f"postgresql://{USER}@{quote(str(self.socket_dir), safe='')}:{PORT}/{DATABASE}"

    @property
    def version(self) -> str:
        """The major version of the data."""
        return (self.data / "PG_VERSION").read_text().strip()


def read_server(data: Path) -> Server | None:
    """
    Return the server that `postmaster.pid` names, or None without a complete one. It may be long gone.

    Its lines: pid, data folder, start time, port, socket folder, listen address, shared memory, status
    (src/include/utils/pidfile.h). Raise LocalDatabaseError if the folder is closed to us.
    """
    lines = _recorded_lines(data)
    if len(lines) < 8 or not lines[0].isdecimal():
        return None
    return Server(int(lines[0]), data, Path(lines[4]), is_ready=lines[7].strip() == "ready")


def running_server(data: Path) -> Server | None:
    """Return the server of a data folder if it is ready and takes connections, else None; takes under a millisecond."""
    server = read_server(data)
    return server if server and server.is_ready and _answers(server.socket_dir) else None


def _answers(socket_dir: Path) -> bool:
    """Tell if a server listens on the socket."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        try:
            connection.connect(str(socket_dir / SOCKET_NAME))
        except OSError:
            return False
    return True


def is_postmaster(pid: int, data: Path) -> bool:
    """Tell if a process is the server of this data folder, and not another one that got its number, nor a dead one."""
    if sys.platform == "linux":
        process = Path("/proc") / str(pid)
        try:
            # A postmaster works in its data folder, also after somebody renamed a folder above.
            is_here = (process / "cwd").samefile(data)
            program = (process / "cmdline").read_bytes().split(b"\0", 1)[0]
        except OSError:
            return False
        return is_here and Path(os.fsdecode(program)).name == "postgres"
    shown = subprocess.run(  # noqa: S603 - a fixed program and a number.
        ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, timeout=20, check=False
    ).stdout
    return f"postgres -D {data}" in shown


def settle(data: Path, *, timeout_seconds: float = 60) -> Server | None:
    """
    Deal with a server that is not ready: wait for one that is starting, stop one that lost its socket.

    Return it if it is ready now; on None a new server may be started. The caller holds the lock.
    """
    recorded = read_server(data)
    pid = recorded_pid(data)
    if pid is None:
        # Cut short while it was written; nobody else writes it, since the lock is ours.
        (data / "postmaster.pid").unlink(missing_ok=True)
        return None
    if not is_postmaster(pid, data):
        _disown(data)
        return None
    if recorded is None or not recorded.is_ready or (recorded.socket_dir / SOCKET_NAME).exists():
        wait_until(lambda: running_server(data) is not None or not is_postmaster(pid, data), timeout_seconds)
        if server := running_server(data):
            return server
    terminate(pid, data)
    return None


def terminate(pid: int, data: Path, *, timeout_seconds: float = 60) -> None:
    """Stop a server, ending its sessions (its "fast shutdown"), and wait. Raise LocalDatabaseError if it doesn't."""
    try:
        os.kill(pid, signal.SIGINT)
    except ProcessLookupError:
        return
    except PermissionError as error:
        raise LocalDatabaseError(
            f"The server (process {pid}) belongs to another account: stop it as that account."
        ) from error
    if not wait_until(lambda: not is_postmaster(pid, data), timeout_seconds):
        raise LocalDatabaseError(
            f"The server (process {pid}) did not stop within {timeout_seconds:.0f} s: end that process."
        )


def wait_until(is_done: Callable[[], bool], timeout_seconds: float) -> bool:
    """Ask again until the answer is yes; return False at the deadline."""
    deadline = time.monotonic() + timeout_seconds
    while not is_done():
        if time.monotonic() > deadline:
            return False
        time.sleep(POLL_SECONDS)
    return True


def recorded_pid(data: Path) -> int | None:
    """Return the process number in `postmaster.pid`, which is written before its other lines, or None without one."""
    lines = _recorded_lines(data)
    return int(lines[0]) if lines and lines[0].isdecimal() else None


def _recorded_lines(data: Path) -> list[str]:
    """Return the lines of `postmaster.pid`, none if there is no such file."""
    try:
        return (data / "postmaster.pid").read_text().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []
    except PermissionError as error:
        raise LocalDatabaseError(
            f"{data.parent} belongs to another account: run this as that one, or set BOO_STATE_DIR to another folder."
        ) from error


def _disown(data: Path) -> None:
    """
    Put a number that no process has into a left-over `postmaster.pid`.

    PostgreSQL refuses to start while any process has the recorded number, though it may be another program's by now.
    The file itself must stay: it names the shared memory by which PostgreSQL sees sessions that outlived their server.
    """
    path = data / "postmaster.pid"
    rest = path.read_text().partition("\n")[2]
    path.write_text(f"{NOBODYS_PID}\n{rest}")
