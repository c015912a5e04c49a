"""What the proxy can do wrong, and the words that Gmail uses for it. Pure."""

from collections.abc import Callable
from dataclasses import dataclass

# Seen in the wild: MailKit#377 and #1396, imapsync#61 and #175, ha-email-sensor#16, imapsync's FAQ on Gmail.
TOO_MANY_CONNECTIONS = "[ALERT] Too many simultaneous connections. (Failure)"
APP_PASSWORD_REQUIRED = (
    "[ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)"
)
INVALID_CREDENTIALS = "[AUTHENTICATIONFAILED] Invalid credentials (Failure)"
IMAP_DISABLED = "[ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page. (Failure)"
WEB_LOGIN_REQUIRED = (
    "[ALERT] Please log in via your web browser: https://support.google.com/mail/accounts/answer/78754 (Failure)"
)
OVERQUOTA = "[OVERQUOTA] Account exceeded command or bandwidth limits."


@dataclass(frozen=True, slots=True)
class Refuse:
    """Answer NO (or BAD) with `text`, without asking the server."""

    text: str
    verdict: str = "NO"


@dataclass(frozen=True, slots=True)
class SayBye:
    """Answer `* BYE <text>` and close, as Gmail does for OVERQUOTA."""

    text: str


@dataclass(frozen=True, slots=True)
class Throttle:
    """Let the command succeed with Gmail's mark of throttling: `OK Success [THROTTLED]`."""


@dataclass(frozen=True, slots=True)
class HangInLiteral:
    """Send half of the first literal of the answer, then nothing more."""


@dataclass(frozen=True, slots=True)
class CutInLiteral:
    """Close the connection in the middle of the first literal of the answer."""


@dataclass(frozen=True, slots=True)
class Misannounce:
    """Announce the first literal of the answer as `by` bytes longer than it is, or shorter."""

    by: int


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """Do something else to the server, then let it answer as it then does."""

    deed: Callable[[], object]


@dataclass(frozen=True, slots=True)
class CutAfter:
    """Close the connection after `size_bytes` of the answer."""

    size_bytes: int


@dataclass(frozen=True, slots=True)
class Dribble:
    """Send the answer one byte at a time, `pause_seconds` apart: never silent, never done."""

    pause_seconds: float = 0.02


@dataclass(frozen=True, slots=True)
class Garble:
    """Send `line` in front of the answer: something that is no IMAP, or that nobody asked for."""

    line: bytes


type Action = (
    Refuse | SayBye | Throttle | HangInLiteral | CutInLiteral | Misannounce | Meanwhile | CutAfter | Dribble | Garble
)


@dataclass(slots=True)
class Fault:
    """An action on commands that begin with `on` ("LOGIN", "UID FETCH"; "" is the greeting).

    `containing` narrows it to commands with that text. `skip` commands pass first; then it strikes `times` times.
    """

    on: str
    action: Action
    times: int = 1
    skip: int = 0
    containing: str = ""

    def strikes(self, command: str) -> bool:
        """Say whether this command is hit, and count it."""
        if command.upper().startswith(self.on) and self.containing in command and self.times > 0:
            self.skip -= 1
            if self.skip < 0:
                self.times -= 1
                return True
        return False
