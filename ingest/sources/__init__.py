"""The one list of sources, each made from the settings.

A source is imported when it is asked for: its pure parts must not drag in the network of the others.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.records import Location
from ingest.source import Memory, ReadAgain, Source, SourceRefused, Survey
from interactions.vocabulary import Source as SourceName

if TYPE_CHECKING:
    from ingest.sources.email.senders import Senders
    from ingest.sources.email.source import EmailSource

__all__ = [
    "email_again",
    "email_source",
    "is_kept_whole",
    "livechat_source",
    "mbox_source",
    "read_again",
    "survey",
    "threads_still_there",
]


def livechat_source() -> Source:
    """Return LiveChat as the settings name it. Raises SourceRefused when it isn't configured."""
    from django.conf import settings

    from ingest.sources.livechat.client import LiveChatClient
    from ingest.sources.livechat.source import LiveChatSource

    if not (settings.LIVECHAT_PAT or settings.LIVECHAT_PAT_BASE64):
        raise SourceRefused(
            "LiveChat isn't configured.",
            remedy="Set BOO_LIVECHAT_ACCOUNT_ID with BOO_LIVECHAT_PAT, or BOO_LIVECHAT_PAT_BASE64 (see .env.example).",
            code="not_configured",
        )
    client = LiveChatClient(
        settings.LIVECHAT_API_URL,
        settings.LIVECHAT_API_VERSION,
        settings.LIVECHAT_ACCOUNT_ID,
        settings.LIVECHAT_PAT,
        settings.LIVECHAT_PAT_BASE64,
    )
    return LiveChatSource(client)


def email_source() -> Source:
    """Return the mailbox as the settings name it. Raises SourceRefused when it isn't configured."""
    return _mailbox()


def email_again() -> Source:
    """Return the mailbox's known mails, to be read once more. Raises SourceRefused when it isn't configured."""
    from ingest.sources.email.again import EmailAgain

    return EmailAgain(_mailbox())


def _mailbox() -> "EmailSource":
    from django.conf import settings

    from ingest.sources.email.client import MailboxClient
    from ingest.sources.email.source import EmailSource

    missing = [name for name in ("USER", "PASS") if not getattr(settings, f"SALES_IMAP_{name}")]
    if missing:
        raise SourceRefused(
            "The mailbox isn't configured.",
            remedy=f"Set {', '.join(f'BOO_SALES_IMAP_{name}' for name in missing)} (see .env.example).",
            code="not_configured",
        )
    client = MailboxClient(
        settings.SALES_IMAP_HOST,
        settings.SALES_IMAP_PORT,
        settings.SALES_IMAP_USER,
        settings.SALES_IMAP_PASS,
        security=settings.SALES_IMAP_SECURITY,
        ca_file=settings.SALES_IMAP_CA_FILE or None,
        contact=settings.SALES_IMAP_USER,
    )
    return EmailSource(
        client,
        settings.SALES_IMAP_USER,
        shop_senders(),
        folders=settings.SALES_IMAP_FOLDERS,
        daily_bytes=settings.SALES_IMAP_DAILY_MB * 1_000_000,
    )


def mbox_source(path: Path) -> Source:
    """Return a mailbox file as a source of the same account."""
    from django.conf import settings

    from ingest.sources.email.mbox import MboxSource

    return MboxSource(path, settings.SALES_IMAP_USER or "mbox", shop_senders())


def shop_senders() -> "Senders":
    """Return the senders that the settings name."""
    from django.conf import settings

    from ingest.sources.email.senders import known_senders

    return known_senders(settings.SALES_ADDRESSES, settings.FORM_SENDERS, settings.MACHINE_SENDERS)


def read_again(name: SourceName, raw: bytes, memory: Memory, location: Location | None, *, now: datetime) -> ReadAgain:
    """Read the bytes of a quarantined item through its source's own parser. Never raises."""
    if name == SourceName.EMAIL:
        from ingest.sources.email.replay import read_again as read_mail

        return read_mail(raw, location, shop_senders(), memory, read_at=now)
    from ingest.sources.livechat.replay import read_again as read_thread

    return read_thread(raw, memory)


def is_kept_whole(name: SourceName, location: Location | None) -> bool:
    """Say whether a quarantined item's bytes are all of it; of a mail over the size limit only the header is kept."""
    from ingest.sources.email.replay import is_header_only

    return name != SourceName.EMAIL or not is_header_only(location)


def survey(source: Source, since: datetime, until: datetime) -> Survey:
    """Return what a source has of [since, until), without reading what it says. Raises SourceError."""
    from ingest.sources.email.source import EmailSource
    from ingest.sources.email.survey import survey_mailbox
    from ingest.sources.livechat.source import LiveChatSource
    from ingest.sources.livechat.survey import survey_threads

    match source:
        case EmailSource():
            return survey_mailbox(source, since, until)
        case LiveChatSource():
            return survey_threads(source.client, since, until)
        case _:
            raise SourceRefused("A file can't be compared.", remedy="Name the mailbox itself.", code="no_survey")


def threads_still_there(source: Source, thread_ids: Sequence[str]) -> set[str]:
    """Return those of the named threads that LiveChat still has in its archive. Raises SourceError."""
    from ingest.sources.livechat.source import LiveChatSource
    from ingest.sources.livechat.survey import still_there

    return still_there(source.client, thread_ids) if isinstance(source, LiveChatSource) else set()
