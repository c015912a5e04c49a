"""How a test visits the admin in a real browser: somebody's page, what it complains about, a picture of it."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Dialog, Locator, Page, expect

from tests.interactions.admin.build import staff

SCREENSHOTS = Path(__file__).resolve().parents[2] / "test-results" / "screenshots"
DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}

# Waiting ends as soon as what is waited for is there: only a machine that is very busy needs all of it.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)

IN_A_BROWSER = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # A development machine has nothing collected; WhiteNoise finds the files where they are, and warns all the same.
    pytest.mark.filterwarnings("ignore:No directory at"),
]


def open_page(browser: Browser, address: str, **options: Any) -> Page:
    """Return a page of a new context, whose relative addresses are the site's."""
    context = browser.new_context(**DESKTOP | options, base_url=address)
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


def logged_in(browser: Browser, address: str, *, username: str = "root") -> Page:
    """Return a page of somebody who may do everything."""
    client = Client()
    client.force_login(staff(username=username, superuser=True))
    page = open_page(browser, address)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    return page


def listen(page: Page) -> list[str]:
    """Collect what the console says, what scripts throw, and what any dialog would have said."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    def dismiss(dialog: Dialog) -> None:
        complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismiss)
    return complaints


def shows(page: Page, what: str | Locator) -> None:
    """Wait until the page shows it, and until the page's scripts have run: from then on keys and clicks count."""
    expect(page.get_by_text(what) if isinstance(what, str) else what).to_be_visible()
    page.wait_for_load_state()


def picture(page: Page, name: str, *, full_page: bool = False) -> None:
    """Keep a picture of the page for people to look at, once its fonts are there."""
    page.evaluate("() => document.fonts.ready.then(() => true)")
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=full_page)
