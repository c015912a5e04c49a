"""The whole database server ends as in a crash in the middle of a sync, and comes back."""

import os
from collections import Counter
from typing import Any

from tests.boo_site.localdb.conftest import temporary_state_dir
from tests.reliability.canonical import Dump
from tests.reliability.figures import Tally
from tests.reliability.forking import Order, Zygote, chats_order, doing
from tests.reliability.worlds import DAYS, THREADS
from tests.servers.livechat import LiveChatServer, seed_world

RESTARTS = 50 if os.environ.get("BOO_NIGHTLY") == "1" else 5


def stored(zygote: Zygote, order: Order) -> Dump:
    (told,) = zygote.run(doing(order, "dump", 0))
    return Counter(told["dump"])


def synced(zygote: Zygote, order: Order) -> dict[str, Any]:
    (outcome,) = zygote.run(order)
    assert (outcome["error"], outcome["skipped"]) == (None, None), outcome
    return outcome


def test_a_database_that_restarts_in_the_middle_loses_and_doubles_nothing(tally: Tally) -> None:
    world = seed_world(threads=THREADS, days=DAYS - 2)
    with (
        temporary_state_dir() as state_dir,
        LiveChatServer(world) as server,
        Zygote(state_dir=state_dir) as zygote,
    ):
        order = chats_order(server)
        steps = synced(zygote, order)["steps"]
        expected = stored(zygote, order)
        assert expected.total() > THREADS
        for restart in range(RESTARTS):
            step = 3 + restart * (steps - 6) // RESTARTS
            zygote.run(doing(order, "empty", 0))
            (outcome,) = zygote.run(doing(order, "restart", step))
            assert outcome["met"], outcome
            assert "\n" not in (outcome["error"] or "")
            tally.count()
            synced(zygote, order)
            tally.judge(expected, stored(zygote, order), where=f"restarted at step {step}")
