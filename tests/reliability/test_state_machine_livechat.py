"""Random histories of a LiveChat licence."""

from collections import Counter
from contextlib import AbstractContextManager, nullcontext

import hypothesis
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from ingest.sources.livechat.client import LiveChatClient
from ingest.sources.livechat.source import LiveChatSource
from interactions.models import Interaction
from tests.ingest.syncing import client_at
from tests.reliability.canonical import Dump
from tests.reliability.figures import Tally
from tests.reliability.history import NIGHTLY, SETTINGS, History, stored_messages
from tests.reliability.test_deaths import gone_process
from tests.servers.livechat import LiveChatServer, World
from tests.servers.livechat.chats import Chat, Thread

pytestmark = pytest.mark.django_db

HISTORIES = 1_400 if NIGHTLY else 140
PEOPLE = 3
CHOICES = st.integers(0, 20)


class Chats(History):
    """Customers chat, come back and vanish; the model keeps each event that must be here, and each thread's state."""

    def __init__(self, tally: Tally, gone_pid: int, server: LiveChatServer, clients: list[LiveChatClient]) -> None:
        super().__init__(tally, gone_pid)
        self.clients, self.turn = clients, 0
        self.world = server.world = World(now=self.now)
        self.people = [self.world.add_customer(f"C{n}", f"c{n}@example.com") for n in range(PEOPLE)]
        self.agent = self.world.add_agent()
        self.owed: dict[str, str] = {}
        self.states: dict[str, str] = {}
        self.said: set[str] = set()

    @property
    def open_threads(self) -> list[Thread]:
        return [thread for thread in self.world.threads.values() if thread.active]

    @property
    def quiet_chats(self) -> list[Chat]:
        return [chat for chat in self.world.chats.values() if chat.last_thread and not chat.last_thread.active]

    @initialize(who=st.integers(0, PEOPLE - 1))
    def it_begins(self, who: int) -> None:
        self.a_chat_begins(who)

    @rule(who=st.integers(0, PEOPLE - 1))
    def a_chat_begins(self, who: int) -> None:
        self.begin(self.world.add_chat(self.people[who]))

    @precondition(lambda self: self.quiet_chats)
    @rule(which=CHOICES)
    def a_chat_goes_on_in_a_new_thread(self, which: int) -> None:
        self.begin(self.quiet_chats[which % len(self.quiet_chats)])

    @precondition(lambda self: self.open_threads)
    @rule(which=CHOICES, by_customer=st.booleans())
    def a_chat_grows(self, which: int, by_customer: bool) -> None:
        self.say(self.open_threads[which % len(self.open_threads)], by_customer=by_customer)

    @precondition(lambda self: self.open_threads)
    @rule(which=CHOICES)
    def a_chat_closes(self, which: int) -> None:
        self.tick()
        self.world.clock.set(self.now)
        thread = self.world.close(self.open_threads[which % len(self.open_threads)], at=self.now)
        self.said |= {event["id"] for event in thread.events}
        self.states.pop(thread.id, None)

    @precondition(lambda self: self.world.threads)
    @rule(which=CHOICES)
    def a_thread_is_deleted_at_livechat(self, which: int) -> None:
        thread = list(self.world.threads.values())[which % len(self.world.threads)]
        self.world.delete_thread(thread)
        self.states.pop(thread.id, None)
        self.tally.count()

    def begin(self, chat: Chat) -> None:
        self.tick()
        self.say(self.world.start_thread(chat, at=self.now), by_customer=True)

    def say(self, thread: Thread, *, by_customer: bool) -> None:
        number = self.tick()
        event = thread.say(thread.chat.customer if by_customer else self.agent, f"Word {number}.", at=self.now)
        self.said.add(event["id"])

    def opened(self) -> AbstractContextManager[LiveChatSource]:
        # By turns, for two at once.
        self.turn += 1
        self.world.clock.set(self.now)
        return nullcontext(LiveChatSource(self.clients[self.turn % 2]))

    def opened_again(self) -> AbstractContextManager[LiveChatSource]:
        return self.opened()

    def has_come(self) -> None:
        # What is closed and began after our now, by a clock that is slow, is on no list yet.
        for thread in self.world.threads.values():
            if thread.active or thread.created_at < self.our_now or thread.events[0]["id"] in self.owed:
                self.owed |= {event["id"]: _line(event["id"], event.get("text", "")) for event in thread.events}
                self.states[thread.id] = f"{thread.id} {'open' if thread.active else 'closed'}"

    def expected(self) -> Dump:
        return Counter([*self.owed.values(), *self.states.values()])

    def found(self) -> Dump:
        known = set(self.states)
        lines = [
            _line(message.message_id or "", message.content)
            for message in stored_messages()
            if message.message_id in self.owed or message.message_id not in self.said
        ]
        rows = Interaction.objects.values_list("external_id", "is_active")
        return Counter([*lines, *(f"{id_} {'open' if is_on else 'closed'}" for id_, is_on in rows if id_ in known)])

    def created_by_runs(self) -> int:
        return Interaction.objects.count()


def _line(event_id: str, text: str) -> str:
    return f"{event_id}: {text}"


def test_no_history_of_chats_loses_or_doubles_anything(tally: Tally) -> None:
    pid, settings = gone_process(), hypothesis.settings(SETTINGS, max_examples=HISTORIES)
    with LiveChatServer() as server, client_at(server) as one, client_at(server) as other:
        run_state_machine_as_test(lambda: Chats(tally, pid, server, [one, other]), settings=settings)  # type: ignore[arg-type]
    assert tally.kept["faults"] > HISTORIES
