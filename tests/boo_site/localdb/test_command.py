from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from boo_site.localdb import start, status


@pytest.fixture(autouse=True)
def _embedded(running: Path, settings: Settings) -> None:
    settings.BOO_STATE_DIR = running
    settings.BOO_PG_BIN = ""
    settings.USES_EMBEDDED_DATABASE = True


def localdb(action: str) -> str:
    out = StringIO()
    call_command("localdb", action, stdout=out)
    return out.getvalue().strip()


def test_start_and_status_describe_the_running_server(running: Path) -> None:
    server = start(running)
    assert localdb("start") == localdb("status")
    assert localdb("status") == f"PostgreSQL {server.version} is running (process {server.pid}), data in {server.data}."


def test_url_is_taken_by_libpq(running: Path) -> None:
    with psycopg.connect(localdb("url")) as connection:
        assert connection.info.dbname == "boo"


def test_stop_stops_and_status_then_fails(running: Path) -> None:
    assert localdb("stop") == "Stopped."
    assert localdb("stop") == "It was not running."
    with pytest.raises(CommandError, match="not running") as caught:
        localdb("status")
    assert caught.value.returncode == 1


def test_url_starts_a_stopped_server(running: Path) -> None:
    localdb("stop")
    assert localdb("url").startswith("postgresql://boo@")
    assert status(running) is not None


def test_with_another_database_it_says_that_it_is_not_in_use(settings: Settings) -> None:
    settings.USES_EMBEDDED_DATABASE = False
    with pytest.raises(CommandError, match="DATABASE_URL is set"):
        localdb("start")
    err = StringIO()
    call_command("localdb", "stop", stdout=StringIO(), stderr=err)
    assert "not in use" in err.getvalue()


def test_a_wrong_setting_is_one_line(settings: Settings, tmp_path: Path) -> None:
    localdb("stop")
    settings.BOO_PG_BIN = str(tmp_path)
    with pytest.raises(CommandError, match="BOO_PG_BIN"):
        localdb("start")
