"""The sample year of chats as LiveChat 3.6 JSON: https://platform.text.com/docs/messaging/agent-chat-api. Pure."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from boo_site.demo.casting import Casting
from boo_site.demo.events import CLIENT_ID, stamp
from boo_site.demo.people import AGENTS, BOT, SHOP_URL, Agent
from boo_site.demo.threads import Thread, make_thread
from boo_site.demo.year import DAYS_A_MONTH, begin_times

type Chat = dict[str, Any]

_LIVE_CHATS = 7
_BROWSERS = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605",
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36",
)


def build_chats(anchor: datetime, seed: int = 2026, months: int = 12, per_month: int = 240) -> list[Chat]:
    """Return `months * per_month` chat objects with one thread each, oldest thread first, none later than `anchor`.

    A month is 30 days. The same anchor (aware) and seed give the same data, byte for byte. A person has one chat: a
    returning customer's chat object comes once for each of its threads, as in `list_archives`. Threads that go on at
    the anchor have `active` true.
    """
    anchor = anchor.astimezone(UTC)
    rng = random.Random(f"{seed} {anchor.isoformat()}")  # noqa: S311 - sample data, not a secret
    days = months * DAYS_A_MONTH
    live = min(_LIVE_CHATS, months * per_month)
    begins = begin_times(anchor, months * per_month - live, days, rng)
    begins += sorted(anchor - timedelta(milliseconds=rng.randrange(60_000, 600_000)) for _ in range(live))
    casting = Casting(rng)
    threads = []
    for begin in begins:
        scene, dialogue, fate = casting.next(begin)
        thread = make_thread(scene, dialogue, fate, begin, anchor, rng)
        casting.remember(thread)
        threads.append(thread)
    return _as_chats(threads)


def _as_chats(threads: Sequence[Thread]) -> list[Chat]:
    of_person: dict[str, list[Thread]] = {}
    for thread in threads:
        of_person.setdefault(thread.scene.person.key, []).append(thread)
    users = {key: _users(own) for key, own in of_person.items()}
    chats = []
    for thread in threads:
        key = thread.scene.person.key
        chats.append(
            {
                "id": _chat_id(key),
                "users": users[key],
                "thread": _thread_object(thread, of_person[key]),
                "properties": {
                    "routing": {"continuous": False, "pinned": False, "was_pinned": False},
                    "source": {"client_id": CLIENT_ID},
                },
                "access": {"group_ids": [0]},
                "is_followed": False,
            }
        )
    return chats


def _chat_id(key: str) -> str:
    return f"RB{int(key[:12], 16) % 36**8:08X}"[:10]


def _thread_object(thread: Thread, siblings: Sequence[Thread]) -> dict[str, Any]:
    at = siblings.index(thread)
    found: dict[str, Any] = {
        "id": thread.id,
        "active": thread.active,
        "user_ids": [thread.customer_id, *thread.agent_ids],
        "created_at": stamp(thread.begin),
        "events": thread.events,
        "properties": thread.properties,
        "access": {"group_ids": [0]},
        "customer_visit": _visit_basics(thread),
    }
    if thread.tags:
        found["tags"] = thread.tags
    if thread.summary:
        found["summary"] = thread.summary
    if at > 0:
        found["previous_thread_id"] = found["previous_accessible_thread_id"] = siblings[at - 1].id
    if at + 1 < len(siblings):
        found["next_thread_id"] = found["next_accessible_thread_id"] = siblings[at + 1].id
    return found


def _users(threads: Sequence[Thread]) -> list[dict[str, Any]]:
    ids = dict.fromkeys(agent_id for thread in threads for agent_id in thread.agent_ids)
    staff = {agent.id: agent for agent in (*AGENTS, BOT)}
    return [_customer(threads), *(_agent_user(staff[agent_id], threads[-1]) for agent_id in ids)]


def _agent_user(agent: Agent, last: Thread) -> dict[str, Any]:
    user = {
        "id": agent.id,
        "type": "agent",
        "name": agent.first,
        "present": last.active and agent.id in last.agent_ids,
        "avatar": f"https://cdn.livechat-static.example.net/avatars/{agent.first.lower()}.png",
        "visibility": "all",
    }
    return user | {"email": agent.email} if agent.email else user


def _customer(threads: Sequence[Thread]) -> dict[str, Any]:
    last = threads[-1]
    person = last.scene.person
    seen = last.events[-1]["created_at"] if last.events else stamp(last.begin)
    user: dict[str, Any] = {
        "id": last.customer_id,
        "type": "customer",
        "present": last.active,
        "events_seen_up_to": seen,
        "created_at": stamp(threads[0].begin - timedelta(days=int(person.key[9:11], 16))),
        "visit": _visit(last, seen),
        "session_fields": [],
        "statistics": {
            "chats_count": 1,
            "threads_count": len(threads),
            "visits_count": len(threads) + int(person.key[11], 16),
            "page_views_count": len(threads) * 7 + int(person.key[12], 16),
            "greetings_shown_count": 0,
            "greetings_accepted_count": 0,
            "tickets_count": 0,
        },
    }
    if not last.scene.is_anonymous:
        user |= {"name": person.name, "email": person.email, "email_verified": False}
    return user


def _visit(thread: Thread, ended: str) -> dict[str, Any]:
    product = thread.scene.product
    started = stamp(thread.begin - timedelta(minutes=4))
    page = {"opened_at": started, "url": f"{SHOP_URL}/{product.slug}/", "title": product.name}
    times = {"started_at": started, "ended_at": ended, "referrer": thread.properties["routing"]["referrer"]}
    return times | _visit_basics(thread) | {"last_pages": [page]}


def _visit_basics(thread: Thread) -> dict[str, Any]:
    key = thread.scene.person.key
    place = thread.scene.person.place
    return {
        "ip": f"203.0.113.{int(key[13:15], 16) % 254 + 1}",
        "user_agent": _BROWSERS[int(key[15], 16) % len(_BROWSERS)],
        "geolocation": {
            "country": "Australia",
            "country_code": "AU",
            "region": place.region,
            "city": place.city,
            "timezone": place.time_zone,
            "latitude": place.latitude,
            "longitude": place.longitude,
        },
    }
