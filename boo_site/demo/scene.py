"""The facts of one sample chat (who, when, which order, which product), and the words for its slots. Pure."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from boo_site.demo.dialogue import load_product_answers
from boo_site.demo.people import SALES_ADDRESS, Agent, Person, Place, Product
from boo_site.demo.wording import bare_order
from boo_site.demo.year import SHOP_ZONE, opening_after

HUBS: Final = {
    "NSW": "Chullora",
    "ACT": "Fyshwick",
    "VIC": "Sunshine West",
    "TAS": "Hobart",
    "QLD": "Redbank",
    "SA": "Regency Park",
    "WA": "Perth Airport",
    "NT": "Darwin",
}
_TRANSIT: Final = {
    "NSW": "2 to 3 business days",
    "ACT": "2 to 3 business days",
    "VIC": "2 to 4 business days",
    "TAS": "4 to 6 business days",
    "QLD": "3 to 5 business days",
    "SA": "3 to 5 business days",
    "WA": "5 to 8 business days",
    "NT": "5 to 8 business days",
}
_SIGN_OFFS: Final = {
    "Hannah": ("Warmly, Hannah", "Hannah 🌿", "Take care, Hannah", "Best, Hannah"),
    "Dev": ("Cheers, Dev", "Dev", "– Dev", "Thanks, Dev"),
    "Tess": ("– Tess", "Tess x", "All the best, Tess", "Tess 😊"),
    "Linh": ("Kind regards, Linh", "Linh", "– Linh", "Thanks again, Linh"),
}
_GREETINGS: Final = ("Hi, ", "Hi, ", "Hi there, ", "Hello, ", "Hello! ", "Hi! ", "Hey, ", "G'day, ", "Hi team, ", "")
_THANKS: Final = ("thanks", "thank you", "thanks heaps", "cheers", "thanks so much", "ta", "many thanks", "thank you")


@dataclass(frozen=True, slots=True)
class Earlier:
    """The earlier chat that a follow-up goes back to."""

    agent: Agent
    at: datetime


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that a chat's words must agree on. `at` is the local time at the shop when the chat begins."""

    at: datetime
    person: Person
    agent: Agent
    second_agent: Agent
    product: Product
    other_product: Product
    order: str
    other_order: str
    placed: date
    carrier: str
    elsewhere: Place
    is_anonymous: bool = False
    earlier: Earlier | None = None


class Slots:
    """Look up slots for one scene. Values that must stay the same within a chat are drawn once.

    `is_serious` leaves smileys and kisses out of the agents' names.
    """

    def __init__(self, scene: Scene, rng: random.Random, *, is_serious: bool = False) -> None:
        self.scene = scene
        self.agent = scene.agent
        self._is_serious = is_serious
        self._rng = rng
        self._facts: dict[str, str] = {
            **_person_facts(scene, rng),
            **_order_facts(scene, rng),
            **_product_facts(scene, rng),
            **_time_facts(scene, rng),
        }
        self._moving: dict[str, Callable[[], str]] = {
            "hi": self._greeting,
            "ty": lambda: self._rng.choice(_THANKS),
            "hey": self._agent_greeting,
            "hello": self._full_greeting,
            "bye": self._sign_off,
            "agent": lambda: self.agent.first,
        }

    def __call__(self, name: str) -> str:
        """Return the slot's words. Raises KeyError for a slot that doesn't exist."""
        if name in self._moving:
            return self._moving[name]()
        return self._facts[name]

    def _sign_off(self) -> str:
        names = _SIGN_OFFS[self.agent.first]
        plain = [name for name in names if name.endswith(self.agent.first)]
        return self._rng.choice(plain if self._is_serious else names)

    @property
    def _answered_in(self) -> str:
        return "morning" if opening_after(self.scene.at) else _day_part(self.scene.at)

    def _greeting(self) -> str:
        part = _day_part(self.scene.at)
        if self._rng.random() < 0.14:
            return f"Good {part}{self._rng.choice((', ', '. ', '! '))}"
        return self._rng.choice(_GREETINGS) if self._rng.random() < 0.75 else ""

    def _full_greeting(self) -> str:
        """Return a greeting that ends its sentence."""
        greeting = self._agent_greeting()
        return f"{greeting[:-2]}! " if greeting.endswith(", ") else greeting

    def _agent_greeting(self) -> str:
        who = "there" if self.scene.is_anonymous else self.scene.person.first
        return self._rng.choice(
            (
                f"Hi {who}, ",
                f"Hi {who}, {self.agent.first} here. ",
                f"Hello {who}, ",
                f"Hi {who}! ",
                f"Hello {who}, this is {self.agent.first}. ",
                f"Hi {who}, thanks for your message. ",
                f"Good {self._answered_in} {who}! " if who != "there" else "Hello! ",
                f"Hey {who}, ",
            )
        )


