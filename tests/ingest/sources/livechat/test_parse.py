"""A thread as LiveChat tells it becomes a conversation, with all of LiveChat's quirks."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from ingest.records import ConversationRecord
from ingest.sources.livechat.parse import parse_chat
from ingest.sources.livechat.people import Staff
from tests.ingest.sources.livechat.build import (
    AGENT,
    CUSTOMER,
    THREAD,
    JsonObject,
    chat,
    event,
    field,
    filled,
    users,
)


def record_of(told: JsonObject, staff: Staff | None = None) -> ConversationRecord:
    parsed = parse_chat(told, staff or Staff())
    assert parsed.record is not None
    assert parsed.failed == ()
    return parsed.record


def at(second: int) -> datetime:
    return datetime(2026, 11, 2, 1, 5, second, tzinfo=UTC)


# The thread


def test_a_thread_is_one_conversation_of_its_chat() -> None:
    record = record_of(chat(event(1, text="Where is my order?")))

    assert (record.source, record.external_id, record.chat_id) == ("livechat", THREAD, "SA1B2C3D4E")
    assert record.started_at == datetime(2026, 11, 2, 1, 5, 0, 383000, tzinfo=UTC)
    assert not record.is_active


def test_the_thread_may_be_the_last_of_a_list_or_a_summary() -> None:
    told = chat()
    thread = told.pop("thread")

    assert record_of(told | {"threads": [{"id": "OLD"}, thread]}).external_id == THREAD
    assert record_of(told | {"last_thread_summary": thread}).external_id == THREAD
    assert record_of(told | {"last_thread_info": thread}).external_id == THREAD


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("2026-11-02T01:05:07Z", at(7)),
        ("2026-11-02T01:05:07.000000Z", at(7)),
        ("2026-11-02T02:05:07.000000+01:00", at(7)),
        ("2026-11-02T12:05:07+11:00", at(7)),
        ("2026-11-02T01:05:07.123456789Z", at(7).replace(microsecond=123456)),
    ],
)
def test_times_come_with_offsets_and_with_or_without_fractions(stamp: str, moment: datetime) -> None:
    record = record_of(chat(event(1, text="x") | {"created_at": stamp}, created_at=stamp))

    assert record.started_at == moment
    assert record.messages is not None
    assert record.messages[0].sent_at == moment
    assert record.messages[0].sent_at.tzinfo is UTC


def test_an_open_thread_is_active_and_has_no_end() -> None:
    record = record_of(chat(event(1, text="hello?"), active=True))

    assert record.is_active
    assert record.closed_at is None


def test_the_closing_notice_ends_a_thread_and_later_events_do_not_move_it() -> None:
    record = record_of(
        chat(
            event(1, text="bye"),
            event(2, "system_message", system_message_type="manual_archived_agent", text="Closed"),
            event(3, "system_message", system_message_type="rating.chat_rated", text="Rated"),
        )
    )

    assert record.closed_at == at(2)


@pytest.mark.parametrize(
    "kind",
    [
        "manual_archived_customer",
        "routing.archived_offline",
        "archived_customer_disconnected",
        "customer_banned",
        "system_archived",
    ],
)
def test_every_closing_notice_counts(kind: str) -> None:
    record = record_of(chat(event(1, "system_message", system_message_type=kind), event(2, text="late")))

    assert record.closed_at == at(1)


def test_without_a_closing_notice_the_last_event_ends_a_thread() -> None:
    assert record_of(chat(event(2, text="b"), event(1, text="a"))).closed_at == at(2)
    assert record_of(chat()).closed_at is None


@pytest.mark.parametrize(
    ("rating", "score", "comment"),
    [
        ({"score": 1, "comment": " quick\nand kind "}, 1, "quick\nand kind"),
        ({"score": 0}, 0, None),
        ({"comment": "only words"}, None, "only words"),
        ({"score": 5}, None, None),
        ({"score": -1}, None, None),
        ({"score": True}, None, None),
        ({"score": "1"}, None, None),
        ({}, None, None),
        ("good", None, None),
    ],
)
def test_a_rating_is_zero_one_or_absent(rating: object, score: int | None, comment: str | None) -> None:
    record = record_of(chat(properties={"rating": rating}))

    assert (record.rating, record.rating_comment) == (score, comment)


def test_tags_are_absent_when_there_are_none() -> None:
    assert record_of(chat(tags=["order status", "vip", "vip"])).source_tags == ("order status", "vip")
    assert record_of(chat()).source_tags == ()


def test_a_summary_counts_only_when_it_succeeded() -> None:
    assert (
        record_of(chat(summary={"status": "ok", "text": "- Asks about an order."})).summary == "- Asks about an order."
    )
    assert record_of(chat(summary={"status": "error", "text": "no"})).summary is None


def test_a_restricted_thread_says_nothing_about_its_messages() -> None:
    told = chat(restricted_access="You can't access threads older than 60 days on starter plan")
    del told["thread"]["events"]
    parsed = parse_chat(told)

    assert parsed.is_restricted
    assert parsed.record is not None
    assert parsed.record.messages is None


def test_missing_events_are_not_the_same_as_no_events() -> None:
    told = chat()
    assert record_of(told).messages == ()
    del told["thread"]["events"]
    assert record_of(told).messages is None


def test_raw_data_keeps_what_no_column_holds_and_no_message() -> None:
    told = chat(
        event(1, text="my words"),
        properties={"routing": {"start_url": "https://shop.example.net/tea", "referrer": "https://www.example.com/"}},
        queue={"position": 2},
        access={"group_ids": [0]},
        next_thread_id="LATER",
        people=users(visit={"ip": "203.0.113.9"}, session_fields=[{"order_number": "10442"}], avatar="x", present=True),
    )
    raw = record_of(told).raw_data
    written = json.dumps(raw)

    assert "start_url" in written
    assert '"position": 2' in written
    assert '"group_ids": [0]' in written
    assert "203.0.113.9" in written
    assert "10442" in written
    assert CUSTOMER in written
    for absent in ("my words", "avatar", "cdn.example.net", "present", "LATER"):
        assert absent not in written


def test_parsing_again_gives_an_equal_record() -> None:
    told = chat(filled(field("name", "Name", "Mia")), event(2, text="hello"))

    assert parse_chat(told) == parse_chat(json.loads(json.dumps(told)))


# The customer


def test_the_customer_is_told_by_the_profile() -> None:
    record = record_of(chat(people=users(email="Mia@Example.NET", phone_number="+61 400 000 000")))

    assert (record.customer_name, record.customer_email) == ("Mia Nguyen", "mia@example.net")
    assert record.customer_phone == "+61 400 000 000"


@pytest.mark.parametrize("junk", [None, "", "none", "a@a"])
def test_a_form_fills_in_for_a_missing_or_junk_address(junk: str | None) -> None:
    form = filled(
        field("name", "Name", "Mia"),
        field("email", "E-mail", "Mia@Example.net"),
        field("question", "Phone", "0400000000"),
    )
    record = record_of(chat(form, people=users(name=None, email=junk)))

    assert (record.customer_name, record.customer_email) == ("Mia", "mia@example.net")
    assert record.customer_phone == "0400000000"


def test_a_form_filled_by_an_agent_says_nothing_about_the_customer() -> None:
    form = filled(field("email", "E-mail", "zoe@example.net"), author_id=AGENT)

    assert record_of(chat(form, people=users(email=None))).customer_email is None


def test_an_anonymous_customer_has_neither_name_nor_address() -> None:
    record = record_of(chat(people=users(name=None, email=None)))

    assert (record.customer_name, record.customer_email, record.customer_location) == (None, None, None)


def test_the_customer_of_the_thread_is_taken_when_a_chat_has_several() -> None:
    other = {"id": "0b7b0a3e-0000-4000-8000-000000000001", "type": "customer", "email": "other@example.net"}

    assert record_of(chat(people=[other, *users()])).customer_email == "mia@example.net"


BRISBANE = {"geolocation": {"city": "Brisbane", "region": "Queensland", "country": "Australia"}}


@pytest.mark.parametrize(
    ("person", "thread"),
    [({"visit": BRISBANE}, {}), ({"last_visit": BRISBANE}, {}), ({}, {"customer_visit": BRISBANE})],
)
def test_the_place_comes_from_the_visit_of_either_version(person: JsonObject, thread: JsonObject) -> None:
    record = record_of(chat(people=users(**person), **thread))

    assert record.customer_location == "Brisbane, Queensland, Australia"


def test_unknown_parts_of_a_place_are_left_out() -> None:
    visit = {"geolocation": {"city": "", "region": None, "country": "Australia"}}

    assert record_of(chat(customer_visit=visit)).customer_location == "Australia"


def test_tickets_are_told_for_counting() -> None:
    person = users(statistics={"tickets_count": 3}, tickets=[{"ticket_id": "t1"}, {"ticket_id": "t2"}, {}])
    parsed = parse_chat(chat(people=person))

    assert (parsed.customer_id, parsed.tickets, parsed.tickets_count) == (CUSTOMER, ("t1", "t2"), 3)


# The subject


def test_the_subject_is_the_customers_first_words_on_one_line() -> None:
    record = record_of(
        chat(
            event(1, text="Welcome!", author_id=AGENT),
            event(2, text="  Where is\n my order? "),
            event(3, text="Hello?"),
        )
    )

    assert record.subject == "Where is my order?"


def test_a_subject_has_at_most_200_characters() -> None:
    subject = record_of(chat(event(1, text="word " * 4000))).subject

    assert subject is not None
    assert len(subject) <= 200
    assert subject.startswith("word word")


def test_a_form_gives_the_subject_when_the_customer_wrote_nothing() -> None:
    form = filled(field("name", "Name", "Mia"), field("subject", "Subject", "A broken jar"))

    assert record_of(chat(form)).subject == "A broken jar"
    assert record_of(chat(form, event(2, text="hi"))).subject == "hi"
    assert record_of(chat()).subject is None


def test_deleted_and_internal_words_are_no_subject() -> None:
    record = record_of(
        chat(event(1, text="oops", deleted=True), event(2, text="hm", visibility="agents"), event(3, text="hello"))
    )

    assert record.subject == "hello"


# What can't be read


@pytest.mark.parametrize(
    "broken",
    [
        "text",
        None,
        7,
        [],
        {"created_at": "2026-11-02T01:05:00Z", "type": "message"},
        {"id": "", "created_at": "2026-11-02T01:05:00Z", "type": "message"},
        {"id": "E_1", "type": "message"},
        {"id": "E_1", "created_at": "yesterday", "type": "message"},
        {"id": "E_1", "created_at": "2026-11-02T01:05:00", "type": "message"},
        {"id": "E_1", "created_at": "0001-01-01T00:00:00+10:00", "type": "message"},
        {"id": "E_1", "created_at": 1762045500, "type": "message"},
        {"id": "E_1", "created_at": "2026-11-02T01:05:00Z", "type": 7},
        {"id": "E_1", "created_at": "2026-11-02T01:05:00Z"},
        {"id": "E_1", "created_at": "2026-11-02T01:05:00Z", "type": "message", "text": {"a": 1}},
    ],
)
def test_an_unreadable_event_fails_alone(broken: Any) -> None:
    parsed = parse_chat(chat(event(1, text="fine"), broken, event(3, text="fine too")))

    assert parsed.record is not None
    assert [message.content for message in parsed.record.messages or ()] == ["fine", "fine too"]
    (failed,) = parsed.failed
    assert (failed.external_id, failed.is_partial) == (THREAD, True)
    assert json.loads(failed.raw) == broken
    assert failed.reason


def test_events_that_are_no_list_leave_the_stored_ones_alone() -> None:
    parsed = parse_chat(chat(events={"0": "x"}))

    assert parsed.record is not None
    assert parsed.record.messages is None
    assert parsed.failed[0].is_partial


@pytest.mark.parametrize(
    ("told", "external_id"),
    [
        (chat(id=None), "SA1B2C3D4E"),
        (chat(id=""), "SA1B2C3D4E"),
        (chat(created_at="2026-11-02"), THREAD),
        (chat(created_at=None), THREAD),
        ({"id": "SA1B2C3D4E", "users": []}, "SA1B2C3D4E"),
        ({**chat(), "users": {}}, THREAD),
    ],
)
def test_an_unreadable_thread_fails_whole_with_its_bytes(told: JsonObject, external_id: str) -> None:
    parsed = parse_chat(told)

    assert parsed.record is None
    (failed,) = parsed.failed
    assert (failed.external_id, failed.is_partial) == (external_id, False)
    assert json.loads(failed.raw) == told


def test_something_that_is_no_chat_is_named_by_its_bytes() -> None:
    first, second = parse_chat("what").failed[0], parse_chat("what").failed[0]

    assert first == second
    assert first.external_id.startswith("unreadable:")
    assert first.raw == b'"what"'
