"""Who may call what: transport, authentication, scopes, versions, regions."""

import base64

import httpx
import pytest

from tests.servers.livechat import READ_SCOPES, LiveChatServer, Token, World
from tests.servers.livechat.conftest import MakeProbe
from tests.servers.livechat.probe import Probe
from tests.servers.livechat.tokens import DEFAULT_ACCOUNT


def test_a_token_with_a_colon_in_it_is_split_at_the_first(api: Probe) -> None:
    assert ":" in api.token.secret
    assert api.ok("list_archives") == {"chats": [], "found_chats": 0}


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Basic",
        "Basic !!!",
        "Basic " + base64.b64encode(b"no colon").decode(),
        "Basic " + base64.b64encode(b"not-a-uuid:dal:test-token").decode(),
        "Basic " + base64.b64encode(f"{DEFAULT_ACCOUNT}:wrong".encode()).decode(),
        # The encoded pair used as the password, and a personal token as a bearer: two typical mistakes.
        "Basic " + base64.b64encode(f"{DEFAULT_ACCOUNT}:{Token().encoded}".encode()).decode(),
        f"Bearer {Token().secret}",
    ],
)
def test_anything_but_the_token_is_refused(api: Probe, http: httpx.Client, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header}
    response = http.post(api.address("list_archives"), json={}, headers=headers)
    assert response.status_code == 401
    assert response.json() == {"error": {"type": "authentication", "message": "Invalid access token"}}


def test_an_oauth_token_is_a_bearer(as_token: MakeProbe) -> None:
    assert as_token(kind="oauth").ok("list_archives")["found_chats"] == 0


@pytest.mark.parametrize(
    ("api_name", "action", "body", "scope"),
    [
        ("agent", "list_archives", {}, "chats--all:ro"),
        ("agent", "list_chats", {}, "chats--access:ro"),
        ("agent", "get_customer", {"id": "x"}, "customers:ro"),
        ("configuration", "list_agents", {}, "agents--all:ro"),
        ("configuration", "list_bots", {"all": True}, "agents-bot--all:ro"),
        ("configuration", "list_bots", {}, "agents-bot--my:ro"),
        ("configuration", "list_groups", {}, "groups--all:ro"),
        ("configuration", "list_tags", {}, "tags--all:ro"),
        ("configuration", "list_license_properties", {}, "properties.license.value--my:ro"),
    ],
)
def test_each_method_needs_its_scope(
    as_token: MakeProbe, api_name: str, action: str, body: dict[str, object], scope: str
) -> None:
    resource = scope.partition(":")[0].partition("--")[0]
    others = tuple(held for held in READ_SCOPES if held.partition(":")[0].partition("--")[0] != resource)
    response = as_token(scopes=others).post(action, body, api=api_name)
    assert (response.status_code, response.json()["error"]["type"]) == (403, "authorization")
    allowed = as_token(scopes=(scope,)).post(action, body, api=api_name)
    assert allowed.status_code in (200, 404)


@pytest.mark.parametrize(
    ("held", "wanted", "granted"),
    [
        ("chats--all:rw", "chats--access:ro", True),
        ("chats--access:ro", "chats--all:ro", False),
        ("chats--access:ro", "chats--access:rw", False),
        ("agents-bot--all:ro", "agents-bot--my:ro", True),
        ("agents-bot--my:ro", "agents-bot--all:ro", False),
        ("customers:rw", "customers:ro", True),
        ("customers--all:ro", "customers:ro", False),
    ],
)
def test_rw_contains_ro_and_all_contains_access_and_my(held: str, wanted: str, granted: bool) -> None:
    assert Token(scopes=(held,)).may(wanted) is granted


def test_all_chats_need_the_role_administrator(as_token: MakeProbe) -> None:
    assert as_token(scopes=("chats--all:ro",), role="normal").refused("list_archives") == "authorization"


