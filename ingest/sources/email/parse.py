"""A mail's bytes to a plain frozen value (RFC 5322 and MIME). Pure; a broken field costs that field only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ingest.records import AttachmentRecord
from ingest.sources.email.addresses import Address, parse_addresses
from ingest.sources.email.body import Body, read_body
from ingest.sources.email.dates import DateSource, SentAt, choose_date
from ingest.sources.email.fields import Block, Fields, read_block, read_mail_block
from ingest.sources.email.gmail import parse_labels
from ingest.sources.email.guard import FIELD_ERRORS, Guard
from ingest.sources.email.headers import header_text, raw_text
from ingest.sources.email.identity import identify
from ingest.sources.email.machine import Evidence, MachineKind, bounced_ids, machine_kind
from ingest.sources.email.message_ids import parse_message_id, parse_references
from ingest.sources.email.mime import Part, split_mail

# Above this, the client fetches the header and the text parts only.
OVERSIZE_BYTES = 25 * 1024 * 1024

_NOBODY: tuple[Address, ...] = ()
_NO_IDS: tuple[str, ...] = ()
_NO_BODY = Body("", False, None, (), None, ())


class UnparsableMail(Exception):
    """These bytes are no mail: nothing in them is a header field. The message says so in one line."""


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A mail as plain values.

    `date` is aware and in UTC, None only if the mail has no readable time at all. `text` is all that it says (read
    from HTML if `is_text_from_html`), quoted history included, line ends LF; `html` the HTML part as it came, up to
    1,000,000 characters; `embedded_text` what mails forwarded as attachments say. `bounced_ids` are the mails that a
    bounce or automatic reply is about.

    `content_hash` is equal for copies of the same mail (contract: equal Message-ID, Date, From, Subject, decoded body
    and attachments), `body_hash` for an equal body with attachments. `defects` are names of what was wrong, without
    content.
    """

    message_id: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    date: datetime | None
    date_source: DateSource
    from_: Address | None
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    subject: str
    text: str
    is_text_from_html: bool
    html: str | None
    embedded_text: str | None
    attachments: tuple[AttachmentRecord, ...]
    machine_kind: MachineKind | None
    bounced_ids: tuple[str, ...]
    gmail_labels: tuple[str, ...]
    gmail_thread_id: str | None
    content_hash: str
    body_hash: str
    size_bytes: int
    is_oversize: bool
    defects: tuple[str, ...]


def parse_mail(raw: bytes, *, internal_date: datetime | None) -> ParsedMail:
    """Parse a whole mail as it came, with or without the mbox From_ line before it.

    `internal_date` is IMAP's INTERNALDATE, aware; None for an mbox. Raises UnparsableMail when nothing in `raw` is a
    header field, and nothing else.
    """
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    try:
        tree = split_mail(raw)
    except FIELD_ERRORS as error:
        raise UnparsableMail(f"The mail's structure can't be read ({type(error).__name__}).") from error
    return _parse(
        tree.block,
        tree.parts,
        internal_date=internal_date,
        size_bytes=len(raw),
        defects=tree.defects,
    )


def parse_parts(header: bytes, parts: Sequence[Part], *, internal_date: datetime | None, size_bytes: int) -> ParsedMail:
    """Parse a mail of which only the header and some parts were fetched, as for one of over 25 MB.

    `parts` are all its parts in their order (`fetched_part`), those left at the server with body None. Raises
    UnparsableMail as `parse_mail` does.
    """
    block = read_mail_block(header)
    return _parse(block, parts, internal_date=internal_date, size_bytes=size_bytes, defects=block.defects)


def fetched_part(
    number: str,
    header: bytes,
    body: bytes | None,
    *,
    size_bytes: int,
    alternative: str | None = None,
    embedded_in: str | None = None,
) -> Part:
    """Make a part of what IMAP fetched: `header` is BODY[number.MIME], for a mail's only part the mail's own header.

    `size_bytes` is BODYSTRUCTURE's, encoded. `alternative` is any name that the parts of one multipart/alternative
    share.
    """
    fields = read_block(header).fields
    return Part(number, fields, body, size_bytes, alternative=alternative, embedded_in=embedded_in)


