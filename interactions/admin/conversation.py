"""A conversation as its page shows it: who said what, in order, with nothing that could run or be fetched."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from interactions.models import Interaction, Message
from interactions.vocabulary import SenderType

SHOWN = 200
"""How many messages a page shows at first: the last ones."""

FOLDED_FROM = 4_000
"""Characters of a message above which the rest of it is folded."""

SYSTEM_LINE = 200
"""A system notice up to this length is a thin line; a longer one (machine mail) is folded."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file's name, kind and size in bytes. `url` is set where a browser may open it: an https address."""

    name: str
    type: str
    size: int | None
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One message, ready to be shown. `kind` is the sender's, `rest` what is folded."""

    kind: str
    author: str
    address: str
    sent_at: datetime
    text: str
    rest: str
    quoted: str
    attachments: tuple[Attachment, ...]
    is_internal: bool
    is_deleted: bool
    is_notice: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """The lines that are shown, oldest first, and how many there are in all."""

    lines: tuple[Line, ...]
    total: int

    @property
    def left_out(self) -> int:
        """Return how many earlier messages aren't shown."""
        return self.total - len(self.lines)


def conversation(interaction: Interaction, *, everything: bool = False) -> Conversation:
    """Read the last messages of a conversation, or all of them. Two queries, whatever the number."""
    messages = Message.objects.filter(interaction=interaction).defer("content_html", "raw_data", "content_hash")
    newest_first = messages.order_by("-sent_at", "-position", "-id")
    shown = list(newest_first if everything else newest_first[:SHOWN])
    total = messages.count() if len(shown) == SHOWN else len(shown)
    return Conversation(tuple(line(message) for message in reversed(shown)), total)


def line(message: Message) -> Line:
    """Make one message ready to be shown."""
    kind = message.sender_type
    text = message.content.strip()
    is_notice = kind == SenderType.SYSTEM and len(text) <= SYSTEM_LINE and not message.quoted_text
    folds_at = 0 if kind == SenderType.SYSTEM and not is_notice else FOLDED_FROM
    return Line(
        kind=kind,
        author=message.sender_name or message.sender_email or message.get_sender_type_display(),
        address=message.sender_email if message.sender_name and message.sender_email else "",
        sent_at=message.sent_at,
        text=text[:folds_at] if len(text) > folds_at else text,
        rest=text[folds_at:],
        quoted=(message.quoted_text or "").strip(),
        attachments=tuple(attachments(message.attachments)),
        is_internal=message.is_internal,
        is_deleted=message.is_deleted,
        is_notice=is_notice,
    )


def attachments(stored: Any) -> Iterator[Attachment]:
    """Yield the files of a message; whatever else the column holds is passed over."""
    for item in stored if isinstance(stored, list) else ():
        if isinstance(item, dict):
            size = item.get("size")
            yield Attachment(
                name=str(item.get("name") or "unnamed file"),
                type=str(item.get("type") or ""),
                size=size if isinstance(size, int) and not isinstance(size, bool) else None,
                url=openable(item.get("url")),
            )


def openable(url: Any) -> str:
    """Return an address that a browser may be sent to, else an empty text: https and a host, no credentials."""
    try:
        parts = urlsplit(url) if isinstance(url, str) else None
        is_safe = parts is not None and parts.scheme == "https" and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        return ""
    return str(url) if is_safe else ""
