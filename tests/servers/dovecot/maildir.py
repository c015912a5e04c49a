"""Puts mails straight into a Maildir: thousands a second, and INTERNALDATE is the file's time."""

import itertools
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

# https://cr.yp.to/proto/maildir.html: the letters after ":2,".
_FLAG_LETTERS = {r"\Seen": "S", r"\Answered": "R", r"\Flagged": "F", r"\Draft": "D", r"\Deleted": "T"}
# Dovecot gives out UIDs in the order of the seconds that a file's name begins with.
_FIRST_SECOND = 1_000_000_000


class Maildir:
    """The mail folders of one user on disk; files get the owner that the server runs as."""

    def __init__(self, root: Path, owner: tuple[int, int] | None) -> None:
        self.root = root
        self._owner = owner
        self._seconds = itertools.count(_FIRST_SECOND)

    def create(self, folder: str) -> None:
        """Make the folder, if it isn't there."""
        for name in ("tmp", "new", "cur"):
            path = self.root / folder / name
            path.mkdir(parents=True, exist_ok=True)

    def deliver(self, raw: bytes, folder: str, internal_date: datetime, flags: Iterable[str] = ()) -> None:
        """Add one mail as a delivery agent does: written aside, then renamed. It gets the folder's next UID."""
        letters = "".join(sorted(_FLAG_LETTERS[flag] for flag in flags))
        # With S (bytes on disk) and W (bytes with CRLF) in its name Dovecot needn't read a mail to know its size.
        virtual_size = len(raw) + raw.count(b"\n") - raw.count(b"\r\n")
        name = f"{next(self._seconds)}.M1P1.test,S={len(raw)},W={virtual_size}"
        aside = self.root / folder / "tmp" / name
        aside.write_bytes(raw)
        timestamp = internal_date.astimezone(UTC).timestamp()
        os.utime(aside, (timestamp, timestamp))
        self.give(aside)
        target = Path("cur", f"{name}:2,{letters}") if letters else Path("new", name)
        aside.rename(self.root / folder / target)

    def give(self, path: Path) -> None:
        """Hand a file to the account that the server runs as."""
        if self._owner is not None:
            os.chown(path, *self._owner)

    def give_all(self, root: Path) -> None:
        """Hand a folder and all below it to the account that the server runs as."""
        if self._owner is not None:
            self.give(root)
            for path in root.rglob("*"):
                self.give(path)
