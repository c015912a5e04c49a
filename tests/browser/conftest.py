"""One browser for all of these tests; each has a page, and so cookies and storage, of its own."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.visit import SCREENSHOTS, listen, logged_in

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, until the last test of this folder."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not there. Install Debian's chromium.")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    # Playwright runs an event loop in this thread; Django would refuse the ORM beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()
        # Beside a running event loop Django keeps connections of its own: nobody could close them afterwards.
        connections.close_all()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    """The site as it is, but for a hashing of passwords that takes no time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def desk(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A superuser's page, still empty; whatever its console has said by the end is a failure."""
    page = logged_in(browser, live_server.url)
    complaints = listen(page)
    yield page
    page.context.close()
    assert complaints == []
