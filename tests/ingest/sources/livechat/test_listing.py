"""Listings end, shrink when LiveChat can't cope, and begin a window again when a page id went stale."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from ingest.records import Json
from ingest.source import SourceError, SourceUnavailable
from ingest.sources.livechat import listing
from ingest.sources.livechat.client import LiveChatClient
from ingest.sources.livechat.listing import Archive, stamp, walk
from ingest.sources.livechat.ranges import Range, union
from tests.ingest.sources.livechat.clients import client_of
from tests.servers.livechat import LiveChatServer, World


@pytest.fixture
def client(server: LiveChatServer) -> Iterator[LiveChatClient]:
    with client_of(server) as made:
        yield made


def closed(world: World, **distance: float) -> str:
    return world.closed_thread("hello", at=world.clock.now() - timedelta(**distance)).id


def last(world: World, **distance: float) -> Range:
    return Range(world.clock.now() - timedelta(**distance), world.clock.now())


def answers(*pages: dict[str, Json]) -> Iterator[dict[str, Json]]:
    yield from pages


def pages_of(*pages: dict[str, Json]) -> list[listing.Page]:
    told = answers(*pages)
    return list(walk(lambda page_id: next(told), "chats", "chats_info"))


def test_only_the_missing_page_id_ends_a_listing() -> None:
    pages = pages_of(
        {"chats": [{"id": "A"}], "next_page_id": "1"},
        {"chats": [], "next_page_id": "2"},
        {"chats": [{"id": "B"}], "found_chats": 2},
    )

    assert [page.distinct for page in pages] == [1, 1, 2]
    assert [page.is_last for page in pages] == [False, False, True]


def test_the_same_page_twice_is_a_circle() -> None:
    with pytest.raises(SourceUnavailable, match="circles"):
        pages_of(
            {"chats": [{"id": "A"}], "next_page_id": "1"},
            {"chats": [{"id": "B"}], "next_page_id": "1"},
            {"chats": [{"id": "C"}], "next_page_id": "1"},
        )


def same_chat(number: int) -> dict[str, Json]:
    return {"chats": [{"id": "A"}], "next_page_id": str(number)}


def test_ever_new_pages_without_anything_new_are_a_circle() -> None:
    with pytest.raises(SourceUnavailable, match="circles"):
        pages_of(*map(same_chat, range(100)))


@pytest.mark.parametrize("answer", [{}, {"chats": None}, {"chats": {}}, {"other": []}])
def test_an_answer_without_a_list_never_passes_for_an_empty_archive(answer: dict[str, Json]) -> None:
    with pytest.raises(SourceUnavailable, match="no list"):
        pages_of(answer)


def test_either_name_of_a_list_is_taken() -> None:
    assert pages_of({"chats_info": [{"id": "A"}]})[0].items == [{"id": "A"}]


def test_times_are_sent_as_documented(world: World) -> None:
    assert stamp(world.clock.now()) == "2026-11-24T00:00:00.000000+00:00"


def test_endless_pages_of_the_archive_end(world: World, server: LiveChatServer, client: LiveChatClient) -> None:
    closed(world, hours=1)
    server.fail_next("endless_pages", action="list_archives", times=None)

    with pytest.raises(SourceUnavailable, match="circles"):
        list(Archive(client).pages(last(world, days=1)))
    assert server.calls["list_archives"] < 10


def ids(pages: list[listing.WindowPage]) -> set[str]:
    return {str(item["thread"]["id"]) for page in pages for item in page.page.items}  # type: ignore[index, call-overload]


def test_a_window_that_times_out_is_halved(world: World, server: LiveChatServer, client: LiveChatClient) -> None:
    expected = {closed(world, days=days, hours=1) for days in range(14)}
    server.fail_next("request_timeout", action="list_archives", times=6)
    archive = Archive(client)
    pages = list(archive.pages(last(world, days=14)))

    assert ids(pages) == expected
    assert archive.window_size == timedelta(days=3.5)
    assert union(page.window for page in pages) == [last(world, days=14)]


def test_a_window_that_times_out_on_a_later_page_is_halved(
    world: World, server: LiveChatServer, client: LiveChatClient
) -> None:
    expected = {closed(world, days=number / 50, hours=1) for number in range(300)}
    server.fail_next("request_timeout", action="list_archives", after=1, times=6)

    assert ids(list(Archive(client).pages(last(world, days=7)))) == expected


def test_timeouts_without_end_end(world: World, server: LiveChatServer, client: LiveChatClient) -> None:
    server.fail_next("request_timeout", action="list_archives", times=None)

    with pytest.raises(SourceUnavailable) as trouble:
        list(Archive(client).pages(last(world, days=7)))
    assert trouble.value.code == "request_timeout"
    assert server.calls["list_archives"] <= 6 * 10


def test_a_window_with_too_many_threads_is_halved(
    world: World, server: LiveChatServer, client: LiveChatClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MOST_THREADS_IN_WINDOW", 50)
    expected = {closed(world, days=number / 20, hours=1) for number in range(130)}
    pages = list(Archive(client).pages(last(world, days=7)))

    assert ids(pages) == expected
    assert max(page.page.found or 0 for page in pages) <= 50
    assert len(pages) <= 10


def test_a_stale_page_id_begins_the_window_again_once(
    world: World, server: LiveChatServer, client: LiveChatClient
) -> None:
    expected = {closed(world, hours=1, seconds=number) for number in range(150)}
    server.fail_next("validation", action="list_archives", after=1)
    assert ids(list(Archive(client).pages(last(world, days=1)))) == expected

    server.fail_next("validation", action="list_archives", after=1)
    server.fail_next("validation", action="list_archives", after=2)
    with pytest.raises(SourceError) as error:
        list(Archive(client).pages(last(world, days=1)))
    assert error.value.code == "stale_page"


def test_a_wrong_request_is_not_sent_again(world: World, server: LiveChatServer, client: LiveChatClient) -> None:
    server.fail_next("validation", action="list_archives", times=None)

    with pytest.raises(SourceError):
        list(Archive(client).pages(last(world, days=1)))
    assert server.calls["list_archives"] == 1
