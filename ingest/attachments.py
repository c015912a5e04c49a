"""Open a mail's file at its source: nothing of it is kept here, and nothing is changed there."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from uuid import UUID

from ingest.source import SourceRefused
from ingest.sources import email_source
from ingest.sources.email.client import MailboxClient
from ingest.sources.email.fields import Fields, read_block
from ingest.sources.email.headers import header_text, parse_parameters
from ingest.sources.email.source import EmailSource
from ingest.sources.email.transfer_stream import decode_stream
from ingest.store.attached import AttachedFile, find_attached_file

MAX_BYTES = 200_000_000
"""The most that is read of one file, transfer-encoded; Gmail takes in mails of up to 50 MB."""


class AttachmentGone(Exception):
    """There is no such file, or the mailbox no longer has its mail: one line for a person."""


@dataclass(frozen=True, slots=True)
class OpenAttachment:
    """A file at its source, open: its name and type as the sender gave them, and its bytes in pieces. Close it."""

    name: str
    type: str
    chunks: Iterator[bytes]
    source: EmailSource

    def __iter__(self) -> Iterator[bytes]:
        return self.chunks

    def close(self) -> None:
        """Close the connection to the mailbox. Safe to call twice."""
        self.source.close()


def open_attachment(message: UUID, section: str) -> OpenAttachment:
    """Open the file that is a stored mail's MIME section ("2", "1.2").

    Looks where the mail was last seen, then for its Message-ID in the folders that are synced. Raises AttachmentGone,
    and SourceError when the mailbox isn't configured or can't be reached.
    """
    source = email_source()
    if not isinstance(source, EmailSource):
        raise TypeError("Mails come from a mailbox.")
    with ExitStack() as on_failure:
        on_failure.callback(source.close)
        file = _attached(message, section, source.account)
        uid, fields = _find(source, file)
        encoding = header_text(fields.first("content-transfer-encoding") or b"")
        pieces = decode_stream(source.client.fetch_part(uid, section, max_bytes=MAX_BYTES), encoding)
        # The first piece comes before anything is answered, so that what fails can still be told.
        first = next(pieces, b"")
        on_failure.pop_all()
    return OpenAttachment(file.name, file.type, _followed(first, pieces), source)


def _followed(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others


def _attached(message: UUID, section: str, account: str) -> AttachedFile:
    file = find_attached_file(message, section, account)
    if file is None:
        raise AttachmentGone("No such file belongs to a mail here.")
    return file


def _find(source: EmailSource, file: AttachedFile) -> tuple[int, Fields]:
    """Open the folder that still holds the mail; return its UID and the header of the file's part."""
    client = source.client
    for place in file.places:
        if _opens(client, place.folder, place.uid_validity) and (fields := _part_fields(client, place.uid, file)):
            return place.uid, fields
    for folder in client.folders(source.folders):
        client.examine(folder)
        for uid in client.find(file.mail_id):
            fields = _part_fields(client, uid, file)
            # A different mail may have the same id.
            if fields and parse_parameters(fields.first("content-type"))[0] == file.type:
                return uid, fields
    raise AttachmentGone("The mailbox no longer has this mail, so the file can't be opened.")


def _opens(client: MailboxClient, folder: str, uid_validity: int) -> bool:
    """Open the folder; False where it is gone or numbered anew."""
    try:
        return client.examine(folder).uid_validity == uid_validity
    except SourceRefused as refusal:
        if refusal.code != "folder_missing":
            raise
        return False


def _part_fields(client: MailboxClient, uid: int, file: AttachedFile) -> Fields | None:
    """Return the header of the file's part, or None where the mail is gone."""
    try:
        return read_block(client.part_header(uid, file.section)).fields
    except SourceRefused as refusal:
        if refusal.code != "mail_gone":
            raise
        return None
