"""Check the tables: whether they are ours, complete, as new as the code, and closed to strangers."""

from collections.abc import Iterator

from django.apps import apps
from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django_q.models import Schedule

from boo_site.hand_made import TABLE, holds_hand_made_tables
from boo_site.schedules import JOBS
from boo_site.setup_check.findings import Finding, State

MIGRATE = "Run: manage.py migrate"
# Supabase's public API reads with these roles, and its key for `anon` stands in web pages.
PUBLIC_ROLES = ("anon", "authenticated")
SHARED = """
    SELECT r.rolname FROM pg_roles r
    WHERE r.rolname = ANY(%s) AND has_schema_privilege(r.rolname, current_schema(), 'USAGE')
        AND has_table_privilege(r.rolname, %s, 'SELECT')
        AND NOT (SELECT relrowsecurity FROM pg_class WHERE oid = %s::regclass)"""


def check_tables(connection: BaseDatabaseWrapper) -> Iterator[Finding]:
    """Yield how the tables stand, and what runs on them by schedule."""
    try:
        schema = _schema(connection)
        yield schema
        if schema.state is State.OK:
            yield from _strangers(connection)
            yield from _schedules()
    except DatabaseError as error:
        line = (str(error).strip().splitlines() or [type(error).__name__])[0]
        yield Finding("schema", State.FAILED, line, MIGRATE)


def _schema(connection: BaseDatabaseWrapper) -> Finding:
    if holds_hand_made_tables(connection.alias):
        return Finding(
            "schema",
            State.FAILED,
            f"The table {TABLE} was made by hand, not by this system.",
            "Rename the old tables or move them to another schema (docs/operations.md), then run: manage.py migrate",
        )
    executor = MigrationExecutor(connection)
    graph, applied = executor.loader.graph, executor.loader.applied_migrations
    if not applied:
        return Finding("schema", State.FAILED, f'No tables yet: relation "{TABLE}" does not exist.', MIGRATE)
    if missing := executor.migration_plan(graph.leaf_nodes()):
        found = f"The tables are older than the code: {len(missing)} migrations are missing, first {missing[0][0]}."
        return Finding("schema", State.FAILED, found, MIGRATE)
    if unknown := [key for key in applied if key not in graph.nodes and key[0] in {"interactions", "ingest"}]:
        found = f"The tables are newer than the code: it doesn't know {'.'.join(sorted(unknown)[-1])}."
        return Finding("schema", State.FAILED, found, "Install the version of the code that was here last.")
    return _relations(connection)


def _relations(connection: BaseDatabaseWrapper) -> Finding:
    """Look for each table itself: one may have been dropped, or stand in a schema that isn't searched."""
    found = set(connection.introspection.table_names())
    wanted = {model._meta.db_table for model in apps.get_models() if model._meta.managed and not model._meta.proxy}
    if absent := sorted(wanted - found):
        return Finding(
            "schema",
            State.FAILED,
            f'relation "{absent[0]}" does not exist, though its migration ran.',
            "Restore it from a backup (docs/operations.md), or set DATABASE_URL's search_path to the tables' schema.",
        )
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(%s, 'INSERT, UPDATE')", [TABLE])
        if not cursor.fetchone()[0]:
            return Finding(
                "schema",
                State.FAILED,
                "This database user may not write.",
                "Use the user that ran migrate, or grant it SELECT, INSERT, UPDATE and DELETE on all tables.",
            )
    return Finding("schema", State.OK, "All tables are there and up to date.")


def _strangers(connection: BaseDatabaseWrapper) -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(SHARED, [list(PUBLIC_ROLES), TABLE, TABLE])
        roles = [role for (role,) in cursor.fetchall()]
    if roles:
        yield Finding(
            "public API",
            State.FAILED,
            f"Supabase's public API may read the customers' conversations (as {', '.join(roles)}).",
            "Supabase: SQL Editor, run: REVOKE ALL ON ALL TABLES IN SCHEMA public FROM anon, authenticated; "
            "(docs/operations.md has the rest).",
        )


def _schedules() -> Iterator[Finding]:
    names = {job.name for job in JOBS}
    missing = names - set(Schedule.objects.filter(name__in=names).values_list("name", flat=True))
    if missing:
        yield Finding(
            "scheduled jobs",
            State.NOTE,
            f"{len(missing)} of {len(names)} are not set up, so nothing is pulled by itself.",
            "Run: manage.py setup_schedules; `manage.py qcluster` then runs them.",
        )
    else:
        yield Finding("scheduled jobs", State.OK, f"All {len(names)} are set up.")
