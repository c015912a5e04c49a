"""The search finds what people remember of a conversation, and takes anything that is typed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interactions.models import Interaction, Note, OrderReference, SearchDocument, SearchDue
from interactions.search.documents import refresh_search
from interactions.search.find import search
from tests.interactions.stored import NOW, interaction, message

pytestmark = pytest.mark.django_db


def found(text: str, **asker: Any) -> set[str | None]:
    rows = search(Interaction.objects.all(), text, now=NOW, **asker).rows
    return set(rows.values_list("external_id", flat=True))


def hint(text: str) -> str:
    return search(Interaction.objects.all(), text, now=NOW).hint


@pytest.fixture
def _shop(db: None) -> None:
    late = interaction(
        external_id="late", source="email", subject="Late parcel", customer_name="José O’Brien",
        customer_email="Jose.Obrien@example.com", order_ids=["H241606215199"], category="order_tracking",
        subcategory="where_is_order", tags=["vip"], sentiment="negative",
        started_at=datetime(2026, 10, 31, 13, tzinfo=UTC),
        last_customer_message_at=NOW - timedelta(days=3),
    )  # fmt: skip
    OrderReference.objects.create(interaction=late, order_number="H241606215199")
    message(late, "Where is my order? It hasn't arrived.Thanks", attachments=[{"name": "parcel_photo.jpg"}])
    tea = interaction(
        external_id="tea", subject="Crème brûlée tea", customer_name="Anna Nguyen", customer_email="anna@example.net",
        order_ids=["150123"], category="product_inquiry", status="resolved", priority="urgent", rating=1,
        started_at=datetime(2026, 10, 31, 12, 59, tzinfo=UTC),
    )  # fmt: skip
    OrderReference.objects.create(interaction=tea, order_number="150123")
    message(tea, "Is the tea/honey refunded?", position=1)
    message(tea, "Hello José here is the order of it", "agent", sender_name="Sam Agent", sender_email="sam@example.org")
    message(tea, "Secret unicorn", "agent", is_deleted=True)
    message(tea, "Ask the warehouse", "agent", is_internal=True)
    bare = interaction(external_id="bare", status="pending", snoozed_at=NOW - timedelta(days=1))
    Note.objects.create(interaction=bare, text="Rang her about the marzipan")
    Note.objects.create(interaction=bare, text="Platypus", removed_at=NOW)


ALL = {"late", "tea", "bare"}


@pytest.mark.usefixtures("_shop")
@pytest.mark.parametrize(
    ("text", "ids"),
    [
        # Order numbers, whole, without prefix, in part.
        ("H241606215199", {"late"}),
        ("h241606215199", {"late"}),
        ("#H241606215199", {"late"}),
        ("241606215199", {"late"}),
        ("6062151", {"late"}),
        ("150123", {"tea"}),
        ("#150123", {"tea"}),
        ("5012", {"tea"}),
        ("order:012", {"tea"}),
        ("order:#150123", {"tea"}),
        ("-150123 tea", set()),
        ("012", set()),
        # Names, accents folded both ways, and parts where no whole word stands.
        ("José O'Brien", {"late"}),
        ("jose obrien", {"late"}),
        ("JOSÉ", {"late", "tea"}),
        ("creme brulee", {"tea"}),
        ("crème", {"tea"}),
        ("nguyen anna", {"tea"}),
        ("nguy", {"tea"}),
        ("guyen", {"tea"}),
        ("nguy*", {"tea"}),
        # Addresses and their parts.
        ("jose.obrien@example.com", {"late"}),
        ("JOSE.OBRIEN@EXAMPLE.COM", {"late"}),
        ("anna@", {"tea"}),
        ("@example.com", {"late"}),
        ("@example", {"late", "tea"}),
        ("nna@exam", {"tea"}),
        # Words in any form, phrases, punctuation without spaces.
        ("refund", {"tea"}),
        ("refunds tea", {"tea"}),
        ("honey", {"tea"}),
        ("arriving", {"late"}),
        ("thanks", {"late"}),
        ("hasnt", {"late"}),
        ("where is my order", {"late"}),
        ('"where is my order"', {"late"}),
        ("“where is my order”", {"late"}),
        ('"my order where"', set()),
        ('"where is my ord"', {"late"}),
        ("is the", {"tea"}),
        ("parcel -late", set()),
        ("order -parcel", {"tea"}),
        ("-order", {"bare"}),
        ('-"where is my order"', {"tea", "bare"}),
        # Attachments, notes, internal messages; not what was deleted.
        ("parcel_photo.jpg", {"late"}),
        ("photo", {"late"}),
        ("marzipan", {"bare"}),
        ("platypus", set()),
        ("warehouse", {"tea"}),
        ("unicorn", set()),
        ("bare", {"bare"}),
        # Operators.
        ("from:jose", {"late"}),
        ("from:obrien", {"late"}),
        ("from:ann", {"tea"}),
        ("from:anna@example.net", {"tea"}),
        ("from:example.com", {"late"}),
        ("from:sam", set()),
        ("from:rien", {"late"}),
        ("-from:jose", {"tea", "bare"}),
        ("category:order_tracking", {"late"}),
        ("category:where_is_order", {"late"}),
        ('category:"order tracking"', {"late"}),
        ("category:tracking", {"late"}),
        ("category:none", {"bare"}),
        ("-category:order_tracking", {"tea", "bare"}),
        ("is:open", {"late"}),
        ("is:pending", {"bare"}),
        ("is:resolved", {"tea"}),
        ("-is:resolved", {"late", "bare"}),
        ("is:escalated", set()),
        ("is:urgent", {"tea"}),
        ("is:negative", {"late"}),
        ("is:unassigned", ALL),
        ("is:mine", set()),
        ("is:snoozed", {"bare"}),
        ("-is:snoozed", {"late", "tea"}),
        ("is:waiting", {"late"}),
        ("has:attachment", {"late"}),
        ("has:note", {"bare"}),
        ("has:order", {"late", "tea"}),
        ("-has:order", {"bare"}),
        ("has:rating", {"tea"}),
        # Midnight of the shop's zone, 1 November 2026 in Sydney, is 13:00 UTC.
        ("before:2026-11-01", {"tea"}),
        ("after:2026-11-01", {"late", "bare"}),
        ("after:2026-11-01 before:2026-12", {"late", "bare"}),
        ("assignee:none", ALL),
        ("tag:vip", {"late"}),
        ("tag:VIP", {"late"}),
        ("source:email", {"late"}),
        ("source:chat", {"tea", "bare"}),
        ("IS:Open", {"late"}),
        ("order is:resolved", {"tea"}),
        ("order from:jose has:attachment source:mail", {"late"}),
    ],
)  # fmt: skip
def test_a_search_finds(text: str, ids: set[str]) -> None:
    assert found(text) == ids


@pytest.mark.usefixtures("_shop")
def test_mine_and_assignees_are_people() -> None:
    sam = User.objects.create(username="sam", first_name="Sam", last_name="Zoë")
    Interaction.objects.filter(external_id="tea").update(assignee=sam)
    assert found("is:mine", user=sam) == found("assignee:me", user=sam) == found("assignee:SAM") == {"tea"}
    assert found('assignee:"sam zoe"') == {"tea"}
    assert found("is:unassigned") == found("-assignee:sam") == {"late", "bare"}
    assert hint("assignee:kim").startswith("Nobody here is called kim")


NONSENSE = (
    "from:", 'is:"', "from:\0", '"', '""', "-", "--", "-\"", ":", "::", "a:b:c", "is:-", "#", "'; DROP TABLE x; --",
    "\\",
    "%", "_", "' | !", "<->", "a <-> b", "!a & (b", "has:", "before:yesterday", "before:2026-02-30", "after:9999-99",
    "order:", "order:#", "category:nothing", "assignee:", "x" * 20_000, "é" * 20_000, "é " * 10_000, "a@" * 500,
    "@", "@@", "from:@", "from:.", "from:'\\", "*", "**", "a*", "-*", "is:open" * 40, "\ud800", "🥑", "日本語",
    "\x01\x02",
    "is:open is:pending " * 300, "http://example.com/?q=1&r=2", "10:30", "re:invoice", "-is:mine", "-before:2026-11-01",
    "from:a from:b", "H" + "1" * 900, "\ufffd\ufffd\ufffd", "½½½ ©©©", "١٢٣٤", "1" * 900,
)  # fmt: skip


@pytest.mark.usefixtures("_shop")
@pytest.mark.parametrize("text", NONSENSE)
def test_anything_that_is_typed_is_answered(text: str) -> None:
    asked = search(Interaction.objects.all(), text, now=NOW)
    assert list(asked.rows) is not None
    assert "\n" not in asked.hint


@pytest.mark.usefixtures("_shop")
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tea from:", "from: stands alone"),
        ("tea before:yesterday", "before:yesterday can't be read"),
        ("tea is:happy", "is:happy can't be read"),
        ("tea category:nothing", "There is no category nothing"),
        ("#", "There is no word in that"),
        ("tea " + "word" * 300, "Only the first"),
        (" ".join(f"w{number}" for number in range(20)), "Only the first 12 words"),
        ("tea", ""),
        ("", ""),
        ("   ", ""),
        ("re:tea", ""),
    ],
)
def test_what_is_left_out_is_said_in_one_line(text: str, says: str) -> None:
    assert hint(text).startswith(says) if says else hint(text) == ""


@pytest.mark.usefixtures("_shop")
def test_what_cant_be_read_leaves_the_rest() -> None:
    assert found("tea before:yesterday") == {"tea"}
    assert found("from:") == ALL


LIMITS = ("SAVEPOINT", "SET LOCAL", "RELEASE")
"""What gives a statement a limit of time."""


@pytest.mark.usefixtures("_shop")
def test_the_number_of_queries_depends_on_nothing_but_the_kind_of_search() -> None:
    refresh_search()
    for text, most in (("tea", 4), ("tea honey refund crème order", 4), ("zebra", 5), ("150123", 4), ("is:open", 2)):
        with CaptureQueriesContext(connection) as queries:
            list(search(Interaction.objects.all(), text, now=NOW).rows)
        asked = [query["sql"] for query in queries if not query["sql"].startswith(LIMITS)]
        assert len(asked) <= most, (text, asked)


@pytest.mark.usefixtures("_shop")
def test_many_hits_are_found_like_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interactions.search.find.FEW", 1)
    assert found("order") == {"late", "tea"}
    assert found("order -parcel") == {"tea"}
    assert found("5012 tea") == {"tea"}


def test_a_search_right_after_a_sync_finds_and_says_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("interactions.search.find.REFRESHED_FIRST", 2)
    for number in range(5):
        message(interaction(external_id=f"T{number}"), "quinoa")
    assert hint("quinoa").startswith("3 conversations are still being indexed")
    assert len(found("quinoa")) == 4
    assert found("quinoa") == {f"T{number}" for number in range(5)}
    assert hint("quinoa") == ""


def test_a_document_of_any_size_is_indexed() -> None:
    big = interaction(subject="s" * 100_000, customer_name="n" * 50_000, customer_email="e" * 5_000 + "@example.com")
    for place in range(30):
        words = " ".join(chr(0x20000 + place * 1_000 + number) for number in range(1_000))
        message(big, words * 20, position=place, attachments=[{"name": "a" * 9_000}, {"no": 1}, 7, "x"])
    message(big, "marzipan", position=-1, attachments={"not": "a list"})
    message(big, "w" * 3_000_000, position=99)
    assert refresh_search() == 1
    assert found("marzipan") == {None}
    assert SearchDocument.objects.count() == 1
    assert not SearchDue.objects.exists()
