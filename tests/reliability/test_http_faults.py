"""Whatever LiveChat, its edge or a proxy answers to any request of a sync: the next run has everything."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db.transaction import atomic, set_rollback

from ingest.source import PullRequest
from ingest.sources.livechat import client, listing, source
from ingest.sources.livechat.client import LiveChatClient
from ingest.sources.livechat.source import LiveChatSource
from ingest.sync import Report, run_sync
from tests.ingest.sources.livechat.clients import Clock
from tests.reliability.canonical import Dump, dump, unsettled
from tests.reliability.figures import Tally
from tests.servers.livechat import LiveChatServer, World
from tests.servers.livechat.damage import BOMB_BYTES

pytestmark = pytest.mark.django_db

NIGHTLY = os.environ.get("BOO_NIGHTLY") == "1"
DAYS = 10
ROWS_ON_A_PAGE = 2
CALLS = 12
FOR_EVER = None

type Fault = dict[str, Any]


def bare(status: int, retry_after: str | None = None) -> Fault:
    return {"kind": "bare_status", "status": status, "retry_after": retry_after}


def waits(kind: str, *values: str) -> list[Fault]:
    return [{"kind": kind, "retry_after": value} for value in values]


A_MINUTE_ON, LONG_AGO, SOON = "Tue, 24 Nov 2026 00:01:00 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", "soon"
PASSING: list[Fault] = [
    *map(bare, (408, 429, 500, 502, 503, 504)),
    *({"kind": kind} for kind in ("too_many_requests", "internal", "service_unavailable", "request_timeout")),
    *waits("too_many_requests", "0", "7", "120", "-1", "1.5", "", SOON, A_MINUTE_ON, LONG_AGO, "9" * 40),
    *waits("service_unavailable", "30", SOON, A_MINUTE_ON),
    bare(503, "30"),
    {"kind": "error_in_200", "error_type": "internal"},
    {"kind": "error_in_200", "error_type": "too_many_requests"},
    *({"kind": kind} for kind in ("html_502", "html_200", "truncated_json", "not_utf8", "word", "wrong_type")),
    *({"kind": kind} for kind in ("gzip_garbage", "cut_short", "reset", "dropped")),
]
"""Trouble that is tried again in the same run."""

DENIALS: list[Fault] = [*map(bare, (401, 403, 404, 409)), {"kind": "authentication"}]
ODD: list[Fault] = [
    *map(bare, (400, 407)),
    *({"kind": kind} for kind in ("limit_reached", "license_expired", "validation", "not_found")),
    {"kind": "error_in_200", "error_type": "missing_access"},
    *waits("too_many_requests", str(10**9), "Fri, 01 Jan 2100 00:00:00 GMT"),
    bare(429, "121"),
    *({"kind": kind} for kind in ("gzip_bomb", "gzip_cut", "wrapped", "objects_for_arrays", "empty_200")),
    *({"kind": kind, "times": FOR_EVER} for kind in ("endless_pages", "two_pages_in_turn")),
    {"kind": "empty_page"},
]
"""Trouble that isn't tried again, or not everywhere: it ends the run, or leaves one chat for the next."""

LASTING: list[Fault] = [
    {"kind": kind, "times": FOR_EVER}
    for kind in ("internal", "too_many_requests", "html_200", "html_502", "truncated_json", "dropped", "empty_200")
]
ENDING = {"denial": DENIALS, "odd": ODD, "lasting": LASTING}
EVERY = {"denial": 1, "odd": 4, "lasting": 6}


