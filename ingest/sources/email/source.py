"""The sales mailbox as a source: what is listed, what is read, and what is known without being read."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from itertools import batched

from ingest.records import ConversationRecord, FailedRecord, FormerItem, Json, Location, MovedItem, SkippedItem
from ingest.source import Batch, Memory, PullRequest
from ingest.sources.email.ahead import read_ahead
from ingest.sources.email.budget import budget_of_today
from ingest.sources.email.client import NO_DATE, FetchedMail, FolderState, MailboxClient, MailHeader, UnreadableMail
from ingest.sources.email.reading import Reader, UnreadMail, reason_to_skip
from ingest.sources.email.reading_process import ReadingProcess
from ingest.sources.email.renumbered import recognize
from ingest.sources.email.senders import Senders
from interactions.vocabulary import Source

MAILS_IN_A_BATCH = 200
BYTES_IN_A_BATCH = 10_000_000
HEADERS_AT_ONCE = 500
# Reading 200 takes as long as a process takes to get ready.
MAILS_WORTH_A_PROCESS = 500
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


@dataclass(frozen=True, slots=True)
class Fetched:
    """What is stored together: of `listed` mails those that were handed out, or those that are skipped."""

    listed: int
    mails: Sequence[FetchedMail | UnreadableMail] = ()
    skipped: Sequence[SkippedItem] = ()


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
        return MailboxPull.batches(self, request, memory)


class MailboxPull:
    """One pull: what was asked, what is remembered, and what was counted so far.

    A mail is known by the hash of the id that it is stored by: the same in every folder that holds a copy.
    """

    @classmethod
    def batches(cls, source: EmailSource, request: PullRequest, memory: Memory) -> Iterator[Batch]:
        """Yield what comes of each folder, until the day's budget is used up, and what is true of all of it."""
        reader = Reader(source.senders, memory.machine_senders(), request.until)
        with ReadingProcess(reader) as reading:
            pull = cls(source, request, memory, reading)
            for folder in source.client.folders(source.folders):
                yield from pull.folder(source.client.examine(folder))
                if pull.is_paused:
                    break
            yield pull.last_batch()

    def __init__(self, source: EmailSource, request: PullRequest, memory: Memory, reading: ReadingProcess) -> None:
        self.client = source.client
        self.request, self.memory, self.reading = request, memory, reading
        self.budget = budget_of_today(
            memory.checkpoint(BUDGET), source.daily_bytes, source.client.meter, now=request.until
        )
        self.known: set[int] = set()
        self.read: set[int] = set()
        self.unreadable: list[int] = []
        self.is_paused = False
        self.done = 0
        self.total = 0

    def folder(self, state: FolderState) -> Iterator[Batch]:
        """Yield what isn't known of a folder, and the mark at its end."""
        scope = f"folder:{state.name}"
        mark = read_mark(self.memory.checkpoint(scope))
        is_renumbered = mark is not None and mark.uid_validity != state.uid_validity
        mark = None if is_renumbered else mark
        # A mark that the server hasn't reached is of a mailbox that was set back: what came since may be below it.
        is_ahead = mark is not None and mark.last_uid >= state.uid_next
        goes_on = bool(mark and self.request.resume and mark.listed_since <= self.request.since and not is_ahead)
        listed = self.client.list_uids(first_uid=mark.last_uid + 1) if mark and goes_on else self._list_range()
        known = self.memory.known_items(state.name, state.uid_validity) if listed else {}
        unread = [uid for uid in listed if uid not in known]
        # Skipped mails are known by 0 and never counted.
        fresh = {known[uid] for uid in listed if known.get(uid)} - self.known - self.read
        self.known |= fresh
        self.done += len(fresh)
        self.total = self.done + len(unread)
        self.unreadable = []
        if is_renumbered:
            moved = recognize(self.client.headers(unread), self.memory.former_items(state.name, state.uid_validity))
            yield from self._moved(state, moved)
            unread = [uid for uid in unread if uid not in moved]
        yield from self._unread(state, unread)
        if not self.is_paused:
            reached = self._reached(state, mark, goes_on=goes_on)
            yield Batch(checkpoints={scope: reached.as_json()}, done=self.done, total=self.total)

    def _moved(self, state: FolderState, moved: Mapping[int, FormerItem]) -> Iterator[Batch]:
        """Yield the new places of mails that are known from before the folder was numbered anew."""
        for some in batched(moved.items(), HEADERS_AT_ONCE):
            fresh = {item.token for _, item in some} - self.known - self.read
            self.known |= fresh
            self.done += len(some)
            items = [MovedItem(item.id, Location(state.name, state.uid_validity, uid)) for uid, item in some]
            yield Batch(moved=items, done=self.done, total=self.total, notes={"renumbered_mails": len(some)})

    def last_batch(self) -> Batch:
        """Count what was listed, is known, and was not read once more as a copy in another folder."""
        paused = self.budget.line if self.is_paused else ""
        return Batch(unchanged=len(self.known - self.read), done=self.done, total=self.total, paused=paused)

    def _list_range(self) -> list[int]:
        """Return the UIDs of the mails that arrived in the asked range, exactly."""
        since = self.request.since
        listed = self.client.list_uids(since=since)
        sure = set(self.client.list_uids(since=since + UNSURE)) if listed else set()
        unsure = [uid for uid in listed if uid not in sure]
        sure |= {header.uid for header in self.client.headers(unsure) if header.internal_date >= since}
        return [uid for uid in listed if uid in sure]

    def _unread(self, state: FolderState, uids: Sequence[int]) -> Iterator[Batch]:
        """Read mails, 200 or 10 MB at a time, within the day's budget of bytes."""
        if len(uids) >= MAILS_WORTH_A_PROCESS:
            self.reading.start()
        read = partial(self._read_all, state)
        for fetched, batch in read_ahead(read, self._fetched(state, uids), stop=self.reading.stop):
            self.done += fetched.listed
            self.read |= {hash(message.message_id) for record in batch.records for message in record.messages or ()}
            checkpoints = {BUDGET: self.budget.as_json()}
            yield replace(batch, checkpoints=checkpoints, done=self.done, total=self.total)

    def _fetched(self, state: FolderState, uids: Sequence[int]) -> Iterator[Fetched]:
        """Yield what is skipped and what the server hands out of the rest, until the day's budget is used up."""
        for some in batched(uids, HEADERS_AT_ONCE):
            headers = list(self.client.headers(some))
            skipped = [item for header in headers if (item := _skipped(state, header))]
            if skipped:
                yield Fetched(len(skipped), skipped=skipped)
            without = {item.location.uid for item in skipped}
            waiting = deque(header for header in headers if header.uid not in without)
            while waiting:
                group = self._next_group(waiting)
                if not group:
                    self.is_paused = True
                    return
                mails = list(self.client.fetch(group))
                self.budget.has_read_mail = True
                # There are no bytes to read again later, so the next sync asks for these once more.
                self.unreadable += [mail.uid for mail in mails if isinstance(mail, UnreadableMail)]
                yield Fetched(len(group), mails)

    def _next_group(self, waiting: deque[MailHeader]) -> list[MailHeader]:
        """Take the mails that are read and stored together next; none when the day's budget is used up."""
        group: list[MailHeader] = []
        size = 0
        while waiting and len(group) < MAILS_IN_A_BATCH:
            size += waiting[0].size_bytes
            if group and size > min(BYTES_IN_A_BATCH, self.budget.room_bytes):
                break
            if not group and not self.budget.allows(size):
                break
            group.append(waiting.popleft())
        return group

    def _read_all(self, state: FolderState, fetched: Fetched) -> Batch:
        """Return the records of what was fetched. Runs in a thread of its own: it changes nothing here."""
        handed_out = [_unread(state, mail) for mail in fetched.mails if isinstance(mail, FetchedMail)]
        found = self.reading.read(handed_out)
        not_handed_out = [_failed(state, mail) for mail in fetched.mails if isinstance(mail, UnreadableMail)]
        return Batch(
            records=[record for record in found if isinstance(record, ConversationRecord)],
            failed=[failed for failed in found if isinstance(failed, FailedRecord)] + not_handed_out,
            skipped=fetched.skipped,
            notes={"skipped_mails": len(fetched.skipped)} if fetched.skipped else {},
        )

    def _reached(self, state: FolderState, mark: FolderMark | None, *, goes_on: bool) -> FolderMark:
        """Return how far the folder is read now. A shorter range than the mark's leaves the mark as it is."""
        last_uid = min([state.uid_next, *self.unreadable]) - 1
        since = self.request.since
        if mark is None or since <= mark.listed_since:
            return FolderMark(state.uid_validity, last_uid, since)
        return FolderMark(state.uid_validity, last_uid, mark.listed_since) if goes_on else mark


