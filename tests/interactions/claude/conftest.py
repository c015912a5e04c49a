from collections.abc import Iterator

import pytest

from tests.servers.anthropic import AnthropicServer


@pytest.fixture
def claude() -> Iterator[AnthropicServer]:
    with AnthropicServer() as server:
        yield server
