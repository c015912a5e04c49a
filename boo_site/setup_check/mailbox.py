"""Check the mailbox: whether it can be reached, trusted, logged in to and read."""

from collections.abc import Iterator

from django.conf import settings

from boo_site.setup_check.findings import Finding, State
from boo_site.setup_check.livechat import failed
from ingest.source import SourceError
from ingest.sources.email.client import MailboxClient

SECONDS = 10.0


def check_mailbox() -> Iterator[Finding]:
    """Yield whether the login works, then each folder that a sync would read. Reads no mail."""
    missing = [name for name in ("HOST", "USER", "PASS") if not getattr(settings, f"SALES_IMAP_{name}")]
    if "PASS" in missing or "USER" in missing:
        names = ", ".join(f"BOO_SALES_IMAP_{name}" for name in missing)
        yield Finding("mailbox", State.NOT_CONFIGURED, f"{names} not set.", "Get it as docs/credentials.md says.")
        return
    try:
        with MailboxClient(
            settings.SALES_IMAP_HOST or "imap.gmail.com",
            settings.SALES_IMAP_PORT,
            settings.SALES_IMAP_USER,
            settings.SALES_IMAP_PASS,
            security=settings.SALES_IMAP_SECURITY,
            ca_file=settings.SALES_IMAP_CA_FILE or None,
            contact=settings.SALES_IMAP_USER,
            connect_seconds=SECONDS / 2,
            read_seconds=SECONDS / 2,
            command_seconds=SECONDS,
        ) as client:
            folders = client.folders(settings.SALES_IMAP_FOLDERS)
            kind = "Gmail" if client.is_gmail else "IMAP"
            yield Finding("mailbox", State.OK, f"{kind}, logged in; folders to read: {', '.join(folders)}.")
            for folder in folders:
                yield Finding(f"folder {folder}", State.OK, f"{client.examine(folder).exists:,} mails.")
    except SourceError as error:
        yield failed("mailbox", error)
