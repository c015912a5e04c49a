"""When a mail was sent: header dates of any shape, and which of them to believe (contract: E-mail). Pure."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz
from functools import lru_cache
from typing import Literal

type DateSource = Literal["header", "internaldate", "received", "from_line", "none"]

_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
# Later years are typing errors; PostgreSQL stores some that can't be read back.
_LATEST = datetime(2100, 1, 1, tzinfo=UTC)
_TRUSTED_AHEAD = timedelta(hours=48)
_LONGEST_DATE = 200
_COMMENT = re.compile(r"\([^()]*\)")
_ISO = re.compile(r"\d{4}-\d\d?-\d\d?[T ]\d\d?:\d\d")
_FROM_LINE_DATE = re.compile(r">?From +\S* +(.*)", re.DOTALL)
# Google Takeout writes the zone before the year: `Mon May 20 12:34:56 +0000 2024`.
_ZONE_BEFORE_YEAR = re.compile(r"(.*\d\d:\d\d:\d\d) +([+-]\d{4}) +(\d{4})")


@dataclass(frozen=True, slots=True)
class SentAt:
    """A mail's time, aware and in UTC, and where it comes from. None where a mail has no readable time at all."""

    at: datetime | None
    source: DateSource


def parse_date(text: str) -> datetime | None:
    """Return a header date in UTC, or None when it can't be read or lies outside 1990 to 2099. Never raises.

    A missing zone counts as UTC (RFC 5322, 3.3, for -0000).
    """
    return _parse_date(text[:_LONGEST_DATE])


# One mail's date is asked for several times.
@lru_cache(maxsize=256)
def _parse_date(text: str) -> datetime | None:
    text = _COMMENT.sub(" ", text).strip()
    try:
        moment = _iso_date(text) if _ISO.match(text) else _mail_date(text)
    except (ValueError, OverflowError, TypeError, LookupError):
        return None
    return moment if moment and _EARLIEST <= moment < _LATEST else None


def _iso_date(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _mail_date(text: str) -> datetime | None:
    fields = parsedate_tz(text)
    if fields is None:
        return None
    year, month, day, hour, minute, second = fields[:6]
    zone = timezone(timedelta(seconds=fields[9] or 0))
    return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone).astimezone(UTC)


def received_date(text: str) -> datetime | None:
    """Return the time of a Received field: what follows its last semicolon."""
    return parse_date(text.rpartition(";")[2])


def from_line_date(text: str) -> datetime | None:
    """Return the time of an mbox From_ line, read as UTC unless it names a zone."""
    match = _FROM_LINE_DATE.match(text.strip())
    if match is None:
        return None
    return parse_date(_ZONE_BEFORE_YEAR.sub(r"\1 \3 \2", match.group(1)))


def choose_date(
    *, header: str | None, internal_date: datetime | None, received: str | None, from_line: str | None
) -> SentAt:
    """Choose a mail's time by the contract's rule.

    The Date field, unless it can't be read, is before 1990 or over 48 hours after the mail's arrival. The arrival is
    `internal_date` (aware), in an mbox the top Received field, else the From_ line.
    """
    arrival = _arrival(internal_date, received, from_line)
    written = parse_date(header) if header else None
    if written is None or (arrival.at and written > arrival.at + _TRUSTED_AHEAD):
        return arrival
    return SentAt(written, "header")


def _arrival(internal_date: datetime | None, received: str | None, from_line: str | None) -> SentAt:
    if internal_date and _EARLIEST <= internal_date < _LATEST:
        return SentAt(internal_date.astimezone(UTC), "internaldate")
    if received and (moment := received_date(received)):
        return SentAt(moment, "received")
    if from_line and (moment := from_line_date(from_line)):
        return SentAt(moment, "from_line")
    return SentAt(None, "none")