def test_access_to_some_groups_narrows_silently(as_token: MakeProbe, world: World, api: Probe) -> None:
    everyone = world.closed_thread("for all")
    wholesale = world.close(world.start_thread(world.add_chat(group_ids=[3])))
    retail = world.close(world.start_thread(world.add_chat(group_ids=[4])))
    narrow = as_token(scopes=("chats--access:ro",), role="normal", group_ids=(3,))
    assert set(narrow.archived()) == {everyone.id, wholesale.id}
    assert narrow.ok("list_archives")["found_chats"] == 2
    assert retail.id not in {row["last_thread_summary"]["id"] for row in narrow.ok("list_chats")["chats_summary"]}
    assert set(api.archived()) == {everyone.id, wholesale.id, retail.id}


def test_a_single_chat_out_of_reach_is_missing_access(as_token: MakeProbe, world: World) -> None:
    thread = world.close(world.start_thread(world.add_chat(group_ids=[4])))
    narrow = as_token(scopes=("chats--access:ro",), role="normal", group_ids=(3,))
    assert narrow.refused("get_chat", {"chat_id": thread.chat.id}) == "missing_access"
    assert narrow.refused("list_threads", {"chat_id": thread.chat.id}) == "missing_access"


def test_a_thread_out_of_reach_is_missing_access_though_its_chat_is_not(as_token: MakeProbe, world: World) -> None:
    thread = world.close(world.start_thread(world.add_chat(group_ids=[3]), group_ids=[4]))
    narrow = as_token(scopes=("chats--access:ro",), role="normal", group_ids=(3,))
    asked = {"chat_id": thread.chat.id, "thread_id": thread.id}
    assert narrow.refused("get_chat", asked) == "missing_access"
    assert narrow.ok("list_threads", {"chat_id": thread.chat.id})["threads"] == []


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"x"', b"{", b"\xff"])
def test_the_body_must_be_a_json_object(api: Probe, http: httpx.Client, body: bytes) -> None:
    headers = {"Authorization": api.token.header, "Content-Type": "application/json"}
    response = http.post(api.address("list_archives"), content=body, headers=headers)
    assert (response.status_code, response.json()["error"]["type"]) == (400, "validation")


def test_the_content_type_must_be_json(api: Probe, http: httpx.Client) -> None:
    headers = {"Authorization": api.token.header, "Content-Type": "text/plain"}
    response = http.post(api.address("list_archives"), content=b"{}", headers=headers)
    assert response.json()["error"]["type"] == "validation"


def test_only_post_is_allowed(api: Probe, http: httpx.Client) -> None:
    response = http.get(api.address("list_archives"), headers={"Authorization": api.token.header})
    assert response.status_code == 405


@pytest.mark.parametrize(("api_name", "action"), [("agent", "list_everything"), ("configuration", "list_archives")])
def test_an_unknown_method_is_not_found(api: Probe, api_name: str, action: str) -> None:
    response = api.post(action, api=api_name)
    assert (response.status_code, response.json()["error"]["type"]) == (404, "not_found")


def test_an_address_outside_the_api_is_not_found(server: LiveChatServer, http: httpx.Client) -> None:
    assert http.post(f"{server.url}/agent/action/list_archives", json={}).status_code == 404


@pytest.mark.parametrize("version", ["3.3", "3.7", "4.0"])
def test_other_versions_are_not_supported(as_token: MakeProbe, version: str) -> None:
    assert as_token(version=version).refused("list_archives") == "unsupported_version"


@pytest.mark.parametrize(("version", "header"), [("3.4", "Deprecation"), ("3.5", "Legacy")])
def test_old_versions_tell_when_they_end(as_token: MakeProbe, api: Probe, version: str, header: str) -> None:
    assert len(as_token(version=version).post("list_archives").headers[header]) == len("2026-12-31")
    assert not {"Legacy", "Deprecation"} & set(api.post("list_archives").headers)


def test_a_version_can_be_switched_off(world: World, api: Probe) -> None:
    world.behaviour.supported_versions = ("3.7",)
    assert api.refused("list_archives") == "unsupported_version"


def test_a_wrong_region_is_told_until_the_header_matches(world: World, api: Probe) -> None:
    world.behaviour.home_region = "fra"
    response = api.post("list_archives")
    assert response.status_code == 421
    assert response.json()["error"] == {
        "type": "misdirected_request",
        "message": "Wrong region",
        "data": {"region": "fra"},
    }
    assert api.post("list_archives", X_Region="dal").status_code == 421
    assert api.post("list_archives", X_Region="fra").status_code == 200
