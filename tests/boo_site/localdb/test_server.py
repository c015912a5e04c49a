import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from boo_site.localdb import LocalDatabaseError, start, status, stop
from boo_site.localdb.place import SOCKET_PATH_MAX, home_of
from boo_site.localdb.postmaster import SOCKET_NAME, is_postmaster, wait_until

ROOT = Path(__file__).resolve().parents[3]
START = "import sys, pathlib; from boo_site.localdb import start; print(start(pathlib.Path(sys.argv[1])).pid)"


def ask(state_dir: Path, query: str) -> tuple[object, ...]:
    server = status(state_dir)
    assert server is not None
    with psycopg.connect(server.url) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row


def data_of(state_dir: Path) -> Path:
    return home_of(state_dir) / "data"


def launch(state_dir: Path, program: str = START) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", program, str(state_dir)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def test_a_second_start_returns_the_running_server_at_once(running: Path) -> None:
    first = start(running)
    began = time.perf_counter()
    second = start(running)
    assert second == first
    assert time.perf_counter() - began < 0.1


def test_the_url_leads_to_the_database_in_utc(running: Path) -> None:
    assert ask(running, "SELECT current_user, current_database(), current_setting('timezone')") == ("boo", "boo", "UTC")


def test_the_server_listens_on_no_network_address(running: Path) -> None:
    assert ask(running, "SELECT current_setting('listen_addresses')") == ("",)


def test_its_folders_are_closed_to_others(running: Path) -> None:
    home = home_of(running)
    assert (home / "data").stat().st_mode & 0o777 == 0o700
    assert (home / "run").stat().st_mode & 0o777 == 0o700
    assert home.stat().st_mode & 0o007 == 0


def test_it_stops_and_starts_again_with_its_data(running: Path) -> None:
    server = start(running)
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")
    assert stop(running) is True
    assert status(running) is None
    assert not is_postmaster(server.pid, server.data)
    assert stop(running) is False
    assert start(running).pid != server.pid
    assert ask(running, "SELECT answer FROM kept") == (42,)


def test_stopping_what_was_never_started_changes_nothing(state_dir: Path) -> None:
    assert stop(state_dir) is False
    assert status(state_dir) is None
    assert not state_dir.exists()


def test_four_processes_at_once_start_one_server(odd_state_dir: Path) -> None:
    processes = [launch(odd_state_dir) for _ in range(4)]
    pids = {process.communicate(timeout=60)[0].strip() for process in processes}
    server = status(odd_state_dir)
    assert server is not None
    assert pids == {str(server.pid)}


def test_a_killed_server_is_started_again(running: Path) -> None:
    server = start(running)
    os.kill(server.pid, signal.SIGKILL)
    assert wait_until(lambda: status(running) is None, 10)
    assert start(running).pid != server.pid
    assert ask(running, "SELECT 1") == (1,)


def test_a_pid_file_whose_number_another_process_has_is_no_hindrance(running: Path) -> None:
    server = start(running)
    pid_file = server.data / "postmaster.pid"
    left_over = pid_file.read_text().replace(str(server.pid), str(os.getpid()), 1)
    stop(running)
    pid_file.write_text(left_over)
    (server.socket_dir / f"{SOCKET_NAME}.lock").write_text(left_over)
    assert status(running) is None
    assert start(running).pid not in (server.pid, os.getpid())


def test_stopping_spares_another_process_with_the_recorded_number(running: Path) -> None:
    stop(running)
    pid_file = data_of(running) / "postmaster.pid"
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        pid_file.write_text(f"{stranger.pid}\n{data_of(running)}\n")
        assert stop(running) is False
        assert stranger.poll() is None
        stranger.communicate(b"\n")
    assert stranger.returncode == 0


def test_an_empty_pid_file_is_no_hindrance(running: Path) -> None:
    stop(running)
    (data_of(running) / "postmaster.pid").touch()
    start(running)
    assert ask(running, "SELECT 1") == (1,)


def test_a_server_that_lost_its_socket_is_replaced(running: Path) -> None:
    server = start(running)
    (server.socket_dir / SOCKET_NAME).unlink()
    assert status(running) is None
    assert start(running).pid != server.pid
    assert not is_postmaster(server.pid, server.data)


def test_a_start_that_fails_names_the_reason_in_one_line(running: Path) -> None:
    stop(running)
    configuration = data_of(running) / "postgresql.auto.conf"
    whole = configuration.read_text()
    configuration.write_text("shared_buffers = 'plenty'\n")
    try:
        with pytest.raises(LocalDatabaseError, match=r"did not start.*FATAL.*Set BOO_STATE_DIR") as caught:
            start(running)
    finally:
        configuration.write_text(whole)
    assert "\n" not in str(caught.value)


def test_data_of_another_major_version_are_refused_untouched(state_dir: Path) -> None:
    data = state_dir / "localdb" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    with pytest.raises(LocalDatabaseError, match=r"are PostgreSQL 9's.*BOO_PG_BIN"):
        start(state_dir)
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_folder_with_something_else_in_it_is_refused_untouched(state_dir: Path) -> None:
    data = state_dir / "localdb" / "data"
    data.mkdir(parents=True)
    (data / "holiday.jpg").touch()
    with pytest.raises(LocalDatabaseError, match="something else"):
        start(state_dir)
    assert (data / "holiday.jpg").exists()


def test_a_state_directory_that_is_a_file_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    with pytest.raises(LocalDatabaseError, match="set BOO_STATE_DIR"):
        start(tmp_path / "state")


@pytest.mark.long
def test_an_interrupted_first_start_is_made_good(state_dir: Path) -> None:
    with launch(state_dir) as process:
        # In initdb: its folder is there and has some of its files.
        assert wait_until(lambda: any((state_dir / "localdb").glob("initdb-*/PG_VERSION")), 30)
        process.kill()
    assert not data_of(state_dir).exists()
    start(state_dir)
    assert ask(state_dir, "SELECT 1") == (1,)


@pytest.mark.long
def test_a_path_too_long_for_a_socket_gets_a_short_one(long_state_dir: Path) -> None:
    server = start(long_state_dir)
    assert len(str(server.socket_dir / SOCKET_NAME)) <= SOCKET_PATH_MAX
    assert server.socket_dir.stat().st_mode & 0o777 == 0o700
    assert server.socket_dir.stat().st_uid == server.data.stat().st_uid
    assert ask(long_state_dir, "SELECT 1") == (1,)
