"""The whole database server ends as in a crash in the middle of a sync, and comes back."""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.boo_site.localdb.conftest import temporary_state_dir
from tests.reliability.canonical import Dump
from tests.reliability.figures import Tally
from tests.reliability.forking import Order, Zygote, doing, order_of
from tests.reliability.worlds import THREADS

pytestmark = pytest.mark.dovecot

RESTARTS = 50 if os.environ.get("BOO_NIGHTLY") == "1" else 5


def stored(zygote: Zygote, order: Order) -> Dump:
    (told,) = zygote.run(doing(order, "dump", 0))
    return Counter(told["dump"])


def synced(zygote: Zygote, order: Order) -> dict[str, Any]:
    (outcome,) = zygote.run(order)
    assert (outcome["error"], outcome["skipped"]) == (None, None), outcome
    return outcome


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    """Syncs on a database server of their own."""
    with temporary_state_dir() as state_dir, Zygote(state_dir=state_dir) as running:
        yield running


@pytest.mark.parametrize("source", ["livechat", "email"])
def test_a_database_that_restarts_in_the_middle_loses_and_doubles_nothing(
    source: str, zygote: Zygote, tally: Tally
) -> None:
    with order_of(source) as order:
        zygote.run(doing(order, "empty", 0))
        steps = synced(zygote, order)["steps"]
        expected = stored(zygote, order)
        assert expected.total() > THREADS
        for restart in range(RESTARTS):
            step = 3 + restart * (steps - 6) // RESTARTS
            zygote.run(doing(order, "empty", 0))
            (outcome,) = zygote.run(doing(order, "restart", step))
            assert outcome.get("met"), outcome
            assert "\n" not in (outcome["error"] or "")
            tally.count()
            synced(zygote, order)
            tally.judge(expected, stored(zygote, order), where=f"{source}, restarted at step {step}")
