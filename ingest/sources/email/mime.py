"""A mail's bytes to its flat list of parts, numbered as IMAP numbers them (RFC 3501, 6.4.5). Pure.

Python's own parser walks every line once per open multipart, recurses, and keeps a string per line: a mail of a few
megabytes can keep it busy for minutes. This one looks for the boundaries only; its work is bounded by the mail's size
times the nesting that it follows. The tests compare both on every sample.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from ingest.sources.email.fields import Block, Fields, read_block, read_mail_block
from ingest.sources.email.headers import header_text, parse_parameters
from ingest.sources.email.transfer import decode_transfer

MAX_DEPTH = 50
MAX_PARTS = 2_000

_BOUNDARY_MAX_CHARACTERS = 500
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,120}")
_LINE_END = re.compile(rb"[ \t]*(?:\r?\n|\Z)")
# A delimiter line followed by a part's header: it tells the boundary when the declared one never occurs.
_LIKELY_DELIMITER = re.compile(rb"^--([^\r\n]{1,200})\r?\n(?=content-[a-z-]{4,20}:)", re.I | re.M)
EMBEDDED_TYPES = frozenset({"message/rfc822", "message/global"})


@dataclass(frozen=True)
class Part:
    """A part that isn't a multipart: `number` is its IMAP section, `body` its bytes still transfer-encoded.

    `body` is None where it was not fetched (then `size_bytes` is what the server said), and for an embedded mail,
    which is a part itself, with its header in `inner_fields` and its own parts behind it. `alternative` is the number
    of the outermost multipart/alternative around a part, `embedded_in` that of the message/rfc822 it lies in; None if
    there is none.
    """

    number: str
    fields: Fields
    body: bytes | None
    size_bytes: int = 0
    default_type: str = "text/plain"
    alternative: str | None = None
    embedded_in: str | None = None
    in_report: bool = False
    inner_fields: Fields | None = None

    @cached_property
    def _type(self) -> tuple[str, Mapping[str, str]]:
        main, parameters = parse_parameters(self.fields.first("content-type"))
        return _media_type(main, self.default_type), parameters

    @cached_property
    def _disposition(self) -> tuple[str, Mapping[str, str]]:
        return parse_parameters(self.fields.first("content-disposition"))

    @property
    def content_type(self) -> str:
        """The lower-case media type; what is missing or no type at all counts as the default (RFC 2045, 5.2)."""
        return self._type[0]

    @property
    def parameters(self) -> Mapping[str, str]:
        """The Content-Type's parameters, names in lower case."""
        return self._type[1]

    @property
    def is_attached(self) -> bool:
        """Whether the sender marked it as an attachment.

        An unknown word counts as that only with a file name, against RFC 2183, 2.8: most are broken headers of a text.
        """
        word, parameters = self._disposition
        return word == "attachment" or (word not in {"", "inline"} and "filename" in parameters)

    @property
    def declared_name(self) -> str:
        """The file name that the sender gave, not made safe yet; may be empty."""
        return self._disposition[1].get("filename") or self.parameters.get("name") or ""

    @property
    def is_encoded(self) -> bool:
        """Whether a transfer encoding stands between the bytes and what they mean."""
        encoding = (self.fields.first("content-transfer-encoding") or b"").lower()
        return any(word in encoding for word in (b"base64", b"quoted", b"uue"))

    @cached_property
    def content(self) -> bytes | None:
        """The bytes with the transfer encoding undone; None where not fetched or in parts of their own."""
        if self.body is None or not self.is_encoded:
            return self.body
        return decode_transfer(self.body, header_text(self.fields.first("content-transfer-encoding") or b""))


def _media_type(declared: str, default: str) -> str:
    return declared if _TYPE.fullmatch(declared) else default


@dataclass(frozen=True, slots=True)
class MimeTree:
    """A mail taken apart: its header block and its parts in their order."""

    block: Block
    parts: tuple[Part, ...]
    defects: tuple[str, ...] = ()


@dataclass(slots=True)
class _Entity:
    """A piece of bytes still to be looked at. `is_mail` distinguishes a whole mail from a part of one."""

    data: bytes
    start: int
    end: int
    number: str
    depth: int = 0
    is_mail: bool = False
    default_type: str = "text/plain"
    alternative: str | None = None
    embedded_in: str | None = None
    in_report: bool = False
    block: Block | None = None


@dataclass(slots=True)
class _Walk:
    stack: list[_Entity]
    parts: list[Part] = field(default_factory=list)
    defects: set[str] = field(default_factory=set)


def split_mail(raw: bytes) -> MimeTree:
    """Take a mail apart, at most 50 levels deep and 2,000 parts wide; what lies beyond stays one opaque part.

    A multipart without any delimiter is read as plain text.
    """
    block = read_mail_block(raw)
    walk = _Walk([_Entity(raw, 0, len(raw), "", is_mail=True, block=block)], defects=set(block.defects))
    while walk.stack:
        _visit(walk, walk.stack.pop())
    return MimeTree(block, tuple(walk.parts), tuple(sorted(walk.defects)))


