"""What a mail server's refusals and a broken connection mean, and what to do about them. Pure."""

import re
import socket
import ssl
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.source import SourceError, SourceRefused, SourceUnavailable

_MINUTES = 60.0
_HOURS = 3600.0
_TEXT_MAX_CHARACTERS = 300

_MAKE_ONE = (
    "Turn on 2-Step Verification, make an app password at https://myaccount.google.com/apppasswords "
    "and put it into BOO_SALES_IMAP_PASS."
)
_CHECK_LOGIN = (
    "Check BOO_SALES_IMAP_USER and BOO_SALES_IMAP_PASS; Gmail wants an app password (16 letters), "
    "not the account's own password."
)
_CA_FILE = "Set BOO_SALES_IMAP_CA_FILE to the file of the authority that issued it, if that is one of your own."
_CHECK_PORT = "Check BOO_SALES_IMAP_PORT and BOO_SALES_IMAP_SECURITY: 993 goes with ssl, 143 with starttls."
_CHECK_HOST = "Check BOO_SALES_IMAP_HOST, BOO_SALES_IMAP_PORT and the network."


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What answers that match `pattern` mean. `retry_after_seconds` None: only a person can mend it."""

    pattern: str
    code: str
    message: str
    remedy: str
    retry_after_seconds: float | None = None


# The first that matches counts: Gmail reports some of the later ones as failed logins too. Texts as seen in
# MailKit#377, imapsync#61 and #175, ha-email-sensor#16, imapsync's FAQ on Gmail, and Dovecot; codes from RFC 5530.
_MEANINGS = (
    _Meaning(
        r"OVERQUOTA|bandwidth limits",
        "over_quota",
        "The mail server's daily limit is used up.",
        "Gmail opens the mailbox again within 24 hours; a lower BOO_SALES_IMAP_DAILY_MB avoids this.",
        retry_after_seconds=3 * _HOURS,
    ),
    _Meaning(
        r"too many (simultaneous )?connections|maximum number of connections|\[LIMIT\]",
        "too_many_connections",
        "The mailbox has too many open connections.",
        "Close mail programs that use it (Gmail allows 15 connections); the next run tries again.",
        retry_after_seconds=10 * _MINUTES,
    ),
    _Meaning(
        r"application-specific password|app password",
        "app_password_required",
        "The mail server wants an app password.",
        _MAKE_ONE,
    ),
    _Meaning(
        r"not enabled for IMAP|IMAP (access )?is (disabled|not enabled)|IMAP.{0,20}domain administrator",
        "imap_disabled",
        "IMAP is switched off for this mailbox.",
        "Switch it on: Gmail's settings, Forwarding and POP/IMAP; in Workspace the administrator allows it first.",
    ),
    _Meaning(
        r"web ?browser|WEBALERT",
        "web_login_required",
        "The mail server wants this account to log in with a web browser first.",
        "Log in as this user in a browser, confirm that it was you, then use an app password.",
    ),
    _Meaning(
        r"AUTHENTICATIONFAILED|invalid credentials|authentication failed|username and password not accepted",
        "bad_credentials",
        "The mail server refused the user name or the password.",
        _CHECK_LOGIN,
    ),
    _Meaning(
        r"PRIVACYREQUIRED|LOGINDISABLED|plaintext authentication",
        "privacy_required",
        "The mail server takes passwords over TLS only.",
        "Set BOO_SALES_IMAP_SECURITY to ssl or starttls.",
    ),
    _Meaning(
        r"\[(UNAVAILABLE|INUSE|SERVERBUG)\]|temporar|try again|system error|server shutting down|too busy",
        "unavailable",
        "The mail server can't serve us now.",
        "The next run tries again.",
        retry_after_seconds=5 * _MINUTES,
    ),
)


def explain_answer(error: Exception, *, at_login: bool, secrets: Iterable[str] = ()) -> SourceError:
    """Return the error for a server's NO, BAD or BYE, as imaplib raised it; no secret gets into its text.

    What isn't known is a refusal at login, never to be tried again by itself, and else a command that failed.
    """
    text = server_text(error)
    for secret in filter(None, secrets):
        text = text.replace(secret, "***")
    for meaning in _MEANINGS:
        if re.search(meaning.pattern, text, re.IGNORECASE):
            return _error(meaning)
    if at_login:
        return SourceRefused(
            f"The mail server refused the login: {one_line(text)}.", remedy=_CHECK_LOGIN, code="login_refused"
        )
    return SourceUnavailable(f"The mail server refused a command: {one_line(text)}.", code="command_refused")


def _error(meaning: _Meaning) -> SourceError:
    if meaning.retry_after_seconds is None:
        return SourceRefused(meaning.message, remedy=meaning.remedy, code=meaning.code)
    return SourceUnavailable(
        meaning.message,
        remedy=meaning.remedy,
        code=meaning.code,
        retry_after_seconds=meaning.retry_after_seconds,
    )


def explain_connecting(error: Exception, host: str, port: int) -> SourceError:
    """Return the error for a connection that didn't come about."""
    place = f"{host}:{port}"
    if isinstance(error, ssl.SSLCertVerificationError):
        return _untrusted(error, place)
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        return SourceRefused(f"{place} doesn't speak TLS as expected.", remedy=_CHECK_PORT, code="tls")
    if not isinstance(error, OSError) or isinstance(error, socket.gaierror):
        return SourceUnavailable(f'The host name "{host}" is unknown.', remedy=_CHECK_HOST, code="unreachable")
    reason = "no answer in time" if isinstance(error, TimeoutError) else error.strerror or "the connection was closed"
    return SourceUnavailable(f"{place} can't be reached: {reason}.", remedy=_CHECK_HOST, code="unreachable")


# OpenSSL's numbers: https://docs.openssl.org/master/man3/X509_STORE_CTX_get_error/.
_EXPIRED, _HOSTNAME_MISMATCH, _IP_MISMATCH = 10, 62, 64


def _untrusted(error: ssl.SSLCertVerificationError, place: str) -> SourceRefused:
    remedies: dict[int, str] = {
        _EXPIRED: "Whoever runs the mail server has to renew it.",
        _HOSTNAME_MISMATCH: "Set BOO_SALES_IMAP_HOST to the name in the certificate.",
        _IP_MISMATCH: "Set BOO_SALES_IMAP_HOST to the name in the certificate.",
    }
    return SourceRefused(
        f"The certificate of {place} can't be trusted: {one_line(error.verify_message)}.",
        remedy=remedies.get(error.verify_code, _CA_FILE),
        code="certificate",
    )


def server_text(error: Exception) -> str:
    """Return what the server said from an exception of imaplib's, which may hold bytes or their repr."""
    first = error.args[0] if error.args else ""
    text = first.decode(errors="replace") if isinstance(first, bytes) else str(first)
    return re.sub(r"""\[?b(['"])(.*)\1\]?""", r"\2", text)


def one_line(text: str) -> str:
    """Return a server's words fit for one line of an error: no control characters, no endless tail."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(printable.split())[:_TEXT_MAX_CHARACTERS].rstrip(". ")
