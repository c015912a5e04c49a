"""The client against the strict server: what is asked, retried, refused and counted."""

import base64
import logging

import pytest

from ingest.source import SourceError, SourceRefused, SourceUnavailable
from ingest.sources.livechat.client import LiveChatClient
from tests.ingest.sources.livechat.clients import Clock, client_of
from tests.servers.livechat import LiveChatServer, Token
from tests.servers.livechat.tokens import READ_SCOPES


def test_every_action_is_accepted_by_a_strict_server(server: LiveChatServer) -> None:
    server.world.closed_thread("hello", "hi")
    server.world.add_bot()
    thread = server.world.start_thread(server.world.add_chat())
    with client_of(server) as client:
        assert len(client.list_archives(limit=100, sort_order="asc")["chats"]) == 1  # type: ignore[arg-type]
        assert client.list_chats(filters={"active": True})["found_chats"] == 1
        assert client.get_chat(thread.chat.id)["id"] == thread.chat.id
        assert client.get_chat(thread.chat.id, thread.id)["id"] == thread.chat.id
        assert len(client.list_agents()) == 1
        assert len(client.list_bots(all=True)) == 1
        assert client.list_bots(all=False) == []
        assert "limits" in client.list_license_properties(namespace="limits")

    assert all(call.status == 200 for call in server.recorded)
    assert client.meter.calls == 8
    assert client.meter.retries == 0
    assert client.meter.bytes_read > 500


def test_a_page_id_is_sent_alone(server: LiveChatServer) -> None:
    for _ in range(3):
        server.world.closed_thread("hello")
    with client_of(server) as client:
        page = client.list_archives(filters={"query": "hello"}, limit=2, sort_order="asc")
        client.list_archives(limit=2, page_id=str(page["next_page_id"]))

    assert server.recorded[-1].body == {"page_id": page["next_page_id"]}


def test_an_encoded_token_works_as_well(server: LiveChatServer) -> None:
    with LiveChatClient(server.url, "3.6", encoded=server.token.encoded) as client:
        assert client.list_agents() == []
    assert client.account_id == server.token.account_id


def test_connections_are_kept_alive(server: LiveChatServer) -> None:
    with client_of(server) as client:
        client.list_agents()
        stream = client._deadline._stream
        client.list_agents()
        assert client._deadline._stream is stream


@pytest.mark.parametrize(
    "kind",
    [
        "too_many_requests",
        "service_unavailable",
        "internal",
        "request_timeout",
        "error_in_200",
        "html_502",
        "html_200",
        "truncated_json",
        "not_utf8",
        "cut_short",
        "reset",
        "dropped",
    ],
)
def test_passing_trouble_is_tried_again(server: LiveChatServer, kind: str) -> None:
    server.world.add_agent()
    server.fail_next(kind, times=2)
    clock = Clock()
    with client_of(server, clock) as client:
        assert len(client.list_agents()) == 1

    assert (client.meter.calls, client.meter.retries) == (3, 2)
    assert all(0 <= seconds <= 60 for seconds in clock.sleeps)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("internal", "internal"),
        ("html_200", "unreadable"),
        ("truncated_json", "unreadable"),
        ("html_502", "unreadable"),
        ("reset", "connection"),
        ("too_many_requests", "too_many_requests"),
    ],
)
def test_lasting_trouble_ends_after_six_attempts(server: LiveChatServer, kind: str, code: str) -> None:
    server.world.add_agent()
    server.fail_next(kind, times=None)
    with client_of(server) as client, pytest.raises(SourceUnavailable) as trouble:
        client.list_agents()

    assert trouble.value.code == code
    assert client.meter.calls == 6


def test_a_caller_can_ask_for_a_single_attempt(server: LiveChatServer) -> None:
    server.fail_next("internal", times=None)
    with client_of(server) as client, pytest.raises(SourceUnavailable):
        client.list_archives(limit=1, attempts=1)

    assert client.meter.calls == 1


@pytest.mark.parametrize(
    "kind",
    [
        "authentication",
        "authorization",
        "license_expired",
        "license_not_found",
        "limit_reached",
        "unsupported_version",
        "wrong_product_version",
    ],
)
def test_a_refusal_is_never_tried_again(server: LiveChatServer, kind: str) -> None:
    server.fail_next(kind, times=None)
    with client_of(server) as client, pytest.raises(SourceRefused) as refusal:
        client.list_archives()

    assert refusal.value.code == kind
    assert refusal.value.remedy
    assert client.meter.calls == 1


@pytest.mark.parametrize("kind", ["not_found", "missing_access", "validation"])
def test_an_error_of_one_call_is_told_by_its_code(server: LiveChatServer, kind: str) -> None:
    server.fail_next(kind)
    with client_of(server) as client, pytest.raises(SourceError) as error:
        client.get_chat("SA1B2C3D4E")

    assert error.value.code == kind
    assert not isinstance(error.value, (SourceRefused, SourceUnavailable))


def test_a_wrong_token_says_what_to_check(server: LiveChatServer) -> None:
    with client_of(server, token=Token(secret="dal:wrong")) as client, pytest.raises(SourceRefused) as refusal:
        client.list_agents()

    assert "BOO_LIVECHAT_PAT" in str(refusal.value)
    assert "base64" in str(refusal.value)


