"""A conversation as its page shows it: who said what, in order, with nothing that could run or be fetched."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from interactions.admin.marks import Mark, marked
from interactions.categorize.text import MAX_MESSAGES, SUBJECT
from interactions.models import Interaction, Message, Note
from interactions.vocabulary import SenderType

SHOWN = 200
"""How many messages a page shows at first: the last ones."""

FOLDED_FROM = 4_000
"""Characters of a message above which the rest of it is folded."""

SUBJECT_SHOWN = 200
MAIL_FILES = "ingest:attachment"
"""The name of the address that the site gives to the files of mails."""

AS_SENT = "admin:interactions_interaction_html"

SECTION = re.compile(r"[1-9]\d*(\.[1-9]\d*)*")
"""A part of a mail as IMAP counts them (RFC 3501, 6.4.5)."""

SYSTEM_LINE = 200
"""A system notice up to this length is a thin line; a longer one (machine mail) is folded."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file's name, kind and size in bytes. `url` is set where a browser may open it: ours, or an https address."""

    name: str
    type: str
    size: int | None
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One message, ready to be shown. `kind` is the sender's, `rest` what is folded, `html` where it is as sent."""

    id: UUID
    kind: str
    author: str
    address: str
    sent_at: datetime
    text: SafeString
    rest: SafeString
    quoted: str
    attachments: tuple[Attachment, ...]
    is_internal: bool
    is_deleted: bool
    is_notice: bool
    html: str
    note: None = None


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A colleague's note, among the messages by its time."""

    note: int
    author: str
    sent_at: datetime
    text: str
    is_removed: bool
    is_own: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """The subject, the messages and notes that are shown, oldest first, and how many messages there are in all."""

    subject: SafeString
    lines: tuple[Line | NoteLine, ...]
    shown: int
    total: int

    @property
    def left_out(self) -> int:
        """Return how many earlier messages aren't shown."""
        return self.total - self.shown


def conversation(
    interaction: Interaction,
    *,
    marks: Mapping[str, Sequence[Mark]] | None = None,
    everything: bool = False,
    reader: int | None = None,
) -> Conversation:
    """Read the last messages of a conversation, or all of them, with the places marked that decided its category.

    Staff's notes stand among them; `reader` may take back their own. `marks` are by where they stand, as in a
    judgement's evidence. Four queries at most, whatever the number.
    """
    marks = marks or {}
    messages = with_html(Message.objects.filter(interaction=interaction))
    newest_first = messages.order_by("-sent_at", "-position", "-id")
    shown = list(newest_first if everything else newest_first[:SHOWN])
    total = messages.count() if len(shown) == SHOWN else len(shown)
    places = _places(interaction, shown if total == len(shown) else None) if marks else {}
    lines = [line(message, marks.get(places.get(message.pk, ""), ())) for message in reversed(shown)]
    since = lines[0].sent_at if len(lines) < total else None
    told: list[Line | NoteLine] = [*lines, *_notes(interaction, since, reader)]
    told.sort(key=_by_time)
    subject = (interaction.subject or "")[:SUBJECT_SHOWN]
    return Conversation(marked(subject, marks.get(SUBJECT, ())), tuple(told), len(lines), total)


def with_html(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Read messages without their long hidden parts, but with whether there is an HTML part to show."""
    has_html = ExpressionWrapper(Q(content_html__isnull=False) & ~Q(content_html=""), output_field=BooleanField())
    return messages.annotate(has_html=has_html).defer("content_html", "raw_data", "content_hash")


def _by_time(line: Line | NoteLine) -> datetime:
    return line.sent_at


def _notes(interaction: Interaction, since: datetime | None, reader: int | None) -> Iterator[NoteLine]:
    """Yield the notes, from the first message on that is shown."""
    rows = Note.objects.filter(interaction=interaction).select_related("user")
    for row in rows.filter(created_at__gte=since) if since else rows:
        yield NoteLine(
            note=row.pk,
            author=(row.user.get_short_name() or row.user.get_username()) if row.user else "Somebody",
            sent_at=row.created_at,
            text=row.text,
            is_removed=row.removed_at is not None,
            is_own=reader is not None and row.user_id == reader,
        )


def _places(interaction: Interaction, newest_first: list[Message] | None) -> dict[UUID, str]:
    """Return where a judgement says that each of the customer's messages stands: "message 1" is the first.

    The messages are read where not all of them are at hand.
    """
    if newest_first is None:
        messages = Message.objects.filter(
            interaction=interaction, sender_type=SenderType.CUSTOMER, is_internal=False, is_deleted=False
        )
        ids = list(messages.order_by("sent_at", "position", "id").values_list("pk", flat=True)[:MAX_MESSAGES])
    else:
        ids = [one.pk for one in reversed(newest_first) if _is_read(one)]
    return {id_: f"message {number}" for number, id_ in enumerate(ids, start=1)}


def _is_read(message: Message) -> bool:
    return message.sender_type == SenderType.CUSTOMER and not message.is_internal and not message.is_deleted


def line(message: Message, marks: Sequence[Mark] = ()) -> Line:
    """Make one message ready to be shown."""
    kind = message.sender_type
    text = message.content.strip()
    lead = len(message.content) - len(message.content.lstrip())
    is_notice = kind == SenderType.SYSTEM and len(text) <= SYSTEM_LINE and not message.quoted_text
    folds_at = 0 if kind == SenderType.SYSTEM and not is_notice else FOLDED_FROM
    return Line(
        id=message.pk,
        kind=kind,
        author=message.sender_name or message.sender_email or message.get_sender_type_display(),
        address=message.sender_email if message.sender_name and message.sender_email else "",
        sent_at=message.sent_at,
        text=marked(text[:folds_at], marks, lead),
        rest=marked(text[folds_at:], marks, lead + folds_at),
        quoted=(message.quoted_text or "").strip(),
        attachments=tuple(attachments(message.attachments, message.pk)),
        is_internal=message.is_internal,
        is_deleted=message.is_deleted,
        is_notice=is_notice,
        html=reverse(AS_SENT, args=[message.interaction_id, message.pk]) if getattr(message, "has_html", False) else "",
    )


def attachments(stored: Any, message: UUID) -> Iterator[Attachment]:
    """Yield the files of a message; whatever else the column holds is passed over."""
    for item in stored if isinstance(stored, list) else ():
        if isinstance(item, dict):
            size = item.get("size")
            yield Attachment(
                name=str(item.get("name") or "unnamed file"),
                type=str(item.get("type") or ""),
                size=size if isinstance(size, int) and not isinstance(size, bool) else None,
                url=mail_part(item.get("url"), message) or openable(item.get("url")),
            )


def mail_part(url: Any, message: UUID) -> str:
    """Return where a mail's part is opened (it is read at its source then), else an empty text."""
    number = url.removeprefix("part:") if isinstance(url, str) and url.startswith("part:") else ""
    return reverse(MAIL_FILES, args=[message, number]) if SECTION.fullmatch(number) else ""


def openable(url: Any) -> str:
    """Return an address that a browser may be sent to, else an empty text: https and a host, no credentials."""
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
        is_safe = parts is not None and parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return ""
    return str(url) if is_safe else ""
