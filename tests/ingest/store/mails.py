"""Builders: mails as bytes, and a run to save them by."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

from ingest.lease import acquire_lease
from ingest.models import SyncRun
from ingest.records import ConversationRecord, FailedRecord, Location
from ingest.source import Batch, Meter
from ingest.sources.email.reading import Reader
from ingest.sources.email.senders import known_senders
from ingest.store import Counts, Run, save_batch
from interactions.models import Interaction, Message
from interactions.vocabulary import Source

SHOP = "sales@shop.example.net"
FORMS = "forms@shop.example.net"
MIA = "mia@example.com"
NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 16, 0, 0, tzinfo=UTC)
READER = Reader(known_senders([SHOP], [FORMS], ["notices@pay.example.org"]), frozenset(), NOW)


def mail(
    id_: str | None = "a@example.com",
    *,
    from_: str = f"Mia Nguyen <{MIA}>",
    to: str = SHOP,
    subject: str = "My order",
    text: str = "Where is it?",
    minutes: int = 0,
    refers_to: Sequence[str] = (),
    **headers: str,
) -> bytes:
    """Return a mail, `minutes` after Monday midnight UTC."""
    message = EmailMessage()
    if id_:
        message["Message-ID"] = f"<{id_}>"
    message["Date"] = (MONDAY + timedelta(minutes=minutes)).strftime("%a, %d %b %Y %H:%M:%S +0000")
    message["From"], message["To"], message["Subject"] = from_, to, subject
    if refers_to:
        message["References"] = " ".join(f"<{ref}>" for ref in refers_to)
        message["In-Reply-To"] = f"<{refers_to[-1]}>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def answer(id_: str, *refers_to: str, **fields: Any) -> bytes:
    """Return a mail of the shop that answers others."""
    return mail(id_, from_=f"Zoe <{SHOP}>", to=MIA, subject="Re: My order", refers_to=refers_to, **fields)


def read(raw: bytes, *, thread: int | None = None, uid: int | None = None) -> ConversationRecord:
    """Read a mail as the mailbox would hand it over; `thread` is Gmail's."""
    location = Location("INBOX", 1, uid or 0, len(raw), None, thread) if thread or uid else None
    record = READER.read(raw, internal_date=None, location=location)
    assert not isinstance(record, FailedRecord)
    return record


def open_run() -> Run:
    """Begin a run of the mailbox's sync."""
    row = SyncRun.objects.create(source=Source.EMAIL, status="running")
    row.refresh_from_db()
    return Run(Source.EMAIL, SHOP, row.pk, row.started_at, acquire_lease(Source.EMAIL), Meter(), {})


def save(*raws: bytes | ConversationRecord, now: datetime = NOW) -> Counts:
    """Save mails as one batch of a run of its own."""
    SyncRun.objects.update(status="completed")
    run = open_run()
    try:
        records = [raw if isinstance(raw, ConversationRecord) else read(raw) for raw in raws]
        return save_batch(Batch(records), run, now=now)
    finally:
        from ingest.lease import release_lease

        release_lease(run.lease)


def dump() -> list[Any]:
    """Return what is stored, without what differs between two runs that did the same."""
    left_out = {"id", "created_at", "updated_at", "interaction_id", "_state", "status_at"}
    rows: list[Any] = []
    for interaction in Interaction.objects.order_by("external_id"):
        told = {name: value for name, value in vars(interaction).items() if name not in left_out}
        messages = [
            {name: value for name, value in vars(message).items() if name not in left_out}
            for message in Message.objects.filter(interaction=interaction).order_by("message_id")
        ]
        links = sorted(interaction.mail_links.values_list("key", flat=True))
        rows.append(
            (told, messages, links, sorted(interaction.order_references.values_list("order_number", flat=True)))
        )
    return rows
