"""The page of one conversation in a real browser: keys, who else looks, and a hostile mail as it was sent."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser

from interactions.models import Interaction
from interactions.triage import set_values
from tests.browser.test_admin_pages import _site, browser, listen, logged_in
from tests.interactions.admin.build import interaction, message, staff
from tests.interactions.admin.test_html_view import HOSTILE

__all__ = ["_site", "browser"]

SCREENSHOTS = Path(__file__).resolve().parents[2] / "test-results" / "screenshots"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),
]


def place(server: Any, one: Interaction) -> str:
    return f"{server.url}/admin/interactions/interaction/{one.pk}/change/"


def test_a_hostile_mail_as_sent_runs_nothing_and_fetches_nothing(browser: Browser, live_server: Any) -> None:
    one = interaction(source="email")
    sent = message(one, "Hi", content_html="<p>Kind regards</p>" + "".join(HOSTILE))
    page = logged_in(browser, live_server.url, "light")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    complaints = listen(page)
    page.goto(place(live_server, one))
    page.get_by_text("Show as sent (HTML)").click()
    frame = page.frame_locator("iframe.boo-frame")
    frame.get_by_text("Kind regards").wait_for()
    page.wait_for_timeout(300)
    assert page.locator("iframe.boo-frame").get_attribute("sandbox") == ""
    page.screenshot(path=SCREENSHOTS / "light-as-sent.png", full_page=True)
    page.goto(f"{live_server.url}/admin/interactions/interaction/{one.pk}/html/{sent.pk}/")
    page.get_by_text("Kind regards").wait_for()
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
    assert [said for said in complaints if said.startswith("dialog")] == []
    page.context.close()


def test_keys_work_on_the_page_and_never_while_typing(browser: Browser, live_server: Any) -> None:
    now = timezone.now()
    first, second = (interaction(last_customer_message_at=now, started_at=now) for _ in range(2))
    page = logged_in(browser, live_server.url, "light")
    complaints = listen(page)
    page.goto(place(live_server, first))
    page.keyboard.press("?")
    page.locator("dialog#boo-keys[open]").wait_for()
    page.screenshot(path=SCREENSHOTS / "light-keys.png")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    page.keyboard.type("a1e")
    assert page.locator("#id_note").input_value() == "a1e"
    page.locator("#id_note").fill("")
    page.locator("h2").first.click()
    page.keyboard.press("a")
    page.get_by_text("Saved: assignee root.").wait_for()
    page.keyboard.press("1")
    page.get_by_text("Saved: category").wait_for()
    page.keyboard.press("e")
    page.wait_for_url(f"**/{second.pk}/change/")
    first.refresh_from_db()
    assert (first.status, first.category_by, first.assignee_id is not None) == ("resolved", "staff", True)
    assert complaints == []
    page.context.close()


def test_a_colleagues_change_is_told_without_reloading(browser: Browser, live_server: Any) -> None:
    one = interaction()
    page = logged_in(browser, live_server.url, "light")
    page.goto(place(live_server, one))
    set_values([one.pk], user=staff(username="ben"), changes={"status": "pending"}, now=timezone.now())
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_text("ben set status to Pending just now.").wait_for()
    page.context.close()
