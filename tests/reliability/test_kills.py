"""Real processes: syncs killed by SIGKILL, two at once, and a database that ends their connections or itself."""

import os
import signal
from collections.abc import Iterator

import pytest
from django.db import connection

from tests.reliability.canonical import Dump, dump, empty
from tests.reliability.figures import Tally
from tests.reliability.forking import Order, Zygote, doing, order_of, zygote_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.dovecot]

NIGHTLY = os.environ.get("BOO_NIGHTLY") == "1"
EVERY = 1 if NIGHTLY else 5
RACES = 50 if NIGHTLY else 10
"""For each source."""


@pytest.fixture(params=["livechat", "email"])
def order(request: pytest.FixtureRequest) -> Iterator[Order]:
    with order_of(request.param) as made:
        yield made


@pytest.fixture(scope="module")
def zygote(django_db_setup: None) -> Iterator[Zygote]:
    with zygote_of(str(connection.settings_dict["NAME"])) as running:
        yield running


def undisturbed(zygote: Zygote, order: Order) -> tuple[int, Dump]:
    """Return how many steps a sync of everything has, and what it leaves behind."""
    empty()
    (outcome,) = zygote.run(order)
    assert outcome["error"] is None, outcome
    return outcome["steps"], dump()


def finish(zygote: Zygote, order: Order, expected: Dump, tally: Tally, where: str) -> None:
    """Sync once more, and compare."""
    (outcome,) = zygote.run(order)
    assert (outcome["error"], outcome["skipped"]) == (None, None), f"{where}: {outcome}"
    tally.judge(expected, dump(), where=where)


def test_a_sync_killed_at_any_step_goes_on_where_it_was(zygote: Zygote, order: Order, tally: Tally) -> None:
    steps, expected = undisturbed(zygote, order)
    for step in range(0, steps, EVERY):
        empty()
        assert zygote.run(doing(order, "kill", step)) == [{"signal": signal.SIGKILL}]
        tally.count()
        finish(zygote, order, expected, tally, f"killed at step {step} of {steps}")


def test_a_connection_that_the_database_ends_costs_that_run_alone(zygote: Zygote, order: Order, tally: Tally) -> None:
    steps, expected = undisturbed(zygote, order)
    for step in range(3, steps - 3, 4 * EVERY):
        empty()
        (outcome,) = zygote.run(doing(order, "end_connection", step))
        assert outcome.get("met"), outcome
        assert outcome["error"] is None or "\n" not in outcome["error"]
        tally.count()
        finish(zygote, order, expected, tally, f"disconnected at step {step}")


def test_of_two_syncs_at_once_each_item_is_stored_by_one(zygote: Zygote, order: Order, tally: Tally) -> None:
    _, expected = undisturbed(zygote, order)
    for race in range(RACES):
        empty()
        outcomes = zygote.run(order, order)
        assert {outcome.get("error") for outcome in outcomes} == {None}, outcomes
        assert [outcome["skipped"] for outcome in outcomes].count(None) >= 1
        tally.count()
        tally.judge(expected, dump(), where=f"race {race}")
