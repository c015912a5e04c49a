"""What staff do each morning and each week, start to end in a real browser, as product people describe it."""

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page

from interactions.models import CategoryRule, CustomerLink, Interaction, Judgement, Note, SavedView
from tests.browser.test_admin_pages import _site, browser, listen, logged_in
from tests.interactions.admin.build import interaction, message, staff

__all__ = ["_site", "browser"]

LIST = "/admin/interactions/interaction/"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),
]


@pytest.fixture
def desk(browser: Browser, live_server: Any) -> Iterator[Page]:
    """A superuser's page at the home page; whatever the console says by the end is a failure."""
    page = logged_in(browser, live_server.url, "light")
    page.set_default_timeout(10_000)
    complaints = listen(page)
    page.goto(f"{live_server.url}/admin/")
    yield page
    page.context.close()
    assert complaints == []


def waiting(days: int, subject: str, **columns: Any) -> Interaction:
    """An open chat whose customer wrote so many days ago."""
    at = timezone.now() - timedelta(days=days)
    one = interaction(subject=subject, status="open", started_at=at, last_customer_message_at=at, **columns)
    message(one, f"Hello, this is about: {subject}", sent_at=at, counts=True)
    return one


def subjects(page: Page) -> list[str]:
    return page.locator("#result_list .boo-subject").all_inner_texts()


def go(page: Page, path: str) -> None:
    page.goto(f"{page.url.partition('/admin')[0]}{path}")


def choose_action(page: Page, name: str) -> None:
    page.locator("select[name=action]").select_option(name)
    page.get_by_role("button", name="Run").click()


def test_a_card_of_the_home_page_opens_its_queue_the_oldest_wait_first(desk: Page) -> None:
    waiting(1, "Newer"), waiting(9, "Oldest"), waiting(4, "Middle"), waiting(2, "Somebody's", assignee=staff())
    desk.reload()
    card = desk.locator("a.boo-number", has_text="Unassigned")
    assert card.locator("strong").inner_text() == "3"
    card.click()
    desk.locator("#result_list").wait_for()
    assert subjects(desk) == ["Oldest", "Middle", "Newer"]


def test_the_queue_is_cleared_by_keys_from_the_first_to_the_last(desk: Page) -> None:
    first, second = waiting(9, "Wrongly sorted"), waiting(3, "The next one")
    go(desk, f"{LIST}?queue=unassigned")
    desk.get_by_role("link", name="Wrongly sorted").click()
    desk.get_by_text("Hello, this is about: Wrongly sorted").wait_for()
    chosen = desk.locator("button[data-key='3']").text_content()
    desk.keyboard.press("3")
    desk.get_by_text("Saved: category").wait_for()
    assert desk.locator("#id_category option:checked").inner_text() == chosen
    desk.get_by_role("button", name="Resolve & next").click()
    desk.get_by_text("Hello, this is about: The next one").wait_for()
    desk.locator("h2").first.click()
    desk.keyboard.press("e")
    desk.get_by_text("That was the last one.").wait_for()
    assert "queue=unassigned" in desk.url
    for one in (first, second):
        one.refresh_from_db()
        assert (one.status, one.status_by) == ("resolved", "staff")
    assert first.category_by == "staff"


def test_noise_is_resolved_in_bulk_over_all_pages_and_taken_back(desk: Page) -> None:
    for number in range(51):
        interaction(subject=f"Out of office {number}", status="open", tags=["auto_reply"])
    kept = interaction(subject="A customer", status="open")
    go(desk, LIST)
    desk.get_by_role("navigation", name="Views").get_by_role("link", name="Noise").click()
    desk.locator("#action-toggle").check()
    desk.get_by_role("link", name="Select all 51 conversations").click()
    choose_action(desk, "resolve_noise")
    desk.get_by_role("heading", name="Resolve as noise for 51 conversations?").wait_for()
    assert desk.locator(".boo-samples li").all_inner_texts()[-1] == "and 46 more"
    desk.get_by_role("button", name="Resolve as noise").click()
    desk.get_by_text("51 conversations changed").wait_for()
    assert Interaction.objects.filter(status="resolved", tags__contains=["noise"]).count() == 51
    desk.get_by_role("link", name="Undo").click()
    desk.get_by_role("button", name="Undo").click()
    desk.get_by_text("Undone: 51 conversations are as before.").wait_for()
    assert Interaction.objects.filter(status="open").exclude(tags__contains=["noise"]).count() == 52
    kept.refresh_from_db()
    assert kept.status == "open"


