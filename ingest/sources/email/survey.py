"""What the mailbox holds, by headers alone: nothing is stored, no body is read."""

from collections.abc import Iterator
from datetime import datetime

from ingest.records import Location
from ingest.source import Listed, Survey
from ingest.sources.email.answers import NO_DATE, FolderState, MailHeader
from ingest.sources.email.reading import reason_to_skip
from ingest.sources.email.source import EmailSource


def survey_mailbox(mailbox: EmailSource, since: datetime, until: datetime) -> Survey:
    """List the mails that arrived in [since, until), and every place of the folders. Raises SourceError.

    Costs about 200 bytes a mail of the range, and a few for each other one.
    """
    listed: list[Listed] = []
    places: set[tuple[str, int, int]] = set()
    folders: dict[str, int] = {}
    for name in mailbox.client.folders(mailbox.folders):
        state = mailbox.client.examine(name)
        folders[name] = state.uid_validity
        places |= {(name, state.uid_validity, uid) for uid in mailbox.client.list_uids()}
        listed += _listed(mailbox, state, since, until)
    return Survey(tuple(listed), folders=folders, places=frozenset(places))


def _listed(mailbox: EmailSource, state: FolderState, since: datetime, until: datetime) -> Iterator[Listed]:
    for header in mailbox.client.headers(mailbox.client.list_uids(since=since)):
        if header.internal_date != NO_DATE and since <= header.internal_date < until:
            yield _item(state, header)


def _item(state: FolderState, header: MailHeader) -> Listed:
    location = Location(state.name, state.uid_validity, header.uid, header.size_bytes)
    labels = (*header.flags, *(header.gmail.labels if header.gmail else ()))
    name = header.message_id or f"{state.name}/{state.uid_validity}/{header.uid}"
    return Listed(name, header.internal_date, location, reason_to_skip(labels))
