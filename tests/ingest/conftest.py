"""The strict LiveChat server for tests of the store and the sync."""

from collections.abc import Iterator

import pytest

from tests.servers.livechat import LiveChatServer, World


@pytest.fixture
def server() -> Iterator[LiveChatServer]:
    with LiveChatServer() as started:
        yield started


@pytest.fixture
def world(server: LiveChatServer) -> World:
    return server.world
