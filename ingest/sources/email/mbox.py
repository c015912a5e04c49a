"""A mailbox file (RFC 4155; Google Takeout's export) as a source: streamed, whatever its size."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from ingest.records import ConversationRecord, FailedRecord
from ingest.source import Batch, Memory, Meter, PullRequest, SourceRefused
from ingest.sources.email.ahead import read_ahead
from ingest.sources.email.fields import read_block
from ingest.sources.email.gmail import parse_labels
from ingest.sources.email.reading import Reader, UnreadMail, reason_to_skip
from ingest.sources.email.reading_process import ReadingProcess
from ingest.sources.email.senders import Senders
from interactions.vocabulary import Source

FROM_LINE = re.compile(rb"From \S.{0,200}?\b\d{4}\b")
# mboxrd: a quoted `From ` line of a body carries one `>` more than it had.
QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
HEADER_END = re.compile(rb"\r?\n\r?\n")
MAILS_IN_A_BATCH = 200
BYTES_IN_A_BATCH = 10_000_000
BYTES_WORTH_A_PROCESS = 5_000_000
MAIL_MAX_BYTES = 200_000_000
HEADER_MAX_BYTES = 256_000
LINE_MAX_BYTES = 1_000_000
BLANK_LINES = (b"\n", b"\r\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """Mails that are stored together, how many of the file's are passed with them, and how many of those are skipped.

    `total` is how many mails the file has, once that is known.
    """

    mails: list[UnreadMail]
    done: int
    skipped: int
    total: int | None = None


class MboxSource:
    """A mailbox file (ingest.source.Source): all of it, whatever range is asked. Safe to read again at any time."""

    name = Source.EMAIL

    def __init__(self, path: Path, account: str, senders: Senders) -> None:
        self.path = path
        self.account = account
        self.senders = senders
        self.meter = Meter()

    def close(self) -> None:
        """Do nothing: the file is open only while it is read."""

    def pull(self, request: PullRequest, memory: Memory) -> Iterator[Batch]:
        """Yield the file's mails. Raises SourceRefused when it can't be read or is no mbox.

        Mails that IMAP brought already are recognised by their content. Notes: `skipped_mails`, by Takeout's label.
        """
        with ReadingProcess(Reader(self.senders, memory.machine_senders(), request.until)) as reading:
            if self.path.is_file() and self.path.stat().st_size >= BYTES_WORTH_A_PROCESS:
                reading.start()
            for piece, found in read_ahead(lambda piece: reading.read(piece.mails), self._pieces(), stop=reading.stop):
                yield Batch(
                    [one for one in found if isinstance(one, ConversationRecord)],
                    [one for one in found if isinstance(one, FailedRecord)],
                    done=piece.done,
                    total=piece.total,
                    notes={"skipped_mails": piece.skipped},
                )

    def _pieces(self) -> Iterator[Piece]:
        """Yield 200 mails or 10 MB at a time; a larger mail is alone."""
        mails: list[UnreadMail] = []
        size = skipped = done = 0
        for raw in self._mails():
            if mails and (len(mails) >= MAILS_IN_A_BATCH or size + len(raw) > BYTES_IN_A_BATCH):
                yield Piece(mails, done, skipped)
                mails, size, skipped = [], 0, 0
            done += 1
            if reason_to_skip(takeout_labels(raw)):
                skipped += 1
            else:
                mails.append(UnreadMail(raw))
                size += len(raw)
        yield Piece(mails, done, skipped, total=done)

    def _mails(self) -> Iterator[bytes]:
        try:
            with self.path.open("rb") as file:
                if not FROM_LINE.match(file.readline(1000)):
                    raise SourceRefused(
                        f"{self.path.name} is no mbox file: it doesn't begin with a From_ line.",
                        remedy="Unpack Takeout's archive first and name the .mbox file in it.",
                        code="not_an_mbox",
                    )
                file.seek(0)
                for raw in split_mbox(file):
                    self.meter.bytes_read += len(raw)
                    yield raw
        except OSError as error:
            raise SourceRefused(
                f"{self.path} can't be read: {error.strerror}.", remedy="Check the path.", code="unreadable_file"
            ) from error


def split_mbox(file: BinaryIO) -> Iterator[bytes]:
    """Yield the mails of a file, each with its From_ line, one in memory at a time.

    A mail begins with a From_ line at the start or after an empty line. One of over 200 MB is cut off there.
    """
    mail = BytesIO()
    size = 0
    after_blank = at_line_start = True
    while line := file.readline(LINE_MAX_BYTES):
        if after_blank and size and line.startswith(b"From ") and FROM_LINE.match(line):
            yield _unquoted(mail)
            mail, size = BytesIO(), 0
        size += len(line)
        if size <= MAIL_MAX_BYTES:
            mail.write(line)
        after_blank = at_line_start and line in BLANK_LINES
        at_line_start = line.endswith(b"\n")
    if size:
        yield _unquoted(mail)


def _unquoted(mail: BytesIO) -> bytes:
    """Return the mail with its quoted From_ lines as they were; without any, no copy is made of its bytes."""
    raw = mail.getvalue()
    return QUOTED_FROM.sub(rb"\1", raw) if QUOTED_FROM.search(raw) else raw


def takeout_labels(raw: bytes) -> tuple[str, ...]:
    """Return the labels that Takeout wrote into a mail's header (X-Gmail-Labels)."""
    end = HEADER_END.search(raw, 0, HEADER_MAX_BYTES)
    value = read_block(raw[: end.end() if end else HEADER_MAX_BYTES]).fields.first("x-gmail-labels")
    return parse_labels(value) if value else ()
