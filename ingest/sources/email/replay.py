"""A mail's bytes, kept in quarantine, are read again. Pure."""

from datetime import datetime

from ingest.records import FailedRecord, Location
from ingest.source import Memory, ReadAgain
from ingest.sources.email.parse import OVERSIZE_BYTES
from ingest.sources.email.reading import Reader
from ingest.sources.email.senders import Senders


def is_header_only(location: Location | None) -> bool:
    """Say whether only the header of a mail is kept: the texts of one so large are read apart (MailboxClient)."""
    return location is not None and location.size_bytes is not None and location.size_bytes > OVERSIZE_BYTES


def read_again(
    raw: bytes, location: Location | None, senders: Senders, memory: Memory, *, read_at: datetime
) -> ReadAgain:
    """Parse a mail as it came. When it arrived is not kept; a mail without a date goes by `Received`. Never raises."""
    reader = Reader(senders, memory.machine_senders(), read_at)
    found = reader.read(raw, internal_date=None, location=location)
    return ReadAgain(None, (found,)) if isinstance(found, FailedRecord) else ReadAgain(found)
