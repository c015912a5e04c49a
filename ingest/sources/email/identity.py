"""Whether two copies are the same mail (contract: "The same mail"). Pure.

Equal Message-ID, Date, From, Subject, decoded body and attachments; what transport, the Sent folder or Takeout add to
the header, other line ends or another transfer encoding make no difference.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.sources.email.addresses import Address
from ingest.sources.email.dates import parse_date
from ingest.sources.email.headers import raw_text, safe_file_name
from ingest.sources.email.mime import Part


@dataclass(frozen=True, slots=True)
class Identity:
    """SHA-256 in hexadecimal: of the whole mail as a person gets it, and of its body with attachments alone."""

    content_hash: str
    body_hash: str


def identify(
    message_id: str | None,
    date: bytes | None,
    sender: Address | None,
    subject: str,
    parts: Sequence[Part],
    *,
    is_oversize: bool,
) -> Identity:
    """Return a mail's hashes. Attachments of an oversize mail count by name and type: their bytes are not fetched."""
    body_hash = _digest([_part_key(part, is_oversize=is_oversize) for part in parts])
    date_text = raw_text(date) if date else ""
    moment = parse_date(date_text)
    when = moment.isoformat() if moment else " ".join(date_text.split())
    who = [sender.name, sender.email] if sender else []
    return Identity(_digest([message_id, when, who, subject, body_hash]), body_hash)


def _part_key(part: Part, *, is_oversize: bool) -> list[str]:
    """Return what makes a part the same: type, file name and content, text without regard to line ends."""
    content = part.content
    is_text = part.content_type.startswith("text/") and not part.is_attached
    if content is None or (is_oversize and not is_text):
        return [part.content_type, safe_file_name(part.declared_name)]
    if part.content_type.startswith("text/"):
        content = content.replace(b"\r\n", b"\n").rstrip()
    return [part.content_type, safe_file_name(part.declared_name), hashlib.sha256(content).hexdigest()]


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()
