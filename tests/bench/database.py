"""A database of each benchmark's own: made on the server that the settings name, and dropped at the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import django
from django.db import connection

NAME = f"boo_bench_{os.getpid()}"
"""Named after the process, so that two benchmarks at once don't disturb each other."""


@contextmanager
def bench_database() -> Iterator[str]:
    """Make the database with all tables, connect to it, yield its URL, and drop it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boo_site.settings")
    django.setup()
    connection.settings_dict["TEST"]["NAME"] = NAME
    former = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield _url()
    finally:
        connection.creation.destroy_test_db(former, verbosity=0)


def _url() -> str:
    told = connection.get_connection_params()
    host, port = quote(str(told.get("host") or "127.0.0.1"), safe=""), told.get("port") or 5432
    login = ":".join(quote(str(part), safe="") for part in (told.get("user"), told.get("password")) if part)
    return f"postgresql://{login}@{host}:{port}/{told['dbname']}"


def run(statement: str, *values: str | int) -> None:
    """Run a statement."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
