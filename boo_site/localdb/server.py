"""Start and stop the embedded PostgreSQL: one server for each state directory, shared by every process."""

import os
import shlex
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import errors, sql

from boo_site.localdb.account import run_as
from boo_site.localdb.binaries import Binaries, find_binaries
from boo_site.localdb.errors import LocalDatabaseError
from boo_site.localdb.place import Place, home_of, prepare_place, socket_folder
from boo_site.localdb.postmaster import (
    DATABASE,
    POLL_SECONDS,
    PORT,
    SOCKET_NAME,
    USER,
    Server,
    is_postmaster,
    recorded_pid,
    running_server,
    settle,
    terminate,
)
from boo_site.localdb.programs import reachable_binaries

INITDB_TIMEOUT_SECONDS = 180
START_TIMEOUT_SECONDS = 60
# After a server was killed, its busy sessions end by themselves, soon; PostgreSQL refuses to start before.
ORPHANS_TIMEOUT_SECONDS = 30
OLD_SESSIONS = "pre-existing shared memory block"
# The first that this machine knows; macOS before 14 lacks C.UTF-8.
LOCALES = ("C.UTF-8", "en_US.UTF-8", "C")
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "max_connections": "100",
    "log_checkpoints": "off",
    # Compiling costs more than it saves on a development machine's amounts of data.
    "jit": "off",
}


def start(state_dir: Path, pg_bin: str = "") -> Server:
    """
    Return the running server of a state directory, made and started if need be; it then outlives this process.

    Safe to call again and from several processes at once; takes about a millisecond when it runs. `pg_bin` is the
    folder of PostgreSQL's programs (empty: found). Raise LocalDatabaseError with the remedy.
    """
    if server := status(state_dir):
        return server
    with _one_line(state_dir):
        state_dir.mkdir(parents=True, exist_ok=True)
        with _lock(state_dir):
            return status(state_dir) or _start(state_dir, pg_bin)


def stop(state_dir: Path) -> bool:
    """Stop the server, ending its sessions; return False if none ran. Raise LocalDatabaseError if it does not stop."""
    _refuse_other_systems()
    with _one_line(state_dir):
        data = home_of(state_dir) / "data"
        if recorded_pid(data) is None:
            return False
        with _lock(state_dir):
            pid = recorded_pid(data)
            if pid is None or not is_postmaster(pid, data):
                return False
            terminate(pid, data)
            return True


def status(state_dir: Path) -> Server | None:
    """Return the server of a state directory if it takes connections, else None; changes nothing."""
    _refuse_other_systems()
    with _one_line(state_dir):
        return running_server(home_of(state_dir) / "data")


