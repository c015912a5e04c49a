"""What a check found. Pure."""

from dataclasses import dataclass
from enum import StrEnum


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
