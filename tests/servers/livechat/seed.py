"""A licence with a year of chats, the same for the same seed: realistic in shape, invented in content."""

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.servers.livechat.chats import Chat, Thread
from tests.servers.livechat.clock import DEFAULT_NOW
from tests.servers.livechat.odd_scenes import ODD
from tests.servers.livechat.people import Customer, australian_visit
from tests.servers.livechat.phrases import FIRST_NAMES, LAST_NAMES, PLACES
from tests.servers.livechat.scenes import COMMON, Cast, Scene, talk
from tests.servers.livechat.wire import stamp
from tests.servers.livechat.world import World

SYDNEY = ZoneInfo("Australia/Sydney")
# Long enough for every scene to end before now.
LONGEST = timedelta(hours=3)
RETURNING_SHARE, ANONYMOUS_SHARE, TICKET_SHARE = 0.3, 0.1, 0.05


def seed_world(*, threads: int = 3000, days: int = 365, now: datetime = DEFAULT_NOW, seed: int = 7) -> World:
    """Make a licence with so many closed threads, created in the `days` before `now`, and a few active ones on top.

    With 20 threads or more every oddity is there at least once (see `odd_scenes`).
    """
    world = World(now=now, seed=seed)
    cast = _cast(world, random.Random(seed))
    has_all = threads >= 20
    ordinary = threads - 1 if has_all else threads
    moments = _moments(cast.dice, ordinary, days, now)
    chats: list[Chat] = []
    for moment, scene in zip(moments, _scenes(cast.dice, ordinary), strict=True):
        _play(cast, scene, _chat(cast, chats, moment), moment)
    if has_all:
        _long_running(cast)
    _active(cast)
    world.remove_agent(cast.agents[-1])
    return world


def _cast(world: World, dice: random.Random) -> Cast:
    world.add_group(3, "Wholesale")
    for name in ("order status", "returns", "product question", "account", "vip", "wholesale"):
        world.add_tag(name)
    agents = [
        world.add_agent("zoe@shop.example.net", "Zoe", role="owner"),
        world.add_agent("sam@shop.example.net", "Sam", group_ids=[0, 3]),
        world.add_agent("ines@shop.example.net", "Inés", online=False),
        world.add_agent("left@shop.example.net", "Lee (left)"),
    ]
    return Cast(world, dice, agents, [world.add_bot("Shop Bot"), world.add_bot("Helper", kind="ai_agent")])


def _scenes(dice: random.Random, count: int) -> list[Scene]:
    scenes, weights = zip(*COMMON, strict=True)
    chosen = [*ODD, *dice.choices(scenes, weights, k=max(0, count - len(ODD)))][:count]
    # One in fifty of the rest is odd as well.
    chosen = [dice.choice(ODD) if n >= len(ODD) and dice.random() < 0.02 else scene for n, scene in enumerate(chosen)]
    dice.shuffle(chosen)
    return chosen


def _moments(dice: random.Random, count: int, days: int, now: datetime) -> list[datetime]:
    """Draw moments of business and evening hours in Australia's zones, and those around a change of the clocks."""
    first, last = now - timedelta(days=days), now - LONGEST
    changes = [moment for moment in clock_changes(first, last) if count >= 20]
    drawn: list[datetime] = []
    while len(drawn) < count - len(changes):
        zone = ZoneInfo(dice.choice(PLACES)["timezone"])
        day = (first + (last - first) * dice.random()).astimezone(zone)
        hour = min(23, max(0, round(dice.gauss(14, 4))))
        local = day.replace(hour=hour, minute=dice.randrange(60), microsecond=dice.randrange(1_000_000))
        if first <= local.astimezone(UTC) <= last:
            drawn.append(local.astimezone(UTC))
    return sorted(drawn + changes)