def create_database(server: Server) -> bool:
    """Create the database if it is missing; return True if this call did."""
    address = f"host='{_quoted(server.socket_dir)}' port={PORT} user={USER} dbname=postgres connect_timeout=20"
    with psycopg.connect(address, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            return False
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
        except (errors.DuplicateDatabase, errors.UniqueViolation):
            return False
    return True


def _refuse_other_systems() -> None:
    """Raise LocalDatabaseError on a system without the accounts, locks and sockets that this package builds on."""
    if os.name != "posix":
        raise LocalDatabaseError(
            "The embedded database runs on Linux and macOS only: set DATABASE_URL to a PostgreSQL."
        )


@contextmanager
def _one_line(state_dir: Path) -> Iterator[None]:
    """Turn the errors of the system and of the connection into the one error that callers expect."""
    try:
        yield
    except OSError as error:
        raise LocalDatabaseError(
            f"The embedded database can't use {error.filename or state_dir} ({error.strerror or error}): "
            "set BOO_STATE_DIR to a folder that you may write, or DATABASE_URL to another server."
        ) from error
    except psycopg.Error as error:
        raise _failed("The embedded database runs, but can't be used", str(error).partition("\n")[0]) from error


@contextmanager
def _lock(state_dir: Path) -> Iterator[None]:
    """Let one process at a time start or stop; the system frees the lock when its holder ends, however it ends."""
    import fcntl  # Absent on Windows, where importing this module must not fail.

    # Opened for reading, so that it may belong to another account.
    descriptor = os.open(state_dir / "localdb.lock", os.O_RDONLY | os.O_CREAT, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _start(state_dir: Path, pg_bin: str) -> Server:
    """Do what `start` promises; the caller holds the lock."""
    binaries = find_binaries(pg_bin)
    place = prepare_place(state_dir)
    _refuse_other_version(place, binaries)
    binaries = reachable_binaries(binaries, place)
    if not (place.data / "PG_VERSION").exists():
        _initialise(place, binaries)
    server = settle(place.data) or _launch(place, binaries)
    create_database(server)
    return server


def _refuse_other_version(place: Place, binaries: Binaries) -> None:
    """Raise LocalDatabaseError if the data were made by another major version, or are no data of PostgreSQL's."""
    if not place.data.exists() or not any(place.data.iterdir()):
        return
    try:
        made_by = (place.data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise LocalDatabaseError(f"{place.data} holds something else than a database: move it away.") from None
    if made_by != str(binaries.major):
        raise LocalDatabaseError(
            f"The data in {place.data} are PostgreSQL {made_by}'s, the programs in {binaries.bin_dir} are version "
            f"{binaries.major}: set BOO_PG_BIN to programs of version {made_by} (and export with pg_dump to move on), "
            "or move the folder away to begin anew."
        )


def _initialise(place: Place, binaries: Binaries) -> None:
    """Make the data folder; it gets its name only when complete, so an interrupted run leaves nothing half-made."""
    for left_over in place.home.glob("initdb-*"):
        shutil.rmtree(left_over, ignore_errors=True)
    unfinished = Path(tempfile.mkdtemp(prefix="initdb-", dir=place.home))
    if place.account:
        os.chown(unfinished, place.account.uid, place.account.gid)
    for locale in LOCALES:
        command: list[str | Path] = [binaries.bin_dir / "initdb", "-D", unfinished, "-U", USER, "-A", "trust"]
        done = run_as(
            place.account, [*command, "-E", "UTF8", f"--locale={locale}"], timeout_seconds=INITDB_TIMEOUT_SECONDS
        )
        if done.returncode == 0:
            unfinished.rename(place.data)
            return
        if "invalid locale" not in done.stderr:
            break
    shutil.rmtree(unfinished, ignore_errors=True)
    raise _failed("initdb could not make the embedded database", done.stderr)


def _launch(place: Place, binaries: Binaries) -> Server:
    """Start the server in the background and wait until it takes connections."""
    deadline = time.monotonic() + ORPHANS_TIMEOUT_SECONDS
    while (output := _try_to_launch(place, binaries)) and OLD_SESSIONS in output and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    if server := running_server(place.data):
        return server
    raise _failed(f"The embedded database did not start (log: {place.log})", output)


def _try_to_launch(place: Place, binaries: Binaries) -> str:
    """Start the server once; return what it wrote if it failed, else nothing."""
    if place.log.exists():
        place.log.replace(place.log.with_suffix(".previous.log"))
    sockets = socket_folder(place)
    # Left by a server that was killed, it would stop ours as soon as any process has that one's number.
    (sockets / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)
    settings = SETTINGS | {"unix_socket_directories": f'"{sockets}"'}
    options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
    command: list[str | Path] = [binaries.bin_dir / "pg_ctl", "start", "-s", "-w", "-t", str(START_TIMEOUT_SECONDS)]
    command += ["-D", place.data, "-l", place.log, "-o", f"-p {PORT} {options}"]
    done = run_as(place.account, command, timeout_seconds=START_TIMEOUT_SECONDS + 30)
    if done.returncode == 0:
        return ""
    return (place.log.read_text(errors="replace") if place.log.exists() else "") or done.stderr


def _failed(what: str, output: str) -> LocalDatabaseError:
    """Return the error for a program that failed: its last complaint, else its last line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()] or ["no output"]
    complaints = [line for line in lines if any(word in line for word in ("FATAL", "PANIC", "error:"))]
    return LocalDatabaseError(
        f"{what}: {(complaints or lines)[-1].rstrip('.')}. Set BOO_STATE_DIR to a folder on a local disk with space, "
        "or DATABASE_URL to another server."
    )


def _quoted(path: Path) -> str:
    """Escape a path for a libpq connection string."""
    return str(path).replace("\\", "\\\\").replace("'", "\\'")
