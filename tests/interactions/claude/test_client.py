"""Claude is asked over real HTTP; what goes wrong ends in an error that says what to do, and in time."""

import time
from typing import Any

import pytest

from interactions.claude.client import BadReply, ClaudeClient, ClaudeRefused, ClaudeUnavailable, Reply
from interactions.claude.prompt import question
from tests.servers.anthropic import KEY, MODEL, AnthropicServer, Fault, says

ASKED = question("where is it", {"order_tracking.where_is_order": "Where is my order", "other": "Anything else"})


def ask(server: AnthropicServer, *answers: Any, key: str = KEY, model: str = MODEL, **options: Any) -> Reply:
    server.answers.extend(answers or [says("other")])
    pauses: list[float] = options.pop("pauses", [])
    with ClaudeClient(server.url, key, model, sleep=pauses.append, **options) as client:
        return client.ask(ASKED)


def test_an_answer_comes_with_what_it_cost(claude: AnthropicServer) -> None:
    reply = ask(claude, says("other", 0.8))
    assert (reply.tokens, reply.model, reply.stop_reason, reply.unanswered) == (1_050, MODEL, "end_turn", 0)
    assert '"other"' in reply.text


def test_what_a_question_costs_is_not_underrated(claude: AnthropicServer) -> None:
    ask(claude)
    sent = claude.asked[0]
    assert ASKED.most_tokens() > sent["max_tokens"] + len(sent["system"].split()) * 1.3


@pytest.mark.parametrize(
    ("fault", "remedy"),
    [
        (Fault(401, "authentication_error"), "BOO_ANTHROPIC_API_KEY"),
        (Fault(403, "permission_error"), "console"),
        (Fault(402, "billing_error"), "credit"),
        (Fault(400, "invalid_request_error"), "spend limit"),
        (Fault(404, "not_found_error"), "BOO_ANTHROPIC_MODEL"),
        (Fault(429, "rate_limit_error"), "limit"),
        (Fault(302, headers={"location": "http://127.0.0.1:1/"}), "BOO_ANTHROPIC_API_URL"),
        (Fault(418, "x" * 500), "unknown error"),
    ],
)
def test_what_only_a_person_can_mend_is_not_tried_again(claude: AnthropicServer, fault: Fault, remedy: str) -> None:
    with pytest.raises(ClaudeRefused, match=remedy) as caught:
        ask(claude, fault)
    assert (len(claude.asked), caught.value.unanswered) == (1, 0)


def test_a_wrong_key_and_a_wrong_model_are_refused_by_the_server_itself(claude: AnthropicServer) -> None:
    with pytest.raises(ClaudeRefused, match="401 authentication_error"):
        ask(claude, key="another")
    with pytest.raises(ClaudeRefused, match="404 not_found_error"):
        ask(claude, model="claude-of-yesterday")


@pytest.mark.parametrize("status", [500, 502, 503, 529])
def test_trouble_of_the_moment_is_tried_again(claude: AnthropicServer, status: int) -> None:
    pauses: list[float] = []
    assert ask(claude, Fault(status, "overloaded_error"), says("other"), pauses=pauses).tokens == 1_050
    assert pauses == [0.5]


def test_lasting_trouble_ends_after_three_attempts(claude: AnthropicServer) -> None:
    pauses: list[float] = []
    with pytest.raises(ClaudeUnavailable, match="529 overloaded_error"):
        ask(claude, Fault(529, "overloaded_error"), pauses=pauses)
    assert (len(claude.asked), pauses) == (3, [0.5, 1.0])


def test_a_rate_limit_is_waited_for_as_long_as_it_says(claude: AnthropicServer) -> None:
    pauses: list[float] = []
    ask(claude, Fault(429, "rate_limit_error", {"retry-after": "7"}), says("other"), pauses=pauses)
    assert pauses == [7.0]


def test_a_longer_wait_than_the_call_may_take_ends_it(claude: AnthropicServer) -> None:
    with pytest.raises(ClaudeUnavailable, match="429"):
        ask(claude, Fault(429, "rate_limit_error", {"retry-after": "86400"}))
    assert len(claude.asked) == 1


def test_a_connection_that_closes_is_tried_again_and_may_have_cost(claude: AnthropicServer) -> None:
    assert ask(claude, Fault(), says("other")).unanswered == 1


@pytest.mark.parametrize("fault", [Fault(seconds=5), Fault(seconds=0.02, dribbles=True)], ids=["silent", "dribbling"])
def test_a_call_ends_in_time_whatever_the_other_side_does(claude: AnthropicServer, fault: Fault) -> None:
    begun = time.monotonic()
    with pytest.raises(ClaudeUnavailable) as caught:
        ask(claude, fault, call_seconds=0.4, read_seconds=0.1 if not fault.dribbles else 5)
    assert time.monotonic() - begun < 3
    assert caught.value.unanswered >= 1


def test_nobody_listening_costs_nothing() -> None:
    with AnthropicServer() as server:
        address = server.url
    pauses: list[float] = []
    with (
        ClaudeClient(address, KEY, MODEL, sleep=pauses.append) as client,
        pytest.raises(ClaudeUnavailable, match="ConnectError") as caught,
    ):
        client.ask(ASKED)
    assert caught.value.unanswered == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"type": "message"}',
        b'{"type": "message", "content": [], "usage": {"input_tokens": "many"}}',
        b"[" * 100_000,
        b" " * 300_000,
    ],
    ids=["nothing", "html", "list", "half", "no count", "nested", "endless"],
)
def test_nonsense_is_no_answer(claude: AnthropicServer, raw: bytes) -> None:
    with pytest.raises(BadReply) as caught:
        ask(claude, Fault(200, raw=raw))
    assert caught.value.unanswered == 1


@pytest.mark.parametrize("url", ["http://example.com", "ftp://example.com", "example.com", ""])
def test_words_are_not_sent_in_plain_text(url: str) -> None:
    with pytest.raises(ValueError, match="https://"):
        ClaudeClient(url, KEY, MODEL)
