"""What a check found. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from django.core.checks import CheckMessage

from ingest.source import SourceError


class State(StrEnum):
    """How a thing stands. Only `FAILED` needs somebody to act."""

    OK = "ok"
    NOTE = "note"
    NOT_CONFIGURED = "not configured"
    OFF = "off"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: what was looked at, how it stands, what was found, and the remedy where there is one."""

    name: str
    state: State
    found: str
    remedy: str = ""


# Where to click, by the code of a source's error; the error itself says what to do.
PLACES = {
    "authentication": "LiveChat: Developer Console, Tools, Personal access tokens (docs/credentials.md).",
    "credentials": "LiveChat: Developer Console, Tools, Personal access tokens (docs/credentials.md).",
    "authorization": "LiveChat: Developer Console, Tools, Personal access tokens, Create new token.",
    "license_expired": "LiveChat: Settings, Billing, as the account's owner.",
    "license_not_found": "LiveChat: Developer Console, Tools, Personal access tokens show the account id.",
    "connection": "Check BOO_LIVECHAT_API_URL, and the network from this machine to it (firewall, proxy).",
    "deadline": "Check BOO_LIVECHAT_API_URL, and the network from this machine to it (firewall, proxy).",
    "limit_reached": "LiveChat: Settings, Billing, as the account's owner.",
    "bad_credentials": "Google: https://myaccount.google.com/apppasswords, signed in as the mailbox's user.",
    "login_refused": "Google: https://myaccount.google.com/apppasswords, signed in as the mailbox's user.",
    "imap_disabled": (
        "Google Admin console: Apps, Google Workspace, Gmail, End User Access, POP and IMAP access; "
        "then Gmail: Settings, Forwarding and POP/IMAP, Enable IMAP."
    ),
    "folder_missing": "Gmail hides folders too: Settings, Labels, Show in IMAP.",
}


def failed(name: str, error: SourceError) -> Finding:
    """Return the finding for an error of a source's client, with the place to mend it."""
    remedy = f"{error.remedy} {PLACES.get(error.code, '')}".strip()
    return Finding(name, State.FAILED, str(error.args[0] if error.args else error), remedy)


def wrong_setting(name: str, problem: CheckMessage) -> Finding:
    """Return the finding for settings that can't work."""
    return Finding(name, State.FAILED, problem.msg, problem.hint or "")
