"""A sync's page and list lead to exactly the conversations that the sync created and changed."""

import re
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ingest.models import SyncRun, SyncRunInteraction
from ingest.tasks import TOUCHED_KEPT, tidy
from tests.ingest.store import mails
from tests.ingest.store.mails import answer, mail
from tests.ingest.syncing import figures, sync
from tests.interactions.admin.build import interaction, run, staff, without_static_files
from tests.servers.livechat import LiveChatServer, World

pytestmark = pytest.mark.django_db

RUNS = "/admin/ingest/syncrun/"
LIST = "/admin/ingest/syncruninteraction/"
LINK = re.compile(rf'href="({LIST}\?run=[^"]+)">([^<]+)</a>')


@pytest.fixture(autouse=True)
def _pages(settings: Any) -> None:
    without_static_files(settings)


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(staff(username="root", superuser=True))
    return client


def page(admin: Client, one: SyncRun) -> str:
    return admin.get(reverse("admin:ingest_syncrun_change", args=[one.pk])).content.decode()


def links(html: str) -> dict[str, str]:
    """Return the addresses behind the links to conversations, by their words."""
    return {words: unescape(address) for address, words in LINK.findall(html)}


def opened(admin: Client, address: str) -> set[str]:
    """Return the external ids of the conversations that a link opens."""
    return {row.interaction.external_id for row in admin.get(address).context["cl"].result_list}


def touched(one: SyncRun, *, new: int = 0, changed: int = 0) -> None:
    SyncRunInteraction.objects.bulk_create(
        SyncRunInteraction(run=one, interaction=interaction(), is_new=number < new) for number in range(new + changed)
    )


def test_a_sync_s_links_open_exactly_what_it_created_and_changed(
    admin: Client, world: World, server: LiveChatServer
) -> None:
    thread = world.start_thread(world.add_chat())
    thread.say(thread.chat.customer, "Hello?")
    sync(server, days=2)
    thread.say(world.add_agent(), "Hi!")
    created = {world.closed_thread("Where is it?", "On its way.").id for _ in range(2)}
    assert figures(sync(server, days=2)) == (2, 1, 0, 0)
    second = SyncRun.objects.latest("pk")
    for html in (page(admin, second), admin.get(f"{RUNS}?source=livechat").content.decode()):
        mine = {words: at for words, at in links(html).items() if f"run={second.pk}&" in at}
        assert set(mine) == {"Created: 2 conversations", "Changed: 1 conversation"}
        assert opened(admin, mine["Created: 2 conversations"]) == created
        assert opened(admin, mine["Changed: 1 conversation"]) == {thread.id}


def test_a_sync_with_nothing_new_writes_no_row_and_has_no_link(
    admin: Client, world: World, server: LiveChatServer
) -> None:
    world.closed_thread("Where is it?", "On its way.")
    sync(server, days=2)
    before = SyncRunInteraction.objects.count()
    assert figures(sync(server, days=2)) == (0, 0, 1, 0)
    assert SyncRunInteraction.objects.count() == before == 1
    html = page(admin, SyncRun.objects.latest("pk"))
    assert links(html) == {}
    assert "Not on record" not in html


def test_of_mails_the_page_says_that_it_counts_conversations(admin: Client) -> None:
    mails.save(mail("a@example.com"), answer("b@example.com", "a@example.com", minutes=5))
    one = SyncRun.objects.get()
    html = page(admin, one)
    assert one.created == 2
    assert list(links(html)) == ["Created: 1 conversation"]
    assert "The counts above are of mails; several mails may be one conversation." in html


def test_pages_take_as_many_queries_for_many_runs_as_for_one(admin: Client) -> None:
    counts = []
    for _ in range(2):
        one = run(fetched=3, created=3)
        touched(one, new=3, changed=2)
        told = []
        for address in (RUNS, LIST, f"{LIST}?run={one.pk}&kind=created"):
            with CaptureQueriesContext(connection) as captured:
                assert admin.get(address).status_code == 200
            told.append(len(captured))
        counts.append(told)
        for _ in range(5):
            touched(run(fetched=1, created=1), new=1)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("query", ["run=0&kind=created", "run=x", "kind=neither", "run=99999999999999999999", "e=1"])
def test_an_address_that_names_nothing_breaks_nothing(admin: Client, query: str) -> None:
    touched(run(), new=1)
    assert admin.get(f"{LIST}?{query}", follow=True).status_code == 200


def test_the_list_is_for_those_who_may_see_it(client: Client) -> None:
    touched(run(), new=1)
    client.force_login(staff("ingest.view_syncrun"))
    assert client.get(LIST).status_code == 403
    client.force_login(staff("ingest.view_syncruninteraction", username="lead"))
    assert client.get(LIST).status_code == 200


def test_a_subject_in_the_list_is_only_a_text(admin: Client) -> None:
    one = interaction(subject="<script>alert(1)</script>", customer_name="<b>Mia</b>")
    SyncRunInteraction.objects.create(run=run(), interaction=one, is_new=True)
    html = admin.get(LIST).content.decode()
    assert "<script>alert(1)</script>" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<b>Mia</b>" not in html


def test_after_90_days_the_page_says_that_it_is_not_on_record(admin: Client) -> None:
    old = run(fetched=2, created=2, started_at=timezone.now() - TOUCHED_KEPT * 1.01)
    touched(old, new=2)
    touched(run(started_at=timezone.now() - TOUCHED_KEPT * 0.99), new=1)
    assert (tidy(), tidy()) == (2, 0)
    assert SyncRunInteraction.objects.count() == 1
    assert "Not on record: which conversations a sync touched is kept for 90 days." in page(admin, old)
