"""Logs: a line for each event, for people in development and for programs in production, without secrets.

What is logged carries ids, counts and durations, never what somebody wrote. The filter here is the second line of
defence: it takes out known secrets, whatever looks like one, and mail addresses.
"""

import base64
import binascii
import copy
import json
import logging
import re
import traceback
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote, urlsplit

SHORTEST_SECRET = 6
"""A shorter value is no secret worth the name, and taking it out would spoil ordinary words."""

HIDDEN = "***"
ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
LOOKS_SECRET = (
    (re.compile(r"\b(Basic|Bearer)\s+[\w+/=.:~-]{8,}", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (re.compile(r"(://[^\s:/@]*:)[^\s@/]+@"), rf"\1{HIDDEN}@"),
    (
        re.compile(r"""\b(password|passwd|secret_key|secret|token)(['"]?\s*[=:]\s*['"]?)[^\s'",;&]+""", re.I),
        rf"\1\2{HIDDEN}",
    ),
    # Google's app passwords, as it shows them.
    (re.compile(r"\b[a-z]{4} [a-z]{4} [a-z]{4} [a-z]{4}\b"), HIDDEN),
)
OWN_FIELDS = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
ERROR_CLASS = re.compile(r"\b[A-Z]\w*(?:Error|Exception|Refused|Unavailable|Lost)\b(?=:|$)")
TRACEBACK = "Traceback (most recent call last)"


class Redactor:
    """Takes secrets and mail addresses out of a text. `secrets` are settings' values, which may be empty."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets for form in spellings(secret) if len(form) >= SHORTEST_SECRET}
        self._known = re.compile("|".join(map(re.escape, sorted(forms, key=len, reverse=True)))) if forms else None

    def __call__(self, text: str) -> str:
        """Return the text without both."""
        return ADDRESS.sub("<address>", self.secrets(text))

    def secrets(self, text: str) -> str:
        """Return the text without secrets; mail addresses stay."""
        if self._known:
            text = self._known.sub(HIDDEN, text)
        for pattern, instead in LOOKS_SECRET:
            text = pattern.sub(instead, text)
        return text


def spellings(secret: str) -> Iterator[str]:
    """Yield the ways in which a secret may turn up: as it is, without spaces, in a URL, encoded and decoded."""
    for whole in dict.fromkeys((secret.strip(), "".join(secret.split()))):
        yield from (whole, quote(whole, safe=""))
        if "://" in whole:
            password = _password(whole)
            yield from (password, unquote(password))
        yield base64.b64encode(whole.encode()).decode().rstrip("=")
        try:
            decoded = base64.b64decode(whole, validate=True).decode()
        except (binascii.Error, ValueError):
            continue
        if ":" in decoded:
            yield from (decoded.strip(), decoded.partition(":")[2].strip())


def _password(url: str) -> str:
    try:
        return urlsplit(url).password or ""
    except ValueError:
        return ""


class RedactSecrets(logging.Filter):
    """Gives handlers a copy of the record, in one line, without secrets and addresses."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self.redact = Redactor(secrets)

    def filter(self, record: logging.LogRecord) -> logging.LogRecord:
        """Return the cleaned copy; other handlers see the record as it was."""
        clean = copy.copy(record)
        clean.msg, clean.args = self.redact(without_traceback(_message(record))), ()
        for name, value in extras(record).items():
            setattr(clean, name, self._clean(value))
        if record.exc_info and record.exc_info[1]:
            clean.exc_text = self.redact("".join(traceback.format_exception(record.exc_info[1])).rstrip())
        return clean

    def _clean(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {str(name): self._clean(inner) for name, inner in value.items()}
        if isinstance(value, bool | int | float | None):
            return value
        # Of anything else only the kind is told: Django logs the whole request, with what somebody searched for.
        return self.redact(value) if isinstance(value, str) else type(value).__name__


def _message(record: logging.LogRecord) -> str:
    try:
        return " ".join(record.getMessage().split())
    except (TypeError, ValueError, KeyError):
        return " ".join(str(record.msg).split())


def without_traceback(message: str) -> str:
    """Return what failed and the error's class, without its words: these may be a customer's.

    django-q writes a failed task's error and traceback into the message.
    """
    if TRACEBACK not in message:
        return message
    what = message.partition(" - ")[0] if " - " in message else "Failed"
    classes = ERROR_CLASS.findall(message.partition(TRACEBACK)[2])
    return f"{what} - {classes[-1] if classes else 'error'}"


def extras(record: logging.LogRecord) -> dict[str, Any]:
    """Return what was logged as `extra`: run ids, counts, durations."""
    return {name: value for name, value in vars(record).items() if name not in OWN_FIELDS}


class JsonLines(logging.Formatter):
    """One JSON object a line: when (UTC), level, who, what, and the extras.

    Of an error its class and where it arose are told, not its words: a database's error quotes the row.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; pure ASCII, so that no text can break it."""
        line: dict[str, Any] = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        line |= extras(record)
        if record.exc_info and record.exc_info[1]:
            line |= {"error_class": type(record.exc_info[1]).__name__, "at": frames(record.exc_info[1])}
        return json.dumps(line, default=str)


def frames(error: BaseException) -> list[str]:
    """Return where an error passed, innermost last: file, line and function."""
    found = traceback.extract_tb(error.__traceback__)[-12:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in found]


class ReadableLines(logging.Formatter):
    """A line for a person at a terminal: time, level, who, what, then the extras as name=value."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname:<7} {name}: {message}", datefmt="%H:%M:%S", style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the line without a traceback, which follows it."""
        told = "".join(f" {name}={value}" for name, value in extras(record).items())
        return super().formatMessage(record) + told


def logging_settings(*, is_production: bool, secrets: Iterable[str]) -> dict[str, Any]:
    """Return Django's LOGGING: to standard error, where systemd or a terminal reads it.

    Development tells warnings only, since commands show their own progress; production tells each run.
    """
    own_level = "INFO" if is_production else "WARNING"
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"redact_secrets": {"()": RedactSecrets, "secrets": list(secrets)}},
        "formatters": {"line": {"()": JsonLines if is_production else ReadableLines}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["redact_secrets"]},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {name: {"level": own_level} for name in ("boo_site", "ingest", "interactions", "django-q")}
        # httpx tells every URL, imapclient every command: neither belongs in a log.
        | {name: {"level": "WARNING"} for name in ("httpx", "httpcore", "imapclient")},
    }
