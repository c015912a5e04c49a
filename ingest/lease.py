"""One sync per source at a time, on any number of machines: a lease row with a fencing token.

Session locks don't survive a connection pooler, so the owner keeps a row: whoever takes it over raises the token, and
the former owner's next batch finds the token changed and can't commit.
"""

import os
import socket
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

LEASE_SECONDS = 5 * 60
"""How long an owner may be silent before another may take over. Each saved batch renews the lease."""


class AlreadyRunning(Exception):
    """Another sync of the same source owns the lease."""


class LeaseLost(Exception):
    """The lease went to another owner while this one was silent. Nothing of this batch was written."""


@dataclass(frozen=True, slots=True)
class Held:
    """A lease that is ours as long as its token is the newest."""

    source: str
    token: int


def acquire_lease(source: str) -> Held:
    """Take the source's lease, or raise AlreadyRunning.

    An expired lease is taken over, and so is one whose owner was a process of this machine that is gone.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT owner, token FROM sync_leases WHERE source = %s", [source])
        owner, dead_token = cursor.fetchone() or ("", 0)
        if not _is_gone(owner):
            dead_token = 0
        cursor.execute(
            "INSERT INTO sync_leases AS l (source, owner, token, expires_at) "
            "VALUES (%s, %s, 1, now() + make_interval(secs => %s)) "
            "ON CONFLICT (source) DO UPDATE SET owner = excluded.owner, token = l.token + 1, "
            "expires_at = excluded.expires_at WHERE l.expires_at <= now() OR l.token = %s RETURNING token",
            [source, f"{socket.gethostname()}:{os.getpid()}", LEASE_SECONDS, dead_token],
        )
        row = cursor.fetchone()
    if row is None:
        raise AlreadyRunning(source)
    return Held(source, row[0])


def _is_gone(owner: str) -> bool:
    """Say whether the owner was a process of this machine that no longer runs."""
    host, _, pid = owner.rpartition(":")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return _is_zombie(int(pid))


def _is_zombie(pid: int) -> bool:
    """Say whether a process is dead, and only keeps its number until its parent has heard of it (proc(5): stat)."""
    try:
        told = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return False  # Not Linux, or gone by now: the next sync finds that out.
    return told.rpartition(b")")[2].split()[0] in {b"Z", b"X"}


def renew_lease(held: Held) -> None:
    """Renew inside the batch's transaction, or raise LeaseLost. The row lock keeps a rival out until the commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sync_leases SET expires_at = now() + make_interval(secs => %s) WHERE source = %s AND token = %s",
            [LEASE_SECONDS, held.source, held.token],
        )
        if cursor.rowcount == 0:
            raise LeaseLost(held.source)


def hold_writes(source: str) -> None:
    """Keep the source's batches out until this transaction ends: it waits for one that is being saved, if any.

    For what staff change in the way that pulled data hangs together. Takes no lease: a sync goes on afterwards.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sync_leases (source, owner, token, expires_at) VALUES (%s, '', 0, now()) "
            "ON CONFLICT DO NOTHING",
            [source],
        )
        cursor.execute("SELECT token FROM sync_leases WHERE source = %s FOR UPDATE", [source])


def release_lease(held: Held) -> None:
    """Let the next one in. Does nothing where the lease is no longer ours."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sync_leases SET expires_at = now() WHERE source = %s AND token = %s", [held.source, held.token]
        )
