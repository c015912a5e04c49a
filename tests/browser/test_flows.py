"""What staff do each morning and each week, start to end in a real browser, as product people describe it."""

import csv
import io
import re
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from interactions.models import CategoryRule, CustomerLink, Interaction, Judgement, Note, SavedView
from tests.browser.visit import IN_A_BROWSER, logged_in, open_page, shows
from tests.interactions.admin.build import interaction, message, staff

LIST = "/admin/interactions/interaction/"

pytestmark = IN_A_BROWSER


def waiting(days: int, subject: str, **columns: Any) -> Interaction:
    """An open chat whose customer wrote so many days ago."""
    at = timezone.now() - timedelta(days=days)
    one = interaction(subject=subject, status="open", started_at=at, last_customer_message_at=at, **columns)
    message(one, f"Hello, this is about: {subject}", sent_at=at, counts=True)
    return one


def lists(page: Page, *subjects: str) -> None:
    """Wait until the list shows exactly these, in this order."""
    expect(page.locator("#result_list .boo-subject")).to_have_text(list(subjects))
    page.wait_for_load_state()


def view(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Views").get_by_role("link", name=name).click()
    expect(page.locator(".boo-tabs [aria-current=page]")).to_contain_text(name)
    page.wait_for_load_state()


def choose_action(page: Page, name: str) -> None:
    page.locator("select[name=action]").select_option(name)
    page.get_by_role("button", name="Run").click()


def test_a_card_of_the_home_page_opens_its_queue_the_oldest_wait_first(desk: Page) -> None:
    waiting(1, "Newer"), waiting(9, "Oldest"), waiting(4, "Middle"), waiting(2, "Somebody's", assignee=staff())
    desk.goto("/admin/")
    card = desk.locator("a.boo-number", has_text="Unassigned")
    expect(card.locator("strong")).to_have_text("3")
    card.click()
    lists(desk, "Oldest", "Middle", "Newer")


def test_the_queue_is_cleared_by_keys_from_the_first_to_the_last(desk: Page) -> None:
    first, second = waiting(9, "Wrongly sorted"), waiting(3, "The next one")
    desk.goto(f"{LIST}?queue=unassigned")
    desk.get_by_role("link", name="Wrongly sorted").click()
    shows(desk, "Hello, this is about: Wrongly sorted")
    chosen = desk.locator("button[data-key='3']").text_content() or ""
    desk.keyboard.press("3")
    shows(desk, "Saved: category")
    expect(desk.locator("#id_category option:checked")).to_have_text(chosen)
    desk.get_by_role("button", name="Resolve & next").click()
    shows(desk, "Hello, this is about: The next one")
    desk.keyboard.press("e")
    shows(desk, "That was the last one.")
    expect(desk).to_have_url(re.compile("queue=unassigned"))
    for one in (first, second):
        one.refresh_from_db()
        assert (one.status, one.status_by) == ("resolved", "staff")
    assert first.category_by == "staff"


def test_noise_is_resolved_in_bulk_over_all_pages_and_taken_back(desk: Page) -> None:
    for number in range(51):
        interaction(subject=f"Out of office {number}", status="open", tags=["auto_reply"])
    kept = interaction(subject="A customer", status="open")
    desk.goto(LIST)
    view(desk, "Noise")
    desk.locator("#action-toggle").check()
    desk.get_by_role("link", name="Select all 51 conversations").click()
    choose_action(desk, "resolve_noise")
    shows(desk, desk.get_by_role("heading", name="Resolve as noise for 51 conversations?"))
    expect(desk.locator(".boo-samples li").last).to_have_text("and 46 more")
    desk.get_by_role("button", name="Resolve as noise").click()
    shows(desk, "51 conversations changed")
    assert Interaction.objects.filter(status="resolved", tags__contains=["noise"]).count() == 51
    desk.get_by_role("link", name="Undo").click()
    desk.get_by_role("button", name="Undo").click()
    shows(desk, "Undone: 51 conversations are as before.")
    assert Interaction.objects.filter(status="open").exclude(tags__contains=["noise"]).count() == 52
    kept.refresh_from_db()
    assert kept.status == "open"


def test_part_of_an_order_number_leads_to_all_that_the_customer_wrote(desk: Page) -> None:
    mia = {"customer_email": "mia@example.com", "customer_name": "Mia Nguyen"}
    chat = waiting(2, "Where is my order", order_ids=["150123"], **mia)
    message(chat, "It is order 150123")
    waiting(30, "An older mail", source="email", **mia)
    waiting(1, "Somebody else's", order_ids=["998877"])
    desk.goto("/admin/")
    desk.keyboard.press("/")
    expect(desk.locator("#searchbar")).to_be_focused()
    desk.keyboard.type("15012")
    desk.keyboard.press("Enter")
    lists(desk, "Where is my order")
    desk.get_by_role("link", name="Where is my order").click()
    customer = desk.get_by_role("region", name="Customer")
    shows(desk, customer.get_by_role("heading", name="2 conversations"))
    customer.get_by_role("link", name="All about this customer").click()
    desk.get_by_role("link", name="An older mail").click()
    shows(desk, "Hello, this is about: An older mail")


def test_one_person_with_two_addresses_is_linked_and_unlinked(desk: Page) -> None:
    one = waiting(2, "By chat", customer_name="Mia Nguyen", customer_email="mia@example.com")
    waiting(3, "By mail", source="email", customer_name="Mia Nguyen", customer_email="mia@example.net")
    desk.goto(f"{LIST}{one.pk}/change/")
    shows(desk, "Possibly the same person")
    desk.get_by_role("link", name="Compare and link").click()
    desk.get_by_role("button", name="Link mia@example.net").click()
    shows(desk, "Linked. Undo it below")
    shows(desk, desk.get_by_role("heading", name="2 conversations"))
    desk.get_by_role("button", name="Undo linking mia@example.net").click()
    shows(desk, "Undone: who was whose is as before.")
    shows(desk, desk.get_by_role("heading", name="1 conversation"))
    assert not CustomerLink.objects.filter(unlinked_at=None).exists()


def test_a_conversation_is_handed_over_with_a_note(desk: Page) -> None:
    ben = staff(username="ben")
    one, _ = waiting(9, "Hand me over"), waiting(3, "The next one")
    desk.goto(f"{LIST}?queue=waiting")
    desk.get_by_role("link", name="Hand me over").click()
    shows(desk, "Hello, this is about: Hand me over")
    desk.keyboard.press("n")
    expect(desk.locator("#id_note")).to_be_focused()
    desk.keyboard.type("Ben, 1 refund please. e a 3")
    desk.get_by_label("Assignee").select_option("ben")
    desk.get_by_role("button", name="Save and stay").click()
    shows(desk, "Saved: assignee ben")
    desk.keyboard.press("j")
    shows(desk, "Hello, this is about: The next one")
    one.refresh_from_db()
    assert (one.assignee, one.status, one.category) == (ben, "open", None)
    assert Note.objects.get(interaction=one).text == "Ben, 1 refund please. e a 3"


def test_the_report_on_categories_leads_to_the_complaints_themselves(desk: Page) -> None:
    one = waiting(2, "This is a disgrace", category="complaint", category_by="rule")
    Judgement.objects.create(interaction=one, version="rules-1", category="complaint", confidence=0.9)
    waiting(2, "Something else")
    desk.goto("/admin/interactions/judgement/")
    row = desk.get_by_role("row").filter(has_text="I want to complain").first
    row.get_by_role("link", name="1", exact=True).click()
    lists(desk, "This is a disgrace")
    desk.get_by_role("button", name="Show the last messages").click()
    shows(desk, desk.locator(".boo-peek").get_by_text("Hello, this is about: This is a disgrace"))
    desk.get_by_role("button", name="Show the last messages").click()
    expect(desk.locator(".boo-peek")).to_have_count(0)


def test_a_rule_is_made_from_conversations_tried_and_enabled(desk: Page) -> None:
    for number in range(4):
        one = waiting(number + 1, f"Chat {number}", category="complaint", category_by="staff")
        message(one, "My esky arrived squashed flat", sent_at=one.started_at)
        Judgement.objects.create(interaction=one, version="rules-1", category=None)
    desk.goto(LIST)
    desk.locator("#action-toggle").check()
    choose_action(desk, "make_rule")
    phrases = desk.locator("#id_phrases")
    expect(phrases).to_have_value(re.compile("squashed"))
    phrases.fill("squashed flat")
    desk.get_by_role("button", name="Preview on the last 90 days").click()
    expect(desk.locator(".boo-figures dd").first).to_have_text("4")
    desk.locator("#id_name").fill("Squashed")
    desk.locator("#id_is_enabled").check(force=True)
    desk.get_by_role("button", name="Save", exact=True).click()
    shows(desk, "It counts for what is judged from now on.")
    rule = CategoryRule.objects.get()
    assert (rule.name, rule.is_enabled, rule.category) == ("Squashed", True, "complaint")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_filtered_comes_as_a_file_with_the_chosen_columns(desk: Page, kind: str) -> None:
    waiting(2, "=HYPERLINK(1)"), waiting(3, "Café, naïve"), interaction(subject="Resolved", status="resolved")
    desk.goto(f"{LIST}?status=open")
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
    desk.goto(f"{LIST}?status=open&o=1")
    desk.get_by_text("Save this view").click()
    desk.get_by_label("Name").fill("Open ones")
    desk.locator(".boo-save-view button").click()
    shows(desk, "Saved as “Open ones”.")
    desk.goto(LIST)
    view(desk, "Open ones")
    lists(desk, "An open one")
    assert SavedView.objects.get().query == "status=open&o=1"


def test_the_second_of_two_who_save_is_told_and_overwrites_nothing(
    desk: Page, browser: Browser, live_server: Any
) -> None:
    one = waiting(1, "Both of us")
    bens = logged_in(browser, live_server.url, username="ben")
    for page in (desk, bens):
        page.goto(f"{LIST}{one.pk}/change/")
    shows(bens, "root is looking at this.")
    desk.get_by_label("Status").select_option("pending")
    desk.get_by_role("button", name="Save and stay").click()
    shows(desk, "Saved: status Pending.")
    bens.get_by_label("Status").select_option("escalated")
    bens.get_by_role("button", name="Save and stay").click()
    shows(bens, "You wanted")
    one.refresh_from_db()
    assert one.status == "pending"
    expect(bens.get_by_label("Status")).to_have_value("pending")
    bens.context.close()


def test_without_scripts_the_desk_still_works(browser: Browser, live_server: Any) -> None:
    one, two = waiting(2, "A refund please"), waiting(1, "Another question")
    root = staff(username="root", superuser=True)
    root.set_password("correct horse battery")
    root.save()
    page = open_page(browser, live_server.url, java_script_enabled=False)
    page.goto(LIST)
    page.locator("#id_username").fill("root")
    page.locator("#id_password").fill("correct horse battery")
    page.get_by_role("button", name="Log in").click()
    view(page, "Unassigned")
    lists(page, "A refund please", "Another question")
    page.locator("#searchbar").fill("refund")
    page.locator("#searchbar").press("Enter")
    page.get_by_role("link", name="A refund please").click()
    page.get_by_label("Status").select_option("pending")
    page.get_by_role("button", name="Save and stay").click()
    shows(page, "Saved: status Pending.")
    page.goto(LIST)
    page.locator("#filter-form select[name=status]").select_option("open")
    page.get_by_role("button", name="Apply Filters").click()
    lists(page, "Another question")
    page.locator(f"input[name=_selected_action][value='{two.pk}']").check()
    choose_action(page, "resolve")
    shows(page, "Status Resolved: 1 conversation changed.")
    view(page, "Not categorised")
    page.get_by_role("link", name="download Export", exact=True).click()
    with page.expect_download() as begun:
        page.get_by_role("button", name="Export").click()
    assert "Another question" in Path(begun.value.path()).read_text()
    assert dict(Interaction.objects.values_list("pk", "status")) == {one.pk: "pending", two.pk: "resolved"}
    page.context.close()
