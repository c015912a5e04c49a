"""What the sync asks of a source, what it offers in return, and how a source fails. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from ingest.records import ConversationRecord, FailedRecord, FormerItem, Json, Location, MovedItem, SkippedItem
from interactions.vocabulary import Source as SourceName


class SourceError(Exception):
    """A source can't go on: one line for a person, and what to do about it.

    `code` names the kind of failure in a word that logs and `check_setup` can branch on (LiveChat: `error.type`).
    """

    def __init__(self, message: str, *, remedy: str = "", code: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy
        self.code = code

    def __str__(self) -> str:
        message = super().__str__()
        return f"{message} {self.remedy}".strip() if self.remedy else message


class SourceUnavailable(SourceError):
    """The source can't be reached or asks for patience; a later run may succeed.

    `retry_after_seconds` is the source's own wish.
    """

    def __init__(
        self, message: str, *, remedy: str = "", code: str = "", retry_after_seconds: float | None = None
    ) -> None:
        super().__init__(message, remedy=remedy, code=code)
        self.retry_after_seconds = retry_after_seconds


class SourceRefused(SourceError):
    """The source refuses us (token, scope, password, licence): only a person can mend that; never retried."""


@dataclass(frozen=True, slots=True)
class PullRequest:
    """The range to list: [since, until), aware. `until` is the run's own now.

    `resume` lets the source leave out what its checkpoints say is covered (a plain sync); --full and --days list all.
    """

    since: datetime
    until: datetime
    resume: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """One step of a pull: saved in one transaction, rows, quarantine and checkpoints together.

    `unchanged` counts items that are known and were not read again; `skipped` ones are not counted at all.
    `checkpoints` maps a scope to its new value. `done` and `total` are items for the progress display; `total` is None
    while unknown. `gone` are external_ids that the source no longer has, `moved` items that are known from another
    place. `notes` are figures worth a line in the run's report, added up over batches (tickets_seen). `paused`
    says why this batch is the last for now although there is more: the next run goes on.
    """

    records: Sequence[ConversationRecord] = ()
    failed: Sequence[FailedRecord] = ()
    skipped: Sequence[SkippedItem] = ()
    moved: Sequence[MovedItem] = ()
    gone: Sequence[str] = ()
    unchanged: int = 0
    checkpoints: Mapping[str, Json] = field(default_factory=dict)
    done: int = 0
    total: int | None = None
    notes: Mapping[str, int] = field(default_factory=dict)
    paused: str = ""


@dataclass(frozen=True, slots=True)
class OpenConversation:
    """A stored conversation that the source may still add to."""

    external_id: str
    chat_id: str | None
    started_at: datetime
    last_message_at: datetime | None


class Memory(Protocol):
    """What the system remembers of a source: read-only, and all that a source may ask of the database."""

    def checkpoint(self, scope: str) -> Json:
        """Return the value saved under `scope`, or None."""

    def open_conversations(self) -> list[OpenConversation]:
        """Return the conversations that were still active at the source when last seen, oldest first."""

    def known_items(self, folder: str, uid_validity: int) -> dict[int, int]:
        """Return the UIDs of a folder that were read before.

        Each comes with a number that is equal for copies of the same mail, or 0 where the mail was skipped.
        """

    def former_items(self, folder: str, uid_validity: int) -> list[FormerItem]:
        """Return what was stored from a folder under other UIDVALIDITYs than this one."""

    def machine_senders(self) -> frozenset[str]:
        """Return the addresses and `@domain`s that staff marked as always machine mail, lower-cased."""


@dataclass(slots=True)
class Meter:
    """What a pull cost: network calls (billed by LiveChat), repeated ones, and bytes read."""

    calls: int = 0
    retries: int = 0
    bytes_read: int = 0


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """What could be read of a quarantined item's bytes. Without `record`, `failed` says why."""

    record: ConversationRecord | None
    failed: tuple[FailedRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """An item that a source has: its id there, when it came (aware), and why a sync would skip it, if it would."""

    name: str
    came_at: datetime
    location: Location | None = None
    skip_reason: str | None = None


@dataclass(frozen=True, slots=True)
class Survey:
    """What a source has of a range. Of a mailbox also the UIDVALIDITY of each folder, and every place in them."""

    listed: Sequence[Listed]
    folders: Mapping[str, int] = field(default_factory=dict)
    places: frozenset[tuple[str, int, int]] = frozenset()


class Source(Protocol):
    """A place that conversations come from. One folder in `ingest.sources`, one line in its list."""

    name: SourceName
    account: str
    meter: Meter

    def pull(self, request: PullRequest, memory: Memory) -> Iterator[Batch]:
        """Yield what the source has in the requested range, oldest first where it can.

        Reads only. Each distinct item is yielded at most once a pull. Raises SourceError when it can't go on: what was
        yielded before stands.
        """

    def close(self) -> None:
        """Let go of the network or the file. Safe to call twice."""
