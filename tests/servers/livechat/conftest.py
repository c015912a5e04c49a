"""A server and a client for the tests of the LiveChat server itself."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from tests.servers.livechat import LiveChatServer, Token, World
from tests.servers.livechat.probe import Probe

type MakeProbe = Callable[..., Probe]


@pytest.fixture(scope="session")
def http() -> Iterator[httpx.Client]:
    # Loopback without TLS: loading the certificate authorities would only cost time.
    with httpx.Client(verify=False, timeout=5) as client:
        yield client


@pytest.fixture
def server() -> Iterator[LiveChatServer]:
    with LiveChatServer() as running:
        yield running


@pytest.fixture
def world(server: LiveChatServer) -> World:
    return server.world


@pytest.fixture
def api(http: httpx.Client, server: LiveChatServer) -> Probe:
    return Probe(http, server)


@pytest.fixture
def as_token(http: httpx.Client, server: LiveChatServer) -> MakeProbe:
    """Return a maker of clients: `as_token(scopes=(...), role="normal", version="3.5")`."""

    def make(*, version: str = "3.6", **token: object) -> Probe:
        added = Token(secret=f"dal:token-{len(server.tokens)}", **token)  # type: ignore[arg-type]
        server.tokens.append(added)
        return Probe(http, server, token=added, version=version)

    return make
