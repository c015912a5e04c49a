"""What a source hands over: plain frozen records, before anything touches the database. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from interactions.vocabulary import ContentType, SenderType, Source

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None


@dataclass(frozen=True, slots=True)
class AttachmentRecord:
    """A file that belongs to a message. Its bytes stay at the source.

    `url` is what opens it there: LiveChat's address, or `part:<number>` for a MIME part.
    """

    name: str
    type: str
    size: int | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """One message of a conversation: a LiveChat event or a mail.

    `counts` says that a person (or bot) wrote it for the other side to read: message_count counts it.
    `sent_at` is aware; `position` orders messages within a LiveChat thread (mails are ordered by `sent_at`).
    """

    message_id: str
    sender_type: SenderType
    content: str
    sent_at: datetime
    sender_name: str | None = None
    sender_email: str | None = None
    content_type: ContentType = ContentType.TEXT
    attachments: tuple[AttachmentRecord, ...] = ()
    position: int = 0
    counts: bool = True
    is_internal: bool = False
    is_deleted: bool = False
    content_html: str | None = None
    quoted_text: str | None = None
    content_hash: str | None = None
    raw_data: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Links:
    """How a mail finds the conversation that it belongs to (RFC 5322, 3.6.4).

    `message_ids` are its own id and every id that it refers to, root first; `thread_hint` is Gmail's X-GM-THRID, which
    joins mails only of the same `outside_party`; `starts_own` keeps form mails apart from what the hint says.
    """

    message_ids: tuple[str, ...]
    outside_party: str | None = None
    thread_hint: str | None = None
    starts_own: bool = False


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """A conversation as a source tells it.

    LiveChat hands over whole threads. A mail is a conversation of one message with `links`: the store joins it to what
    it knows. `messages` is None where the source keeps the events from us (LiveChat's restricted_access): what is
    stored stays.
    """

    source: Source
    external_id: str
    started_at: datetime
    messages: tuple[MessageRecord, ...] | None
    customer_email: str | None = None
    customer_name: str | None = None
    customer_phone: str | None = None
    customer_location: str | None = None
    subject: str | None = None
    summary: str | None = None
    chat_id: str | None = None
    is_active: bool = False
    closed_at: datetime | None = None
    rating: int | None = None
    rating_comment: str | None = None
    source_tags: tuple[str, ...] = ()
    raw_data: Mapping[str, Json] = field(default_factory=dict)
    links: Links | None = None


@dataclass(frozen=True, slots=True)
class FailedRecord:
    """An item, or a part of one, that could not be read: its bytes as they came and the reason.

    `is_partial` says that the rest of the item is stored (a LiveChat thread without its unreadable event).
    """

    external_id: str
    raw: bytes
    reason: str
    error_class: str
    is_partial: bool = False
