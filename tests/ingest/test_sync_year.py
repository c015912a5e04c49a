"""A year of chats, synced whole: everything once, within its budget of billed calls, and nothing written twice."""

import pytest

from ingest.models import LivechatSyncState, SyncRun
from interactions.models import Interaction, Message
from tests.ingest.syncing import figures, sync, versions
from tests.servers.livechat import LiveChatServer, seed_world

pytestmark = [pytest.mark.django_db, pytest.mark.long]

THREADS = 3_000
WINDOWS = 53


def test_a_year_of_three_thousand_threads_is_stored_once_and_then_left_alone() -> None:
    world = seed_world(threads=THREADS)
    with LiveChatServer(world) as server:
        active = len(world.threads) - THREADS
        first = sync(server, full=True)

        assert figures(first) == (len(world.threads), 0, 0, 0)
        assert Interaction.objects.count() == len(world.threads)
        assert Interaction.objects.filter(is_active=True).count() == active
        assert Message.objects.count() == sum(len(thread.events) for thread in world.threads.values())
        assert server.calls["list_archives"] <= THREADS / 100 + WINDOWS + 20
        assert server.calls["get_chat"] == active
        assert first.calls == sum(server.calls.values())
        assert LivechatSyncState.objects.get().total_threads_synced == len(world.threads)

        before = versions()
        again = sync(server, full=True)
        assert figures(again) == (0, 0, len(world.threads), 0)
        assert versions() == before

        server.forget_calls()
        assert figures(sync(server))[:2] == (0, 0)
        assert versions() == before
        assert dict(server.calls) == {"list_chats": 1, "list_archives": 1}

        runs = SyncRun.objects.order_by("id").values_list("status", "fetched", "created")
        total = len(world.threads)
        assert list(runs)[:2] == [("completed", total, total), ("completed", total, 0)]
