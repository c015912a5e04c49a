"""The keys that set categories, in a real browser: on the list they mean the current row, and never while typing."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from interactions.models import Interaction
from tests.browser.visit import IN_A_BROWSER, shows
from tests.interactions.admin.build import interaction

pytestmark = IN_A_BROWSER

LIST = "/admin/interactions/interaction/"


def three() -> list[Interaction]:
    now = timezone.now()
    return [interaction(subject=f"Row {place}", started_at=now - timedelta(hours=place)) for place in (1, 2, 3)]


def category_of(desk: Page, key: str) -> str:
    value = desk.locator(f"button[data-key='{key}']").get_attribute("value") or ""
    return value.rstrip("/")


def test_digits_sort_the_rows_of_a_list_one_after_the_other(desk: Page) -> None:
    ones = three()
    desk.goto(f"{LIST}?category=none")
    wanted = [category_of(desk, key) for key in ("2", "Shift+3")]
    desk.keyboard.press("3")
    expect(desk.locator("#result_list .boo-subject")).to_have_count(3)
    desk.keyboard.press("j")
    desk.keyboard.press("2")
    shows(desk, "Saved: category")
    expect(desk.locator("tr.boo-current .boo-subject")).to_have_text("Row 2")
    desk.keyboard.press("Shift+Digit3")
    expect(desk.locator("tr.boo-current .boo-subject")).to_have_text("Row 3")
    for one in ones:
        one.refresh_from_db()
    assert [one.category for one in ones] == [*wanted, None]


def test_the_list_shows_its_keys_and_takes_no_digit_of_a_search(desk: Page) -> None:
    (one, *_) = three()
    desk.goto(LIST)
    desk.keyboard.press("j")
    desk.locator("#searchbar").focus()
    desk.keyboard.type("12!")
    expect(desk.locator("#searchbar")).to_have_value("12!")
    desk.locator("#searchbar").blur()
    desk.keyboard.press("Shift+?")
    expect(desk.locator("dialog#boo-keys")).to_contain_text("Shift+3")
    desk.keyboard.press("1")
    desk.keyboard.press("Escape")
    expect(desk.locator("dialog#boo-keys")).to_be_hidden()
    one.refresh_from_db()
    assert one.category is None


def test_shift_and_a_digit_set_the_later_categories_of_a_conversation(desk: Page) -> None:
    (one, *_) = three()
    desk.goto(f"{LIST}{one.pk}/change/")
    wanted = category_of(desk, "Shift+1")
    desk.locator("#id_note").focus()
    desk.keyboard.press("Shift+Digit1")
    expect(desk.locator("#id_note")).to_have_value("!")
    desk.locator("#id_note").fill("")
    desk.locator("#id_note").blur()
    desk.keyboard.press("Shift+Digit1")
    shows(desk, "Saved: category")
    one.refresh_from_db()
    assert (one.category, one.category_by) == (wanted, "staff")


def test_at_the_end_of_a_list_the_key_says_so(desk: Page) -> None:
    (first, second, _) = three()
    desk.goto(f"{LIST}{first.pk}/change/?_changelist_filters=source%3Dlivechat")
    desk.keyboard.press("k")
    expect(desk.locator("#boo-end")).to_have_text("This is the first of the list.")
    desk.keyboard.press("j")
    expect(desk).to_have_url(re.compile(f"/{second.pk}/change/"))
    expect(desk.locator("#boo-end")).to_be_empty()
