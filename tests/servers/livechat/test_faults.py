"""Bad days on demand, counters, and the server as its own process."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.servers.livechat import LiveChatServer, World
from tests.servers.livechat.errors import ERRORS
from tests.servers.livechat.probe import Probe

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("kind", sorted(ERRORS))
def test_any_error_can_be_asked_for(api: Probe, kind: str) -> None:
    api.server.fail_next(kind, times=2)
    for _ in range(2):
        response = api.post("list_archives")
        assert (response.status_code, response.json()["error"]["type"]) == (ERRORS[kind][0], kind)
    assert api.post("list_archives").status_code == 200


def test_too_many_requests_says_nothing_about_when_unless_told(api: Probe) -> None:
    api.server.fail_next("too_many_requests")
    assert "Retry-After" not in api.post("list_archives").headers
    for absurd in ("2", "99999999", "-1", "soon"):
        api.server.fail_next("too_many_requests", retry_after=absurd)
        assert api.post("list_archives").headers["Retry-After"] == absurd


def test_a_fault_can_be_for_one_action_and_come_later(api: Probe) -> None:
    api.server.fail_next("service_unavailable", action="list_archives", after=1)
    assert api.post("list_chats").status_code == 200
    assert [api.post("list_archives").status_code for _ in range(3)] == [200, 503, 200]


def test_a_fault_without_end_lasts_until_healed(api: Probe) -> None:
    api.server.fail_next("internal", times=None)
    assert {api.post("list_archives").status_code for _ in range(5)} == {500}
    api.server.heal()
    assert api.post("list_archives").status_code == 200


@pytest.mark.parametrize(
    ("kind", "status", "content_type"),
    [
        ("html_502", 502, "text/html"),
        ("html_200", 200, "text/html"),
        ("empty_200", 200, "application/json"),
        ("array_200", 200, "application/json"),
    ],
)
def test_answers_can_be_none_of_the_api(api: Probe, kind: str, status: int, content_type: str) -> None:
    api.server.fail_next(kind)
    response = api.post("list_archives")
    assert (response.status_code, response.headers["Content-Type"]) == (status, content_type)
    assert not response.content.startswith(b"{")


def test_an_error_can_come_with_status_200(api: Probe) -> None:
    api.server.fail_next("error_in_200", error_type="limit_reached")
    response = api.post("list_archives")
    assert (response.status_code, response.json()["error"]["type"]) == (200, "limit_reached")


@pytest.mark.parametrize("kind", ["truncated_json", "not_utf8"])
def test_json_can_be_broken(world: World, api: Probe, kind: str) -> None:
    world.closed_thread("hi")
    api.server.fail_next(kind)
    response = api.post("list_archives")
    assert response.status_code == 200
    with pytest.raises(ValueError, match=r"."):
        json.loads(response.content)


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("reset", httpx.ReadError),
        ("cut_short", httpx.RemoteProtocolError),
        ("dropped", httpx.RemoteProtocolError),
    ],
)
def test_connections_can_break(world: World, api: Probe, kind: str, error: type[Exception]) -> None:
    world.closed_thread("hi")
    api.server.fail_next(kind)
    with pytest.raises(error):
        api.post("list_archives")
    assert api.post("list_archives").status_code == 200


def test_an_answer_can_be_slower_than_the_client_waits(api: Probe, http: httpx.Client) -> None:
    api.server.fail_next("slow", seconds=30)
    headers = {"Authorization": api.token.header}
    with pytest.raises(httpx.ReadTimeout):
        http.post(api.address("list_archives"), json={}, headers=headers, timeout=0.05)
    assert api.post("list_archives").status_code == 200


def test_pages_can_go_on_for_ever(world: World, api: Probe) -> None:
    for _ in range(3):
        world.closed_thread("hi")
    api.server.fail_next("endless_pages", times=None)
    page = api.ok("list_archives", {"limit": 2})
    for _ in range(10):
        page = api.ok("list_archives", {"page_id": page["next_page_id"]})
        assert len(page["chats"]) == 2


def test_a_row_can_come_on_two_pages(world: World, api: Probe) -> None:
    ids = [world.closed_thread("hi").id for _ in range(4)]
    api.server.fail_next("duplicate_row")
    seen = api.archived({"limit": 2})
    assert len(seen) == 5
    assert set(seen) == set(ids)
    assert seen[1] == seen[2]


def test_an_unknown_fault_is_an_error_of_the_test(server: LiveChatServer) -> None:
    with pytest.raises(ValueError, match="unknown fault 'boom'"):
        server.fail_next("boom")


def test_calls_are_counted_and_recorded(api: Probe) -> None:
    api.server.fail_next("internal")
    api.post("list_archives", {"limit": 5})
    api.post("list_archives", {"limit": 5})
    api.post("list_tags", api="configuration")
    assert api.server.calls == {"list_archives": 2, "list_tags": 1}
    assert [(call.status, call.fault) for call in api.server.recorded] == [(500, "internal"), (200, None), (200, None)]
    assert api.server.recorded[0].body == {"limit": 5}
    assert api.server.billed == 2
    api.server.forget_calls()
    assert not api.server.calls


def test_a_crash_of_the_server_itself_is_reported(http: httpx.Client) -> None:
    server = LiveChatServer().start()
    server.before("list_archives", lambda: 1 / 0)
    assert Probe(http, server).refused("list_archives") == "internal"
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        server.stop()


def test_control_addresses_serve_other_processes(api: Probe, http: httpx.Client) -> None:
    control = f"{api.server.url}/control"
    http.post(f"{control}/fail", json={"kind": "service_unavailable", "times": 1})
    assert api.refused("list_chats") == "service_unavailable"
    assert http.get(f"{control}/calls").json() == {"list_chats": 1}
    assert http.post(f"{control}/clock", json={"advance_seconds": 90}).json()["now"] == "2026-11-24T00:01:30.000000Z"
    http.post(f"{control}/reset")
    assert http.get(f"{control}/calls").json() == {}
    assert http.get(f"{control}/else").status_code == 404


def test_it_runs_as_its_own_process_until_its_input_closes(http: httpx.Client) -> None:
    command = [sys.executable, "-m", "tests.servers.livechat", "--threads", "20", "--now", "2026-11-24T00:00:00+00:00"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        ready = json.loads(process.stdout.readline())
        answer = http.post(
            f"{ready['url']}/v3.6/agent/action/list_archives", json={}, auth=(ready["account_id"], ready["token"])
        )
        process.stdin.close()
        assert process.wait(timeout=10) == 0
    assert answer.json()["found_chats"] == 20
