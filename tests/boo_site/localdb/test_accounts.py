import os
import pwd
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from boo_site.localdb import LocalDatabaseError, start, status
from boo_site.localdb.account import account_for_root, account_of, can_enter, can_execute, run_as
from boo_site.localdb.binaries import find_binaries
from boo_site.localdb.place import home_of, make_own_folder

ROOT = Path(__file__).resolve().parents[3]
# Everything is imported first: the ordinary account may not be able to read this Python's own folder.
BECOME_NOBODY = """
import os, pathlib, pwd, sys
import psycopg
from boo_site.localdb import LocalDatabaseError, start, status, stop
state_dir = pathlib.Path(sys.argv[1])
nobody = pwd.getpwnam("nobody")
os.setgroups([]), os.setgid(nobody.pw_gid), os.setuid(nobody.pw_uid)
"""
RUN_A_SERVER = """
server = start(state_dir)
with psycopg.connect(server.url) as connection:
    print(connection.execute("SELECT current_user").fetchone()[0])
print(start(state_dir) == server, stop(state_dir))
"""
TRY_EVERYTHING = """
for attempt in (start, status, stop):
    try:
        attempt(state_dir)
    except LocalDatabaseError as error:
        print(error)
"""


def as_nobody(program: str, state_dir: Path) -> str:
    command = [sys.executable, "-c", BECOME_NOBODY + program, str(state_dir)]
    return subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=60, check=True).stdout


@pytest.mark.usefixtures("as_root")
def test_root_s_server_runs_as_an_ordinary_account(running: Path) -> None:
    server = start(running)
    assert Path(f"/proc/{server.pid}").stat().st_uid == account_for_root().uid != 0


@pytest.mark.long
@pytest.mark.usefixtures("as_root")
def test_root_s_data_below_a_closed_folder_live_where_the_account_can_go(closed_state_dir: Path) -> None:
    # The programs too are where only root can reach them.
    install = find_binaries().bin_dir.parent
    if not (install / "share").is_dir():
        pytest.skip("these programs can't be moved: they were not built with their files side by side")
    packages = closed_state_dir.parent / "site-packages"
    packages.mkdir()
    for folder in install.parent.parent.glob(f"{install.parent.name}*"):
        (packages / folder.name).symlink_to(folder)
    server = start(closed_state_dir, str(packages / install.parent.name / install.name / "bin"))
    with psycopg.connect(server.url) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
    assert closed_state_dir.parent.stat().st_mode & 0o777 == 0o700
    assert home_of(closed_state_dir).is_relative_to("/var")
    assert start(closed_state_dir) == status(closed_state_dir) == server


@pytest.mark.long
@pytest.mark.usefixtures("as_root")
def test_an_ordinary_account_runs_its_own_server(state_dir: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    if not can_execute(account_of(nobody.pw_uid), [find_binaries().bin_dir / "initdb"]):
        pytest.skip("this checkout is closed to ordinary accounts")
    state_dir.mkdir()
    os.chown(state_dir, nobody.pw_uid, nobody.pw_gid)
    assert as_nobody(RUN_A_SERVER, state_dir).split() == ["boo", "True", "True"]
    assert (state_dir / "localdb").stat().st_uid == nobody.pw_uid


@pytest.mark.usefixtures("as_root")
def test_a_state_directory_that_is_closed_to_us_is_one_clear_error(closed_state_dir: Path) -> None:
    lines = as_nobody(TRY_EVERYTHING, closed_state_dir).splitlines()
    assert len(lines) == 3
    assert all("Permission denied" in line and "set BOO_STATE_DIR" in line for line in lines)


@pytest.mark.usefixtures("as_root")
def test_a_server_of_another_account_is_one_clear_error(running: Path) -> None:
    lines = as_nobody(TRY_EVERYTHING, running).splitlines()
    assert len(lines) == 3
    assert all("belongs to another account" in line for line in lines)
    assert status(running) is not None


@pytest.mark.usefixtures("as_root")
def test_another_account_s_folder_is_refused(state_dir: Path) -> None:
    state_dir.mkdir()
    folder = state_dir / "sockets"
    folder.mkdir()
    os.chown(folder, pwd.getpwnam("daemon").pw_uid, -1)
    with pytest.raises(LocalDatabaseError, match="belongs to another account"):
        make_own_folder(folder, account_for_root())


def test_a_link_in_the_place_of_an_own_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "run").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(LocalDatabaseError, match="belongs to another account"):
        make_own_folder(tmp_path / "run", None)


@pytest.mark.usefixtures("as_root")
def test_a_closed_folder_can_t_be_entered_by_the_account(closed_state_dir: Path) -> None:
    assert not can_enter(account_for_root(), closed_state_dir.parent)
    assert can_enter(account_for_root(), closed_state_dir.parent.parent)


def test_a_program_that_hangs_is_ended_at_its_deadline() -> None:
    with pytest.raises(LocalDatabaseError, match="sleep took longer than 0 s"):
        run_as(None, ["sleep", "30"], timeout_seconds=0.05)


def test_postgres_variables_of_the_caller_don_t_reach_its_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGDATA", "/elsewhere")
    monkeypatch.setenv("LC_MESSAGES", "de_DE.UTF-8")
    shown = run_as(None, ["/usr/bin/env"], timeout_seconds=10).stdout
    assert "PGDATA" not in shown
    assert "LC_MESSAGES" not in shown
