"""Dates: every shape, and which one is believed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.email.dates import choose_date, from_line_date, parse_date, received_date

SENT = datetime(2026, 11, 1, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 2 Nov 2026 10:00:00 +1100",
        "2 Nov 2026 10:00 +1100",
        "Mon, 2 Nov 2026 10:00:00 +1100 (AEDT)",
        "Sun, 01 Nov 26 23:00:00 GMT",
        "Sun Nov  1 23:00:00 2026",
        "2026-11-02T10:00:00+11:00",
        "2026-11-01 23:00:00",
        "Sun, 1 Nov 2026 23:00:00 -0000",
    ],
)
def test_dates_in_many_forms(text: str) -> None:
    assert parse_date(text) == SENT


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "Mon, 2 Nov 1989 10:00:00 +0000",
        "Thu, 1 Jan 1970 00:00:00 +0000",
        "Mon, 2 Nov 9999 10:00:00 +0000",
        "Mon, 31 Feb 2026 10:00:00 +0000",
        "Mon, 2 Nov 2026 25:00:00 +0000",
        "Mon, 2 Nov 2026 10:00:00 +99999999",
        "Fri, 99999999999999999999 Nov 2026 10:00:00 +0000",
        "9" * 10_000,
    ],
)
def test_junk_is_no_date(text: str) -> None:
    assert parse_date(text) is None


@given(st.text(alphabet="0123456789:-+, MonNovT()", max_size=60))
def test_no_text_breaks_the_parser(text: str) -> None:
    found = parse_date(text)
    assert found is None or 1990 <= found.year < 2100


def test_a_leap_second_is_the_second_before() -> None:
    assert parse_date("Sat, 31 Dec 2016 23:59:60 +0000") == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_received_and_from_line_dates() -> None:
    assert received_date("by mx.example.net; Mon, 2 Nov 2026 10:00:00 +1100 (AEDT)") == SENT
    assert from_line_date("From jo@example.com Sun Nov  1 23:00:00 2026") == SENT
    assert from_line_date("From 1716@xxx Mon Nov 02 10:00:00 +1100 2026") == SENT
    assert from_line_date("From the start") is None


def chosen(
    header: str | None, internal: datetime | None = None, received: str | None = None, line: str | None = None
) -> tuple[datetime | None, str]:
    sent = choose_date(header=header, internal_date=internal, received=received, from_line=line)
    return sent.at, sent.source


def test_the_header_is_believed_when_it_is_plausible() -> None:
    assert chosen("Sun, 1 Nov 2026 23:00:00 +0000", SENT + timedelta(days=90)) == (SENT, "header")
    assert chosen("Sun, 1 Nov 2026 23:00:00 +0000", SENT - timedelta(hours=48)) == (SENT, "header")


@pytest.mark.parametrize("header", [None, "junk", "Thu, 1 Jan 1970 00:00:00 +0000", "Sun, 1 Nov 2026 23:00:01 +0000"])
def test_an_implausible_header_gives_way_to_the_arrival(header: str | None) -> None:
    arrived = SENT - timedelta(hours=48)
    assert chosen(header, arrived) == (arrived, "internaldate")


def test_an_mbox_has_the_top_received_field_then_the_from_line() -> None:
    received, line = "by mx; Sun, 1 Nov 2026 23:00:00 +0000", "From jo@example.com Mon Nov  2 23:00:00 2026"
    assert chosen("junk", None, received, line) == (SENT, "received")
    assert chosen("junk", None, "by mx; junk", line) == (SENT + timedelta(days=1), "from_line")
    assert chosen("Sun, 8 Nov 2026 23:00:00 +0000", None, received, line) == (SENT, "received")


def test_a_mail_without_any_time_has_none() -> None:
    assert chosen("junk") == (None, "none")
    assert chosen(None, datetime(1970, 1, 1, tzinfo=UTC)) == (None, "none")
