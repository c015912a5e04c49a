"""What must be settled before a password is sent: whom to trust with it, and how it is spelled."""

import ipaddress
import re
import ssl

from ingest.source import SourceRefused
from ingest.sources.email.deadline import CommandClock, verifying_context

_FOUR_GROUPS = re.compile(r"\w{4}(\s+\w{4}){3}")


def password_spellings(password: str) -> tuple[str, ...]:
    """Return the ways to read a password: Google shows app passwords in four groups, and the spaces don't count.

    A password with other spaces is tried as it is, then without them.
    """
    stripped = password.strip()
    joined = "".join(password.split())
    if joined == stripped or not stripped.isprintable() or _FOUR_GROUPS.fullmatch(stripped):
        return (joined,)
    return (stripped, joined)


def tls_for(host: str, security: str, ca_file: str | None, clock: CommandClock) -> ssl.SSLContext | None:
    """Return how to verify the server; None for plain text, on loopback only. Raises SourceRefused."""
    if security not in {"ssl", "starttls", "none"}:
        raise SourceRefused(
            f'Unknown mail security "{security}".',
            remedy="Set BOO_SALES_IMAP_SECURITY to ssl, starttls or none.",
            code="insecure",
        )
    if security == "none":
        if not _is_loopback(host):
            raise SourceRefused(
                "Without TLS the password would cross the network in plain text.",
                remedy="Set BOO_SALES_IMAP_SECURITY to ssl or starttls; none is for loopback addresses only.",
                code="insecure",
            )
        return None
    try:
        return verifying_context(ca_file, clock)
    except OSError as error:
        raise SourceRefused(
            f'The certificate file "{ca_file}" can\'t be used.',
            remedy="Set BOO_SALES_IMAP_CA_FILE to a file of PEM certificates that this account may read.",
            code="ca_file",
        ) from error


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
