"""A licence: its people, chats and threads, and everything that can happen to them.

Moments are aware; ids and tokens come from the seed, so two worlds built alike are alike.
"""

import random
import string
import threading
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.servers.livechat import events
from tests.servers.livechat.archive import Archive
from tests.servers.livechat.behaviour import Behaviour
from tests.servers.livechat.chats import Chat, Thread
from tests.servers.livechat.clock import Clock
from tests.servers.livechat.people import Agent, Bot, Customer, Group, Person, Tag
from tests.servers.livechat.wire import JsonObject, stamp

CLIENT_ID = "0123456789abcdef0123456789abcdef"
CLOSING_TEXTS = {
    "routing.archived_inactive": "Chat archived due to 30 minutes of inactivity",
    "routing.archived_offline": "Chat archived because no agent was available",
    "manual_archived_agent": "Chat archived by the agent",
    "manual_archived_customer": "Chat archived by the customer",
    "archived_customer_disconnected": "Chat archived because the customer left",
    "system_archived": "Chat archived",
}


class World:
    """Everything the server knows. A test that changes it while a sync runs holds `lock`."""

    def __init__(self, *, now: datetime | None = None, seed: int = 1) -> None:
        self.clock = Clock(now) if now else Clock()
        self.behaviour = Behaviour()
        self.random = random.Random(seed)
        self.lock = threading.RLock()
        self.archive = Archive()
        self.chats: dict[str, Chat] = {}
        self.threads: dict[str, Thread] = {}
        self.customers: dict[str, Customer] = {}
        self.agents: dict[str, Agent] = {}
        self.bots: dict[str, Bot] = {}
        self.groups: dict[int, Group] = {0: Group(0, "General")}
        self.tags: dict[str, Tag] = {}

    # People

    def add_customer(self, name: str | None = None, email: str | None = None, **more: Any) -> Customer:
        """`more`: any field of Customer. Without name and address the customer is anonymous."""
        more.setdefault("created_at", self.clock.now() - timedelta(days=400))
        customer = Customer(id=self._uuid(), name=name, email=email, **more)
        self.customers[customer.id] = customer
        return customer

    def add_agent(self, email: str = "zoe@shop.example.net", name: str = "Zoe", **more: Any) -> Agent:
        agent = self.agents[email] = Agent(id=email, name=name, account_id=self._uuid(), **more)
        return agent

    def add_bot(self, name: str = "Shop Bot", **more: Any) -> Bot:
        bot = Bot(id=f"{self.random.getrandbits(128):032x}", name=name, **more)
        self.bots[bot.id] = bot
        return bot

    def add_group(self, group_id: int, name: str) -> Group:
        group = self.groups[group_id] = Group(group_id, name)
        return group

    def add_tag(self, name: str, created_at: datetime | None = None) -> Tag:
        moment = created_at or datetime.fromisoformat("2017-11-13T15:37:36+01:00")
        tag = self.tags[name] = Tag(name, moment)
        return tag

    def remove_agent(self, agent: Agent) -> None:
        """Delete an agent: gone from list_agents, still a user of old chats."""
        del self.agents[agent.id]

    def change_customer(self, customer: Customer, **fields: Any) -> None:
        """Change fields of a customer (`email`, `name`, ...), as seen in all their chats from now on."""
        for name, value in fields.items():
            setattr(customer, name, value)
        for chat in self.chats.values():
            if chat.customer is customer:
                chat.changed()

    # Chats and threads

    def add_chat(self, customer: Customer | None = None, *, group_ids: Sequence[int] = (0,)) -> Chat:
        """Open a chat without threads; without a customer one is made, with a name and an address."""
        owner = customer or self.add_customer("Mia Nguyen", "mia@example.net")
        source = {"client_id": CLIENT_ID, "customer_client_id": CLIENT_ID}
        routing = {"continuous": False, "pinned": False, "was_pinned": False}
        chat = Chat(self._id(), owner, created_at=self.clock.now(), group_ids=list(group_ids))
        chat.properties = {"routing": routing, "source": source}
        self.chats[chat.id] = chat
        return chat

    def start_thread(self, chat: Chat, *, at: datetime | None = None, group_ids: Sequence[int] | None = None) -> Thread:
        """Begin a thread; `at` defaults to an hour ago. Raises ValueError while the chat has an active one."""
        previous = chat.last_thread
        if previous and previous.active:
            raise ValueError(f"thread {previous.id} of chat {chat.id} is still active: close it first")
        moment = (at or self.clock.now() - timedelta(hours=1)).astimezone(UTC)
        routing = {"continuous": False, "idle": False, "pinned": False, "unassigned": False}
        properties: JsonObject = {"routing": routing, "source": {"client_id": CLIENT_ID}}
        access = list(group_ids if group_ids is not None else chat.group_ids)
        thread = Thread(self._id(), chat, moment, access, properties)
        if previous:
            previous.changed()
        chat.created_at = min(chat.created_at, moment)
        chat.threads.append(thread)
        self.threads[thread.id] = thread
        thread.join(chat.customer)
        return thread

    def close(
        self, thread: Thread, *, at: datetime | None = None, how: str | None = "routing.archived_inactive"
    ) -> Thread:
        """End a thread with the system message `how` (None: without one), 30 minutes after its last event or now.

        It moves to the archives, where it is seen once `behaviour.index_delay` has passed.
        """
        if not thread.active:
            raise ValueError(f"thread {thread.id} is closed already")
        latest = min(thread.last_at + timedelta(minutes=30), self.clock.now())
        moment = at or max(thread.last_at, latest)
        if how is not None:
            thread.notice(how, CLOSING_TEXTS.get(how), at=moment)
        thread.active, thread.closed_at, thread.queue = False, moment, None
        self.archive.add(thread)
        thread.changed()
        return thread

    def delete_thread(self, thread: Thread) -> None:
        """Make a thread vanish from every listing, as the real service does without notice."""
        if not thread.active:
            self.archive.remove(thread)
        for neighbour in thread.chat.threads:
            neighbour.changed()
        thread.chat.threads.remove(thread)
        del self.threads[thread.id]

    # What happens to a thread, open or closed

    def tag(self, thread: Thread, name: str) -> None:
        if name not in self.tags:
            self.add_tag(name)
        thread.tags.append(name)
        thread.changed()

    def untag(self, thread: Thread, name: str) -> None:
        thread.tags.remove(name)
        thread.changed()

    def rate(self, thread: Thread, score: int, comment: str | None = None, *, at: datetime | None = None) -> None:
        """Set the rating: 1 good, 0 bad."""
        thread.properties["rating"] = {"score": score} | ({"comment": comment} if comment else {})
        thread.notice("rating.chat_rated", at=at, score="good" if score else "bad")

    def cancel_rating(self, thread: Thread, *, at: datetime | None = None) -> None:
        del thread.properties["rating"]
        thread.notice("rating.chat_rating_canceled", at=at)

    def summarize(self, thread: Thread, text: str, *, at: datetime | None = None) -> None:
        moment = stamp((at or self.clock.now()).astimezone(UTC))
        thread.summary = {"status": "ok", "text": text, "updated_at": moment}
        thread.changed()

    def edit_event(self, thread: Thread, event: JsonObject, **fields: Any) -> None:
        thread.find_event(event["id"]).update(fields)
        thread.changed()

    def delete_event(self, thread: Thread, event: JsonObject) -> None:
        """Mark an event as deleted: administrators still get it, others a stub, versions before 3.6 nothing."""
        thread.find_event(event["id"])["deleted"] = True
        thread.changed()

    def set_property(self, thread: Thread, namespace: str, name: str, value: object) -> None:
        thread.properties.setdefault(namespace, {})[name] = value
        thread.changed()

    def enqueue(self, thread: Thread, position: int = 1, wait_time: int = 60) -> None:
        """Let a thread wait for an agent. `wait_time` in seconds."""
        queued_at = stamp(thread.created_at + timedelta(seconds=1))
        thread.queue = {"position": position, "wait_time": wait_time, "queued_at": queued_at}
        thread.queues_duration = wait_time
        thread.changed()

    # Shorthand

    def closed_thread(
        self, *texts: str, customer: Customer | None = None, agent: Person | None = None, at: datetime | None = None
    ) -> Thread:
        """Build a whole closed thread in a chat of its own: the texts alternate between customer and agent."""
        thread = self.start_thread(self.add_chat(customer), at=at)
        people = (thread.chat.customer, agent or self.agents.get("zoe@shop.example.net") or self.add_agent())
        for number, text in enumerate(texts):
            thread.add(events.message(text), author=people[number % 2])
        return self.close(thread)

    def _id(self) -> str:
        return "".join(self.random.choices(string.ascii_uppercase + string.digits, k=10))

    def _uuid(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))
