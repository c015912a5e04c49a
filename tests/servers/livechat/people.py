"""The people of a licence: customers, agents and bots; and the groups and tags around them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal

from tests.servers.livechat.wire import JsonObject


@dataclass(eq=False, slots=True)
class Customer:
    """A visitor. Anonymous ones have neither name nor e-mail address."""

    id: str
    created_at: datetime
    name: str | None = None
    email: str | None = None
    phone_number: str | None = None
    visit: JsonObject | None = None
    session_fields: list[dict[str, str]] = field(default_factory=list)
    tickets: list[JsonObject] = field(default_factory=list)
    agent_last_event_at: datetime | None = None
    last_event_at: datetime | None = None
    extra: JsonObject = field(default_factory=dict)

    type: ClassVar[str] = "customer"


@dataclass(eq=False, slots=True)
class Agent:
    """A person of the shop; the id is the e-mail address."""

    id: str
    name: str
    account_id: str
    role: Literal["owner", "viceowner", "administrator", "normal"] = "normal"
    group_ids: list[int] = field(default_factory=lambda: [0])
    online: bool = True
    suspended: bool = False
    job_title: str = "Agent"

    type: ClassVar[str] = "agent"

    @property
    def email(self) -> str:
        return self.id


@dataclass(eq=False, slots=True)
class Bot:
    """A bot: in chats a user of type agent, with a 32-hex id and no e-mail address.

    `is_own` says that the calling token's client made it: only those are listed without `all: true`.
    """

    id: str
    name: str
    kind: Literal["chatbot", "ai_agent"] = "chatbot"
    is_own: bool = False

    type: ClassVar[str] = "agent"
    email: ClassVar[None] = None


@dataclass(frozen=True, slots=True)
class Group:
    id: int
    name: str
    language_code: str = "en"
    routing_status: str = "accepting chats"


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of the licence; `created_at` keeps its own offset, as the real API returns +01:00 here."""

    name: str
    created_at: datetime
    group_ids: tuple[int, ...] = (0,)
    author_id: str = ""


type Person = Customer | Agent | Bot


def author_kind(person: Person) -> Literal["customer", "human", "chatbot", "ai_agent"]:
    """Name the kind of author as `filters.agent_types` does."""
    if isinstance(person, Customer):
        return "customer"
    return person.kind if isinstance(person, Bot) else "human"


def australian_visit(ip: str, place: dict[str, Any], *, started_at: str, start_url: str) -> JsonObject:
    """Describe a visit from a place (`city`, `region`, `timezone`, `latitude`, `longitude`)."""
    return {
        "started_at": started_at,
        "ip": ip,
        "user_agent": "Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15",
        "referrer": "https://search.example.net/",
        "geolocation": {"country": "Australia", "country_code": "AU", **place},
        "last_pages": [{"opened_at": started_at, "url": start_url, "title": "Organic pantry"}],
    }
