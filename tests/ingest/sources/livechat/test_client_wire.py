"""The client against bytes that no honest server sends: it always comes to an end."""

import gzip
import time

import pytest

from ingest.source import SourceRefused, SourceUnavailable
from ingest.sources.livechat import client as client_module
from tests.ingest.sources.livechat.clients import Clock, raw_client
from tests.ingest.sources.livechat.raw_server import RawServer, Script, head, says_nothing, sends, whole

FINE = sends(whole(b"[]"))
QUICK = 0.15


def dribble(*pieces: bytes) -> Script:
    return sends(*pieces, *[b" "] * 2000, every_seconds=0.01)


@pytest.mark.parametrize(
    "script",
    [
        dribble(head("200 OK", "Content-Length: 100000"), b"["),
        dribble(head("200 OK", "Connection: close")),
        sends(b"HTTP/1.1 200 OK\r\n", *[b"X-Slow: 1\r\n"] * 2000, every_seconds=0.01),
        says_nothing,
    ],
    ids=["body", "body without length", "headers", "silence"],
)
def test_a_dribbling_answer_is_cut_off_and_tried_again(script: Script) -> None:
    started = time.monotonic()
    with RawServer([script, FINE]) as server, raw_client(server.url, request_deadline_seconds=QUICK) as client:
        assert client.list_agents() == []

    # A busy machine may cut the good answer off too; it is asked for again then.
    assert client.meter.retries >= 1
    assert client.meter.calls == client.meter.retries + 1
    assert time.monotonic() - started < 10


def test_an_answer_that_always_dribbles_ends_the_run() -> None:
    script = dribble(head("200 OK", "Content-Length: 100000"))
    with (
        RawServer([script]) as server,
        raw_client(server.url, request_deadline_seconds=0.05) as client,
        pytest.raises(SourceUnavailable) as trouble,
    ):
        client.list_agents()

    assert trouble.value.code == "deadline"
    assert client.meter.calls == 6


def test_an_answer_in_time_is_not_cut() -> None:
    script = sends(head("200 OK", "Content-Length: 2"), b"[", b"]", every_seconds=0.01)
    with RawServer([script]) as server, raw_client(server.url, request_deadline_seconds=5) as client:
        assert client.list_agents() == []


def test_an_oversized_answer_is_refused_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "LARGEST_ANSWER_BYTES", 1_000_000)
    bomb = gzip.compress(b"[" + b" " * 20_000_000 + b"]")
    script = sends(whole(bomb, "200 OK", "Content-Encoding: gzip"))
    with (
        RawServer([script]) as server,
        raw_client(server.url) as client,
        pytest.raises(SourceUnavailable) as trouble,
    ):
        client.list_agents()

    assert trouble.value.code == "too_large"
    assert client.meter.calls == 1


@pytest.mark.parametrize(
    "script",
    [
        sends(b"not http at all\r\n\r\n"),
        sends(whole(b"xxxx", "200 OK", "Content-Encoding: gzip")),
        sends(head("200 OK", "Transfer-Encoding: chunked"), b"zz\r\n"),
        sends(head("200 OK", "Content-Length: 50"), b"[]"),
    ],
    ids=["no http", "broken gzip", "broken chunk", "too short"],
)
def test_a_broken_answer_is_tried_again(script: Script) -> None:
    with RawServer([script, FINE]) as server, raw_client(server.url) as client:
        assert client.list_agents() == []

    assert client.meter.retries == 1


def test_a_redirect_is_not_followed_with_the_token() -> None:
    script = sends(whole(b"", "302 Found", "Location: http://127.0.0.1:9/elsewhere"))
    with RawServer([script]) as server, raw_client(server.url) as client:
        with pytest.raises(SourceRefused, match="BOO_LIVECHAT_API_URL"):
            client.list_agents()
        assert len(server.requests) == 1


def test_an_unknown_page_means_a_wrong_address() -> None:
    script = sends(whole(b"<html>Not found</html>", "404 Not Found"))
    with RawServer([script]) as server, raw_client(server.url) as client, pytest.raises(SourceRefused) as refusal:
        client.get_chat("SA1B2C3D4E")

    assert refusal.value.code == "wrong_address"


def test_being_sent_from_region_to_region_ends() -> None:
    elsewhere = b'{"error": {"type": "misdirected_request", "data": {"region": "fra"}}}'
    with (
        RawServer([sends(whole(elsewhere, "421 Misdirected Request"))]) as server,
        raw_client(server.url) as client,
        pytest.raises(SourceUnavailable) as trouble,
    ):
        client.list_agents()

    assert trouble.value.code == "misdirected_request"
    assert client.meter.calls == 2


def test_no_server_at_all_is_an_outage() -> None:
    with RawServer([FINE]) as server:
        url = server.url
    clock = Clock()
    with raw_client(url, clock) as client, pytest.raises(SourceUnavailable, match="can't be reached") as trouble:
        client.list_agents()

    assert trouble.value.code == "connection"
    assert len(clock.sleeps) == 5


def test_the_request_is_what_the_documentation_asks_for() -> None:
    with RawServer([FINE]) as server, raw_client(server.url + "/", region="fra") as client:
        client.list_agents()
        request = server.requests[0].decode()

    assert request.startswith("POST /v3.6/configuration/action/list_agents HTTP/1.1\r\n")
    assert request.endswith("\r\n\r\n{}")
    assert "X-Region: fra" in request
    assert "Authorization: Basic " in request
