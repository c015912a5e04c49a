"""Pages: their limits, their order, their ids."""

from datetime import timedelta

import pytest

from tests.servers.livechat import World
from tests.servers.livechat.archive import Edge, Key, cut_page
from tests.servers.livechat.chats import Thread
from tests.servers.livechat.clock import DEFAULT_NOW
from tests.servers.livechat.conftest import MakeProbe
from tests.servers.livechat.probe import Probe


def fill(world: World, count: int) -> list[str]:
    """Add closed threads a minute apart and return their ids, oldest first."""
    start = DEFAULT_NOW - timedelta(days=2)
    return [world.closed_thread("hi", at=start + timedelta(minutes=n)).id for n in range(count)]


@pytest.mark.parametrize("limit", [1, 3, 7, 100])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_every_thread_comes_once_and_in_order(world: World, api: Probe, limit: int, order: str) -> None:
    ids = fill(world, 21)
    expected = ids if order == "asc" else ids[::-1]
    assert api.archived({"limit": limit, "sort_order": order}) == expected


def test_the_default_is_ten_newest_first(world: World, api: Probe) -> None:
    ids = fill(world, 12)
    page = api.ok("list_archives")
    assert [row["thread"]["id"] for row in page["chats"]] == ids[:1:-1]
    assert page["found_chats"] == 12


def test_the_page_id_goes_alone(world: World, api: Probe) -> None:
    fill(world, 3)
    first = api.ok("list_archives", {"limit": 1, "sort_order": "asc", "filters": {}})
    page_id = first["next_page_id"]
    for name, value in (("limit", 1), ("sort_order", "asc"), ("filters", {}), ("highlights", {})):
        assert api.refused("list_archives", {"page_id": page_id, name: value}) == "validation"
    assert len(api.ok("list_archives", {"page_id": page_id})["chats"]) == 1


def test_the_keys_are_missing_where_there_is_no_page(world: World, api: Probe) -> None:
    fill(world, 3)
    pages = list(api.pages("list_archives", {"limit": 2}))
    assert set(pages[0]) == {"chats", "found_chats", "next_page_id"}
    assert set(pages[1]) == {"chats", "found_chats", "previous_page_id"}
    assert set(api.ok("list_archives", {"limit": 3})) == {"chats", "found_chats"}


def test_one_can_go_back(world: World, api: Probe) -> None:
    fill(world, 7)
    first, second, third = list(api.pages("list_archives", {"limit": 3}))
    back = api.ok("list_archives", {"page_id": third["previous_page_id"]})
    assert back["chats"] == second["chats"]
    assert api.ok("list_archives", {"page_id": back["previous_page_id"]})["chats"] == first["chats"]


def test_filters_are_remembered(world: World, api: Probe) -> None:
    ids = fill(world, 6)
    for thread_id in ids[::2]:
        world.tag(world.threads[thread_id], "vip")
    assert api.archived({"limit": 1, "sort_order": "asc", "filters": {"tags": {"values": ["vip"]}}}) == ids[::2]


@pytest.mark.parametrize("page_id", ["", "nonsense", 7, None])
def test_an_invented_page_id_is_refused(api: Probe, page_id: object) -> None:
    assert api.refused("list_archives", {"page_id": page_id}) == "validation"


def test_a_page_id_belongs_to_its_version_method_and_account(world: World, api: Probe, as_token: MakeProbe) -> None:
    fill(world, 2)
    page_id = api.ok("list_archives", {"limit": 1})["next_page_id"]
    assert api.refused("list_chats", {"page_id": page_id}) == "validation"
    assert as_token(version="3.5").refused("list_archives", {"page_id": page_id}) == "validation"
    stranger = as_token(account_id="11111111-2222-4333-8444-555555555555")
    assert stranger.refused("list_archives", {"page_id": page_id}) == "validation"


def test_a_page_id_expires(world: World, api: Probe) -> None:
    fill(world, 2)
    page_id = api.ok("list_archives", {"limit": 1})["next_page_id"]
    world.clock.advance(days=30)
    assert len(api.ok("list_archives", {"page_id": page_id})["chats"]) == 1
    world.clock.advance(seconds=1)
    assert api.refused("list_archives", {"page_id": page_id}) == "validation"


@pytest.mark.parametrize("limit", [0, -1, 101, "10", 1.5, True, None])
def test_a_limit_out_of_range_is_refused(api: Probe, limit: object) -> None:
    assert api.refused("list_archives", {"limit": limit}) == "validation"


@pytest.mark.parametrize("order", ["ascending", "", None, 1])
def test_an_unknown_order_is_refused(api: Probe, order: object) -> None:
    assert api.refused("list_archives", {"sort_order": order}) == "validation"


@pytest.mark.parametrize("field", ["pagination", "page", "date_from", "offset"])
def test_unknown_fields_are_refused(api: Probe, field: str) -> None:
    assert api.refused("list_archives", {field: {}}) == "validation"


def test_a_deleted_thread_does_not_shift_the_next_page(world: World, api: Probe) -> None:
    ids = fill(world, 6)
    first = api.ok("list_archives", {"limit": 3, "sort_order": "asc"})
    world.delete_thread(world.threads[ids[0]])
    second = api.ok("list_archives", {"page_id": first["next_page_id"]})
    assert [row["thread"]["id"] for row in second["chats"]] == ids[3:]


def test_the_estimate_can_be_off(world: World, api: Probe) -> None:
    fill(world, 100)
    world.behaviour.found_noise = 0.2
    told = {api.ok("list_archives", {"limit": 1})["found_chats"] for _ in range(8)}
    assert len(told) > 1
    assert all(80 <= found <= 120 for found in told)


def test_a_page_of_nothing_has_no_neighbours() -> None:
    rows: list[Key] = []
    page = cut_page(rows, lambda row: row, matches=lambda row: True, limit=5, is_ascending=True)
    assert (list(page.rows), page.has_next, page.has_previous) == ([], False, False)


@pytest.mark.parametrize("is_ascending", [True, False])
def test_a_repeated_edge_takes_its_row_in_once_more(is_ascending: bool) -> None:
    rows = [(DEFAULT_NOW, str(n)) for n in range(5)]
    edge = Edge(rows[2], is_repeated=True)
    page = cut_page(rows, lambda row: row, matches=lambda row: True, limit=2, is_ascending=is_ascending, edge=edge)
    assert page.rows == (rows[2:4] if is_ascending else [rows[2], rows[1]])


def test_threads_of_the_same_moment_all_come(world: World, api: Probe) -> None:
    moment = DEFAULT_NOW - timedelta(days=1)
    threads: list[Thread] = [world.closed_thread("hi", at=moment) for _ in range(9)]
    assert sorted(api.archived({"limit": 2})) == sorted(thread.id for thread in threads)
