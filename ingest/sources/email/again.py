"""The mails of the mailbox that are known already, read once more: after a change in how mails are read."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from ingest.records import Json
from ingest.source import Batch, Memory, PullRequest
from ingest.sources.email.client import FolderState
from ingest.sources.email.source import EmailSource, MailboxPull
from interactions.vocabulary import Source


class EmailAgain:
    """The known mails of a mailbox (ingest.source.Source). Mails that the mailbox no longer has are left alone."""

    name = Source.EMAIL

    def __init__(self, mailbox: EmailSource) -> None:
        self.mailbox = mailbox
        self.account = mailbox.account
        self.meter = mailbox.meter

    def close(self) -> None:
        """Close the connection."""
        self.mailbox.close()

    def pull(self, request: PullRequest, memory: Memory) -> Iterator[Batch]:
        """Yield the known mails that arrived in the range, each once whatever its copies. Raises SourceError.

        Keeps to the day's budget of bytes; after a pause, the next pull of the same or a shorter range goes on.
        """
        return _PullAgain.batches(self.mailbox, request, memory)


class _PullAgain(MailboxPull):
    """One pull of known mails. The marks say where a pause was, and are empty otherwise."""

    def folder(self, state: FolderState) -> Iterator[Batch]:
        """Yield a folder's known mails."""
        scope = f"again:{state.name}"
        saved = self.memory.checkpoint(scope)
        listed = self._wanted(state, first_uid=_goes_on_at(saved, state, self.request.since))
        self.total = self.done + len(listed)
        last_uid = 0
        for batch in self._unread(state, listed):
            places = [record.location for record in batch.records] + [failed.location for failed in batch.failed]
            last_uid = max([last_uid, *(place.uid for place in places if place)])
            yield batch
        mark = self._mark(state, last_uid) if self.is_paused else {}
        if mark != (saved or {}):
            yield Batch(checkpoints={scope: mark}, done=self.done, total=self.total)

    def last_batch(self) -> Batch:
        """Say why the pull ends, where it isn't done."""
        return replace(super().last_batch(), unchanged=0)

    def _wanted(self, state: FolderState, *, first_uid: int) -> list[int]:
        known = self.memory.known_items(state.name, state.uid_validity)
        wanted: list[int] = []
        for uid in self._list_range() if known else []:
            token = known.get(uid)
            if token and token not in self.known and uid >= first_uid:
                self.known.add(token)
                wanted.append(uid)
        return wanted

    def _mark(self, state: FolderState, last_uid: int) -> dict[str, Json]:
        since = self.request.since.isoformat()
        return {"uid_validity": state.uid_validity, "last_uid": last_uid, "since": since}


def _goes_on_at(saved: Json, state: FolderState, since: datetime) -> int:
    """Return the first UID to read: the one after a pause in a range that held this one, else 1."""
    match saved:
        case {"uid_validity": state.uid_validity, "last_uid": int(last_uid), "since": str(began)}:
            return last_uid + 1 if datetime.fromisoformat(began) <= since else 1
        case _:
            return 1
