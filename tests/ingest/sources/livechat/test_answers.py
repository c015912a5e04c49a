"""What an answer means is decided by its body, and only then by its status."""

import pytest

from ingest.records import Json
from ingest.source import SourceError, SourceRefused, SourceUnavailable
from ingest.sources.livechat.answers import Trouble, read_answer, retry_after_seconds
from ingest.sources.livechat.refusals import REFUSALS, UNAVAILABLE, as_error


@pytest.mark.parametrize(
    ("status", "body", "value"),
    [
        (200, b"", {}),
        (200, b"  \n", {}),
        (204, b"", {}),
        (200, b"{}", {}),
        (200, b'[{"id": 1}]', [{"id": 1}]),
        (200, b'{"score": NaN}', {"score": None}),
        (200, b'{"error": null}', {"error": None}),
        (200, b'{"error": {"type": 7}}', {"error": {"type": 7}}),
    ],
)
def test_a_success_gives_its_value(status: int, body: bytes, value: Json) -> None:
    assert read_answer(status, body) == value


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (429, b'{"error": {"type": "too_many_requests", "message": "Too many requests"}}', "too_many_requests"),
        (400, b'{"error": {"type": "authorization"}}', "authorization"),
        (200, b'{"error": {"type": "internal", "message": "x"}}', "internal"),
        (401, b"", "authentication"),
        (401, b"<html>", "authentication"),
        (403, b"{}", "forbidden"),
        (429, b"slow down", "too_many_requests"),
        (407, b"", "proxy"),
        (302, b"", "wrong_address"),
        (404, b"<html>", "wrong_address"),
        (404, b'{"error": {"type": "not_found"}}', "not_found"),
        (502, b"<html>Bad gateway</html>", "unreadable"),
        (503, b"{}", "unreadable"),
        (200, b"<html>", "unreadable"),
        (200, b'{"chats": [', "unreadable"),
        (200, b"\xff\xfe", "unreadable"),
        (200, b'"text"', "unreadable"),
        (200, b"[" * 100_000, "unreadable"),
        (200, b'{"n": ' + b"1" * 5000 + b"}", "unreadable"),
        (418, b"{}", "rejected"),
    ],
)
def test_trouble_is_known_by_its_code(status: int, body: bytes, code: str) -> None:
    trouble = read_answer(status, body)

    assert isinstance(trouble, Trouble)
    assert trouble.code == code


@pytest.mark.parametrize(
    ("code", "is_passing"),
    [("internal", True), ("request_timeout", True), ("unreadable", True), ("validation", False), ("not_found", False)],
)
def test_only_passing_trouble_is_tried_again(code: str, is_passing: bool) -> None:
    assert Trouble(code).is_passing is is_passing


@pytest.mark.parametrize(
    ("data", "region"),
    [('{"region": "fra"}', "fra"), ('{"region": "a\\r\\nX-Evil: 1"}', None), ("{}", None), ("null", None)],
)
def test_a_region_is_taken_only_if_it_can_stand_in_a_header(data: str, region: str | None) -> None:
    trouble = read_answer(421, f'{{"error": {{"type": "misdirected_request", "data": {data}}}}}'.encode())

    assert isinstance(trouble, Trouble)
    assert trouble.region == region


def test_a_vendor_message_becomes_one_printable_line() -> None:
    trouble = read_answer(400, b'{"error": {"type": "validation", "message": "a\\u001b[31m\\nb' + b"x" * 500 + b'"}}')

    assert isinstance(trouble, Trouble)
    assert trouble.message.startswith("a [31m bxxx")
    assert len(trouble.message) <= 200


@pytest.mark.parametrize(
    ("value", "answered_at", "seconds"),
    [
        (None, None, None),
        ("", None, None),
        ("7", None, 7.0),
        (" 86400 ", None, 86400.0),
        ("-5", None, None),
        ("soon", None, None),
        ("Tue, 24 Nov 2026 00:01:00 GMT", "Tue, 24 Nov 2026 00:00:00 GMT", 60.0),
        ("Tue, 24 Nov 2026 00:00:00 GMT", "Tue, 24 Nov 2026 00:01:00 GMT", 0.0),
        ("Tue, 24 Nov 2026 00:01:00 GMT", None, None),
    ],
)
def test_a_retry_after_is_read_in_both_forms(value: str | None, answered_at: str | None, seconds: float | None) -> None:
    assert retry_after_seconds(value, answered_at) == seconds


@pytest.mark.parametrize("code", REFUSALS)
def test_a_refusal_says_what_to_do(code: str) -> None:
    error = as_error("list_archives", Trouble(code, "secret words"))

    assert isinstance(error, SourceRefused)
    assert error.code == code
    assert error.remedy
    assert "secret words" not in str(error)


@pytest.mark.parametrize("code", UNAVAILABLE)
def test_lasting_trouble_makes_the_source_unavailable(code: str) -> None:
    error = as_error("get_chat", Trouble(code))

    assert isinstance(error, SourceUnavailable)
    assert error.code == code


@pytest.mark.parametrize(
    ("method", "scope"),
    [("list_archives", "chats--all:ro"), ("list_bots", "agents-bot--all:ro"), ("list_agents", "agents--all:ro")],
)
def test_a_missing_scope_is_named(method: str, scope: str) -> None:
    error = as_error(method, Trouble("authorization"))

    assert isinstance(error, SourceRefused)
    assert scope in error.remedy


def test_an_error_of_one_call_is_neither_refusal_nor_outage() -> None:
    error = as_error("get_chat", Trouble("not_found", "gone"))

    assert type(error) is SourceError
    assert error.code == "not_found"