def clock_changes(first: datetime, last: datetime) -> list[datetime]:
    """Return moments around Sydney's changes of the clock: just before each, and both half past twos in April."""
    moments: list[datetime] = []
    for year in range(first.year, last.year + 1):
        april, october = (_first_sunday(year, month) for month in (4, 10))
        half_past_two = april.replace(hour=2, minute=30, tzinfo=SYDNEY)
        moments += [half_past_two, half_past_two.replace(fold=1), october.replace(hour=1, minute=59, tzinfo=SYDNEY)]
    return [moment.astimezone(UTC) for moment in moments if first <= moment <= last]


def _first_sunday(year: int, month: int) -> datetime:
    return next(day for n in range(1, 8) if (day := datetime(year, month, n)).weekday() == 6)


def _chat(cast: Cast, chats: list[Chat], moment: datetime) -> Chat:
    """Take the chat of a customer who comes back, or open one for a new customer."""
    if chats and cast.dice.random() < RETURNING_SHARE:
        chat = cast.dice.choice(chats)
        if chat.threads[-1].last_at < moment:
            return chat
    chats.append(cast.world.add_chat(_customer(cast, moment)))
    return chats[-1]


def _customer(cast: Cast, moment: datetime) -> Customer:
    dice = cast.dice
    place = dice.choice(PLACES)
    visit = australian_visit(
        f"203.0.113.{dice.randrange(1, 255)}",
        place,
        started_at=stamp(moment - timedelta(minutes=dice.randint(1, 20))),
        start_url="https://shop.example.net/pantry",
    )
    # Some timestamps of the real API carry +01:00.
    created_at = (moment - timedelta(days=dice.randrange(400))).astimezone(ZoneInfo("Europe/Warsaw"))
    if dice.random() < ANONYMOUS_SHARE:
        return cast.world.add_customer(visit=visit, created_at=created_at)
    first, last = dice.choice(FIRST_NAMES), dice.choice(LAST_NAMES)
    local_part = "".join(c for c in f"{first}.{last}".lower() if c.isascii() and (c.isalnum() or c == "."))
    email = f"{local_part}{dice.randrange(1000)}@{dice.choice(('example.com', 'example.net'))}"
    customer = cast.world.add_customer(f"{first} {last}", email, visit=visit, created_at=created_at)
    if dice.random() < TICKET_SHARE:
        ticket = {"ticket_id": f"7f9f2a0e-0c52-4b58-9d0a-{dice.getrandbits(48):012x}", "created_at": stamp(moment)}
        customer.tickets.append(ticket)
    if dice.random() < 0.2:
        customer.session_fields.append({"order_number": str(dice.randrange(10_000, 100_000))})
    return customer


def _play(cast: Cast, scene: Scene, chat: Chat, moment: datetime) -> None:
    thread = cast.world.start_thread(chat, at=moment)
    visit = chat.customer.visit or {}
    thread.customer_visit = {name: visit[name] for name in ("ip", "user_agent", "geolocation")}
    scene(cast, thread)


def _long_running(cast: Cast) -> None:
    """Close a thread just now that was begun five days ago: a watermark by creation never sees it."""
    now = cast.world.clock.now()
    thread = _fresh(cast, now - timedelta(days=5))
    talk(cast, thread, turns=2)
    thread.say(thread.chat.customer, "sorry, back again", at=now - timedelta(minutes=30))
    cast.world.close(thread, at=now)


def _active(cast: Cast) -> None:
    """Leave some threads open: answered, waiting in the queue, from an offline message; and a chat without threads."""
    world, now = cast.world, cast.world.clock.now()
    answered = _fresh(cast, now - timedelta(minutes=40))
    talk(cast, answered, turns=2)
    waiting = _fresh(cast, now - timedelta(minutes=5))
    waiting.say(waiting.chat.customer, "hello?")
    world.enqueue(waiting, position=2, wait_time=120)
    continuing = _fresh(cast, now - timedelta(days=3))
    continuing.say(continuing.chat.customer, "no hurry, write when you're back")
    for name in ("continuous", "unassigned", "offline_message"):
        world.set_property(continuing, "routing", name, True)
    world.add_chat(_customer(cast, now))


def _fresh(cast: Cast, at: datetime) -> Thread:
    return cast.world.start_thread(cast.world.add_chat(_customer(cast, at)), at=at)