def read_mark(value: Json) -> FolderMark | None:
    """Read a folder's checkpoint; None where there is none."""
    if not isinstance(value, dict):
        return None
    uid_validity, last_uid, since = value.get("uid_validity"), value.get("last_uid"), value.get("listed_since")
    if not (isinstance(uid_validity, int) and isinstance(last_uid, int) and isinstance(since, str)):
        return None
    return FolderMark(uid_validity, last_uid, datetime.fromisoformat(since))


def _unread(state: FolderState, mail: FetchedMail) -> UnreadMail:
    gmail = mail.gmail
    location = Location(
        state.name,
        state.uid_validity,
        mail.uid,
        mail.size_bytes,
        gmail.message_id if gmail else None,
        gmail.thread_id if gmail else None,
    )
    arrived = None if mail.internal_date == NO_DATE else mail.internal_date
    return UnreadMail(mail.raw, arrived, location, mail.parts, mail.size_bytes)


def _failed(state: FolderState, mail: UnreadableMail) -> FailedRecord:
    location = Location(state.name, state.uid_validity, mail.uid)
    name = f"{state.name}/{state.uid_validity}/{mail.uid}"
    return FailedRecord(name, b"", mail.reason, "UnreadableMail", location=location)


def _skipped(state: FolderState, header: MailHeader) -> SkippedItem | None:
    labels = (*header.flags, *(header.gmail.labels if header.gmail else ()))
    reason = reason_to_skip(labels)
    location = Location(state.name, state.uid_validity, header.uid, header.size_bytes)
    return SkippedItem(reason, location, header.message_id) if reason else None