def test_part_of_an_order_number_leads_to_all_that_the_customer_wrote(desk: Page) -> None:
    mia = {"customer_email": "mia@example.com", "customer_name": "Mia Nguyen"}
    chat = waiting(2, "Where is my order", order_ids=["150123"], **mia)
    message(chat, "It is order 150123")
    waiting(30, "An older mail", source="email", **mia)
    waiting(1, "Somebody else's", order_ids=["998877"])
    desk.keyboard.press("/")
    desk.keyboard.type("15012")
    desk.keyboard.press("Enter")
    desk.locator("#result_list").wait_for()
    assert subjects(desk) == ["Where is my order"]
    desk.get_by_role("link", name="Where is my order").click()
    customer = desk.get_by_role("region", name="Customer")
    customer.get_by_role("heading", name="2 conversations").wait_for()
    customer.get_by_role("link", name="All about this customer").click()
    desk.get_by_role("link", name="An older mail").click()
    desk.get_by_text("Hello, this is about: An older mail").wait_for()


def test_one_person_with_two_addresses_is_linked_and_unlinked(desk: Page) -> None:
    one = waiting(2, "By chat", customer_name="Mia Nguyen", customer_email="mia@example.com")
    waiting(3, "By mail", source="email", customer_name="Mia Nguyen", customer_email="mia@example.net")
    go(desk, f"{LIST}{one.pk}/change/")
    desk.get_by_text("Possibly the same person").wait_for()
    desk.get_by_role("link", name="Compare and link").click()
    desk.get_by_role("button", name="Link mia@example.net").click()
    desk.get_by_text("Linked. Undo it below").wait_for()
    desk.get_by_role("heading", name="2 conversations").wait_for()
    desk.get_by_role("button", name="Undo linking mia@example.net").click()
    desk.get_by_text("Undone: who was whose is as before.").wait_for()
    desk.get_by_role("heading", name="1 conversation").wait_for()
    assert not CustomerLink.objects.filter(unlinked_at=None).exists()


def test_a_conversation_is_handed_over_with_a_note(desk: Page) -> None:
    ben = staff(username="ben")
    one, _ = waiting(9, "Hand me over"), waiting(3, "The next one")
    go(desk, f"{LIST}?queue=waiting")
    desk.get_by_role("link", name="Hand me over").click()
    desk.get_by_text("Hello, this is about: Hand me over").wait_for()
    desk.wait_for_load_state()
    desk.keyboard.press("n")
    desk.locator("textarea:focus").wait_for()
    desk.keyboard.type("Ben, 1 refund please. e a 3")
    desk.get_by_label("Assignee").select_option("ben")
    desk.get_by_role("button", name="Save and stay").click()
    desk.get_by_text("Saved: assignee ben").wait_for()
    desk.keyboard.press("j")
    desk.get_by_text("Hello, this is about: The next one").wait_for()
    one.refresh_from_db()
    assert (one.assignee, one.status, one.category) == (ben, "open", None)
    assert Note.objects.get(interaction=one).text == "Ben, 1 refund please. e a 3"


def test_the_report_on_categories_leads_to_the_complaints_themselves(desk: Page) -> None:
    one = waiting(2, "This is a disgrace", category="complaint", category_by="rule")
    Judgement.objects.create(interaction=one, version="rules-1", category="complaint", confidence=0.9)
    waiting(2, "Something else")
    go(desk, "/admin/interactions/judgement/")
    row = desk.get_by_role("row").filter(has_text="I want to complain").first
    row.get_by_role("link", name="1", exact=True).click()
    desk.locator("#result_list").wait_for()
    assert subjects(desk) == ["This is a disgrace"]
    desk.get_by_role("button", name="Show the last messages").click()
    desk.locator(".boo-peek").get_by_text("Hello, this is about: This is a disgrace").wait_for()
    desk.get_by_role("button", name="Show the last messages").click()
    assert desk.locator(".boo-peek").count() == 0


