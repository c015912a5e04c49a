"""Check the database: whether it answers, and what it is."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from boo_site.checks import database_problems
from boo_site.setup_check.findings import Finding, State
from boo_site.setup_check.tables import check_tables

OLDEST_POSTGRESQL = 150000
CONNECT_SECONDS = 3
TRANSACTION_POOLER_PORT = "6543"
CONNECT = "Supabase: Connect (at the top of the project), Session pooler"
RESET = "Supabase: Project Settings, Database, Reset database password"
CERTIFICATE = "Supabase: Project Settings, Database, SSL Configuration, Download certificate"


def check_database() -> Iterator[Finding]:
    """Yield what the database is like, then what its tables are like; both end with the first failure."""
    for problem in database_problems():
        yield Finding("service role key", State.NOTE, problem.msg, problem.hint or "")
    connection = connections["default"]
    address = _impatient(connection)
    try:
        connection.ensure_connection()
        version: int = connection.pg_version  # type: ignore[attr-defined]
    except (DatabaseError, OSError) as error:
        yield Finding("database", State.FAILED, first_line(error), remedy_for(str(error), address))
        return
    if version < OLDEST_POSTGRESQL:
        found = f"PostgreSQL {version // 10000} is too old."
        yield Finding("database", State.FAILED, found, "Use PostgreSQL 15 or newer.")
        return
    yield Finding("database", State.OK, f"PostgreSQL {version // 10000}, {where(address)}.")
    yield from _notes(address)
    yield from check_tables(connection)


def late_database() -> Finding:
    """Return the finding for a database that didn't answer before the check's deadline."""
    address = settings.DATABASES["default"]
    return Finding("database", State.FAILED, f"No answer in time from {where(address)}.", remedy_for("", address))


def _impatient(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    """Have this thread's connection give up soon; return its settings."""
    address: dict[str, Any] = dict(connection.settings_dict)
    address["OPTIONS"] = {**address.get("OPTIONS", {}), "connect_timeout": CONNECT_SECONDS}
    connection.settings_dict = address
    return address


def _notes(address: Mapping[str, Any]) -> Iterator[Finding]:
    if kind_of(address) == "Supabase transaction pooler":
        yield Finding(
            "pooler",
            State.NOTE,
            "Port 6543 is Supabase's transaction pooler; it works, more slowly.",
            f"Prefer the session pooler (port 5432): copy it from {CONNECT}, into DATABASE_URL.",
        )
    mode = str(address.get("OPTIONS", {}).get("sslmode", ""))
    if _is_remote(address) and mode not in {"verify-full", "verify-ca"}:
        yield Finding(
            "certificate",
            State.NOTE,
            "The database's certificate is not verified: whoever sits between could read along.",
            f"{CERTIFICATE}; then add to DATABASE_URL: ?sslmode=verify-full&sslrootcert=<path of the file>",
        )


def kind_of(address: Mapping[str, Any]) -> str:
    """Name the kind of database that an address leads to."""
    host = str(address.get("HOST", ""))
    if settings.USES_EMBEDDED_DATABASE:
        return "embedded"
    if host.endswith(".pooler.supabase.com"):
        is_transaction = str(address.get("PORT")) == TRANSACTION_POOLER_PORT
        return "Supabase transaction pooler" if is_transaction else "Supabase session pooler"
    return "Supabase direct address" if is_supabase(host) else "PostgreSQL server"


def is_supabase(host: str) -> bool:
    """Say whether a host is Supabase's, direct address or pooler."""
    return host.endswith((".supabase.co", ".supabase.com"))


def _is_remote(address: Mapping[str, Any]) -> bool:
    host = str(address.get("HOST", ""))
    return not settings.USES_EMBEDDED_DATABASE and not (
        host in {"", "localhost", "127.0.0.1", "::1"} or host.startswith("/")
    )


def where(address: Mapping[str, Any]) -> str:
    """Say where the database is, without user or password."""
    kind = kind_of(address)
    return kind if kind == "embedded" else f"{kind} {address.get('HOST')}:{address.get('PORT') or 5432}"


# The first that matches the error counts. Texts as PostgreSQL 15 to 18 and Supavisor give them.
MEANINGS = (
    (
        r"does not support SSL",
        "Leave sslmode out of DATABASE_URL for a server without TLS on this machine; elsewhere, switch TLS on there.",
    ),
    (
        r"certificate",
        f"{CERTIFICATE}; name that file in DATABASE_URL: ?sslmode=verify-full&sslrootcert=<path of the file>",
    ),
    (
        r"Tenant or user not found|tenant identifier|tenant/user",
        f"The pooler wants the user postgres.<project-ref>, and the region's own host: copy both from {CONNECT}.",
    ),
    (
        r"password authentication failed|SASL|no password supplied|Wrong password|role .* does not exist",
        f"Check user and password in DATABASE_URL; in a URL, special characters must be percent-encoded. "
        f"A new password: {RESET}; the user: {CONNECT}.",
    ),
    (
        r"too many clients|Max client|max clients|remaining connection slots",
        "All connections are taken: end other programs, or raise the pool size (Supabase: Project Settings, Database, "
        "Connection pooling).",
    ),
    (r"database .* does not exist", "Check the name at the end of DATABASE_URL; on Supabase it is postgres."),
)


def remedy_for(error: str, address: Mapping[str, Any]) -> str:
    """Return what to do about a database that can't be connected to."""
    host = str(address.get("HOST", ""))
    if settings.USES_EMBEDDED_DATABASE:
        return "Look at: manage.py localdb status"
    for pattern, remedy in MEANINGS:
        if re.search(pattern, error):
            return remedy
    if host.startswith("db.") and is_supabase(host):
        return (
            f"The direct address needs IPv6; where that is missing, copy the address from {CONNECT}, into "
            "DATABASE_URL. A paused project has no address at all: Supabase's dashboard, Restore project."
        )
    if is_supabase(host):
        return f"Compare the host in DATABASE_URL with {CONNECT}; a paused project: Restore project."
    return "Check host and port in DATABASE_URL, that the server runs, and that it lets this machine in."


def first_line(error: Exception) -> str:
    """Return an error's first line."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