def _parse(
    block: Block,
    parts: Sequence[Part],
    *,
    internal_date: datetime | None,
    size_bytes: int,
    defects: Sequence[str],
) -> ParsedMail:
    fields = block.fields
    if not fields.pairs:
        raise UnparsableMail("No header field was found: this is no mail.")
    guard = Guard(defects)
    is_oversize = size_bytes > OVERSIZE_BYTES
    body = guard.read("body", lambda: read_body(parts), _NO_BODY)
    sent = _sent_at(guard, block, internal_date)
    subject = guard.read("subject", lambda: header_text(fields.first("subject") or b""), "")
    message_id = guard.read("message-id", lambda: _message_id(fields), None)
    sender = _sender(guard, fields)
    kind, bounced = _machine(guard, Evidence(fields, sender, subject, body.text, parts))
    identity = identify(message_id, fields.first("date"), sender, subject, parts, is_oversize=is_oversize)
    return ParsedMail(
        message_id=message_id,
        in_reply_to=guard.read("in-reply-to", lambda: _references(fields, "in-reply-to"), _NO_IDS),
        references=guard.read("references", lambda: _references(fields, "references"), _NO_IDS),
        date=sent.at,
        date_source=sent.source,
        from_=sender,
        reply_to=_addresses(guard, fields, "reply-to"),
        to=_addresses(guard, fields, "to"),
        cc=_addresses(guard, fields, "cc"),
        bcc=_addresses(guard, fields, "bcc"),
        subject=subject,
        text=body.text,
        is_text_from_html=body.is_text_from_html,
        html=body.html,
        embedded_text=body.embedded_text,
        attachments=body.attachments,
        machine_kind=kind,
        bounced_ids=bounced,
        gmail_labels=guard.read("x-gmail-labels", lambda: parse_labels(fields.first("x-gmail-labels") or b""), _NO_IDS),
        gmail_thread_id=guard.read("x-gm-thrid", lambda: header_text(fields.first("x-gm-thrid") or b"") or None, None),
        content_hash=identity.content_hash,
        body_hash=identity.body_hash,
        size_bytes=size_bytes,
        is_oversize=is_oversize,
        defects=tuple(sorted(guard.defects | set(body.defects))),
    )


def _addresses(guard: Guard, fields: Fields, name: str) -> tuple[Address, ...]:
    """Return the addresses of all fields of this name, so that a repeated To loses nobody."""
    if name not in fields:
        return _NOBODY

    def reading() -> tuple[Address, ...]:
        found, is_cut = parse_addresses(",".join(raw_text(value) for value in fields.all(name)))
        if is_cut:
            guard.defects.add(f"{name}:too_many_addresses")
        return found

    return guard.read(name, reading, _NOBODY)


def _message_id(fields: Fields) -> str | None:
    return next((found for value in fields.all("message-id") if (found := parse_message_id(value))), None)


def _references(fields: Fields, name: str) -> tuple[str, ...]:
    value = fields.first(name)
    return parse_references(value) if value else ()


def _sender(guard: Guard, fields: Fields) -> Address | None:
    """Return the first author with an address; without From, the Sender."""
    found = _addresses(guard, fields, "from") or _addresses(guard, fields, "sender")
    return next((address for address in found if address.email), found[0] if found else None)


def _machine(guard: Guard, evidence: Evidence) -> tuple[MachineKind | None, tuple[str, ...]]:
    """Return the kind of a machine mail and what it is about; a newsletter is about no mail of ours."""
    kind = guard.read("machine_kind", lambda: machine_kind(evidence), None)
    if kind in {None, MachineKind.NEWSLETTER}:
        return kind, _NO_IDS
    return kind, guard.read("bounced_ids", lambda: bounced_ids(evidence), _NO_IDS)


def _sent_at(guard: Guard, block: Block, internal_date: datetime | None) -> SentAt:
    def text(value: bytes | None) -> str | None:
        return raw_text(value) if value else None

    fields = block.fields
    sent = guard.read(
        "date",
        lambda: choose_date(
            header=text(fields.first("date")),
            internal_date=internal_date,
            received=text(fields.first("received")),
            from_line=text(block.unix_from),
        ),
        SentAt(internal_date, "internaldate" if internal_date else "none"),
    )
    if sent.source != "header":
        guard.defects.add("date_missing" if fields.first("date") is None else "date_not_usable")
    return sent
