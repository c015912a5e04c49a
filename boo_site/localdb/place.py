"""Where the embedded database lives: its folder and its sockets."""

import hashlib
import os
import stat
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from boo_site.localdb.account import Account, account_for_root, account_of, can_enter
from boo_site.localdb.errors import LocalDatabaseError
from boo_site.localdb.postmaster import SOCKET_NAME

# `sun_path` of sockaddr_un has 108 bytes on Linux and 104 on macOS, the closing NUL included (unix(7), unix(4)).
SOCKET_PATH_MAX = 103 if sys.platform == "darwin" else 107
# Root's folders where an account of the machine can get to.
SHARED_ROOTS = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108 - the folder made in there is checked for its owner.
# pg_ctl hands paths to /bin/sh inside double quotes, where these are not literal.
UNSAFE_CHARACTERS = frozenset('"$`\\\n')


@dataclass(frozen=True)
class Place:
    """The folder of the database, and the account that runs the server (None: whoever we are)."""

    home: Path
    account: Account | None

    @property
    def data(self) -> Path:
        """PostgreSQL's data folder."""
        return self.home / "data"

    @property
    def run(self) -> Path:
        """The server's own folder for its sockets and its log."""
        return self.home / "run"

    @property
    def log(self) -> Path:
        """What the server wrote since it was last started."""
        return self.run / "server.log"


def home_of(state_dir: Path) -> Path:
    """Return the folder of the state directory's database, whether it exists or not; a link names one elsewhere."""
    entry = state_dir.resolve() / "localdb"
    # One step only: in /var/tmp somebody else could have put a link in the place of the folder.
    return entry.parent / entry.readlink() if entry.is_symlink() else entry


def prepare_place(state_dir: Path) -> Place:
    """Make the folders of the database, closed to everybody else; safe to run again. Raise LocalDatabaseError."""
    entry = state_dir / "localdb"
    account: Account | None = None
    if os.geteuid() == 0:
        account = _root_account(entry)
        if not os.path.lexists(entry) and not can_enter(account, state_dir):
            # The link keeps the choice: later starts find the same data, whoever may enter what by then.
            entry.symlink_to(_shared_home(state_dir, account))
    place = Place(home_of(state_dir), account)
    if unsafe := UNSAFE_CHARACTERS.intersection(str(place.home)):
        raise LocalDatabaseError(
            f"The path {str(place.home)!r} holds {min(unsafe)!r}, which PostgreSQL's programs can't take: "
            "set BOO_STATE_DIR to another folder."
        )
    _make_home(place)
    make_own_folder(place.run, place.account)
    return place


def _root_account(entry: Path) -> Account:
    """Return the account that owns the data, so that it stays the same; for a new database, one of the machine's."""
    for folder in (entry / "data", entry):
        if folder.exists() and (uid := folder.stat().st_uid) != 0:
            return account_of(uid)
    return account_for_root()


def _shared_home(state_dir: Path, account: Account) -> Path:
    """Return a folder for root's database where the account can get to, named after the state directory."""
    for root in SHARED_ROOTS:
        if os.access(root, os.W_OK) and can_enter(account, root):
            return root / f"boo-localdb-{_digest(state_dir)}"
    raise LocalDatabaseError(
        f"The account '{account.name}', which runs the embedded database for root, can't enter {state_dir}: "
        "set BOO_STATE_DIR to a folder that it can enter."
    )


def _make_home(place: Place) -> None:
    """Make the database's folder. Root's stays root's, and the server's account may only pass through it."""
    if place.account is None:
        make_own_folder(place.home, None)
        return
    make_own_folder(place.home, None, also=place.account.uid)
    if place.home.stat().st_uid == 0:
        os.chown(place.home, 0, place.account.gid)
        place.home.chmod(0o710)
    if not can_enter(place.account, place.home):
        raise LocalDatabaseError(
            f"The account '{place.account.name}', which runs the embedded database, can't enter {place.home} any more: "
            "let it pass through the folders above, or set BOO_STATE_DIR to another folder."
        )


def make_own_folder(folder: Path, owner: Account | None, *, also: int | None = None) -> None:
    """
    Make a folder with mode 0700 for an account (None: ourselves) unless it exists.

    An existing one must be a real folder of that account (or of uid `also`), else LocalDatabaseError is raised: in a
    folder that everybody may write, somebody else could have made it.
    """
    uid = owner.uid if owner else os.geteuid()
    try:
        folder.mkdir(mode=0o700, parents=False)
        if owner:
            os.chown(folder, owner.uid, owner.gid)
    except FileExistsError:
        found = folder.lstat()
        # Root may have been interrupted between making a folder and giving it away.
        if owner and stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() == 0:
            os.chown(folder, owner.uid, owner.gid, follow_symlinks=False)
        elif not stat.S_ISDIR(found.st_mode) or found.st_uid not in (uid, also):
            raise LocalDatabaseError(
                f"{folder} exists and belongs to another account (uid {found.st_uid}): "
                "run this as that account, or set BOO_STATE_DIR to another folder."
            ) from None


def socket_folder(place: Place) -> Path:
    """Return a folder for the server's sockets whose path every client takes, made if it is missing."""
    # libpq reads a comma in `host` as the start of another host.
    if len(os.fsencode(place.run / SOCKET_NAME)) <= SOCKET_PATH_MAX and "," not in str(place.run):
        return place.run
    # Root's own temporary folder may be closed to the server's account.
    base = Path("/tmp") if place.account else Path(tempfile.gettempdir())  # noqa: S108 - owner checked.
    folder = base / f"boo-{_digest(place.home)}"
    if len(os.fsencode(folder / SOCKET_NAME)) > SOCKET_PATH_MAX:
        raise LocalDatabaseError(
            f"The paths of {place.run} and {base} are too long for a socket: set a shorter BOO_STATE_DIR."
        )
    make_own_folder(folder, place.account)
    return folder


def _digest(path: Path) -> str:
    """Return a short name for a path that is the same on every run."""
    return hashlib.sha256(os.fsencode(path.resolve())).hexdigest()[:12]
