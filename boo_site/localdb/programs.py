"""PostgreSQL's programs where the server's account can reach them."""

import os
import shutil
import tempfile
from pathlib import Path

from boo_site.localdb.account import can_execute
from boo_site.localdb.binaries import PROGRAMS, Binaries
from boo_site.localdb.errors import LocalDatabaseError
from boo_site.localdb.place import Place

# The folders of an installation that the server needs; its own libraries find each other by relative paths.
PARTS = ("bin", "lib", "share")


def reachable_binaries(binaries: Binaries, place: Place) -> Binaries:
    """
    Return programs that the server's account can run, copied once into the database's folder if it can't in place.

    Raise LocalDatabaseError if a copy does not help.
    """
    if place.account is None or can_execute(place.account, _programs(binaries)):
        return binaries
    copied = _copy(binaries, place.home)
    if not can_execute(place.account, _programs(copied)):
        raise LocalDatabaseError(
            f"The account '{place.account.name}' can't run PostgreSQL's programs in {binaries.bin_dir}, nor a copy: "
            "set BOO_PG_BIN to programs that every account can run."
        )
    return copied


def _programs(binaries: Binaries) -> list[Path]:
    """Return the paths of the programs that are used."""
    return [binaries.bin_dir / program for program in PROGRAMS]


def _copy(binaries: Binaries, home: Path) -> Binaries:
    """Copy an installation into a folder, readable to every account; one of this version that is there is kept."""
    target = home / f"programs-{binaries.version}"
    install = binaries.bin_dir.parent
    below = Path(install.parent.name, install.name)
    if not target.exists():
        for left_over in home.glob("programs-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        unfinished = Path(tempfile.mkdtemp(prefix="programs-", dir=home))
        for part in PARTS:
            if (install / part).is_dir():
                shutil.copytree(install / part, unfinished / below / part)
        _copy_libraries(install.parent, unfinished / install.parent.name)
        _open_to_all(unfinished)
        unfinished.rename(target)
    return Binaries(target / below / "bin", binaries.version)


def _copy_libraries(package: Path, copied: Path) -> None:
    """Copy the libraries that a wheel keeps beside its package (auditwheel) or hidden inside it (delocate)."""
    for source, target in (
        (package.with_name(f"{package.name}.libs"), copied.with_name(f"{package.name}.libs")),
        (package / ".dylibs", copied / ".dylibs"),
    ):
        if source.is_dir():
            shutil.copytree(source, target)


def _open_to_all(folder: Path) -> None:
    """Let every account read the files, and run the programs among them."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
