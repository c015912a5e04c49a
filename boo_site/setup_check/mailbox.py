"""Check the mailbox: whether it can be reached, trusted, logged in to and read."""

from collections.abc import Iterator

from django.conf import settings

from boo_site.checks import mailbox_problems
from boo_site.setup_check.findings import Finding, State, failed, wrong_setting
from ingest.source import SourceError
from ingest.sources.email.client import MailboxClient

SECONDS = 5.0


def check_mailbox() -> Iterator[Finding]:
    """Yield whether the login works, then each folder that a sync would read. Reads no mail."""
    if problems := list(mailbox_problems()):
        yield from (wrong_setting("mailbox", problem) for problem in problems)
        return
    if not settings.SALES_IMAP_USER:
        yield Finding(
            "mailbox", State.NOT_CONFIGURED, "No user and password are set.", "docs/credentials.md says what to set."
        )
        return
    try:
        with _client() as client:
            yield from _look(client)
    except SourceError as error:
        yield failed("mailbox", error)


def _client() -> MailboxClient:
    return MailboxClient(
        settings.SALES_IMAP_HOST,
        settings.SALES_IMAP_PORT,
        settings.SALES_IMAP_USER,
        settings.SALES_IMAP_PASS,
        security=settings.SALES_IMAP_SECURITY,
        ca_file=settings.SALES_IMAP_CA_FILE or None,
        contact=settings.SALES_IMAP_USER,
        connect_seconds=SECONDS,
        read_seconds=SECONDS,
        command_seconds=SECONDS,
    )


def _look(client: MailboxClient) -> Iterator[Finding]:
    folders = client.folders(settings.SALES_IMAP_FOLDERS)
    kind = "Gmail" if client.is_gmail else "IMAP"
    yield Finding("mailbox", State.OK, f"{kind}, logged in; folders to read: {', '.join(folders)}.")
    if client.is_gmail and len(folders) > 1 and not settings.SALES_IMAP_FOLDERS:
        yield Finding(
            "All Mail",
            State.NOTE,
            "Gmail hides All Mail from IMAP: archived mails are not read.",
            "Gmail: Settings, Labels, All Mail: tick Show in IMAP.",
        )
    for folder in folders:
        yield Finding(f"folder {folder}", State.OK, f"{client.examine(folder).exists:,} mails.")
