"""The account that runs the server: PostgreSQL refuses to run as root."""

import os
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from boo_site.localdb.errors import LocalDatabaseError

# Existing accounts that may run the server for root, best first. None is ever created.
CANDIDATES = ("postgres", "_postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An account of this machine."""

    name: str
    uid: int
    gid: int


def account_for_root() -> Account:
    """Return the account that runs the server for root; raise LocalDatabaseError if the machine has none of them."""
    import pwd  # Absent on Windows, where importing this module must not fail.

    for name in CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise LocalDatabaseError(
        "PostgreSQL does not run as root and this machine has neither an account 'postgres' nor 'nobody': "
        "run this as an ordinary user, or set DATABASE_URL."
    )


def account_of(uid: int) -> Account:
    """Return the account with this number, which need not have a name."""
    import pwd

    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return Account(f"uid {uid}", uid, uid)
    return Account(entry.pw_name, uid, entry.pw_gid)


def run_as(
    account: Account | None, command: Sequence[str | Path], *, timeout_seconds: float
) -> subprocess.CompletedProcess[str]:
    """
    Run a program as another account (None: as ourselves) and return its result, whatever its exit code.

    It starts in `/`, since the account may not enter our own folder, and without PG* and locale variables, which would
    change what PostgreSQL's programs do. Raise LocalDatabaseError if it can't be run or passes the deadline.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "LC_", "LANG"))}
    try:
        return subprocess.run(  # noqa: S603 - commands are built here, never from a user's words.
            [str(part) for part in command],
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            cwd="/",
            env=kept | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout_seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        name = Path(command[0]).name
        raise LocalDatabaseError(
            f"{name} took longer than {timeout_seconds:.0f} s: try again, or set DATABASE_URL."
        ) from error
    except OSError as error:
        who = f" as the account '{account.name}'" if account else ""
        raise LocalDatabaseError(
            f"{command[0]} can't be run{who} ({error.strerror}): set DATABASE_URL instead."
        ) from error


def can_enter(account: Account, folder: Path) -> bool:
    """Tell if the account may enter a folder, through all of its parents."""
    return run_as(account, ["/bin/sh", "-c", 'cd -- "$1"', "sh", folder], timeout_seconds=20).returncode == 0


def can_execute(account: Account, programs: Iterable[Path]) -> bool:
    """Tell if the account can run all of the programs, which know `--version`, with the libraries they need."""
    script = 'for program in "$@"; do "$program" --version || exit 1; done'
    return run_as(account, ["/bin/sh", "-c", script, "sh", *programs], timeout_seconds=20).returncode == 0
