"""Which of a mailbox's folders hold what customers and staff wrote (RFC 6154). Pure."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ingest.source import SourceRefused

_NOT_A_MAILBOX = {r"\noselect", r"\nonexistent"}
_SHOWN = 40
_REMEDY = "Set BOO_SALES_IMAP_FOLDERS to names from this list, separated by commas."


@dataclass(frozen=True, slots=True)
class Folder:
    r"""A folder that the server listed, with its attributes as sent (\Sent, \HasChildren, ...)."""

    name: str
    attributes: tuple[str, ...] = ()

    def has(self, attribute: str) -> bool:
        """Say whether it has an attribute; their case doesn't matter."""
        return any(own.lower() == attribute.lower() for own in self.attributes)

    @property
    def can_be_opened(self) -> bool:
        """False for a mere level in the hierarchy, such as "[Gmail]"."""
        return not any(attribute.lower() in _NOT_A_MAILBOX for attribute in self.attributes)


def choose_folders(listed: Iterable[Folder], wanted: Sequence[str]) -> list[str]:
    r"""Return the folders to read, each once: `wanted`, else that flagged \All, else INBOX and what is flagged \Sent.

    Names differ with the account's language ("[Google Mail]/Alle Nachrichten"), so flags decide; a flag may stand in
    `wanted` too. Raises SourceRefused, which lists the existing folders, when one is missing.
    """
    existing = [folder for folder in listed if folder.can_be_opened]
    names = [name.strip() for name in wanted if name.strip()]
    if not names:
        names = [r"\All"] if any(folder.has(r"\All") for folder in existing) else ["INBOX", r"\Sent"]
    return list(dict.fromkeys(_find(existing, name) for name in names))


def missing_folder(existing: Iterable[Folder], name: str) -> SourceRefused:
    """Return the error for a folder that isn't there."""
    names = sorted(folder.name for folder in existing if folder.can_be_opened)
    shown = ", ".join(names[:_SHOWN]) + (", ..." if len(names) > _SHOWN else "")
    what = f"folder flagged {name}" if name.startswith("\\") else f'folder "{name}"'
    return SourceRefused(
        f"The mailbox has no {what}. It has: {shown or 'none'}.", remedy=_REMEDY, code="folder_missing"
    )


def _find(existing: Sequence[Folder], name: str) -> str:
    if name.startswith("\\"):
        found = [folder.name for folder in existing if folder.has(name)]
    else:
        found = [folder.name for folder in existing if _key(folder.name) == _key(name)]
    if not found:
        raise missing_folder(existing, name)
    return found[0]


def _key(name: str) -> str:
    """Return what makes two names the same: only INBOX is known in any case (RFC 3501, 5.1)."""
    return "INBOX" if name.upper() == "INBOX" else unicodedata.normalize("NFC", name)
