"""What is kept between pulls: who works here, which chats are known, which can't be found, how many tickets."""

from datetime import UTC, datetime, timedelta

import pytest

from ingest.records import Json
from ingest.source import OpenConversation
from ingest.sources.livechat.active import ActiveThread, active_filters, has_news, note_fetched, read_active
from ingest.sources.livechat.closing import is_gone, note_missed, worth_asking
from ingest.sources.livechat.parse import ParsedThread
from ingest.sources.livechat.people import Staff
from ingest.sources.livechat.staff import read_names, recall_staff, remember_staff
from ingest.sources.livechat.tickets import TicketCount

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_names_are_read_by_id() -> None:
    listed: Json = [{"id": "a", "name": "Zoe"}, {"id": "b"}, {"name": "nobody"}, 3, None]

    assert read_names(listed) == {"a": "Zoe", "b": ""}


def test_staff_is_remembered_for_a_day() -> None:
    staff = Staff({"zoe@shop.example.net": "Zoe"}, {"5c98": "Shop Bot"})
    saved = remember_staff(staff, now=NOW)

    assert recall_staff(saved, now=NOW) == staff
    assert recall_staff(saved, now=NOW + timedelta(hours=23)) == staff
    assert recall_staff(saved, now=NOW + timedelta(hours=24)) is None
    assert recall_staff(saved, now=NOW - minutes(1)) is None
    assert recall_staff(None, now=NOW) is None


def summary(**fields: Json) -> Json:
    event: Json = {"id": "T_2", "created_at": "2026-11-24T00:10:20.000000Z"}
    told: dict[str, Json] = {
        "id": "C",
        "last_thread_summary": {"id": "T", "created_at": "2026-11-24T00:10:00.000000Z", "active": True},
        "last_event_per_type": {"message": {"event": event}, "file": {"restricted_access": "no"}},
    }
    return told | fields


def test_an_open_thread_is_read_with_the_time_of_its_newest_event() -> None:
    assert read_active(summary()) == ActiveThread("C", "T", NOW + timedelta(minutes=10, seconds=20))
    assert read_active(summary(last_event_per_type={})) == ActiveThread("C", "T", NOW + minutes(10))


@pytest.mark.parametrize(
    "told",
    [summary(last_thread_summary=None), summary(id=""), summary(last_thread_summary={"id": "T", "active": False}), 3],
)
def test_what_has_no_open_thread_is_left_out(told: Json) -> None:
    assert read_active(told) is None


@pytest.mark.parametrize(("version", "name"), [("3.4", "include_active"), ("3.5", "include_active"), ("3.6", "active")])
def test_open_chats_are_asked_for_in_the_words_of_the_version(version: str, name: str) -> None:
    assert active_filters(version)[name] is True


@pytest.mark.parametrize(
    ("newest", "last_message", "fetched", "expected"),
    [
        (10, 10, None, False),
        (10, 11, None, False),
        (10, 9, None, True),
        (10, None, None, True),
        (10, 9, 10, False),
        (10, 9, 9, True),
        (None, 10, 10, True),
    ],
)
def test_news_are_what_is_newer_than_all_that_is_known(
    newest: int | None, last_message: int | None, fetched: int | None, expected: bool
) -> None:
    thread = ActiveThread("C", "T", None if newest is None else NOW + minutes(newest))
    stored = OpenConversation("T", "C", NOW, None if last_message is None else NOW + minutes(last_message))
    noted = {} if fetched is None else note_fetched([ActiveThread("C", "T", NOW + minutes(fetched))])

    assert has_news(thread, stored, noted) is expected


def test_a_thread_that_is_not_stored_always_has_news() -> None:
    thread = ActiveThread("C", "T", NOW)

    assert has_news(thread, None, note_fetched([thread]))


def test_a_search_in_vain_is_repeated_after_twice_the_time() -> None:
    missed: Json = None
    asked = []
    for minute in range(0, 130, 5):
        now = NOW + minutes(minute)
        if worth_asking(["T"], missed, now=now):
            asked.append(minute)
            missed = note_missed(missed, open_ids=["T"], asked=["T"], found=[], now=now)

    assert asked == [0, 5, 10, 20, 40, 80]


@pytest.mark.parametrize(("second_search", "expected"), [(None, False), (5, False), (59, False), (60, True)])
def test_a_thread_is_gone_after_two_searches_in_vain_an_hour_apart(second_search: int | None, expected: bool) -> None:
    missed = note_missed(None, open_ids=["T"], asked=["T"], found=[], now=NOW)
    if second_search is not None:
        now = NOW + minutes(second_search)
        missed = note_missed(missed, open_ids=["T"], asked=["T"], found=[], now=now)

    assert is_gone(missed["T"]) is expected


def test_found_and_settled_threads_are_forgotten() -> None:
    missed = note_missed(None, open_ids=["A", "B", "C"], asked=["A", "B", "C"], found=[], now=NOW)
    missed = note_missed(missed, open_ids=["A", "B"], asked=["A"], found=["A"], now=NOW)

    assert set(missed) == {"B"}


def test_tickets_are_counted_by_id_and_else_by_the_customers_own_count() -> None:
    count = TicketCount()

    assert count.add(ParsedThread(None, customer_id="A", tickets=("t1", "t2"), tickets_count=2)) == 2
    assert count.add(ParsedThread(None, customer_id="A", tickets=("t1", "t2"), tickets_count=3)) == 1
    assert count.add(ParsedThread(None, customer_id="B", tickets=("t2",), tickets_count=1)) == 0
    assert count.add(ParsedThread(None, customer_id="C", tickets_count=2)) == 2
    assert count.total == 5
