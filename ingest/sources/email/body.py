"""A mail's parts to its text, its HTML and its attachments. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.records import AttachmentRecord
from ingest.sources.email.charsets import decode_text
from ingest.sources.email.fields import Fields
from ingest.sources.email.flowed import is_flowed, join_flowed
from ingest.sources.email.headers import header_text, safe_file_name
from ingest.sources.email.html_text import HTML_MAX_CHARACTERS, read_html
from ingest.sources.email.mime import EMBEDDED_TYPES, Part

TEXT_MAX_CHARACTERS = 2_000_000

_STUB_MAX_CHARACTERS = 600
_STUB = re.compile(
    r"(?:view|read|see|open|display)\b.{0,60}\b(?:in|with) (?:your|a|the) (?:web ?)?browser|(?:not|n't) support html"
    r"|html[- ](?:capable|enabled|compatible)|view (?:it|this (?:e-?mail|message)) online"
    r"|requires? an? html|in html format",
    re.IGNORECASE | re.DOTALL,
)
_IS_HTML = re.compile(r"\s*(?:<!doctype html|<html[\s>]|<body[\s>])", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^<>]{1,200}charset=[\"']?([a-z0-9_-]{2,40})", re.IGNORECASE)
_META_WITHIN_BYTES = 2_000
_BYTES_A_CHARACTER = 4
# What a report is made of: its content shows in the text, it is nothing that a person attached.
_REPORT_TYPES = re.compile(
    r"message/(?:delivery-status|disposition-notification|feedback-report|global-.+)|text/rfc822-headers"
)
_EXTENSIONS = {
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/heic": "heic", "image/webp": "webp",
    "application/pdf": "pdf", "text/plain": "txt", "text/html": "html", "text/calendar": "ics", "text/csv": "csv",
    "text/vcard": "vcf", "text/x-vcard": "vcf", "application/zip": "zip", "audio/mpeg": "mp3", "video/mp4": "mp4",
    "application/pgp-signature": "asc", "message/rfc822": "eml", "message/global": "eml",
}  # fmt: skip


@dataclass(frozen=True)
class Body:
    """What a mail says. `is_text_from_html`: all of its text was read from HTML.

    `embedded_text` is that of mails forwarded as attachments, each below its own header lines.
    """

    text: str
    is_text_from_html: bool
    html: str | None
    attachments: tuple[AttachmentRecord, ...]
    embedded_text: str | None
    defects: tuple[str, ...]


@dataclass(frozen=True)
class _TextPart:
    """A text part with its text decoded on demand, line ends LF."""

    part: Part

    @property
    def is_html(self) -> bool:
        return self.part.content_type == "text/html"

    @cached_property
    def raw_text(self) -> str:
        limit = HTML_MAX_CHARACTERS if self.is_html else TEXT_MAX_CHARACTERS
        content = (self.part.content or b"")[: limit * _BYTES_A_CHARACTER]
        charset = self.part.parameters.get("charset")
        if not charset and self.is_html and (meta := _META_CHARSET.search(content, 0, _META_WITHIN_BYTES)):
            charset = meta.group(1).decode("ascii")
        return decode_text(content, charset).replace("\r\n", "\n").replace("\r", "\n")

    @property
    def is_cut(self) -> bool:
        return len(self.raw_text) > (HTML_MAX_CHARACTERS if self.is_html else TEXT_MAX_CHARACTERS)

    @cached_property
    def text(self) -> str:
        """What a person reads of it."""
        text = self.raw_text
        if self.is_html or _IS_HTML.match(text):
            return read_html(text).text
        if is_flowed(self.part.parameters):
            text = join_flowed(text, self.part.parameters)
        return text.strip("\n\f\v ")[:TEXT_MAX_CHARACTERS] if text.strip() else ""


def read_body(parts: Sequence[Part]) -> Body:
    """Choose what of a mail's parts is its text, and list the rest as attachments.

    text/plain is preferred to HTML unless it is empty or only says that the mail is HTML. Where the mail itself has
    no text, the first of these stands for it: text attached to it, embedded mails, what a report says.
    """
    own = [part for part in parts if part.embedded_in is None]
    inline, attached = _split_texts(own)
    embedded_text = _embedded_text(parts) or None
    written = _written(inline)
    text = _joined(written) or _joined(_written(attached)) or embedded_text or _joined(_written(_reports(own)))
    html = "\n".join(item.raw_text for item in inline if item.is_html and item.raw_text.strip())
    return Body(
        text=text[:TEXT_MAX_CHARACTERS],
        is_text_from_html=bool(written) and all(item.is_html for item in written),
        html=html[:HTML_MAX_CHARACTERS] or None,
        attachments=tuple(_attachments(own, {item.part.number for item in inline})),
        embedded_text=embedded_text,
        defects=("text_too_long",) if any(item.is_cut for item in inline) else (),
    )


def _split_texts(parts: Iterable[Part]) -> tuple[list[_TextPart], list[_TextPart]]:
    """Return the text parts to read, and those that are attached files.

    A named text is a file, unless it comes first: some programs name the very body.
    """
    inline: list[_TextPart] = []
    attached: list[_TextPart] = []
    for part in parts:
        if part.content_type in {"text/plain", "text/html"}:
            is_file = part.is_attached or (part.declared_name and inline)
            (attached if is_file else inline).append(_TextPart(part))
    return inline, attached


def _reports(parts: Iterable[Part]) -> list[_TextPart]:
    return [_TextPart(part) for part in parts if _REPORT_TYPES.fullmatch(part.content_type)]


def _joined(items: Sequence[_TextPart]) -> str:
    return "\n\n".join(item.text for item in items)


def _written(items: Sequence[_TextPart]) -> list[_TextPart]:
    """Return the parts that make up a mail's text, in order: of each multipart/alternative one kind, none twice."""
    groups: dict[str, list[_TextPart]] = {}
    for item in items:
        groups.setdefault(item.part.alternative or f"part {item.part.number}", []).append(item)
    chosen = [item for group in groups.values() for item in _best(group)]
    if len(chosen) < 2:
        return chosen
    by_words: dict[str, _TextPart] = {}
    for item in chosen:
        by_words.setdefault("".join(item.text.split()), item)
    return list(by_words.values())


