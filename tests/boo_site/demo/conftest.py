"""The sample year, built once for the tests that look at it."""

from datetime import UTC, datetime

import pytest

from boo_site.demo.chats import Chat, build_chats

ANCHOR = datetime(2026, 11, 24, 3, 15, 20, tzinfo=UTC)


@pytest.fixture(scope="session")
def anchor() -> datetime:
    return ANCHOR


@pytest.fixture(scope="session")
def chats() -> list[Chat]:
    return build_chats(ANCHOR)
