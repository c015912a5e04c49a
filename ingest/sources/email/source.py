"""The sales mailbox as a source: what is listed, what is read, and what is known without being read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import batched

from ingest.records import ConversationRecord, FailedRecord, Json, Location, SkippedItem
from ingest.source import Batch, Memory, PullRequest
from ingest.sources.email.client import NO_DATE, FetchedMail, FolderState, MailboxClient, MailHeader, UnreadableMail
from ingest.sources.email.reading import Reader, reason_to_skip
from ingest.sources.email.senders import Senders
from interactions.vocabulary import Source

MAILS_IN_A_BATCH = 200
BYTES_IN_A_BATCH = 10_000_000
HEADERS_AT_ONCE = 500
BUDGET = "budget"
# IMAP compares days in the server's zone: around the first day, only INTERNALDATE tells (MailboxClient.list_uids).
UNSURE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class FolderMark:
    """How far a folder is read: every mail since `listed_since` with a UID up to `last_uid`."""

    uid_validity: int
    last_uid: int
    listed_since: datetime

    def as_json(self) -> dict[str, Json]:
        """Return the checkpoint's value."""
        return {
            "uid_validity": self.uid_validity,
            "last_uid": self.last_uid,
            "listed_since": self.listed_since.isoformat(),
        }


class EmailSource:
    """The sales mailbox (ingest.source.Source). Close it after use."""

    name = Source.EMAIL

    def __init__(
        self, client: MailboxClient, account: str, senders: Senders, *, folders: Sequence[str] = (), daily_bytes: int
    ) -> None:
        self.client = client
        self.account = account
        self.senders = senders
        self.folders = folders
        self.daily_bytes = daily_bytes
        self.meter = client.meter

    def close(self) -> None:
        """Close the connection."""
        self.client.close()

    def pull(self, request: PullRequest, memory: Memory) -> Iterator[Batch]:
        """Yield the mails of each folder, oldest first. Raises SourceError.

        A plain sync that has the whole range reads on from the last UID. Notes: `skipped_mails`, drafts and the like.
        """
        reader = Reader(self.senders, memory.machine_senders(), request.until)
        pull = _Pull(self, request, memory, reader)
        for folder in self.client.folders(self.folders):
            for batch in pull.folder(self.client.examine(folder)):
                yield batch
                if batch.paused:
                    return