def _best(group: Sequence[_TextPart]) -> list[_TextPart]:
    """Return the plain ones of alternatives, unless they are empty or a stub, else the HTML ones."""
    plain = [item for item in group if not item.is_html and item.text]
    length = sum(len(item.text) for item in plain)
    if plain and not (length <= _STUB_MAX_CHARACTERS and any(_STUB.search(item.text) for item in plain)):
        return plain
    html = [item for item in group if item.is_html and item.text]
    return html if sum(len(item.text) for item in html) > length else plain


def _embedded_text(parts: Sequence[Part]) -> str:
    """Return the text of the embedded mails, outermost first, each below From, Date and Subject."""
    sections: list[str] = []
    inside: dict[str | None, list[Part]] = {}
    for part in parts:
        inside.setdefault(part.embedded_in, []).append(part)
    for embedded in (part for part in parts if part.content_type in EMBEDDED_TYPES and not part.in_report):
        inline, attached = _split_texts(inside.get(embedded.number, ()))
        header = _shown_header(embedded.inner_fields or Fields())
        section = f"{header}\n\n{_joined(_written(inline)) or _joined(_written(attached))}".strip()
        if section:
            sections.append(section)
    return "\n\n".join(sections)


def _shown_header(fields: Fields) -> str:
    shown = ((name, fields.first(name.lower())) for name in ("From", "Date", "Subject"))
    return "\n".join(f"{name}: {header_text(value)}" for name, value in shown if value)


def _attachments(parts: Iterable[Part], shown: set[str]) -> Iterator[AttachmentRecord]:
    """Yield the parts that are files: all but the shown texts and what a report is made of."""
    for part in parts:
        if (
            part.number in shown
            or _REPORT_TYPES.fullmatch(part.content_type)
            or (part.in_report and part.content_type in EMBEDDED_TYPES)
        ):
            continue
        content = part.content
        yield AttachmentRecord(
            name=_file_name(part),
            type=part.content_type,
            size=part.size_bytes if content is None else len(content),
            url=f"part:{part.number}",
        )


def _file_name(part: Part) -> str:
    """Return a part's file name; one is made up from its kind and number where the sender gave none."""
    name = safe_file_name(part.declared_name)
    if name:
        return name
    if part.content_type == "application/ms-tnef":
        return "winmail.dat"
    extension = _EXTENSIONS.get(part.content_type, "bin")
    if part.content_type in EMBEDDED_TYPES and part.inner_fields is not None:
        subject = safe_file_name(header_text(part.inner_fields.first("subject") or b"").replace("/", "-"))
        if subject:
            return safe_file_name(f"{subject}.{extension}")
    return f"part-{part.number}.{extension}"
