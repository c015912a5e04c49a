import os
from pathlib import Path

from boo_site.localdb.postmaster import Server, is_postmaster, read_server, recorded_pid, running_server

LINES = ["4711", "/somewhere/data", "1700000000", "5432", "/somewhere/run", "", "  5432001  7", "ready   "]


def test_the_eight_lines_describe_a_server(tmp_path: Path) -> None:
    (tmp_path / "postmaster.pid").write_text("\n".join(LINES) + "\n")
    assert read_server(tmp_path) == Server(4711, tmp_path, Path("/somewhere/run"), is_ready=True)


def test_a_file_cut_short_names_no_server_but_its_process(tmp_path: Path) -> None:
    (tmp_path / "postmaster.pid").write_text("\n".join(LINES[:5]))
    assert read_server(tmp_path) is None
    assert recorded_pid(tmp_path) == 4711


def test_a_server_that_does_not_answer_is_not_running(tmp_path: Path) -> None:
    (tmp_path / "postmaster.pid").write_text("\n".join(LINES))
    assert running_server(tmp_path) is None


def test_a_process_that_is_no_server_is_told_apart(tmp_path: Path) -> None:
    assert not is_postmaster(os.getpid(), tmp_path)
    assert not is_postmaster(os.getpid(), Path.cwd())


def test_the_url_escapes_what_would_end_the_host() -> None:
    server = Server(1, Path("/data"), Path("/a b/c@d?e"), is_ready=True)
    assert server.url == "postgresql://boo@%2Fa%20b%2Fc%40d%3Fe:5432/boo"
