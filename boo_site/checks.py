"""Start-up checks: settings that are wrong, unsafe or contradict each other, in one line each with the remedy.

They are warnings: a source whose settings are wrong must keep neither the other source nor the admin from working. What
nothing works without (the database, the time zone) ends the start in `settings` itself.
"""

import ipaddress
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Warning

GMAIL_DAILY_MB = 2500
"""Gmail locks a mailbox that reads more in a day: https://support.google.com/a/answer/1071518."""

FEWEST_DAILY_TOKENS = 10_000
"""A question costs about 1,500 tokens, and more is set aside for it while it is asked."""

IMAP_SECURITY = ("ssl", "starttls", "none")
USUAL_PORTS = {993: "ssl", 143: "starttls"}
LARGEST_PORT = 65535


def check_settings(app_configs: object = None, **_options: Any) -> list[CheckMessage]:
    """Return what is wrong with the settings. Touches no network and no database."""
    return [*livechat_problems(), *mailbox_problems(), *database_problems(), *claude_problems()]


def livechat_problems() -> Iterator[Warning]:
    """Yield why LiveChat can't work with these settings; nothing where it isn't configured at all."""
    if settings.LIVECHAT_ACCOUNT_ID and not (settings.LIVECHAT_PAT or settings.LIVECHAT_PAT_BASE64):
        yield Warning(
            "BOO_LIVECHAT_ACCOUNT_ID is set, the token is not.",
            hint="Set BOO_LIVECHAT_PAT; make one in LiveChat's Developer Console: Tools, Personal access tokens.",
            id="boo_site.W001",
        )


def mailbox_problems() -> Iterator[Warning]:
    """Yield why the mailbox can't work with these settings; nothing where it isn't configured at all."""
    if not (settings.SALES_IMAP_USER or settings.SALES_IMAP_PASS):
        return
    for check in (_login, _security, _port, _ca_file, _daily_amount):
        yield from check()


def database_problems() -> Iterator[Warning]:
    """Yield what shouldn't stand beside the database's settings."""
    if settings.SUPABASE_SERVICE_ROLE_KEY_IS_SET:
        yield Warning(
            "BOO_SUPABASE_SERVICE_ROLE_KEY is set, and nothing here uses it.",
            hint="Remove it: it opens the whole project to whoever reads it.",
            id="boo_site.W007",
        )


def claude_problems() -> Iterator[Warning]:
    """Yield why Claude can't be asked with these settings; nothing where there is no key."""
    if not settings.ANTHROPIC_API_KEY:
        return
    url = urlsplit(settings.ANTHROPIC_API_URL)
    if url.scheme != "https" and not (url.scheme == "http" and _is_loopback(url.hostname or "")):
        yield Warning(
            "BOO_ANTHROPIC_API_URL doesn't begin with https://: customers' words would go there in plain text.",
            hint="Leave it empty for Anthropic's own address.",
            id="boo_site.W008",
        )
    if 0 < settings.ANTHROPIC_DAILY_TOKENS < FEWEST_DAILY_TOKENS:
        yield Warning(
            f"BOO_ANTHROPIC_DAILY_TOKENS is below {FEWEST_DAILY_TOKENS:,}: less than what a few questions cost.",
            hint="Set it to 100000, or to 0 to ask Claude nothing.",
            id="boo_site.W009",
        )


def _login() -> Iterator[Warning]:
    if not settings.SALES_IMAP_PASS:
        yield Warning(
            "BOO_SALES_IMAP_USER is set, BOO_SALES_IMAP_PASS is not.",
            hint="Make an app password at https://myaccount.google.com/apppasswords (it needs 2-Step Verification).",
            id="boo_site.W002",
        )
    if not settings.SALES_IMAP_USER:
        yield Warning(
            "BOO_SALES_IMAP_PASS is set, BOO_SALES_IMAP_USER is not.",
            hint="Set BOO_SALES_IMAP_USER to the mailbox's address.",
            id="boo_site.W002",
        )


def _security() -> Iterator[Warning]:
    security = settings.SALES_IMAP_SECURITY
    if security not in IMAP_SECURITY:
        yield Warning(
            f"BOO_SALES_IMAP_SECURITY is {security!r}.",
            hint="Set it to ssl (port 993), starttls (port 143) or none (loopback addresses only).",
            id="boo_site.W003",
        )
    if security == "none" and not _is_loopback(settings.SALES_IMAP_HOST):
        yield Warning(
            "BOO_SALES_IMAP_SECURITY is none: the password would cross the network in plain text.",
            hint="Set it to ssl or starttls; none is for loopback addresses only.",
            id="boo_site.W003",
        )


def _port() -> Iterator[Warning]:
    port, security = settings.SALES_IMAP_PORT, settings.SALES_IMAP_SECURITY
    if not 1 <= port <= LARGEST_PORT:
        yield Warning(
            "BOO_SALES_IMAP_PORT is no port number.", hint="Set it to 993, or leave it empty.", id="boo_site.W004"
        )
    elif security in ("ssl", "starttls") and USUAL_PORTS.get(port, security) != security:
        yield Warning(
            f"BOO_SALES_IMAP_PORT {port} doesn't go with BOO_SALES_IMAP_SECURITY {security}.",
            hint="993 goes with ssl, 143 with starttls.",
            id="boo_site.W004",
        )


def _ca_file() -> Iterator[Warning]:
    if settings.SALES_IMAP_CA_FILE and not Path(settings.SALES_IMAP_CA_FILE).is_file():
        yield Warning(
            "BOO_SALES_IMAP_CA_FILE names no file.",
            hint="Set it to the path of a PEM file, or leave it empty.",
            id="boo_site.W005",
        )


def _daily_amount() -> Iterator[Warning]:
    if not 1 <= settings.SALES_IMAP_DAILY_MB < GMAIL_DAILY_MB:
        yield Warning(
            f"BOO_SALES_IMAP_DAILY_MB is no number between 1 and {GMAIL_DAILY_MB - 1}.",
            hint="Set it to 1500, or leave it empty; Gmail locks a mailbox that reads 2,500 MB in a day.",
            id="boo_site.W006",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
