"""Mails for tests, put together from lines."""

import base64
from datetime import UTC, datetime

from ingest.sources.email.parse import ParsedMail, parse_mail

ARRIVED = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)
USUAL_HEADER = {
    "From": "Jo Doe <jo@example.com>",
    "To": "Sales <sales@example.net>",
    "Subject": "Oats",
    "Date": "Mon, 2 Nov 2026 10:00:00 +1100",
    "Message-ID": "<oats@example.com>",
    "MIME-Version": "1.0",
}


def mail(body: str | bytes = "Hello", **header: str | None) -> bytes:
    """Return a mail with the usual header; keyword `reply_to` sets Reply-To, None leaves a field out."""
    fields = USUAL_HEADER | {_field_name(name): value for name, value in header.items()}
    lines = [f"{name}: {value}\r\n" for name, value in fields.items() if value is not None]
    content = body.encode() if isinstance(body, str) else body
    return "".join(lines).encode() + b"\r\n" + content


def _field_name(keyword: str) -> str:
    name = "-".join(word.capitalize() for word in keyword.strip("_").split("_"))
    return {"Message-Id": "Message-ID"}.get(name, name)


def part(content: str | bytes, content_type: str = "text/plain; charset=utf-8", **header: str) -> bytes:
    """Return a part of a multipart."""
    fields = {"Content-Type": content_type} | {_field_name(name): value for name, value in header.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return lines.encode() + b"\r\n" + (content.encode() if isinstance(content, str) else content)


def file_part(content: bytes, content_type: str, disposition: str = "attachment") -> bytes:
    """Return a part with a file in base64."""
    encoded = base64.encodebytes(content)
    return part(encoded, content_type, content_disposition=disposition, content_transfer_encoding="base64")


def joined(*parts: bytes, boundary: str = "edge") -> bytes:
    """Return the body of a multipart."""
    return b"".join(b"--%s\r\n%s\r\n" % (boundary.encode(), one) for one in parts) + b"--%s--\r\n" % boundary.encode()


def multipart(kind: str, *parts: bytes, boundary: str = "edge", **header: str | None) -> bytes:
    """Return a whole multipart mail."""
    content_type = f'multipart/{kind}; boundary="{boundary}"'
    return mail(joined(*parts, boundary=boundary), content_type=content_type, **header)


def inner(kind: str, *parts: bytes, boundary: str) -> bytes:
    """Return a multipart that is a part itself."""
    return part(joined(*parts, boundary=boundary), f'multipart/{kind}; boundary="{boundary}"')


def parsed(raw: bytes) -> ParsedMail:
    """Parse a mail that arrived when the usual header says."""
    return parse_mail(raw, internal_date=ARRIVED)
