"""Who is who in a chat: customers, agents and bots by their ids, and what is known of the customer. Pure.

An agent's id is an e-mail address, a customer's a UUID, a bot's 32 hexadecimal digits; bots are users of type `agent`.
Source: https://platform.text.com/docs/messaging/agent-chat-api/data-structures#users
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.records import Json
from ingest.sources.livechat.forms import clean_email, field_answer, phone_answer
from ingest.sources.livechat.jsonshape import first, joined, line, mapping, objects, string, strings
from interactions.vocabulary import SenderType

BOT_ID = re.compile(r"[0-9a-f]{32}", re.IGNORECASE)
CUSTOMER_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Staff:
    """The names of the account's agents and bots by id, from its own lists; either may be empty."""

    agents: Mapping[str, str] = field(default_factory=dict)
    bots: Mapping[str, str] = field(default_factory=dict)


NO_STAFF = Staff()


class Author(NamedTuple):
    """Who wrote an event."""

    sender_type: SenderType
    name: str | None = None
    email: str | None = None


NOBODY = Author(SenderType.SYSTEM)


@dataclass(frozen=True, slots=True)
class Customer:
    """What a chat tells of its customer."""

    name: str | None
    email: str | None
    phone: str | None
    location: str | None


def authors(users: Sequence[Mapping[str, Json]], staff: Staff) -> dict[str, Author]:
    """Return the authors among a chat's users, by id."""
    return {user_id: _author(user_id, user, staff) for user in users if (user_id := string(user.get("id")))}


def _author(user_id: str, user: Mapping[str, Json], staff: Staff) -> Author:
    name, email = line(user.get("name")), clean_email(user.get("email"))
    if user.get("type") == "customer":
        return Author(SenderType.CUSTOMER, name, email)
    outsider = unlisted_author(user_id, staff)
    if outsider.sender_type is SenderType.BOT:
        return Author(SenderType.BOT, name or outsider.name, email)
    if user.get("type") == "agent":
        return Author(SenderType.AGENT, name or outsider.name, email or outsider.email)
    return Author(outsider.sender_type, name or outsider.name, email or outsider.email)


def unlisted_author(user_id: str, staff: Staff) -> Author:
    """Return what the account's lists, and else the shape of the id, tell of somebody who isn't among the users."""
    if user_id in staff.bots or BOT_ID.fullmatch(user_id):
        return Author(SenderType.BOT, staff.bots.get(user_id))
    if user_id in staff.agents or "@" in user_id:
        return Author(SenderType.AGENT, staff.agents.get(user_id), clean_email(user_id))
    return Author(SenderType.CUSTOMER) if CUSTOMER_ID.fullmatch(user_id) else NOBODY


def customer_user(users: Sequence[Mapping[str, Json]], thread: Mapping[str, Json]) -> Mapping[str, Json]:
    """Return the thread's customer among the chat's users, which may include people of other threads; `{}` if none."""
    customers = [user for user in users if user.get("type") == "customer"]
    of_thread = strings(thread.get("user_ids"))
    return next((user for user in customers if user.get("id") in of_thread), customers[0] if customers else {})


def read_customer(
    user: Mapping[str, Json], thread: Mapping[str, Json], forms: Sequence[Mapping[str, Json]]
) -> Customer:
    """Return the customer of a thread. What the profile lacks, or has as junk, comes from the customer's forms."""
    return Customer(
        name=line(user.get("name")) or line(field_answer(forms, "name")),
        email=clean_email(user.get("email")) or clean_email(field_answer(forms, "email")),
        phone=line(user.get("phone_number")) or line(phone_answer(forms)),
        location=_location(visit(user, thread)),
    )


def visit(user: Mapping[str, Json], thread: Mapping[str, Json]) -> dict[str, Json]:
    """Return the customer's visit: the thread's own from 3.6 on, else the latest one, `last_visit` before 3.6."""
    return mapping(first(thread.get("customer_visit"), user.get("visit"), user.get("last_visit")))


def _location(visit: Mapping[str, Json]) -> str | None:
    """Return "City, Region, Country", without what is unknown."""
    place = mapping(visit.get("geolocation"))
    return joined([line(place.get(part)) for part in ("city", "region", "country")], ", ") or None


def ticket_ids(user: Mapping[str, Json]) -> list[str]:
    """Return the ids of the HelpDesk tickets that the customer left while nobody was online (3.6)."""
    return strings([ticket.get("ticket_id") for ticket in objects(user.get("tickets"))])