class _Pull:
    """One pull: what was asked, what is remembered, and what was counted so far."""

    def __init__(self, source: EmailSource, request: PullRequest, memory: Memory, reader: Reader) -> None:
        self.client, self.daily_bytes = source.client, source.daily_bytes
        self.request, self.memory, self.reader = request, memory, reader
        self.counted: set[int] = set()
        self.done = 0
        self.total = 0

    def folder(self, state: FolderState) -> Iterator[Batch]:
        """Yield a folder: what is known and in the range as a count, the rest as records, and the mark at its end."""
        scope = f"folder:{state.name}"
        mark = read_mark(self.memory.checkpoint(scope))
        if mark and mark.uid_validity != state.uid_validity:
            mark = None
        goes_on = bool(mark and self.request.resume and mark.listed_since <= self.request.since)
        listed = self._list_new(mark) if mark and goes_on else self._list_range()
        known = self.memory.known_items(state.name, state.uid_validity) if listed else {}
        unread = [uid for uid in listed if uid not in known]
        yield self._known_batch([known[uid] for uid in listed if uid in known], len(unread))
        for batch in self._unread(state, unread):
            yield batch
            if batch.paused:
                return
        yield Batch(checkpoints={scope: self._reached(state, mark).as_json()}, done=self.done, total=self.total)

    def _list_new(self, mark: FolderMark) -> list[int]:
        return self.client.list_uids(first_uid=mark.last_uid + 1)

    def _list_range(self) -> list[int]:
        """Return the UIDs of the mails that arrived in the asked range, exactly."""
        since = self.request.since
        listed = self.client.list_uids(since=since)
        sure = set(self.client.list_uids(since=since + UNSURE)) if listed else set()
        unsure = [uid for uid in listed if uid not in sure]
        sure |= {header.uid for header in self.client.headers(unsure) if header.internal_date >= since}
        return [uid for uid in listed if uid in sure]

    def _known_batch(self, numbers: Iterable[int], unread: int) -> Batch:
        fresh = {number for number in numbers if number} - self.counted
        self.counted |= fresh
        self.done += len(fresh)
        self.total = self.done + unread
        return Batch(unchanged=len(fresh), done=self.done, total=self.total)

    def _unread(self, state: FolderState, uids: Sequence[int]) -> Iterator[Batch]:
        """Read mails, 200 or 10 MB at a time, within the day's budget of bytes."""
        for some in batched(uids, HEADERS_AT_ONCE):
            headers = {header.uid: header for header in self.client.headers(some)}
            skipped = [item for header in headers.values() if (item := _skipped(state, header))]
            wanted = [uid for uid in headers if uid not in {item.location.uid for item in skipped}]
            if skipped:
                self.done += len(skipped)
                yield Batch(skipped=skipped, done=self.done, total=self.total, notes={"skipped_mails": len(skipped)})
            for group in _groups([headers[uid] for uid in wanted]):
                size = sum(header.size_bytes for header in group)
                spent = self._spent_today()
                if spent + size > self.daily_bytes and spent:
                    yield Batch(done=self.done, total=self.total, paused=_budget_line(self.daily_bytes))
                    return
                yield self._read_group(state, group)

    def _read_group(self, state: FolderState, group: Sequence[MailHeader]) -> Batch:
        before = self.client.meter.bytes_read
        records: list[ConversationRecord] = []
        failed: list[FailedRecord] = []
        for mail in self.client.fetch([header.uid for header in group], {h.uid: h.size_bytes for h in group}):
            record = self._read(state, mail)
            (failed if isinstance(record, FailedRecord) else records).append(record)  # type: ignore[arg-type]
        self.done += len(group)
        spent = self._spent_today() + self.client.meter.bytes_read - before
        self.spent = spent
        checkpoints: dict[str, Json] = {BUDGET: {"day": self._today().isoformat(), "bytes": spent}}
        return Batch(records, failed, checkpoints=checkpoints, done=self.done, total=self.total)

    def _read(self, state: FolderState, mail: FetchedMail | UnreadableMail) -> ConversationRecord | FailedRecord:
        if isinstance(mail, UnreadableMail):
            location = Location(state.name, state.uid_validity, mail.uid)
            name = f"{state.name}/{state.uid_validity}/{mail.uid}"
            return FailedRecord(name, b"", mail.reason, "UnreadableMail", location=location)
        location = Location(
            state.name,
            state.uid_validity,
            mail.uid,
            mail.size_bytes,
            mail.gmail.message_id if mail.gmail else None,
            mail.gmail.thread_id if mail.gmail else None,
        )
        arrived = None if mail.internal_date == NO_DATE else mail.internal_date
        record = self.reader.read(
            mail.raw, internal_date=arrived, location=location, parts=mail.parts, size_bytes=mail.size_bytes
        )
        return replace(record, location=location)

    def _reached(self, state: FolderState, mark: FolderMark | None) -> FolderMark:
        listed_since = min(mark.listed_since, self.request.since) if mark else self.request.since
        return FolderMark(state.uid_validity, state.uid_next - 1, listed_since)

    def _today(self) -> date:
        return self.request.until.astimezone(UTC).date()

    def _spent_today(self) -> int:
        if not hasattr(self, "spent"):
            saved = self.memory.checkpoint(BUDGET)
            is_todays = isinstance(saved, dict) and saved.get("day") == self._today().isoformat()
            spent = saved.get("bytes") if isinstance(saved, dict) and is_todays else 0
            self.spent = spent if isinstance(spent, int) else 0
        return self.spent


def read_mark(value: Json) -> FolderMark | None:
    """Read a folder's checkpoint; None where there is none."""
    if not isinstance(value, dict):
        return None
    uid_validity, last_uid, since = value.get("uid_validity"), value.get("last_uid"), value.get("listed_since")
    if not (isinstance(uid_validity, int) and isinstance(last_uid, int) and isinstance(since, str)):
        return None
    return FolderMark(uid_validity, last_uid, datetime.fromisoformat(since))


def _skipped(state: FolderState, header: MailHeader) -> SkippedItem | None:
    labels = (*header.flags, *(header.gmail.labels if header.gmail else ()))
    reason = reason_to_skip(labels)
    return (
        SkippedItem(reason, Location(state.name, state.uid_validity, header.uid, header.size_bytes)) if reason else None
    )


def _groups(headers: Sequence[MailHeader]) -> Iterator[list[MailHeader]]:
    """Cut mails into groups that are read and stored together."""
    group: list[MailHeader] = []
    size = 0
    for header in headers:
        if group and (len(group) == MAILS_IN_A_BATCH or size + header.size_bytes > BYTES_IN_A_BATCH):
            yield group
            group, size = [], 0
        group.append(header)
        size += header.size_bytes
    if group:
        yield group


def _budget_line(daily_bytes: int) -> str:
    return (
        f"Today's {daily_bytes // 1_000_000:,} MB are read (BOO_SALES_IMAP_DAILY_MB); the next sync after midnight UTC "
        "goes on."
    )