def test_a_rule_is_made_from_conversations_tried_and_enabled(desk: Page) -> None:
    for number in range(4):
        one = waiting(number + 1, f"Chat {number}", category="complaint", category_by="staff")
        message(one, "My esky arrived squashed flat", sent_at=one.started_at)
        Judgement.objects.create(interaction=one, version="rules-1", category=None)
    go(desk, LIST)
    desk.locator("#action-toggle").check()
    choose_action(desk, "make_rule")
    phrases = desk.locator("#id_phrases")
    assert "squashed" in phrases.input_value()
    phrases.fill("squashed flat")
    desk.get_by_role("button", name="Preview on the last 90 days").click()
    figures = desk.locator(".boo-figures")
    figures.wait_for()
    assert figures.locator("dd").first.inner_text() == "4"
    desk.locator("#id_name").fill("Squashed")
    desk.locator("#id_is_enabled").check(force=True)
    desk.get_by_role("button", name="Save", exact=True).click()
    desk.get_by_text("It counts for what is judged from now on.").wait_for()
    rule = CategoryRule.objects.get()
    assert (rule.name, rule.is_enabled, rule.category) == ("Squashed", True, "complaint")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_filtered_comes_as_a_file_with_the_chosen_columns(desk: Page, kind: str) -> None:
    waiting(2, "=HYPERLINK(1)"), waiting(3, "Café, naïve"), interaction(subject="Resolved", status="resolved")
    go(desk, f"{LIST}?status=open")
    desk.get_by_role("link", name="download Export", exact=True).click()
    desk.locator(f"input[name=format][value={kind}]").check()
    for box in desk.locator("input[name=columns]").all():
        box.set_checked(box.get_attribute("value") in {"subject", "status"})
    with desk.expect_download() as begun:
        desk.get_by_role("button", name="Export").click()
    path = Path(begun.value.path())
    if kind == "xlsx":
        text = "".join(zipfile.ZipFile(path).read(name).decode() for name in _sheets(path))
        assert "Café, naïve" in text
        assert "Resolved" not in text
        return
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"))))
    assert rows[0] == ["subject", "status"]
    assert sorted(rows[1:]) == [["'=HYPERLINK(1)", "open"], ["Café, naïve", "open"]]


def _sheets(path: Path) -> list[str]:
    return [name for name in zipfile.ZipFile(path).namelist() if name.endswith(("sheet1.xml", "sharedStrings.xml"))]


def test_a_view_is_saved_and_comes_back_with_one_click(desk: Page) -> None:
    waiting(1, "An open one"), interaction(subject="Done", status="resolved")
    go(desk, f"{LIST}?status=open&o=1")
    desk.get_by_text("Save this view").click()
    desk.get_by_label("Name").fill("Open ones")
    desk.locator(".boo-save-view button").click()
    desk.get_by_text("Saved as “Open ones”.").wait_for()
    go(desk, LIST)
    desk.get_by_role("navigation", name="Views").get_by_role("link", name="Open ones").click()
    desk.wait_for_url("**status=open**")
    assert (subjects(desk), SavedView.objects.get().query) == (["An open one"], "status=open&o=1")


def test_the_second_of_two_who_save_is_told_and_overwrites_nothing(
    desk: Page, browser: Browser, live_server: Any
) -> None:
    one = waiting(1, "Both of us")
    bens = logged_in(browser, live_server.url, "light", username="ben")
    for page in (desk, bens):
        page.goto(f"{live_server.url}{LIST}{one.pk}/change/")
    bens.get_by_text("root is looking at this.").wait_for()
    desk.get_by_label("Status").select_option("pending")
    desk.get_by_role("button", name="Save and stay").click()
    desk.get_by_text("Saved: status Pending.").wait_for()
    bens.get_by_label("Status").select_option("escalated")
    bens.get_by_role("button", name="Save and stay").click()
    bens.get_by_text("You wanted").wait_for()
    one.refresh_from_db()
    assert one.status == "pending"
    assert bens.get_by_label("Status").input_value() == "pending"
    bens.context.close()


def test_without_scripts_the_desk_still_works(browser: Browser, live_server: Any) -> None:
    one, two = waiting(2, "A refund please"), waiting(1, "Another question")
    root = staff(username="root", superuser=True)
    root.set_password("correct horse battery")
    root.save()
    page = browser.new_context(java_script_enabled=False).new_page()
    page.set_default_timeout(8_000)
    page.goto(f"{live_server.url}{LIST}")
    page.locator("#id_username").fill("root")
    page.locator("#id_password").fill("correct horse battery")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Unassigned").click()
    assert subjects(page) == ["A refund please", "Another question"]
    page.locator("#searchbar").fill("refund")
    page.locator("#searchbar").press("Enter")
    page.get_by_role("link", name="A refund please").click()
    page.get_by_label("Status").select_option("pending")
    page.get_by_role("button", name="Save and stay").click()
    page.get_by_text("Saved: status Pending.").wait_for()
    page.goto(f"{live_server.url}{LIST}")
    page.locator("#filter-form select[name=status]").select_option("open")
    page.get_by_role("button", name="Apply Filters").click()
    assert subjects(page) == ["Another question"]
    page.locator(f"input[name=_selected_action][value='{two.pk}']").check()
    choose_action(page, "resolve")
    page.get_by_text("Status Resolved: 1 conversation changed.").wait_for()
    page.get_by_role("link", name="Not categorised").click()
    page.get_by_role("link", name="download Export", exact=True).click()
    with page.expect_download() as begun:
        page.get_by_role("button", name="Export").click()
    assert "Another question" in Path(begun.value.path()).read_text()
    assert dict(Interaction.objects.values_list("pk", "status")) == {one.pk: "pending", two.pk: "resolved"}
    page.context.close()
