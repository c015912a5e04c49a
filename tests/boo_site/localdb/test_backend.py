import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker, Settings

from boo_site.localdb import start, status, stop


@pytest.fixture
def connection(running: Path, settings: Settings, django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    settings.BOO_STATE_DIR = running
    wrapper = ConnectionHandler({"default": {"ENGINE": "boo_site.localdb", "NAME": "boo"}})["default"]
    with django_db_blocker.unblock():
        yield wrapper
        wrapper.close()


def current_database(connection: BaseDatabaseWrapper) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()")
        row = cursor.fetchone()
    assert row is not None
    return str(row[0])


def test_the_first_connection_starts_the_server(connection: BaseDatabaseWrapper, running: Path) -> None:
    stop(running)
    assert current_database(connection) == "boo"
    assert status(running) is not None


def test_a_connection_outlives_a_server_that_was_killed(connection: BaseDatabaseWrapper, running: Path) -> None:
    assert current_database(connection) == "boo"
    connection.close()
    os.kill(start(running).pid, signal.SIGKILL)
    # At once: the dying server may still take the connection, and then drop it.
    assert current_database(connection) == "boo"


def test_a_dropped_database_is_made_again(connection: BaseDatabaseWrapper, running: Path) -> None:
    with psycopg.connect(start(running).url.removesuffix("boo") + "postgres", autocommit=True) as other:
        other.execute("DROP DATABASE boo WITH (FORCE)")
    assert current_database(connection) == "boo"


def test_only_its_own_database_is_made(connection: BaseDatabaseWrapper) -> None:
    connection.settings_dict["NAME"] = "somebody_elses"
    with pytest.raises(OperationalError, match='database "somebody_elses" does not exist'):
        current_database(connection)


def test_the_callers_port_and_host_variables_do_not_lead_astray(
    connection: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGHOST", "/nowhere")
    assert current_database(connection) == "boo"


def test_what_stops_the_server_is_django_s_error_in_one_line(
    connection: BaseDatabaseWrapper, settings: Settings, tmp_path: Path
) -> None:
    settings.BOO_PG_BIN = str(tmp_path)
    settings.BOO_STATE_DIR = tmp_path / "state"
    with pytest.raises(OperationalError, match="BOO_PG_BIN") as caught:
        current_database(connection)
    assert "\n" not in str(caught.value)
