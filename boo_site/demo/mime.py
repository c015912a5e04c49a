"""Write a mail as bytes: header, multipart body, transfer encodings and mboxrd quoting (RFC 5322, 2045, 2047). Pure."""

import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Final

_FROM_LINE: Final = re.compile(rb"^(>*From )", re.MULTILINE)
_ATOMS: Final = re.compile(r"[\w .!#$%&'*+/=?^`{|}~-]*", re.ASCII)
_ENCODED_WORD_BYTES: Final = 42
_LINE: Final = "\r\n"


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody whom a mail comes from or goes to; the name may be empty."""

    name: str
    email: str

    def __str__(self) -> str:
        if not self.name:
            return self.email
        if not self.name.isascii():
            return f"{encoded(self.name)} <{self.email}>"
        name = self.name if _ATOMS.fullmatch(self.name) and "." not in self.name else f'"{self.name}"'
        return f"{name} <{self.email}>"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One part with its decoded bytes. `encoding` is quoted-printable, base64, 8bit or 7bit."""

    content_type: str
    data: bytes
    encoding: str = "7bit"
    filename: str | None = None


@dataclass(frozen=True, slots=True)
class Multipart:
    """Parts in one: `kind` is alternative, mixed or report, the last with its report-type."""

    kind: str
    parts: "tuple[Leaf | Multipart, ...]"
    report_type: str | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as plain values. `sent_at` is aware, in the sender's zone; `labels` and `thread_id` are Gmail's.

    `has_references` false leaves only In-Reply-To; `extra` are header fields that come last.
    """

    sent_at: datetime
    sender: Party
    to: tuple[Party, ...]
    subject: str
    content: Leaf | Multipart
    labels: tuple[str, ...]
    thread_id: int
    message_id: str | None = None
    references: tuple[str, ...] = ()
    has_references: bool = True
    cc: tuple[Party, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()

    @property
    def order(self) -> tuple[datetime, str]:
        """Return what mails are sorted by: the time, then the id."""
        return self.sent_at.astimezone(UTC), self.message_id or ""


def mbox_entry(mail: Mail) -> bytes:
    """Return the mail as an mboxrd entry: From_ line, header, body, empty line."""
    received = mail.sent_at.astimezone(UTC)
    from_line = f"From {mail.thread_id}@xxx {received:%a %b %d %H:%M:%S +0000 %Y}{_LINE}".encode("ascii")
    return from_line + _FROM_LINE.sub(rb">\1", mail_bytes(mail)) + b"\r\n\r\n"


def mail_bytes(mail: Mail) -> bytes:
    """Return the mail itself, as a server would hand it out, with Gmail's fields on top."""
    fields = "".join(f"{name}: {value}{_LINE}" for name, value in _fields(mail))
    boundary = hashlib.sha256(f"{mail.thread_id} {mail.order}".encode()).hexdigest()[:24]
    return fields.encode("ascii") + _entity(mail.content, boundary)


def encoded(text: str) -> str:
    """Return the text as RFC 2047 encoded-words in UTF-8, none longer than 75 characters."""
    words, piece = [], ""
    for character in text:
        if len((piece + character).encode()) > _ENCODED_WORD_BYTES:
            words.append(piece)
            piece = ""
        piece += character
    return f"{_LINE} ".join(f"=?UTF-8?B?{_base64(word.encode()).decode()}?=" for word in [*words, piece])


def _base64(data: bytes) -> bytes:
    return binascii.b2a_base64(data, newline=False)


def _fields(mail: Mail) -> Iterator[tuple[str, str]]:
    yield "X-GM-THRID", str(mail.thread_id)
    yield "X-Gmail-Labels", ",".join(mail.labels)
    yield "MIME-Version", "1.0"
    yield "Date", format_datetime(mail.sent_at)
    if mail.message_id:
        yield "Message-ID", f"<{mail.message_id}>"
    if mail.references:
        yield "In-Reply-To", f"<{mail.references[-1]}>"
    if mail.references and mail.has_references:
        yield "References", f"{_LINE} ".join(f"<{one}>" for one in mail.references)
    yield "Subject", mail.subject if mail.subject.isascii() else encoded(mail.subject)
    yield "From", str(mail.sender)
    yield "To", f",{_LINE} ".join(str(one) for one in mail.to)
    if mail.cc:
        yield "Cc", f",{_LINE} ".join(str(one) for one in mail.cc)
    yield from mail.extra


def _entity(entity: Leaf | Multipart, boundary: str) -> bytes:
    """Return a part with its own header, an empty line, and its body; `boundary` is unique to the mail."""
    if isinstance(entity, Leaf):
        return _leaf(entity)
    mark = f"=_{boundary}"
    report = f"; report-type={entity.report_type}" if entity.report_type else ""
    head = f'Content-Type: multipart/{entity.kind}{report}; boundary="{mark}"{_LINE}{_LINE}'
    parts = [f"--{mark}{_LINE}".encode() + _entity(part, f"{boundary}{at}") for at, part in enumerate(entity.parts)]
    return head.encode("ascii") + b"\r\n".join([*parts, f"--{mark}--".encode()])


def _leaf(leaf: Leaf) -> bytes:
    name = f'; name="{leaf.filename}"' if leaf.filename else ""
    head = f"Content-Type: {leaf.content_type}{name}{_LINE}"
    if leaf.filename:
        head += f'Content-Disposition: attachment; filename="{leaf.filename}"{_LINE}'
    if leaf.encoding != "7bit":
        head += f"Content-Transfer-Encoding: {leaf.encoding}{_LINE}"
    return f"{head}{_LINE}".encode("ascii") + _transferred(leaf)


def _transferred(leaf: Leaf) -> bytes:
    match leaf.encoding:
        case "base64":
            text = _base64(leaf.data)
            return b"\r\n".join(text[at : at + 76] for at in range(0, len(text), 76))
        case "quoted-printable":
            return binascii.b2a_qp(leaf.data, istext=True).replace(b"\n", b"\r\n")
        case _:
            return (
                leaf.data.replace(b"\n", b"\r\n") if leaf.content_type.startswith(("text/", "message/")) else leaf.data
            )
