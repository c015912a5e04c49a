"""Mails' bytes to records: what becomes of each, whatever it is. Pure."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ingest.records import ConversationRecord, FailedRecord, Location
from ingest.sources.email.mails import mail_record, without_from_line
from ingest.sources.email.mime import Part
from ingest.sources.email.parse import ParsedMail, UnparsableMail, parse_mail, parse_parts
from ingest.sources.email.senders import Senders, who_wrote

NEVER_STORED = {
    "\\draft": "draft",
    "\\drafts": "draft",
    "draft": "draft",
    "drafts": "draft",
    "\\junk": "spam",
    "\\spam": "spam",
    "spam": "spam",
    "\\trash": "trash",
    "trash": "trash",
    "bin": "trash",
    "\\chats": "chat",
    "\\chat": "chat",
    "chat": "chat",
}
"""The labels and flags of what is no conversation with a customer, by Gmail's, Takeout's and IMAP's names."""

# What stands in the bytes of strangers may raise any of these in code that reads them; the mail is quarantined then.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


Found = ConversationRecord | FailedRecord
"""What a mail becomes."""


@dataclass(frozen=True, slots=True)
class UnreadMail:
    """A mail as it came. With `parts`, `raw` is the header of one too large to be read whole."""

    raw: bytes
    internal_date: datetime | None = None
    location: Location | None = None
    parts: tuple[Part, ...] | None = None
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads mails for one shop. `read_at` stands in for the date of a mail that has none at all."""

    senders: Senders
    marked_by_staff: frozenset[str]
    read_at: datetime

    def read_all(self, mails: Sequence[UnreadMail]) -> list[Found]:
        """Return what each mail becomes, in order. Raises nothing."""
        return [
            self.read(
                mail.raw,
                internal_date=mail.internal_date,
                location=mail.location,
                parts=mail.parts,
                size_bytes=mail.size_bytes,
            )
            for mail in mails
        ]

    def read(
        self,
        raw: bytes,
        *,
        internal_date: datetime | None,
        location: Location | None,
        parts: tuple[Part, ...] | None = None,
        size_bytes: int = 0,
    ) -> Found:
        """Return the mail as a record, or as an item for quarantine. Raises nothing.

        With `parts`, `raw` is the header of a mail too large to be read whole.
        """
        try:
            if parts is None:
                mail = parse_mail(raw, internal_date=internal_date)
            else:
                mail = parse_parts(raw, parts, internal_date=internal_date, size_bytes=size_bytes)
            return self.record(mail, raw, location)
        except UnparsableMail as error:
            return unreadable(raw, str(error), error, location)
        except UNREADABLE as error:
            return unreadable(raw, f"Reading it failed ({type(error).__name__}).", error, location)

    def record(self, mail: ParsedMail, raw: bytes, location: Location | None) -> ConversationRecord:
        """Return a parsed mail as a record."""
        writer = who_wrote(mail, self.senders, self.marked_by_staff)
        return mail_record(mail, raw, writer, location=location, read_at=self.read_at)


def unreadable(raw: bytes, reason: str, error: Exception, location: Location | None) -> FailedRecord:
    """Return the quarantine entry of a mail that can't be read."""
    return FailedRecord(
        external_id=f"sha256:{hashlib.sha256(without_from_line(raw)).hexdigest()}",
        raw=raw,
        reason=reason,
        error_class=type(error).__name__,
        location=location,
    )


def reason_to_skip(labels: Iterable[str]) -> str | None:
    """Return why a mail with these labels or flags is never stored, or None."""
    return next((NEVER_STORED[label.lower()] for label in labels if label.lower() in NEVER_STORED), None)
