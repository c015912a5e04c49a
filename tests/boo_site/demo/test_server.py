"""The loopback server answers as LiveChat does, and our own client reads it."""

import base64
import http.client
import json
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from boo_site.demo.chats import Chat
from boo_site.demo.people import AGENTS
from boo_site.demo.replay import Refusal, Replay
from boo_site.demo.server import DemoServer
from ingest.source import SourceRefused
from ingest.sources.livechat.client import LiveChatClient

EVER = {"from": "2020-01-01T00:00:00.000000+00:00"}


@pytest.fixture(scope="module")
def server(chats: list[Chat]) -> Iterator[DemoServer]:
    with DemoServer(chats) as running:
        yield running


@pytest.fixture
def client(server: DemoServer) -> Iterator[LiveChatClient]:
    with LiveChatClient(server.url, "3.6", server.account_id, server.token) as made:
        yield made


@pytest.fixture(scope="module")
def replay(chats: list[Chat]) -> Replay:
    return Replay(chats)


def test_paging_lists_every_closed_thread_once_oldest_first(client: LiveChatClient, chats: list[Chat]) -> None:
    begin = time.process_time()
    answer: Any = client.list_archives(filters=EVER, limit=100, sort_order="asc")
    pages = [answer]
    while "next_page_id" in answer:
        answer = client.list_archives(page_id=answer["next_page_id"])
        pages.append(answer)
    seconds = time.process_time() - begin
    listed = [chat["thread"]["id"] for page in pages for chat in page["chats"]]
    assert listed == [chat["thread"]["id"] for chat in chats if not chat["thread"]["active"]]
    assert "previous_page_id" not in pages[0]
    assert "previous_page_id" in pages[-1]
    assert seconds < 2


def test_a_range_and_the_other_order(replay: Replay, chats: list[Chat]) -> None:
    since, until = chats[100]["thread"]["created_at"], chats[140]["thread"]["created_at"]
    answer = replay.answer("agent/list_archives", {"filters": {"from": since, "to": until}, "limit": 50})
    assert [chat["thread"]["id"] for chat in answer["chats"]] == [chat["thread"]["id"] for chat in chats[139:99:-1]]
    assert answer["found_chats"] == 40


def test_the_client_reads_active_chats_and_their_contents(client: LiveChatClient, chats: list[Chat]) -> None:
    answer: Any = client.list_chats(filters={"active": True}, limit=100)
    active = {chat["thread"]["id"]: chat for chat in chats if chat["thread"]["active"]}
    assert {summary["last_thread_summary"]["id"] for summary in answer["chats_summary"]} == set(active)
    summary = answer["chats_summary"][0]
    assert (
        client.get_chat(summary["id"], summary["last_thread_summary"]["id"])
        == active[summary["last_thread_summary"]["id"]]
    )


def test_staff_and_limits(client: LiveChatClient) -> None:
    agents: Any = client.list_agents()
    bots: Any = client.list_bots(all=True)
    limits: Any = client.list_license_properties("limits")
    assert [agent["id"] for agent in agents] == [agent.id for agent in AGENTS]
    assert [bot["name"] for bot in bots] == ["Olive"]
    assert limits["limits"]["archives_retention.base"] == 12


def test_bots_and_groups(replay: Replay) -> None:
    assert replay.answer("configuration/list_bots", {}) == []
    assert replay.answer("configuration/list_groups", {})[0]["id"] == 0


def test_thread_ids_come_alone(replay: Replay, chats: list[Chat]) -> None:
    ids = [chats[3]["thread"]["id"], chats[8]["thread"]["id"]]
    answer = replay.answer("agent/list_archives", {"filters": {"thread_ids": ids}})
    assert [chat["thread"]["id"] for chat in answer["chats"]] == ids
    with pytest.raises(Refusal, match="can't be combined"):
        replay.answer("agent/list_archives", {"filters": {"thread_ids": ids}, "limit": 10})


@pytest.mark.parametrize(
    "body",
    [
        {"page_id": "WzEsMl0=", "limit": 10},
        {"page_id": "not a page"},
        {"page_id": "WzEsMl0="},
        {"limit": 0},
        {"limit": 101},
        {"sort_order": "up"},
        {"filters": {"from": "yesterday"}},
        {"filters": []},
        [],
    ],
)
def test_a_wrong_request_is_refused_as_validation(replay: Replay, body: Any) -> None:
    with pytest.raises(Refusal) as refused:
        replay.answer("agent/list_archives", body)
    assert (refused.value.kind, refused.value.status) == ("validation", 400)


def test_get_chat_gives_the_latest_thread_and_refuses_unknown_chats(replay: Replay, chats: list[Chat]) -> None:
    chat_id = chats[-1]["id"]
    latest = [chat["thread"]["id"] for chat in chats if chat["id"] == chat_id][-1]
    assert replay.answer("agent/get_chat", {"chat_id": chat_id})["thread"]["id"] == latest
    with pytest.raises(Refusal, match="not found"):
        replay.answer("agent/get_chat", {"chat_id": "NOSUCH"})


def test_a_wrong_token_gets_nothing(server: DemoServer) -> None:
    with (
        LiveChatClient(server.url, "3.6", server.account_id, "dal:other") as stranger,
        pytest.raises(SourceRefused),
    ):
        stranger.list_agents()


@pytest.mark.parametrize(
    ("path", "authorization", "status", "kind"),
    [
        ("/v3.6/agent/action/list_archives", "", 401, "authentication"),
        ("/v3.6/agent/action/list_archives", "Basic !!!", 401, "authentication"),
        ("/v3.6/agent/action/delete_everything", "right", 404, "not_found"),
        ("/v2/agents", "right", 404, "not_found"),
    ],
)
def test_refusals_have_livechats_envelope(
    server: DemoServer, path: str, authorization: str, status: int, kind: str
) -> None:
    right = "Basic " + base64.b64encode(f"{server.account_id}:{server.token}".encode()).decode()
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=5)
    try:
        headers = {"Authorization": right if authorization == "right" else authorization}
        connection.request("POST", path, body=b"{}", headers=headers)
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())["error"]["type"]) == (status, kind)
    finally:
        connection.close()
