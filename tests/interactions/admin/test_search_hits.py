"""The search on the list: what it shows of each hit, its help, its hints, and how few queries it takes."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from interactions.admin.search_hits import snippets
from interactions.models import Note
from interactions.search.documents import refresh_search
from tests.interactions.admin.build import NOW, SCRIPT, interaction, message, staff

pytestmark = pytest.mark.django_db
LIST = "/admin/interactions/interaction/"


@pytest.fixture
def admin(client: Client) -> Iterator[Client]:
    with time_machine.travel(NOW, tick=False):
        client.force_login(staff(username="root", superuser=True))
        yield client


def test_the_message_with_the_most_words_is_shown_with_its_words_marked() -> None:
    one = interaction()
    message(one, "Where are my oats?")
    message(one, "The oats were refunded.")
    message(one, "oats refund, deleted", is_deleted=True)
    assert snippets([one.pk], "oats refund")[one.pk] == (
        '<bdi>The <mark class="boo-mark-found" title="">oats</mark> were '
        '<mark class="boo-mark-found" title="">refunded</mark>.</bdi>'
    )


def test_notes_and_attachments_say_what_they_are() -> None:
    noted, attached, neither = interaction(), interaction(), interaction(subject="marzipan")
    Note.objects.create(interaction=noted, text="Ask about marzipan")
    message(attached, "See there", attachments=[{"name": "marzipan.pdf"}, "not a file", {"name": 7}])
    found = snippets([noted.pk, attached.pk, neither.pk], "marzipan")
    assert found[noted.pk].startswith("Note: <bdi>Ask about <mark")
    assert found[attached.pk].startswith("Attachment: <bdi><mark")
    assert neither.pk not in found


def test_nothing_that_was_written_is_more_than_a_text() -> None:
    one = interaction()
    message(one, f"{SCRIPT} marzipan {SCRIPT}")
    shown = snippets([one.pk], f"marzipan {SCRIPT}")[one.pk]
    assert "<script" not in shown
    assert "<img" not in shown
    assert "&lt;" in shown


def test_the_list_shows_what_was_found(admin: Client) -> None:
    message(interaction(subject="Question"), "Do you sell marzipan?")
    page = admin.get(LIST, {"q": "marzipan"}).content.decode()
    assert 'sell <mark class="boo-mark-found" title="">marzipan</mark>?' in page


def test_what_can_be_typed_and_what_was_left_out_stand_beside_the_box(admin: Client) -> None:
    page = admin.get(LIST, {"q": "before:yesterday"}).content.decode()
    assert "before:yesterday can&#x27;t be read, so it was left out." in page
    assert "has:attachment" in page
    assert 'role="status"' not in admin.get(LIST, {"q": "oats"}).content.decode()


@pytest.mark.parametrize(
    "text", ["x" * 20_000, "from:", '"', "\0", "is:", "before:yesterday", SCRIPT, "' | !", "\ud800"]
)
def test_a_hand_made_search_gets_a_page(admin: Client, text: str) -> None:
    interaction()
    assert admin.get(LIST, {"q": text.encode(errors="surrogatepass").decode(errors="replace")}).status_code == 200
    assert admin.get(f"{LIST}?q=%ED%A0%80%00%FF").status_code == 200


def test_a_search_takes_as_many_queries_for_many_hits_as_for_one(admin: Client) -> None:
    def queries() -> int:
        refresh_search()
        admin.get(LIST, {"q": "marzipan"})
        with CaptureQueriesContext(connection) as captured:
            assert admin.get(LIST, {"q": "marzipan"}).status_code == 200
        return len(captured)

    message(interaction(), "marzipan")
    one = queries()
    for _ in range(20):
        message(interaction(), "marzipan and more marzipan")
    assert queries() == one