@pytest.mark.parametrize(
    ("method", "scope"),
    [
        ("list_archives", "chats--all:ro"),
        ("list_chats", "chats--all:ro"),
        ("list_agents", "agents--all:ro"),
        ("list_bots", "agents-bot--all:ro"),
        ("list_license_properties", "properties.license.value--all:ro"),
    ],
)
def test_a_missing_scope_is_named(method: str, scope: str) -> None:
    token = Token(scopes=tuple(held for held in READ_SCOPES if held != scope))
    with (
        LiveChatServer(tokens=[token]) as server,
        client_of(server) as client,
        pytest.raises(SourceRefused) as refusal,
    ):
        getattr(client, method)()

    assert scope in str(refusal.value)


def test_another_region_is_asked_once_and_remembered(server: LiveChatServer) -> None:
    server.world.behaviour.home_region = "fra"
    with client_of(server) as client:
        client.list_agents()
        client.list_agents()

    assert [call.headers.get("x-region") for call in server.recorded] == [None, "fra", "fra"]
    assert (client.meter.calls, client.meter.retries) == (3, 1)


def test_a_reasonable_retry_after_is_honoured(server: LiveChatServer) -> None:
    server.fail_next("too_many_requests", retry_after="7")
    clock = Clock()
    with client_of(server, clock) as client:
        client.list_agents()

    assert clock.sleeps[0] == 7.0


def test_an_absurd_retry_after_ends_the_run_and_is_named(server: LiveChatServer) -> None:
    server.fail_next("too_many_requests", retry_after="86400", times=None)
    clock = Clock()
    with client_of(server, clock) as client, pytest.raises(SourceUnavailable, match="86400 seconds") as trouble:
        client.list_agents()

    assert trouble.value.retry_after_seconds == 86400.0
    assert clock.sleeps == []


def test_a_rate_limit_halves_the_pace_for_the_rest_of_the_run(server: LiveChatServer) -> None:
    server.fail_next("too_many_requests", retry_after="0")
    clock = Clock()
    with client_of(server, clock) as client:
        client.list_agents()
        clock.sleeps.clear()
        client.list_agents()
        client.list_agents()

    assert clock.sleeps == [0.5, 0.5]


def test_all_attempts_of_a_call_share_a_deadline(server: LiveChatServer) -> None:
    server.fail_next("too_many_requests", retry_after="100", times=None)
    clock = Clock()
    with client_of(server, clock, call_deadline_seconds=250) as client, pytest.raises(SourceUnavailable):
        client.list_agents()

    assert client.meter.calls == 3
    assert clock.now - 1000 < 250


@pytest.mark.parametrize(("version", "notice"), [("3.4", "Deprecation: 2026-12-31"), ("3.5", "Legacy: 2027-02-28")])
def test_the_end_of_a_version_is_warned_of_once(
    server: LiveChatServer, version: str, notice: str, caplog: pytest.LogCaptureFixture
) -> None:
    with client_of(server, version=version) as client:
        client.list_agents()
        client.list_agents()

    assert client.lifecycle_notice == notice
    assert len([record for record in caplog.records if "end of this API version" in record.message]) == 1


def test_the_stable_version_has_no_notice(server: LiveChatServer) -> None:
    with client_of(server) as client:
        client.list_agents()

    assert client.lifecycle_notice is None


def test_an_empty_answer_is_an_empty_object(server: LiveChatServer) -> None:
    server.fail_next("empty_200")
    with client_of(server) as client:
        assert client.list_archives() == {}


def test_an_answer_of_the_wrong_kind_is_not_taken(server: LiveChatServer) -> None:
    server.fail_next("array_200")
    with client_of(server) as client:
        with pytest.raises(SourceUnavailable, match="can't be read"):
            client.list_archives()
        server.fail_next("empty_200")
        with pytest.raises(SourceUnavailable, match="can't be read"):
            client.list_agents()


def test_logs_and_errors_carry_no_secret_and_no_words(server: LiveChatServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    server.world.closed_thread("my private words")
    server.fail_next("truncated_json", action="list_archives", times=None)
    with client_of(server) as client, pytest.raises(SourceUnavailable) as trouble:
        client.list_archives(filters={"customer_email": "mia@example.net"})

    said = " ".join([record.getMessage() for record in caplog.records if record.name.startswith("ingest")])
    assert "tried again" in said
    for text in (said, str(trouble.value), repr(client.credentials)):
        for secret in (server.token.secret, server.token.encoded, "private words", "mia@example.net"):
            assert secret not in text


@pytest.mark.parametrize("version", ["", "latest", "3.6/../3.5", "3"])
def test_a_version_that_is_none_is_refused(version: str) -> None:
    with pytest.raises(SourceRefused, match="BOO_LIVECHAT_API_VERSION"):
        LiveChatClient("https://api.example.com", version, encoded=base64.b64encode(b"account:token").decode())


@pytest.mark.parametrize(
    "url", ["", "api.livechatinc.com", "http://api.livechatinc.com", "ftp://127.0.0.1", "https://", "http://[::1"]
)
def test_an_address_that_would_bare_the_token_is_refused(url: str) -> None:
    with pytest.raises(SourceRefused, match="BOO_LIVECHAT_API_URL"):
        LiveChatClient(url, "3.6", encoded=base64.b64encode(b"account:token").decode())