def small_world() -> World:
    """Three open chats, and six closed threads in two weeks' windows: two pages of each listing."""
    world = World()
    world.add_agent()
    for days in (9, 8, 7, 2.5, 1, 0.5):
        world.closed_thread("Where is it?", "On its way.", at=world.clock.now() - timedelta(days=days))
    for minutes in (50, 40, 30):
        thread = world.start_thread(world.add_chat(), at=world.clock.now() - timedelta(minutes=minutes))
        thread.say(thread.chat.customer, "Is anybody there?", at=world.clock.now() - timedelta(minutes=minutes - 1))
    return world


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveChatServer]:
    monkeypatch.setattr(listing, "PAGE_LIMIT", ROWS_ON_A_PAGE)
    monkeypatch.setattr(source, "PAGE_LIMIT", ROWS_ON_A_PAGE)
    monkeypatch.setattr(client, "LARGEST_ANSWER_BYTES", BOMB_BYTES // 3)
    with LiveChatServer(small_world()) as started:
        yield started


@pytest.fixture
def made(server: LiveChatServer) -> Iterator[LiveChatClient]:
    """One client for all syncs: making one costs more than a sync of so few threads."""
    time = Clock()
    options: dict[str, Any] = {"sleep": time.sleep, "monotonic": time.monotonic}
    with LiveChatClient(server.url, "3.6", server.token.account_id, server.token.secret, **options) as client_:
        yield client_


def sync(client_: LiveChatClient, server: LiveChatServer) -> Report:
    now = server.clock.now()
    with time_machine.travel(now, tick=False):
        return run_sync(LiveChatSource(client_), PullRequest(now - timedelta(days=DAYS), now, resume=True))


def undisturbed(run: Callable[[], Report]) -> Dump:
    with atomic():
        assert run().error is None
        found = unsettled(dump())
        set_rollback(True)
    return found


def suffer(server: LiveChatServer, run: Callable[[], Report], faults: Iterable[Fault], tally: Tally) -> Report:
    """Sync with planned faults and count those that struck; then the server is well, and the next run ends well."""
    for fault in faults:
        server.fail_next(**fault)
    server.forget_calls()
    report = run()
    server.heal()
    assert "\n" not in (report.error or ""), report.error
    struck = {call.fault for call in server.recorded if call.fault}
    tally.count(sum(call.fault is not None for call in server.recorded))
    assert struck, faults
    assert run().error is None
    return report


@pytest.fixture
def run(server: LiveChatServer, made: LiveChatClient) -> Callable[[], Report]:
    return lambda: sync(made, server)


def test_trouble_that_passes_at_every_request_costs_nothing(
    server: LiveChatServer, run: Callable[[], Report], tally: Tally
) -> None:
    expected = undisturbed(run)
    for turn in range(0, len(PASSING), 1 if NIGHTLY else 2):
        # What strikes a request lets its repetition pass, and strikes the next request.
        plan = [PASSING[(turn + place) % len(PASSING)] | {"after": place} for place in range(CALLS)]
        with atomic():
            assert suffer(server, run, plan, tally).error is None, plan
            tally.judge(expected, unsettled(dump()), where=f"{plan}")
            set_rollback(True)


@pytest.mark.parametrize("name", ENDING)
def test_trouble_that_ends_a_run_at_any_request_is_made_up_for_by_the_next(
    name: str, server: LiveChatServer, run: Callable[[], Report], tally: Tally
) -> None:
    expected = undisturbed(run)
    for number, fault in enumerate(ENDING[name]):
        for place in range(CALLS):
            # Each fault at some of the requests, and each request with some of the faults.
            if not NIGHTLY and place % EVERY[name] != number % EVERY[name]:
                continue
            with atomic():
                report = suffer(server, run, [fault | {"after": place}], tally)
                tally.judge(expected, unsettled(dump()), where=f"{fault} at request {place}: {report.error}")
                set_rollback(True)
    assert tally.harm == (0, 0, 0)


def test_pages_that_go_round_in_circles_end_the_run_whichever_listing_they_are_of(
    server: LiveChatServer, run: Callable[[], Report], tally: Tally
) -> None:
    expected = undisturbed(run)
    for kind in ("endless_pages", "two_pages_in_turn"):
        for action in ("list_chats", "list_archives"):
            with atomic():
                # The first call to the archive only counts.
                after = int(action == "list_archives")
                plan = {"kind": kind, "action": action, "times": FOR_EVER, "after": after}
                report = suffer(server, run, [plan], tally)
                assert "go round in circles" in (report.error or "")
                tally.judge(expected, unsettled(dump()), where=f"{kind} of {action}")
                set_rollback(True)


def test_fields_that_nobody_knows_change_nothing_that_is_read(
    server: LiveChatServer, run: Callable[[], Report], tally: Tally
) -> None:
    def messages() -> Dump:
        return Counter({line: count for line, count in dump().items() if line.startswith("interaction_messages")})

    with atomic():
        assert run().error is None
        expected = messages()
        set_rollback(True)
    # They are kept with the rest of what LiveChat tells of a conversation; what people see is the same.
    suffer(server, run, [{"kind": "unknown_fields", "times": FOR_EVER}], tally)
    tally.judge(expected, messages(), where="unknown fields everywhere")
