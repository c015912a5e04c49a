"""Check the database: whether it answers, who it is, and whether its tables are ours and up to date."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from boo_site.hand_made import holds_hand_made_tables
from boo_site.setup_check.findings import Finding, State

OLDEST_POSTGRESQL = 150000
SUPABASE = "Supabase's dashboard (Connect, Session pooler)"


def check_database() -> Iterator[Finding]:
    """Yield what the database is like, then what its tables are like; both end with the first failure."""
    address = settings.DATABASES["default"]
    connection = connections["default"]
    try:
        connection.ensure_connection()
        version = connection.pg_version  # type: ignore[attr-defined]
    except (DatabaseError, OSError) as error:
        yield Finding("database", State.FAILED, first_line(error), remedy_for(str(error), address))
        return
    if version < OLDEST_POSTGRESQL:
        found = f"PostgreSQL {version // 10000} is too old."
        yield Finding("database", State.FAILED, found, "Use PostgreSQL 15 or newer.")
        return
    yield Finding("database", State.OK, f"PostgreSQL {version // 10000}, {where(address)}.")
    yield from _notes(address)
    yield _schema()


def _schema() -> Finding:
    connection = connections["default"]
    try:
        if holds_hand_made_tables("default"):
            return Finding(
                "schema",
                State.FAILED,
                "The tables here were made by hand, not by this system.",
                "Rename them or move them to another schema, then run: manage.py migrate",
            )
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return Finding("schema", State.FAILED, first_line(error), "Run: manage.py migrate")
    if missing:
        found = f"{len(missing)} migrations are missing, the first is {missing[0][0]}."
        return Finding("schema", State.FAILED, found, "Run: manage.py migrate")
    return Finding("schema", State.OK, "All tables are there and up to date.")


def _notes(address: dict[str, Any]) -> Iterator[Finding]:
    host, port = str(address.get("HOST", "")), str(address.get("PORT", ""))
    if port == "6543":
        yield Finding(
            "pooler",
            State.NOTE,
            "Port 6543 is Supabase's transaction pooler; it works, more slowly.",
            f"Prefer the session pooler (port 5432): copy it from {SUPABASE} into DATABASE_URL.",
        )
    mode = str(address.get("OPTIONS", {}).get("sslmode", ""))
    if "supabase" in host and mode not in {"verify-full", "verify-ca"}:
        yield Finding(
            "certificate",
            State.NOTE,
            "The database's certificate is not verified.",
            "Download it from Supabase (Project Settings, Database, SSL) and add to DATABASE_URL: "
            "?sslmode=verify-full&sslrootcert=<file>",
        )
    if settings.SUPABASE_SERVICE_ROLE_KEY_IS_SET:
        yield Finding(
            "service role key",
            State.NOTE,
            "BOO_SUPABASE_SERVICE_ROLE_KEY is set, and nothing here uses it.",
            "Remove it: it opens the whole project to whoever reads it.",
        )


def where(address: dict[str, Any]) -> str:
    """Say where the database is, without user or password."""
    return "embedded" if settings.USES_EMBEDDED_DATABASE else f"{address.get('HOST')}:{address.get('PORT') or 5432}"


def remedy_for(error: str, address: dict[str, Any]) -> str:
    """Return what to do about a database that can't be connected to."""
    host = str(address.get("HOST", ""))
    if settings.USES_EMBEDDED_DATABASE:
        return "Look at: manage.py localdb status"
    if "certificate" in error or "SSL" in error:
        return "Download the certificate from Supabase (Project Settings, Database) and name it in sslrootcert."
    if "password authentication failed" in error or "SASL" in error or "no password supplied" in error:
        return f"Copy user and password anew from {SUPABASE}; special characters must be percent-encoded."
    if "Tenant or user not found" in error:
        return f"The pooler wants the user postgres.<project-ref>: copy the address from {SUPABASE}."
    if "too many" in error or "Max client" in error:
        return "All connections are taken: raise the pool size (Supabase, Database, Settings) or end other programs."
    if host.startswith("db.") and host.endswith(".supabase.co"):
        return f"The direct address needs IPv6. Where that is missing, copy the one from {SUPABASE} into DATABASE_URL."
    return "Check DATABASE_URL, and that the server runs and lets this machine in."


def first_line(error: Exception) -> str:
    """Return an error's first line."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
