"""What a mail server's FETCH answers say of a mail, as plain frozen values. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ingest.sources.email.fields import read_block
from ingest.sources.email.message_ids import parse_message_id
from ingest.sources.email.mime import Part

# INTERNALDATE of a mail for which the server gave none that can be read.
NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)

# One mail's answer as IMAPClient parses it: item to value.
type Answer = Mapping[bytes, Any]


@dataclass(frozen=True, slots=True)
class FolderState:
    """A folder as EXAMINE found it. UIDs below `uid_next` are given out; under another validity they mean nothing."""

    name: str
    uid_validity: int
    uid_next: int
    exists: int
    highest_modseq: int | None = None


@dataclass(frozen=True, slots=True)
class GmailIds:
    r"""What Gmail knows of a mail: X-GM-MSGID, X-GM-THRID and X-GM-LABELS (\Inbox, \Sent, Important, ...)."""

    message_id: int
    thread_id: int
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MailHeader:
    """What can be known of a mail without reading it.

    `internal_date` is in UTC, NO_DATE where the server gave none that can be read. `message_id` is without brackets.
    """

    uid: int
    size_bytes: int
    internal_date: datetime
    message_id: str | None
    flags: frozenset[str] = frozenset()
    gmail: GmailIds | None = None


@dataclass(frozen=True, slots=True)
class FetchedMail:
    """A mail as the server gave it.

    `raw` is the whole mail, or, where `parts` is not None (a mail above the size limit), its header; `parts` are then
    all its parts in their order, the texts with their first 2 MB, the others without their bytes.
    """

    uid: int
    raw: bytes
    internal_date: datetime
    size_bytes: int
    flags: frozenset[str] = frozenset()
    gmail: GmailIds | None = None
    parts: tuple[Part, ...] | None = None


@dataclass(frozen=True, slots=True)
class UnreadableMail:
    """A mail that the server lists but doesn't hand out, and why."""

    uid: int
    reason: str


def read_header(uid: int, answer: Answer) -> MailHeader:
    """Return what an answer with HEADER.FIELDS (MESSAGE-ID) says."""
    fields = read_block(body_item(answer)).fields
    found = (parse_message_id(value) for value in fields.all("message-id"))
    return MailHeader(
        uid=uid,
        size_bytes=answer.get(b"RFC822.SIZE") or 0,
        internal_date=_internal_date(answer),
        message_id=next(filter(None, found), None),
        flags=_flags(answer),
        gmail=_gmail(answer),
    )


def read_mail(header: MailHeader, answer: Answer, parts: tuple[Part, ...] | None = None) -> FetchedMail:
    """Return the mail that an answer with BODY[] holds, or with BODY[HEADER] and its `parts`."""
    return FetchedMail(
        uid=header.uid,
        raw=body_item(answer),
        internal_date=header.internal_date,
        size_bytes=header.size_bytes,
        flags=header.flags,
        gmail=header.gmail,
        parts=parts,
    )


def body_item(answer: Answer, section: str = "") -> bytes:
    """Return the bytes of the item BODY[section...], b"" where it is NIL or missing."""
    prefix = f"BODY[{section}".encode()
    return next((bytes(value or b"") for key, value in answer.items() if key.startswith(prefix)), b"")


def has_body(answer: Answer) -> bool:
    """Say whether an answer holds any BODY[...] item."""
    return any(key.startswith(b"BODY[") for key in answer)


def _internal_date(answer: Answer) -> datetime:
    value = answer.get(b"INTERNALDATE")
    return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else NO_DATE


def _flags(answer: Answer) -> frozenset[str]:
    return frozenset(_text(flag) for flag in answer.get(b"FLAGS") or ())


def _gmail(answer: Answer) -> GmailIds | None:
    message_id, thread_id = answer.get(b"X-GM-MSGID"), answer.get(b"X-GM-THRID")
    if message_id is None or thread_id is None:
        return None
    return GmailIds(message_id, thread_id, tuple(answer.get(b"X-GM-LABELS") or ()))


def _text(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def slices[T](items: Sequence[T], length: int) -> Iterator[Sequence[T]]:
    """Yield the items in pieces of `length`."""
    for start in range(0, len(items), length):
        yield items[start : start + length]


def batches(headers: Iterable[MailHeader], *, max_mails: int, max_bytes: int) -> Iterator[list[MailHeader]]:
    """Yield mails in groups of at most `max_mails` and `max_bytes`; a larger one is alone."""
    batch: list[MailHeader] = []
    total = 0
    for header in headers:
        if batch and (len(batch) >= max_mails or total + header.size_bytes > max_bytes):
            yield batch
            batch, total = [], 0
        batch.append(header)
        total += header.size_bytes
    if batch:
        yield batch
