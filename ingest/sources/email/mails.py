"""A parsed mail as a record: a conversation of one message, to be joined by the store. Pure."""

import hashlib
from datetime import datetime

from ingest.records import ConversationRecord, Json, Location, MessageRecord
from ingest.sources.email.addresses import Address
from ingest.sources.email.parse import ParsedMail
from ingest.sources.email.replies import Reply, strip_html_reply, strip_reply
from ingest.sources.email.senders import Writer
from ingest.sources.email.threads import links
from interactions.vocabulary import SenderType, Source

SUBJECT_MAX_CHARACTERS = 1_000
LISTED_ADDRESSES = 50


def mail_record(
    mail: ParsedMail, raw: bytes, writer: Writer, *, location: Location | None, read_at: datetime
) -> ConversationRecord:
    """Return the mail as a record. `read_at` stands in for the date of a mail that has none at all."""
    own_id = mail.message_id or f"sha256:{hashlib.sha256(without_from_line(raw)).hexdigest()}"
    sent_at = mail.date or read_at
    joined = links(mail, own_id, writer, _thread_id(mail, location))
    return ConversationRecord(
        source=Source.EMAIL,
        external_id=f"email:{joined.root}",
        started_at=sent_at,
        messages=(_message(mail, own_id, writer, sent_at, joined.root),),
        customer_email=writer.outside.email.lower() or None,
        customer_name=writer.outside.name or None,
        subject=mail.subject[:SUBJECT_MAX_CHARACTERS] or None,
        links=joined,
        location=location,
    )


def without_from_line(raw: bytes) -> bytes:
    """Return a mail without the From_ line that an mbox puts before it."""
    return raw.partition(b"\n")[2] if raw.startswith(b"From ") else raw


def _message(mail: ParsedMail, own_id: str, writer: Writer, sent_at: datetime, root: str) -> MessageRecord:
    reply = _reply(mail, writer)
    return MessageRecord(
        message_id=own_id,
        sender_type=writer.sender_type,
        sender_name=writer.sender.name or None,
        sender_email=writer.sender.email or None,
        content=reply.content,
        quoted_text=reply.quoted_text,
        content_html=mail.html,
        attachments=mail.attachments,
        sent_at=sent_at,
        counts=writer.sender_type != SenderType.SYSTEM,
        content_hash=mail.content_hash,
        raw_data=_told(mail, writer, root),
    )


def _reply(mail: ParsedMail, writer: Writer) -> Reply:
    """Separate what the person wrote; a machine's mail is kept as it is.

    What staff mark as a machine's is separated all the same, so that the mark can be taken back.
    """
    if writer.natural_type == SenderType.SYSTEM:
        return Reply(mail.text, None)
    return strip_html_reply(mail.html) if mail.html and mail.is_text_from_html else strip_reply(mail.text)


def _told(mail: ParsedMail, writer: Writer, root: str) -> dict[str, Json]:
    """Return what the header said that no column holds, and what the conversation as a whole is made from."""
    return {
        "root": root,
        "subject": mail.subject[:SUBJECT_MAX_CHARACTERS] or None,
        "outside": {"name": writer.outside.name, "email": writer.outside.email.lower()},
        "natural_type": writer.natural_type,
        "is_form": writer.is_form,
        "machine": writer.machine_tag,
        "to": _shown(mail.to),
        "cc": _shown(mail.cc),
        "date_source": mail.date_source,
        "body_hash": mail.body_hash,
        "is_oversize": mail.is_oversize,
        "defects": list(mail.defects),
    }


def _shown(addresses: tuple[Address, ...]) -> list[Json]:
    return [f"{one.name} <{one.email}>" if one.name else one.email for one in addresses[:LISTED_ADDRESSES]]


def _thread_id(mail: ParsedMail, location: Location | None) -> int | None:
    if location is not None and location.gm_thread_id is not None:
        return location.gm_thread_id
    digits = mail.gmail_thread_id or ""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 20 else None
