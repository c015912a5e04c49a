"""Make one LiveChat thread of a played dialogue: its events, how it ended, tags, rating and properties. Pure."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any, Final

from boo_site.demo import events as livechat
from boo_site.demo.dialogue import Dialogue, Kind, slots_of
from boo_site.demo.events import CLIENT_ID, Event, stamp
from boo_site.demo.pace import timed
from boo_site.demo.people import BOT, SHOP_URL
from boo_site.demo.play import Said, play
from boo_site.demo.scene import Scene
from boo_site.demo.year import opening_after

_TAGS: Final = {
    "where_is_order": "order status",
    "delivery_time": "delivery",
    "missing_items": "missing item",
    "wrong_items": "wrong item",
    "damaged": "damaged",
    "payment_failed": "payment",
    "refund": "refund",
    "eft_bank_transfer": "eft",
    "return_request": "returns",
    "exchange": "returns",
    "cancel": "cancel",
    "address_change": "address",
    "modify_order": "order change",
    "stock": "stock",
    "ingredients": "product question",
    "usage": "product question",
    "recommendation": "product question",
    "shipping_cost": "shipping",
    "shipping_options": "shipping",
    "website_issue": "website",
    "account_issue": "account",
    "discount": "discount",
    "price_match": "price match",
    "positive": "feedback",
}
_FORM_TOPICS: Final = {
    "order_tracking": "My order",
    "order_issue": "My order",
    "order_change": "My order",
    "product_inquiry": "A product",
    "payment": "Payment",
}
_WELCOMES: Final = (
    "Hi! I'm Olive, a little bot 🌿 Ask away and one of the team will be with you.",
    "Hello and welcome! What can we help you with today?",
    "Hi there 👋 Looking for something, or is it about an order?",
)
_CLOSED: Final = (
    "Olive the bot here: the team has gone home for the day. They'll answer you right here in the morning 🌙",
    "We're closed just now, back from 8:30 am Sydney time. Leave your question and you'll get an answer here.",
)
_LATE: Final = (
    "And sorry for the slow reply, we'd closed for the day when you wrote.",
    "Sorry for the wait, your message came in after hours.",
    "(You wrote after we'd gone home, sorry for the wait!)",
)
_NUDGES: Final = (
    "hello?",
    "anyone there?",
    "ok I'll email instead",
    "Is this chat working?",
    "Sorry to bother you, is anyone on?",
    "??",
    "Is there a phone number?",
    "Hello? Still waiting",
    "I'll try again tomorrow",
)
_MOVED_ON: Final = (
    "Are you still there?",
    "I'll close this chat for now, just write again when it suits you.",
    "Looks like you've had to go, that's fine! We're here whenever you're back.",
)
_WRONG_WINDOW: Final = (
    "can you check bench 2 for a spare carton pls",
    "is anybody else's order screen frozen?",
    "back in 5, kettle's on",
    "who took the good tape gun",
)
_REFERRERS: Final = ("https://www.google.com/", "https://www.google.com/", "https://www.instagram.com/", SHOP_URL, "")


class Fate(Enum):
    """How a chat goes: as written, nobody answers, the customer goes quiet, or never writes at all."""

    PLAYED = auto()
    UNANSWERED = auto()
    QUIET = auto()
    SILENT = auto()


@dataclass(slots=True)
class Thread:
    """One thread, with what the rest of the year needs to know of it."""

    id: str
    scene: Scene
    dialogue: Dialogue
    fate: Fate
    begin: datetime
    active: bool = False
    events: list[Event] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    properties: dict[str, Any] = field(default_factory=dict)
    summary: dict[str, str] | None = None
    customer_id: str = ""

    @property
    def agent_ids(self) -> list[str]:
        """Return the agents and bots who took part, in the order in which they came."""
        authors = (event.get("author_id") for event in self.events)
        return list(dict.fromkeys(author for author in authors if author and author != self.customer_id))


def make_thread(
    scene: Scene, dialogue: Dialogue, fate: Fate, begin: datetime, now: datetime, rng: random.Random
) -> Thread:
    """Return the thread as LiveChat would show it at `now`: what comes later has not happened, so it is active."""
    thread = Thread(f"SX{_base36(int(begin.timestamp() * 1_000))}", scene, dialogue, fate, begin)
    thread.customer_id = customer_id(scene)
    said = _staged(play(dialogue, scene, rng), scene, fate, begin, rng)
    lines = timed(said, begin + timedelta(seconds=rng.uniform(2, 50)), rng)
    happened = [*_opening(thread, bool(lines), rng), *_spoken(lines, thread, rng)]
    happened += _ending(thread, happened[-1][0], rng)
    thread.active = happened[-1][0] > now
    visible = [event for at, event in happened if at <= now]
    thread.events = [{"id": f"{thread.id}_{number}", **event} for number, event in enumerate(visible, 1)]
    thread.tags = _tags(dialogue, thread, rng)
    thread.properties |= _properties(thread, rng)
    if rng.random() < 0.12 and not thread.active and fate is Fate.PLAYED:
        text = (
            f"- The customer writes about: {_topic(dialogue)}.\n- {scene.agent.first} answered and the chat was closed."
        )
        updated = min(happened[-1][0] + timedelta(seconds=75), now)
        thread.summary = {"status": "ok", "text": text, "updated_at": stamp(updated)}
    return thread


def customer_id(scene: Scene) -> str:
    """Return the customer's id, a UUID of version 4 made of the person's key."""
    key = scene.person.key
    return f"{key[:8]}-{key[8:12]}-4{key[13:16]}-a{key[17:20]}-{key[20:]}"


def _staged(said: list[Said], scene: Scene, fate: Fate, begin: datetime, rng: random.Random) -> list[Said]:
    first_reply = next((at for at, line in enumerate(said) if line.kind is Kind.AGENT), len(said))
    agent = scene.agent
    match fate:
        case Fate.SILENT:
            return []
        case Fate.UNANSWERED:
            asked = [line for line in said[:first_reply] if line.by_customer]
            nudge = Said(Kind.CUSTOMER, rng.choice(_NUDGES), agent, rng.randrange(2, 14))
            return [*asked, nudge] if rng.random() < 0.45 else asked
        case Fate.QUIET if first_reply < len(said) - 1:
            return [*said[: first_reply + 1], Said(Kind.AGENT, rng.choice(_MOVED_ON), agent, rng.randrange(7, 22))]
    if opening_after(begin) is not None and first_reply < len(said):
        if rng.random() < 0.5:
            said.insert(first_reply + 1, Said(Kind.AGENT, rng.choice(_LATE), agent))
        if rng.random() < 0.5:
            said.insert(first_reply, Said(Kind.BOT, rng.choice(_CLOSED), BOT))
    return said


def _opening(thread: Thread, writes: bool, rng: random.Random) -> list[tuple[datetime, Event]]:
    scene = thread.scene
    happened: list[tuple[datetime, Event]] = []
    if not scene.is_anonymous and rng.random() < 0.62:
        order = scene.order if "order" in slots_of(thread.dialogue) and rng.random() < 0.4 else ""
        topic = _FORM_TOPICS.get(thread.dialogue.category, "Something else") if rng.random() < 0.12 else ""
        form = livechat.prechat_form(thread.begin, scene.person, thread.customer_id, order, topic)
        happened.append((thread.begin, form))
    starts_with_bot = any(turn.kind is Kind.BOT for part in thread.dialogue.parts for turn in part.turns)
    if not writes or (not starts_with_bot and rng.random() < 0.28):
        at = thread.begin + timedelta(milliseconds=rng.randrange(200, 1_900))
        happened.append((at, livechat.welcome(at, rng.choice(_WELCOMES))))
    return happened


def _spoken(lines: list[tuple[datetime, Said]], thread: Thread, rng: random.Random) -> list[tuple[datetime, Event]]:
    happened = []
    slip = rng.randrange(2, len(lines)) if len(lines) > 4 and rng.random() < 0.015 else None
    for number, (at, line) in enumerate(lines):
        if number == slip:
            just_before = lines[number - 1][0] + (at - lines[number - 1][0]) / 2
            text = rng.choice(_WRONG_WINDOW)
            happened.append((just_before, livechat.deleted_message(just_before, text, thread.scene.agent)))
        happened.append((at, livechat.said_event(at, line, thread.customer_id, rng)))
    return happened


def _ending(thread: Thread, last: datetime, rng: random.Random) -> list[tuple[datetime, Event]]:
    kind, after = _how_it_ends(thread, rng)
    at = last + after
    name = "Visitor" if thread.scene.is_anonymous else thread.scene.person.first
    agent = thread.scene.agent.first
    texts = {
        "manual_archived_agent": (f"{agent} archived the chat", {"agent": agent}),
        "manual_archived_customer": (f"{name} closed the chat", {"customer": name}),
        "routing.archived_inactive": ("Chat archived due to 30 minutes of inactivity", {"duration": "30"}),
        "routing.archived_offline": ("Chat archived because no agents were online", {}),
        "archived_customer_disconnected": (f"Chat archived because {name} disconnected", {"customer": name}),
    }
    text, text_vars = texts[kind]
    happened = [(at, livechat.system_message(at, kind, text, **text_vars))]
    if thread.fate is Fate.PLAYED:
        happened += _afterwards(thread, at, name, rng)
    return happened


def _how_it_ends(thread: Thread, rng: random.Random) -> tuple[str, timedelta]:
    if thread.fate is Fate.UNANSWERED:
        closed = opening_after(thread.begin) is not None
        missed = "routing.archived_offline" if closed or rng.random() < 0.3 else "routing.archived_inactive"
        kinds = (missed, "routing.archived_inactive", "archived_customer_disconnected")
    elif thread.fate in (Fate.QUIET, Fate.SILENT) or thread.dialogue.settings.left:
        kinds = ("routing.archived_inactive", "routing.archived_inactive", "archived_customer_disconnected")
    else:
        kinds = ("manual_archived_agent", "manual_archived_customer", "routing.archived_inactive")
    kind = rng.choices(kinds, (5, 3, 2))[0]
    if kind == "routing.archived_inactive":
        return kind, timedelta(minutes=30, microseconds=rng.randrange(900_000))
    shortest = 150 if thread.fate is Fate.UNANSWERED else 15
    return kind, timedelta(seconds=rng.uniform(shortest, shortest + 225))


def _afterwards(thread: Thread, closed: datetime, name: str, rng: random.Random) -> list[tuple[datetime, Event]]:
    """Rate the chat now and then, and fill in the form: both come after the close and don't move it."""
    rating = thread.dialogue.settings.rating
    at = closed + timedelta(seconds=rng.uniform(8, 120))
    happened: list[tuple[datetime, Event]] = []
    comment, score = "", 1 if rng.random() < 0.9 else 0
    rated = rng.random() < 0.13
    if rating and rng.random() * 100 < rating.chance:
        rated, score, comment = True, rating.score, rng.choice(rating.comments)
        comment = comment.replace("{agent}", thread.scene.agent.first)
    if rated:
        word = "good" if score else "bad"
        text = f"{name} rated the chat as {word}"
        happened.append((at, livechat.system_message(at, "rating.chat_rated", text, customer=name, score=word)))
        thread.properties["rating"] = {"score": score, "comment": comment} if comment else {"score": score}
    if rated and comment:
        at += timedelta(seconds=rng.uniform(5, 60))
        text = f"{name} commented: {comment}"
        happened.append(
            (at, livechat.system_message(at, "rating.chat_commented", text, customer=name, comment=comment))
        )
    if score and rng.random() < 0.06:
        at += timedelta(seconds=rng.uniform(5, 60))
        happened.append((at, livechat.postchat_form(at, thread.customer_id, comment, rng)))
    if rng.random() < 0.02:
        at += timedelta(seconds=rng.uniform(20, 90))
        happened.append((at, livechat.summary_event(at, f"Customer asked about: {_topic(thread.dialogue)}.")))
    return happened


