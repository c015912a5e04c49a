"""The strict server, and pulls from it."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from ingest.source import Batch, PullRequest
from ingest.sources.livechat.client import LiveChatClient
from ingest.sources.livechat.source import LiveChatSource
from tests.ingest.sources.livechat.clients import Clock, KeptMemory, Pulled, client_of
from tests.servers.livechat import LiveChatServer, World


@pytest.fixture
def server() -> Iterator[LiveChatServer]:
    with LiveChatServer() as started:
        yield started


@pytest.fixture
def world(server: LiveChatServer) -> World:
    return server.world


@pytest.fixture
def memory() -> KeptMemory:
    return KeptMemory()


type Pull = Callable[..., Pulled]


@pytest.fixture
def pull(server: LiveChatServer, memory: KeptMemory) -> Iterator[Pull]:
    """Pull and keep what comes; without `days` and `full` the year is resumed. `stop_after` so many batches."""
    clock = Clock()
    clients: dict[str, LiveChatClient] = {}

    def run(
        *, days: int | None = None, full: bool = False, stop_after: int | None = None, version: str = "3.6"
    ) -> Pulled:
        now = server.clock.now()
        request = PullRequest(now - timedelta(days=days or 365), now, resume=days is None and not full)
        client = clients.get(version) or client_of(server, clock, version=version)
        clients[version] = client
        batches: list[Batch] = []
        for batch in LiveChatSource(client).pull(request, memory):
            memory.keep(batch)
            batches.append(batch)
            if len(batches) == stop_after:
                break
        return Pulled(batches)

    yield run
    for client in clients.values():
        client.close()
