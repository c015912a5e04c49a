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
class Location:
    """Where an item stands at its source, so that it is known without being read: an IMAP UID (RFC 3501, 2.3.1.1).

    The Gmail ids are None where the server doesn't offer X-GM-EXT-1.
    """

    folder: str
    uid_validity: int
    uid: int
    size_bytes: int | None = None
    gm_message_id: int | None = None
    gm_thread_id: int | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """How a mail finds the conversation that it belongs to.

    `root` names the conversation: the first id of References, else of In-Reply-To, else the mail's own (RFC 5322,
    3.6.4). Mails that share any of `keys` are one conversation: their own ids, the ids they refer to, and, where Gmail
    tells its X-GM-THRID, that with the outside party's address.
    """

    root: str
    keys: tuple[str, ...]


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
    location: Location | None = None


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
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class SkippedItem:
    """An item that is not to be stored, and why: a draft, spam, or one out of the asked range."""

    reason: str
    location: Location
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class FormerItem:
    """A mail as it is known from a folder that was numbered anew since.

    `token` is equal for copies of the same mail.
    """

    id: int
    token: int
    message_id: str | None
    size_bytes: int | None
    gm_message_id: int | None


@dataclass(frozen=True, slots=True)
class MovedItem:
    """A known mail that has another place now: the FormerItem's id, and where it stands."""

    former_id: int
    location: Location
