"""The page of one conversation in a real browser: keys, who else looks, and a hostile mail as it was sent."""

import re
from typing import Any

from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from interactions.models import Interaction
from interactions.triage import set_values
from tests.browser.visit import IN_A_BROWSER, listen, logged_in, picture, shows
from tests.interactions.admin.build import interaction, message, staff
from tests.interactions.admin.test_html_view import HOSTILE

pytestmark = IN_A_BROWSER


def place(one: Interaction) -> str:
    return f"/admin/interactions/interaction/{one.pk}/change/"


def test_a_hostile_mail_as_sent_runs_nothing_and_fetches_nothing(browser: Browser, live_server: Any) -> None:
    one = interaction(source="email")
    sent = message(one, "Hi", content_html="<p>Kind regards</p>" + "".join(HOSTILE))
    page = logged_in(browser, live_server.url)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    complaints = listen(page)
    page.goto(place(one))
    page.get_by_text("Show as sent (HTML)").click()
    expect(page.frame_locator("iframe.boo-frame").get_by_text("Kind regards")).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(page.locator("iframe.boo-frame")).to_have_attribute("sandbox", "")
    picture(page, "light-as-sent", full_page=True)
    page.goto(f"/admin/interactions/interaction/{one.pk}/html/{sent.pk}/", wait_until="networkidle")
    expect(page.get_by_text("Kind regards")).to_be_visible()
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
    assert [said for said in complaints if said.startswith("dialog")] == []
    page.context.close()


def test_keys_work_on_the_page_and_never_while_typing(desk: Page) -> None:
    now = timezone.now()
    first, second = (interaction(last_customer_message_at=now, started_at=now) for _ in range(2))
    desk.goto(place(first))
    desk.keyboard.press("Shift+?")
    expect(desk.locator("dialog#boo-keys")).to_be_visible()
    expect(desk.get_by_text("Available shortcuts")).to_be_hidden()
    picture(desk, "light-keys")
    desk.keyboard.press("Escape")
    expect(desk.locator("dialog#boo-keys")).to_be_hidden()
    desk.keyboard.press("n")
    note = desk.locator("#id_note")
    expect(note).to_be_focused()
    desk.keyboard.type("a1e")
    expect(note).to_have_value("a1e")
    note.fill("")
    note.blur()
    desk.keyboard.press("a")
    shows(desk, "Saved: assignee root.")
    desk.keyboard.press("1")
    shows(desk, "Saved: category")
    desk.keyboard.press("e")
    expect(desk).to_have_url(re.compile(f"/{second.pk}/change/"))
    first.refresh_from_db()
    assert (first.status, first.category_by, first.assignee_id is not None) == ("resolved", "staff", True)


def test_a_colleagues_change_is_told_without_reloading(desk: Page) -> None:
    one = interaction()
    desk.goto(place(one))
    set_values([one.pk], user=staff(username="ben"), changes={"status": "pending"}, now=timezone.now())
    desk.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    shows(desk, "ben set status to Pending just now.")
    assert desk.locator("#id_status").input_value() == "open", "What somebody may be changing stays as it was shown."
