"""Mails that nobody on this project wrote: all parse, bounces are known, parts are what Python's own parser finds."""

from collections.abc import Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from pathlib import Path

import pytest

from ingest.sources.email.machine import MachineKind
from ingest.sources.email.mime import split_mail
from ingest.sources.email.parse import ParsedMail, parse_mail
from tests.ingest.sources.email.build import mail, parsed

SAMPLES = Path(__file__).resolve().parents[5] / "shared" / "data" / "mail"
FOLDERS = ["odd/dovecot", "odd/mikel", "odd/mimekit", "odd/helpdesk", "bounces"]
BOUNCE_RECALL = 0.97
SAME_PARTS = 0.93


def sample_files(folder: str) -> list[Path]:
    if not (SAMPLES / folder).is_dir():
        pytest.skip("the shared mail samples are not on this machine")
    return sorted(path for path in (SAMPLES / folder).rglob("*") if path.is_file())


def parsed_samples(folder: str) -> list[ParsedMail]:
    return [parse_mail(path.read_bytes(), internal_date=None) for path in sample_files(folder)]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_sample_parses_and_no_field_fails(folder: str) -> None:
    mails = parsed_samples(folder)
    assert mails
    assert [defect for found in mails for defect in found.defects if defect.endswith("Error")] == []


def test_bounces_are_known() -> None:
    mails = parsed_samples("bounces")
    known = sum(found.machine_kind == MachineKind.BOUNCE for found in mails)
    assert known >= BOUNCE_RECALL * len(mails)
    assert sum(found.machine_kind is not None for found in mails) >= 0.99 * len(mails)


def test_bounces_name_the_mail_that_they_return() -> None:
    mails = parsed_samples("bounces")
    assert sum(bool(found.bounced_ids) for found in mails) >= 0.84 * len(mails)


def test_replies_are_no_machine_mail() -> None:
    texts = [path.read_text(encoding="utf-8", errors="replace") for path in sample_files("replies")]
    subjects = ["Re: Oats", "Undeliverable", "Delivery failed", "Returned to sender"]
    kinds = {parsed(mail(text, subject=subject)).machine_kind for text in texts for subject in subjects}
    assert kinds == {None}


def leaves(message: Message) -> Iterator[tuple[str, bytes]]:
    """Yield what Python's own parser finds, a report's fields as one part."""
    kind = message.get_content_type()
    if message.is_multipart() and (kind.startswith("multipart/") or kind in {"message/rfc822", "message/global"}):
        for child in message.get_payload():
            assert isinstance(child, Message)
            yield from leaves(child)
    elif not kind.startswith("message/"):
        yield kind, _without_line_ends(bytes(message.get_payload(decode=True) or b""))


def _without_line_ends(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n").rstrip()


def test_pythons_own_parser_finds_the_same_parts() -> None:
    """The rest are broken in ways that we read better: no delimiter found, lines between headers, a byte order mark."""
    files = [path for folder in FOLDERS for path in sample_files(folder)]
    same = 0
    for path in files:
        raw = path.read_bytes()
        parts = split_mail(raw).parts
        ours = [
            (part.content_type, _without_line_ends(part.content or b""))
            for part in parts
            if not part.content_type.startswith("message/")
        ]
        same += ours == list(leaves(BytesParser(policy=compat32).parsebytes(raw)))
    assert same >= SAME_PARTS * len(files)