def _visit(walk: _Walk, entity: _Entity) -> None:
    """Put an entity's children on the stack, or the entity itself into the list of parts."""
    block = entity.block or read_block(entity.data, entity.start, entity.end)
    main, parameters = parse_parameters(block.fields.first("content-type"))
    if main.startswith("multipart/"):
        if children := _children(walk, entity, block, main, parameters):
            walk.stack += reversed(children)
            return
        if entity.depth < MAX_DEPTH:
            block, main = replace(block, fields=block.fields.without("content-type")), ""
    is_embedded = _media_type(main, entity.default_type) in EMBEDDED_TYPES
    is_opened = is_embedded and entity.depth < MAX_DEPTH
    number = entity.number
    if entity.is_mail:
        number = f"{number}.1" if number else "1"
    part = Part(
        number=number,
        fields=block.fields,
        body=None if is_opened else entity.data[block.body_start : entity.end],
        size_bytes=entity.end - block.body_start,
        default_type=entity.default_type,
        alternative=entity.alternative,
        embedded_in=entity.embedded_in,
        in_report=entity.in_report,
    )
    if is_opened:
        inner = _embedded(entity, block, part)
        walk.stack.append(inner)
        part = replace(part, inner_fields=inner.block.fields if inner.block else None)
    elif is_embedded:
        walk.defects.add("nested_too_deeply")
    walk.parts.append(part)


def _embedded(entity: _Entity, block: Block, part: Part) -> _Entity:
    """Return the mail inside a message/rfc822, whose parts are numbered below its own number.

    Its bytes are copied only where a sender encoded them, which RFC 2046, 5.2.1 forbids.
    """
    data, start, end = entity.data, block.body_start, entity.end
    if part.is_encoded:
        data = replace(part, body=data[start:end]).content or b""
        start, end = 0, len(data)
    return _Entity(
        data, start, end, part.number, entity.depth + 1,
        is_mail=True, embedded_in=part.number, in_report=entity.in_report, block=read_mail_block(data, start, end),
    )  # fmt: skip


def _children(
    walk: _Walk, entity: _Entity, block: Block, main: str, parameters: Mapping[str, str]
) -> list[_Entity] | None:
    """Return a multipart's parts; None when it is too deep or no delimiter is found."""
    if entity.depth >= MAX_DEPTH:
        walk.defects.add("nested_too_deeply")
        return None
    spans = list(_spans(entity.data, block.body_start, entity.end, _boundary(parameters), _room(walk)))
    if not spans:
        walk.defects.add("boundary_not_found")
        sniffed = _LIKELY_DELIMITER.search(entity.data, block.body_start, entity.end)
        if sniffed is None:
            return None
        spans = list(_spans(entity.data, block.body_start, entity.end, sniffed.group(1).rstrip(), _room(walk)))
    if len(spans) >= _room(walk):
        walk.defects.add("too_many_parts")
    prefix = f"{entity.number}." if entity.number else ""
    own_number = entity.number or "0"
    return [
        _Entity(
            entity.data, start, end, f"{prefix}{index}", entity.depth + 1,
            default_type="message/rfc822" if main == "multipart/digest" else "text/plain",
            alternative=entity.alternative or (own_number if main == "multipart/alternative" else None),
            embedded_in=entity.embedded_in,
            in_report=entity.in_report or main == "multipart/report",
        )
        for index, (start, end) in enumerate(spans, start=1)
    ]  # fmt: skip


def _room(walk: _Walk) -> int:
    return max(1, MAX_PARTS - len(walk.parts) - len(walk.stack))


def _boundary(parameters: Mapping[str, str]) -> bytes:
    return parameters.get("boundary", "")[:_BOUNDARY_MAX_CHARACTERS].rstrip().encode("utf-8", "replace")


def _spans(data: bytes, start: int, end: int, boundary: bytes, limit: int) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each part between the delimiter lines (RFC 2046, 5.1.1), at most `limit`.

    The line break before a delimiter belongs to the delimiter. A missing last delimiter is forgiven; with the limit
    reached, the last part runs to the end.
    """
    if not boundary:
        return
    opened: int | None = None
    count = 0
    for line_start, line_end, is_last in _delimiters(data, start, end, b"--" + boundary):
        if opened is not None:
            count += 1
            if count >= limit:
                break
            yield opened, max(opened, _before_line_break(data, line_start))
        opened = None if is_last else line_end
        if is_last:
            return
    if opened is not None:
        yield opened, end


def _delimiters(data: bytes, start: int, end: int, delimiter: bytes) -> Iterator[tuple[int, int, bool]]:
    """Yield where each delimiter line starts and ends, and whether it closes the multipart."""
    position = data.find(delimiter, start, end)
    while position >= 0:
        after = position + len(delimiter)
        if position == start or data[position - 1] == 10:
            is_last = data.startswith(b"--", after, end)
            line_end = _LINE_END.match(data, after + 2 if is_last else after, end)
            if line_end is not None:
                yield position, line_end.end(), is_last
                after = line_end.end()
        position = data.find(delimiter, after, end)


def _before_line_break(data: bytes, position: int) -> int:
    if data[position - 1 : position] == b"\n":
        position -= 1
        if data[position - 1 : position] == b"\r":
            position -= 1
    return position
