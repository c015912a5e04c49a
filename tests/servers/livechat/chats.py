"""Chats and their threads. A chat is one customer's for ever; only its last thread can be active."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.servers.livechat import events
from tests.servers.livechat.people import Agent, Bot, Customer, Person
from tests.servers.livechat.wire import JsonObject, stamp

BETWEEN_EVENTS = timedelta(seconds=30)


@dataclass(eq=False, slots=True)
class Chat:
    id: str
    customer: Customer
    created_at: datetime
    group_ids: list[int]
    threads: list["Thread"] = field(default_factory=list)
    agents: list[Agent | Bot] = field(default_factory=list)
    properties: JsonObject = field(default_factory=dict)
    is_followed: bool = False
    # Rendered parts by view; see `shape`.
    rendered: dict[object, tuple[bytes, bytes]] = field(default_factory=dict, repr=False)

    @property
    def last_thread(self) -> "Thread | None":
        return self.threads[-1] if self.threads else None

    def changed(self) -> None:
        """Forget what was rendered of the chat and its users."""
        self.rendered.clear()


@dataclass(eq=False, slots=True)
class Thread:
    """One conversation. After a direct change of an attribute call `changed`; the methods do it themselves."""

    id: str
    chat: Chat
    created_at: datetime
    group_ids: list[int]
    properties: JsonObject
    active: bool = True
    closed_at: datetime | None = None
    user_ids: list[str] = field(default_factory=list)
    events: list[JsonObject] = field(default_factory=list)
    authors: list[Person] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    summary: JsonObject | None = None
    customer_visit: JsonObject | None = None
    queue: JsonObject | None = None
    queues_duration: int | None = None
    last_at: datetime = field(init=False)
    event_count: int = field(default=0, init=False)
    rendered: dict[object, bytes] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self.last_at = self.created_at

    def say(self, author: Person, text: str, *, at: datetime | None = None, visibility: str = "all") -> JsonObject:
        """Add a message. `at` (aware) defaults to 30 seconds after the event before it."""
        return self.add(events.message(text), author=author, at=at, visibility=visibility)

    def note(self, agent: Agent | Bot, text: str, *, at: datetime | None = None) -> JsonObject:
        """Add an internal note: a message that only agents see."""
        return self.say(agent, text, at=at, visibility="agents")

    def notice(self, kind: str, text: str | None = None, *, at: datetime | None = None, **text_vars: str) -> JsonObject:
        """Add a system message, which has no author."""
        return self.add(events.system_message(kind, text, **text_vars), at=at)

    def add(
        self,
        fields: JsonObject,
        *,
        author: Person | str | None = None,
        at: datetime | None = None,
        visibility: str = "all",
    ) -> JsonObject:
        """Add any event (see `events`), also to a closed thread, and return it as it is kept.

        An author who is a person joins the thread; a plain id stays unknown to the chat's users.
        """
        moment = (at or self.last_at + BETWEEN_EVENTS).astimezone(UTC)
        self.event_count += 1
        event: JsonObject = {"id": f"{self.id}_{self.event_count}", "created_at": stamp(moment)}
        event |= {"type": fields["type"], "visibility": visibility}
        if author is not None:
            event["author_id"] = author if isinstance(author, str) else author.id
        self.events.append(event | fields)
        self.last_at = max(self.last_at, moment)
        if author is not None and not isinstance(author, str):
            self._wrote(author, moment)
        self.changed()
        return self.events[-1]

    def join(self, person: Person) -> None:
        """Make someone a user of the thread and of its chat."""
        if person.id not in self.user_ids:
            self.user_ids.append(person.id)
            self.authors.append(person)
        if not isinstance(person, Customer) and person not in self.chat.agents:
            self.chat.agents.append(person)
        self.changed()

    def find_event(self, event_id: str) -> JsonObject:
        """Raise KeyError when the thread has no such event."""
        for event in self.events:
            if event["id"] == event_id:
                return event
        raise KeyError(event_id)

    def neighbours(self) -> tuple[Sequence["Thread"], Sequence["Thread"]]:
        """Return the chat's earlier threads, nearest first, and its later ones."""
        position = self.chat.threads.index(self)
        return self.chat.threads[:position][::-1], self.chat.threads[position + 1 :]

    def changed(self) -> None:
        """Forget what was rendered of the thread and its chat."""
        self.rendered.clear()
        self.chat.changed()

    def _wrote(self, author: Person, moment: datetime) -> None:
        self.join(author)
        customer = self.chat.customer
        if isinstance(author, Customer):
            author.last_event_at = moment
        else:
            customer.agent_last_event_at = moment
