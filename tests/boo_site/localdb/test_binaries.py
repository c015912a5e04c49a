from pathlib import Path

import pytest

from boo_site.localdb import LocalDatabaseError
from boo_site.localdb.binaries import Binaries, debian_bin_dirs, find_binaries, read_binaries


def programs(bin_dir: Path, version: str) -> Path:
    bin_dir.mkdir(parents=True)
    for name in ("initdb", "pg_ctl", "postgres"):
        (bin_dir / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        (bin_dir / name).chmod(0o755)
    return bin_dir


def test_the_chosen_folder_wins(tmp_path: Path) -> None:
    chosen = programs(tmp_path / "bin", "17.2 (Debian 17.2-1)")
    assert find_binaries(str(chosen)) == Binaries(chosen, "17.2")


def test_a_chosen_folder_without_programs_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LocalDatabaseError, match="BOO_PG_BIN"):
        find_binaries(str(tmp_path))


def test_a_chosen_version_that_is_too_old_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LocalDatabaseError, match="15 or newer"):
        find_binaries(str(programs(tmp_path / "bin", "14.9")))


def test_programs_of_this_machine_are_found_without_a_choice() -> None:
    found = find_binaries()
    assert found.major >= 15
    assert (found.bin_dir / "initdb").is_file()


def test_programs_that_do_not_run_here_are_passed_over(tmp_path: Path) -> None:
    broken = programs(tmp_path / "bin", "18.1")
    (broken / "postgres").write_text("#!/nowhere/to/be/found\n")
    assert read_binaries(broken) is None


def test_the_newest_of_debian_s_versions_comes_first(tmp_path: Path) -> None:
    for version in ("9", "15", "18", "common"):
        (tmp_path / version / "bin").mkdir(parents=True)
    assert [path.parent.name for path in debian_bin_dirs(tmp_path)] == ["18", "15", "9"]


@pytest.mark.parametrize(("version", "major"), [("18.6", 18), ("19beta2", 19), ("17devel", 17)])
def test_the_major_version_is_the_first_number(version: str, major: int) -> None:
    assert Binaries(Path("/bin"), version).major == major