def _person_facts(scene: Scene, rng: random.Random) -> dict[str, str]:
    person = scene.person
    local, _, domain = person.email.partition("@")
    at = rng.randrange(1, len(local) - 1)
    return {
        "first": person.first,
        ",first": "" if scene.is_anonymous or rng.random() < 0.35 else f", {person.first}",
        "last": person.last,
        "email": person.email,
        "email_typo": f"{local[:at]}{local[at + 1 :]}@{domain}",
        "phone": person.phone,
        "street": person.street,
        "suburb": person.suburb,
        "state": person.state,
        "postcode": person.postcode,
        "town2": scene.elsewhere.suburb,
        "hub": HUBS[person.state],
        "transit": _TRANSIT[person.state],
        "agent2": scene.second_agent.first,
        "shop_email": SALES_ADDRESS,
        "daughter": rng.choice(("daughter", "son", "toddler", "teenager", "husband")),
        "earlier_agent": scene.earlier.agent.first if scene.earlier else scene.second_agent.first,
        "earlier_when": _earlier_when(scene),
    }


def _order_facts(scene: Scene, rng: random.Random) -> dict[str, str]:
    plain = scene.order[-6:]
    style = int(scene.person.key[8], 16)
    shown = _shown_order(scene.order, style)
    letters = "".join(rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ") for _ in range(3))
    names = {
        "Australia Post": ("AusPost", "Australia Post", "Aus Post", "auspost"),
        "StarTrack": ("StarTrack", "Startrack", "Star Track"),
    }
    amount = rng.randrange(3_800, 21_000, 5) / 100
    return {
        "order": shown,
        "order2": _shown_order(scene.other_order, style),
        "order_plain": plain,
        "carrier": scene.carrier,
        "post": rng.choice(names[scene.carrier]),
        "tracking": f"{rng.randrange(10, 99)}{letters}{rng.randrange(1_000_000, 9_999_999)}",
        "case": f"{rng.choice('CQR')}-{rng.randrange(10_000, 99_999)}",
        "amount": f"{amount:.2f}",
        "amount_less": f"{amount - 9.95:.2f}",
        "promo": rng.choice(("WELCOME10", "ORGANIC10", "THANKS10", "PANTRY10", "FRESH10")),
        "num": str(rng.randrange(11, 99)),
    }


def _shown_order(order: str, style: int) -> str:
    plain = order[-6:]
    if style < 8:
        return order
    return f"#{plain}" if style < 11 else bare_order(plain)


def _product_facts(scene: Scene, rng: random.Random) -> dict[str, str]:
    product = scene.product
    facts = {
        "product": product.short,
        "Product": product.name,
        "product2": scene.other_product.short,
        "similar": rng.choice(
            (
                f"another maker's {product.short}",
                f"the {product.short} in the green pack",
                f"the same {product.short} in a smaller size",
                f"the other {product.short}, from Tasmania",
            )
        ),
        "price": f"{product.price:.2f}",
        "less": f"{product.price * rng.choice((0.8, 0.85, 0.88, 0.9)):.2f}",
        "stock": str(rng.randrange(13, 60)),
        "few": str(rng.choice((3, 4, 5, 6, 8, 10, 12))),
        "batch": f"{rng.choice('ABKLT')}{rng.randrange(24_000, 27_000)}",
    }
    for letter, answers in load_product_answers()[product.short].items():
        facts[f"q_{letter}"], facts[f"a_{letter}"] = rng.choice(answers)
    return facts


def _time_facts(scene: Scene, rng: random.Random) -> dict[str, str]:
    today = scene.at.date()
    eta = _business_day(today, rng.choice((1, 1, 2, 2, 3)))
    answered = (opening_after(scene.at) or scene.at).astimezone(SHOP_ZONE)
    sent = min(_business_day(scene.placed, 1), today)
    days = max((today - scene.placed).days, 2)
    month_ago = (today.replace(day=1) - timedelta(days=rng.choice((1, 40)))).strftime("%B")
    return {
        "eta": f"{eta:%A}",
        "eta_was": f"{_business_day(today, -2):%A}",
        "eta_long": f"the {_ordinal(today + timedelta(days=rng.randrange(9, 20)))}",
        "sent": _spoken(sent, today),
        "ordered": _when_ordered(scene.placed, today, rng),
        "odate": f"{scene.placed.day} {scene.placed:%B}",
        "n": str(days),
        "weekday": f"{today:%A}",
        "answer_weekday": f"{answered:%A}",
        "answer_daypart": _day_part(answered),
        "soon": "this afternoon" if scene.at.hour < 14 and not opening_after(scene.at) else "tomorrow",
        "daypart": _day_part(scene.at),
        "ydaypart": "this morning" if scene.at.hour > 12 else "yesterday afternoon",
        "time": f"{scene.at - timedelta(minutes=rng.randrange(15, 100)):%-I:%M}",
        "restock": _restock(today, rng),
        "month_ago": month_ago,
    }


def _restock(today: date, rng: random.Random) -> str:
    """Return when goods are expected; the words fit after "we expect it", "due" and "they say"."""
    week = today + timedelta(days=rng.randrange(8, 24))
    next_month = (today.replace(day=1) + timedelta(days=32)).strftime("%B")
    return rng.choice(
        ("early next week", "late next week", "next Tuesday", f"the {_ordinal(week)} or so", f"mid {next_month}")
    )


def _when_ordered(placed: date, today: date, rng: random.Random) -> str:
    days = (today - placed).days
    if days <= 1:
        return ("this morning", "yesterday")[days]
    if days <= 5:
        return rng.choice((f"on {placed:%A}", f"{days} days ago"))
    spoken = [f"on {placed.day} {placed:%B}", f"on the {_ordinal(placed)}", f"{days} days ago"]
    if days <= 9:
        spoken.append(f"last {placed:%A}")
    else:
        spoken.append("two weeks ago" if days > 12 else "over a week ago")
    return rng.choice(spoken)


def _spoken(day: date, today: date) -> str:
    return f"{day:%A}" if (today - day).days < 6 else f"{day:%A} the {_ordinal(day)}"


def _earlier_when(scene: Scene) -> str:
    if not scene.earlier:
        return "last week"
    days = (scene.at.date() - scene.earlier.at.date()).days
    if days <= 1:
        return "yesterday"
    return f"on {scene.earlier.at:%A}" if days < 6 else "last week"


def _ordinal(day: date) -> str:
    suffix = "th" if 10 < day.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return f"{day.day}{suffix}"


def _business_day(day: date, steps: int) -> date:
    step = timedelta(days=1 if steps > 0 else -1)
    for _ in range(abs(steps)):
        day += step
        while day.weekday() > 4:
            day += step
    return day


def _day_part(at: datetime) -> str:
    if at.hour < 12:
        return "morning"
    return "afternoon" if at.hour < 17 else "evening"