def _topic(dialogue: Dialogue) -> str:
    return _TAGS.get(dialogue.subcategory or "", dialogue.category)


def _tags(dialogue: Dialogue, thread: Thread, rng: random.Random) -> list[str]:
    if thread.active or thread.fate is not Fate.PLAYED or rng.random() > 0.78:
        return []
    return list(dict.fromkeys([_topic(dialogue), *dialogue.settings.tags]))


def _properties(thread: Thread, rng: random.Random) -> dict[str, Any]:
    slug = thread.scene.product.slug
    routing = {
        "continuous": opening_after(thread.begin) is not None and thread.fate is Fate.PLAYED,
        "idle": False,
        "pinned": False,
        "unassigned": not thread.agent_ids,
        "referrer": rng.choice(_REFERRERS),
        "start_url": f"{SHOP_URL}/{rng.choice(('', 'contact/', 'my-account/', 'cart/', f'{slug}/', f'{slug}/'))}",
    }
    if thread.fate is Fate.UNANSWERED:
        routing |= {"unreplied": True, "offline_message": opening_after(thread.begin) is not None}
    return {"routing": routing, "source": {"client_id": CLIENT_ID, "customer_client_id": CLIENT_ID}}


def _base36(number: int) -> str:
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    text = ""
    while number:
        number, digit = divmod(number, 36)
        text = digits[digit] + text
    return text
