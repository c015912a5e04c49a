"""Every page in a real browser: light, dark and on a phone; no error in the console, nothing refused by the CSP."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

from interactions.models import Category, Message
from tests.interactions.admin.build import (
    empty,
    hostile,
    interaction,
    message,
    quarantined,
    realistic,
    run,
    sender,
    staff,
)

CHROMIUM = Path("/usr/bin/chromium")
SCREENSHOTS = Path(__file__).resolve().parents[2] / "test-results" / "screenshots"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light", "viewport": {"width": 1440, "height": 900}},
    "dark": {"color_scheme": "dark", "viewport": {"width": 1440, "height": 900}},
    "phone": {"color_scheme": "light", "viewport": {"width": 390, "height": 844}, "has_touch": True},
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    # A development machine has nothing collected; WhiteNoise finds the files where they are, and warns all the same.
    pytest.mark.filterwarnings("ignore:No directory at"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not there. Install Debian's chromium.")
    # Playwright runs an event loop in this thread; Django would refuse the ORM beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(autouse=True)
def _site(settings: Any) -> None:
    from boo_site.navigation import SIDEBAR

    ours = {"DASHBOARD_CALLBACK": "boo_site.home.dashboard", "SIDEBAR": SIDEBAR}
    settings.UNFOLD = {**settings.UNFOLD, **ours}


def pages() -> dict[str, str]:
    """Fill the database and return the pages' addresses by name."""
    known, hostile_one, bare = realistic(), hostile(), empty()
    long = interaction(subject="A long chat")
    for place in range(205):
        message(long, f"Line {place}", position=place)
    syncs = [run(), run(source="email", status="failed", error="The mailbox refused the password.")]
    item = quarantined(run=syncs[1])
    mail = Message.objects.filter(interaction=hostile_one).order_by("position")[0]
    category = Category.objects.get(name="payment")
    who = sender("@carrier.example.net", note="Parcel notices")
    return {
        "home": "",
        "interactions": "interactions/interaction/",
        "search": "interactions/interaction/?q=mia&status=open",
        "nothing-found": "interactions/interaction/?q=zzzzzz",
        "interaction": f"interactions/interaction/{known.pk}/change/",
        "interaction-hostile": f"interactions/interaction/{hostile_one.pk}/change/",
        "interaction-empty": f"interactions/interaction/{bare.pk}/change/",
        "interaction-long": f"interactions/interaction/{long.pk}/change/",
        "customer": f"interactions/interaction/{known.pk}/customer/",
        "customer-hostile": f"interactions/interaction/{hostile_one.pk}/customer/",
        "customer-empty": f"interactions/interaction/{bare.pk}/customer/",
        "regroup": f"regroup/{known.pk}/",
        "messages": "interactions/message/",
        "message": f"interactions/message/{mail.pk}/change/",
        "categories": "interactions/category/",
        "category": f"interactions/category/{category.pk}/change/",
        "category-new": "interactions/category/add/",
        "category-delete": f"interactions/category/{category.pk}/delete/",
        "runs": "ingest/syncrun/",
        "run": f"ingest/syncrun/{syncs[1].pk}/change/",
        "quarantine": "ingest/quarantineditem/",
        "quarantined": f"ingest/quarantineditem/{item.pk}/change/",
        "senders": "ingest/machinesender/",
        "sender": f"ingest/machinesender/{who.pk}/change/",
        "mailbox": "ingest/emailsyncstate/",
        "livechat": "ingest/livechatsyncstate/",
        "users": "auth/user/",
        "user": "auth/user/add/",
        "groups": "auth/group/",
    }


def logged_in(browser: Browser, address: str, look: str, username: str = "root") -> Page:
    client = Client()
    client.force_login(staff(username=username, superuser=True))
    context = browser.new_context(**LOOKS[look])
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": django_settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    return context.new_page()


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


@pytest.mark.parametrize("look", LOOKS)
def test_every_page_looks_right_and_complains_about_nothing(browser: Browser, live_server: Any, look: str) -> None:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    addresses = pages()
    page = logged_in(browser, live_server.url, look)
    complaints = listen(page)
    wide = []
    for name, path in addresses.items():
        response = page.goto(f"{live_server.url}/admin/{path}")
        page.evaluate("document.fonts.ready")
        assert response is not None
        assert response.status == 200, name
        assert "content-security-policy" in response.headers, name
        page.screenshot(path=SCREENSHOTS / f"{look}-{name}.png")
        if page.evaluate("document.documentElement.scrollWidth") > page.evaluate("window.innerWidth"):
            wide.append(name)
        assert complaints == [], name
    assert wide == [], "These pages are wider than the screen."
    page.context.close()


def test_a_conversation_is_triaged_with_the_mouse(browser: Browser, live_server: Any) -> None:
    one = realistic()
    page = logged_in(browser, live_server.url, "light")
    complaints = listen(page)
    page.goto(f"{live_server.url}/admin/interactions/interaction/{one.pk}/change/")
    page.get_by_label("Status").select_option("resolved")
    page.get_by_role("button", name="Save and stay").click()
    page.get_by_text("Saved: status Resolved.").wait_for()
    one.refresh_from_db()
    assert (one.status, one.status_by, complaints) == ("resolved", "staff", [])
    page.context.close()


def test_rows_are_chosen_and_given_a_category(browser: Browser, live_server: Any) -> None:
    one = interaction(subject="Choose me")
    page = logged_in(browser, live_server.url, "light")
    complaints = listen(page)
    page.goto(f"{live_server.url}/admin/interactions/interaction/")
    page.locator("input[name=_selected_action]").check()
    page.locator("select[name=action]").select_option("change_many")
    page.get_by_role("button", name="Run").click()
    page.get_by_text("Change for 1 conversation?").wait_for()
    page.screenshot(path=SCREENSHOTS / "light-confirm.png")
    page.get_by_label("Category", exact=True).select_option("payment")
    page.get_by_role("button", name="Change", exact=True).click()
    page.get_by_text("1 conversation changed").wait_for()
    one.refresh_from_db()
    assert (one.category, one.category_by, complaints) == ("payment", "staff", [])
    page.context.close()


def test_the_filters_open_and_apply(browser: Browser, live_server: Any) -> None:
    interaction(subject="An open one", status="open")
    interaction(subject="A pending one", status="pending")
    page = logged_in(browser, live_server.url, "light")
    complaints = listen(page)
    page.goto(f"{live_server.url}/admin/interactions/interaction/")
    page.locator(".filter-open-button").click()
    page.get_by_role("button", name="Apply Filters").wait_for()
    page.screenshot(path=SCREENSHOTS / "light-filters.png")
    page.locator("#filter-form select[name=status]").select_option("pending", force=True)
    page.get_by_role("button", name="Apply Filters").click()
    page.wait_for_url("**status=pending**")
    page.get_by_text("A pending one").wait_for()
    assert (page.get_by_text("An open one").count(), complaints) == (0, [])
    page.context.close()
