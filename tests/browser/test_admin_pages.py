"""Every page in a real browser: light, dark and on a phone; no error in the console, nothing refused by the CSP."""

from pathlib import Path

from playwright.sync_api import Page, expect

from interactions.models import Category, Message
from tests.browser.visit import IN_A_BROWSER, picture, shows
from tests.interactions.admin.build import (
    empty,
    hostile,
    interaction,
    message,
    quarantined,
    realistic,
    run,
    sender,
)

LIST = "/admin/interactions/interaction/"
LOOKS = {"light": (1440, 900), "dark": (1440, 900), "phone": (390, 844)}
FAULTS = Path(__file__).with_name("faults.js").read_text()

pytestmark = IN_A_BROWSER


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


def wear(page: Page, look: str) -> None:
    """Change a loaded page as the theme does; loading it once for each look would take three times as long."""
    width, height = LOOKS[look]
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("dark => document.documentElement.classList.toggle('dark', dark)", look == "dark")


def test_every_page_looks_right_and_complains_about_nothing(desk: Page) -> None:
    faults = []
    for name, path in pages().items():
        response = desk.goto(f"/admin/{path}")
        assert response is not None
        assert response.status == 200, name
        assert "content-security-policy" in response.headers, name
        for look in LOOKS:
            wear(desk, look)
            picture(desk, f"{look}-{name}")
            faults += [f"{look} {name}: {fault}" for fault in desk.evaluate(FAULTS)]
    assert faults == []


def test_a_conversation_is_triaged_with_the_mouse(desk: Page) -> None:
    one = realistic()
    desk.goto(f"{LIST}{one.pk}/change/")
    desk.get_by_label("Status").select_option("resolved")
    desk.get_by_role("button", name="Save and stay").click()
    shows(desk, "Saved: status Resolved.")
    one.refresh_from_db()
    assert (one.status, one.status_by) == ("resolved", "staff")


def test_rows_are_chosen_and_given_a_category(desk: Page) -> None:
    one = interaction(subject="Choose me")
    desk.goto(LIST)
    desk.locator("input[name=_selected_action]").check()
    desk.locator("select[name=action]").select_option("change_many")
    desk.get_by_role("button", name="Run").click()
    shows(desk, "Change for 1 conversation?")
    picture(desk, "light-confirm")
    desk.get_by_label("Category", exact=True).select_option("payment")
    desk.get_by_role("button", name="Change", exact=True).click()
    shows(desk, "1 conversation changed")
    one.refresh_from_db()
    assert (one.category, one.category_by) == ("payment", "staff")


def test_the_filters_open_and_apply(desk: Page) -> None:
    interaction(subject="An open one", status="open")
    interaction(subject="A pending one", status="pending")
    desk.goto(LIST)
    desk.locator(".filter-open-button").click()
    shows(desk, desk.get_by_role("button", name="Apply Filters"))
    picture(desk, "light-filters")
    desk.locator("#filter-form select[name=status]").select_option("pending", force=True)
    desk.get_by_role("button", name="Apply Filters").click()
    desk.wait_for_url("**status=pending**")
    expect(desk.locator("#result_list .boo-subject")).to_have_text(["A pending one"])
