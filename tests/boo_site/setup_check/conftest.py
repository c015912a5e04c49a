"""Settings that lead to servers on loopback, and servers that never answer."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tests.servers.livechat import LiveChatServer


@pytest.fixture
def livechat(settings: Any) -> Iterator[LiveChatServer]:
    """Run the strict server, with settings that lead to it."""
    with LiveChatServer() as server:
        settings.LIVECHAT_API_URL = server.url
        settings.LIVECHAT_API_VERSION = "3.6"
        settings.LIVECHAT_ACCOUNT_ID = server.token.account_id
        settings.LIVECHAT_PAT = server.token.secret
        settings.LIVECHAT_PAT_BASE64 = ""
        yield server


@pytest.fixture
def silent_port() -> Iterator[int]:
    """Listen on a port, and never say a word."""
    with socket.create_server(("127.0.0.1", 0), backlog=16) as listener:
        yield listener.getsockname()[1]
