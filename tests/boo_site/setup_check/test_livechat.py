"""Every wrong LiveChat setting is named, with what to do and where to click."""

import base64
from dataclasses import replace
from typing import Any

import pytest

from boo_site.setup_check.findings import Finding, State
from boo_site.setup_check.livechat import check_livechat
from tests.servers.livechat import LiveChatServer
from tests.servers.livechat.tokens import READ_SCOPES

OTHER_ACCOUNT = "0b1e7d54-2222-4c1b-8c52-1f7b6a0e9d02"


def findings() -> dict[str, Finding]:
    return {finding.name: finding for finding in check_livechat()}


def only() -> Finding:
    [finding] = check_livechat()
    return finding


def test_a_good_token_passes_with_four_calls(livechat: LiveChatServer) -> None:
    found = findings()
    assert {finding.state for finding in found.values()} == {State.OK}
    assert list(found) == ["LiveChat", "LiveChat agents", "LiveChat bots", "LiveChat archives"]
    assert livechat.billed == 4


def test_without_a_token_it_is_not_configured(settings: Any) -> None:
    settings.LIVECHAT_ACCOUNT_ID = settings.LIVECHAT_PAT = settings.LIVECHAT_PAT_BASE64 = ""
    assert only().state is State.NOT_CONFIGURED


def test_an_account_without_a_token_is_half_a_setting(livechat: LiveChatServer, settings: Any) -> None:
    settings.LIVECHAT_PAT = ""
    assert only().state is State.FAILED
    assert "Personal access tokens" in only().remedy
    assert livechat.billed == 0


def test_a_token_without_an_account_is_told_before_any_call(livechat: LiveChatServer, settings: Any) -> None:
    settings.LIVECHAT_ACCOUNT_ID = ""
    assert "BOO_LIVECHAT_ACCOUNT_ID" in only().found
    assert livechat.billed == 0


def test_a_wrong_token_is_told_after_one_call(livechat: LiveChatServer, settings: Any) -> None:
    settings.LIVECHAT_PAT = "dal:wrong"
    found = only()
    assert found.state is State.FAILED
    assert "does not accept the token" in found.found
    assert "base64 of accountId:token" in found.remedy
    assert "Developer Console, Tools, Personal access tokens" in found.remedy
    assert livechat.billed == 1


@pytest.mark.parametrize("variable", ["LIVECHAT_PAT", "LIVECHAT_PAT_BASE64"])
def test_the_encoded_token_is_understood_in_either_place(
    livechat: LiveChatServer, settings: Any, variable: str
) -> None:
    settings.LIVECHAT_PAT = settings.LIVECHAT_PAT_BASE64 = ""
    setattr(settings, variable, livechat.token.encoded)
    assert findings()["LiveChat"].state is State.OK


def test_a_token_encoded_with_the_line_end_that_echo_adds_is_understood(
    livechat: LiveChatServer, settings: Any
) -> None:
    pair = f"{livechat.token.account_id}:{livechat.token.secret}\n"
    settings.LIVECHAT_PAT, settings.LIVECHAT_PAT_BASE64 = "", base64.b64encode(pair.encode()).decode()
    assert findings()["LiveChat"].state is State.OK


def test_a_token_encoded_twice_is_told_as_wrong(livechat: LiveChatServer, settings: Any) -> None:
    twice = base64.b64encode(f"{livechat.token.account_id}:{livechat.token.encoded}".encode()).decode()
    settings.LIVECHAT_PAT, settings.LIVECHAT_PAT_BASE64 = "", twice
    assert "base64 of accountId:token" in only().remedy


def test_a_token_encoded_without_its_account_is_told(livechat: LiveChatServer, settings: Any) -> None:
    settings.LIVECHAT_PAT_BASE64 = base64.b64encode(b"dal-token-alone").decode()
    assert "is not the base64 of accountId:token" in only().found


def test_an_encoded_token_of_another_account_is_told(livechat: LiveChatServer, settings: Any) -> None:
    settings.LIVECHAT_PAT_BASE64 = livechat.token.encoded
    settings.LIVECHAT_ACCOUNT_ID = OTHER_ACCOUNT
    assert "not the account that the encoded LiveChat token names" in only().found


@pytest.mark.parametrize(
    ("scope", "name", "state"),
    [
        ("chats--all:ro", "LiveChat", State.FAILED),
        ("agents--all:ro", "LiveChat agents", State.FAILED),
        ("agents-bot--all:ro", "LiveChat bots", State.FAILED),
        ("properties.license.value--all:ro", "LiveChat archives", State.NOTE),
    ],
)
def test_a_missing_scope_is_named(livechat: LiveChatServer, settings: Any, scope: str, name: str, state: State) -> None:
    scopes = tuple(held for held in READ_SCOPES if held != scope)
    livechat.tokens[0] = replace(livechat.token, scopes=scopes)
    found = findings()
    assert found[name].state is state
    assert scope in found[name].remedy
    assert "Create new token" in found[name].remedy
    assert {other.state for other in found.values() if other.name != name} == {State.OK}


def test_another_region_is_found_and_told(livechat: LiveChatServer) -> None:
    livechat.world.behaviour.home_region = "fra"
    found = findings()["LiveChat"]
    assert found.state is State.OK
    assert "region fra" in found.found


def test_a_region_that_nobody_serves_is_told(livechat: LiveChatServer) -> None:
    livechat.fail_next("misdirected_request", times=None)
    assert "from region to region" in only().found


@pytest.mark.parametrize(
    ("kind", "found", "remedy"),
    [
        ("license_expired", "licence has expired", "Settings, Billing"),
        ("license_not_found", "no licence", "BOO_LIVECHAT_ACCOUNT_ID"),
        ("limit_reached", "plan's limit", "Settings, Billing"),
        ("unsupported_version", "switched this version", "BOO_LIVECHAT_API_VERSION"),
        ("wrong_product_version", "not a LiveChat 3 licence", "BOO_LIVECHAT_ACCOUNT_ID"),
        ("service_unavailable", "takes no requests", "status page"),
        ("html_502", "can't be read", "status page"),
    ],
)
def test_each_refusal_says_what_to_do(livechat: LiveChatServer, kind: str, found: str, remedy: str) -> None:
    livechat.fail_next(kind, times=None)
    assert only().state is State.FAILED
    assert found in only().found
    assert remedy in only().remedy


def test_a_plan_that_shows_less_than_a_year_is_a_note(livechat: LiveChatServer) -> None:
    livechat.world.behaviour.restricted_after_days = 61
    found = findings()["LiveChat archives"]
    assert found.state is State.NOTE
    assert "last 2 months" in found.found
    assert "Settings, Billing" in found.remedy


def test_an_old_version_is_a_note_with_its_last_day(livechat: LiveChatServer, settings: Any) -> None:
    settings.LIVECHAT_API_VERSION = "3.5"
    assert "2027-02-28" in findings()["LiveChat version"].found


@pytest.mark.parametrize(
    ("variable", "value"),
    [("LIVECHAT_API_URL", "http://api.example.com"), ("LIVECHAT_API_URL", "nonsense"), ("LIVECHAT_API_VERSION", "new")],
)
def test_an_address_that_can_not_be_is_told_before_any_call(
    livechat: LiveChatServer, settings: Any, variable: str, value: str
) -> None:
    setattr(settings, variable, value)
    assert f"BOO_{variable}" in only().found
    assert livechat.billed == 0


def test_nothing_at_the_address_is_told(livechat: LiveChatServer, settings: Any) -> None:
    settings.LIVECHAT_API_URL = "http://127.0.0.1:1"
    assert "can't be reached" in only().found
