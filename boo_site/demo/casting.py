"""Choose who writes about what in the sample year: topics in their shares, dialogues, people, products. Pure."""

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from itertools import accumulate
from typing import Final

from boo_site.demo.dialogue import Dialogue, load_dialogues, load_extras, load_product_answers, slots_of
from boo_site.demo.people import AGENTS, PEOPLE, PRODUCTS, Agent, Person, Product, order_number
from boo_site.demo.places import PLACES
from boo_site.demo.scene import Earlier, Scene
from boo_site.demo.threads import Fate, Thread
from boo_site.demo.year import SHOP_ZONE

type Topic = tuple[str, str | None]

SHARES: Final[dict[Topic, float]] = {
    ("order_tracking", "where_is_order"): 0.236,
    ("order_tracking", "delivery_time"): 0.094,
    ("product_inquiry", "stock"): 0.085,
    ("product_inquiry", "ingredients"): 0.05,
    ("product_inquiry", "usage"): 0.04,
    ("product_inquiry", "recommendation"): 0.045,
    ("payment", "payment_failed"): 0.045,
    ("payment", "refund"): 0.045,
    ("payment", "eft_bank_transfer"): 0.03,
    ("payment", None): 0.005,
    ("order_issue", "missing_items"): 0.03,
    ("order_issue", "wrong_items"): 0.02,
    ("order_issue", "damaged"): 0.026,
    ("shipping", "shipping_cost"): 0.028,
    ("shipping", "shipping_options"): 0.024,
    ("technical", "website_issue"): 0.024,
    ("technical", "account_issue"): 0.022,
    ("order_change", "cancel"): 0.016,
    ("order_change", "address_change"): 0.013,
    ("order_change", "modify_order"): 0.016,
    ("returns", "return_request"): 0.018,
    ("returns", "exchange"): 0.01,
    ("pricing", "discount"): 0.019,
    ("pricing", "price_match"): 0.01,
    ("feedback", "positive"): 0.014,
    ("complaint", None): 0.014,
    ("wholesale", None): 0.01,
    ("other", None): 0.011,
}
_FOLLOW_UP_CHANCE: Final = 0.12
_ANONYMOUS_CHANCE: Final = 0.06
_FATES: Final = (Fate.PLAYED, Fate.UNANSWERED, Fate.QUIET, Fate.SILENT)
_FATE_WEIGHTS: Final = (0.918, 0.034, 0.042, 0.006)
_AGENT_WEIGHTS: Final = (2, 3, 4, 3)
_CUMULATIVE_WEIGHTS: Final = tuple(accumulate(person.weight for person in PEOPLE))


class Casting:
    """Deal out topics, dialogues and people for a year, one chat after the other in the order of time."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._deck: deque[Topic] = deque()
        self._owed = dict.fromkeys(SHARES, 0.0)
        self._recent: dict[Topic, list[str]] = {}
        self._last_seen: dict[str, datetime] = {}
        self._past: deque[Thread] = deque(maxlen=120)

    def next(self, begin: datetime) -> tuple[Scene, Dialogue, Fate]:
        """Return what the chat that begins at `begin` (UTC) is made of."""
        topic = self._topic()
        fate = self._rng.choices(_FATES, _FATE_WEIGHTS)[0]
        if self._rng.random() < _FOLLOW_UP_CHANCE and (found := self._follow_up(topic, begin)):
            scene, dialogue = found
            fate = Fate.PLAYED
        else:
            dialogue = self._dialogue(topic, begin)
            scene = self.scene(dialogue, begin)
        self._last_seen[scene.person.key] = begin
        return scene, dialogue, fate

    def remember(self, thread: Thread) -> None:
        """Keep a thread, so that a later chat can go back to it."""
        if thread.fate is Fate.PLAYED and not thread.scene.earlier and not thread.scene.is_anonymous:
            self._past.append(thread)

    def _topic(self) -> Topic:
        """Deal from a shuffled deck that holds each topic in its share; fractions carry over to the next deck."""
        if not self._deck:
            cards: list[Topic] = []
            for topic, share in SHARES.items():
                self._owed[topic] += share * 120
                count = round(self._owed[topic])
                self._owed[topic] -= count
                cards += [topic] * count
            self._rng.shuffle(cards)
            self._deck.extend(cards)
        return self._deck.popleft()

    def _dialogue(self, topic: Topic, begin: datetime) -> Dialogue:
        month = begin.astimezone(SHOP_ZONE).month
        fitting = [
            dialogue for dialogue in _about(topic) if not dialogue.settings.months or month in dialogue.settings.months
        ]
        used = self._recent.setdefault(topic, [])
        recent = used[len(used) - len(fitting) // 2 :] if len(used) > len(fitting) // 2 else used
        fresh = [
            dialogue
            for dialogue in fitting
            if dialogue.about not in recent or dialogue.settings.weight > 2 or len(fitting) == 1
        ]
        chosen = self._rng.choices(fresh, [dialogue.settings.weight for dialogue in fresh])[0]
        used.append(chosen.about)
        return chosen

    def _follow_up(self, topic: Topic, begin: datetime) -> tuple[Scene, Dialogue] | None:
        written = [extra for extra in load_extras("follow_up") if (extra.category, extra.subcategory) == topic]
        pairs = [
            (thread, extra)
            for thread in self._past
            for extra in written
            if thread.dialogue.subcategory in extra.settings.after
            and timedelta(days=1) < begin - thread.begin < timedelta(days=9)
            and self._last_seen[thread.scene.person.key] == thread.begin
        ]
        if not pairs:
            return None
        thread, dialogue = self._rng.choice(pairs)
        agent, second = self._agents(dialogue, without=thread.scene.agent)
        at = begin.astimezone(SHOP_ZONE)
        earlier = Earlier(thread.scene.agent, thread.begin.astimezone(SHOP_ZONE))
        return replace(thread.scene, at=at, agent=agent, second_agent=second, earlier=earlier), dialogue

    def scene(self, dialogue: Dialogue, begin: datetime) -> Scene:
        """Return who, what and when for one dialogue."""
        rng = self._rng
        at = begin.astimezone(SHOP_ZONE)
        person, is_anonymous = self._person(begin, dialogue.settings.places)
        agent, second = self._agents(dialogue)
        product, other = _products(dialogue, rng)
        placed = (at - timedelta(days=rng.randint(*dialogue.settings.placed))).date()
        first_order = order_number(rng, placed)
        second_order = f"{first_order[:-6]}{int(first_order[-6:]) + rng.randrange(1, 9)}"
        return Scene(
            at=at,
            person=person,
            agent=agent,
            second_agent=second,
            product=product,
            other_product=other,
            order=first_order,
            other_order=second_order,
            placed=placed,
            carrier=dialogue.settings.carrier or rng.choice(("Australia Post", "Australia Post", "StarTrack")),
            elsewhere=rng.choice([place for place in PLACES if place.is_regional and place.city != person.place.city]),
            is_anonymous=is_anonymous,
        )

    def _person(self, begin: datetime, places: frozenset[str]) -> tuple[Person, bool]:
        """Return a customer who lives where the dialogue needs it and hasn't written for four days; and if unnamed."""
        while True:
            person = self._rng.choices(PEOPLE, cum_weights=_CUMULATIVE_WEIGHTS)[0]
            seen = self._last_seen.get(person.key)
            if _lives_in(person, places) and not (seen and begin - seen < timedelta(days=4)):
                break
        if self._rng.random() < _ANONYMOUS_CHANCE:
            return replace(person, key=f"{self._rng.getrandbits(128):032x}"), True
        return person, False

    def _agents(self, dialogue: Dialogue, without: Agent | None = None) -> tuple[Agent, Agent]:
        """Return who answers and who may take over; not somebody whom the dialogue speaks of by name."""
        free = [agent for agent in AGENTS if agent.first not in dialogue.words and agent != without]
        weights = [_AGENT_WEIGHTS[AGENTS.index(agent)] for agent in free]
        agent = self._rng.choices(free, weights)[0]
        others = [other for other in AGENTS if other != agent]
        return agent, others[-1] if "dispatch" in dialogue.about else self._rng.choice(others)


@cache
def _about(topic: Topic) -> tuple[Dialogue, ...]:
    return tuple(dialogue for dialogue in load_dialogues() if (dialogue.category, dialogue.subcategory) == topic)


def _lives_in(person: Person, places: frozenset[str]) -> bool:
    return not places or person.state in places or ("regional" in places and person.place.is_regional)


def _products(dialogue: Dialogue, rng: random.Random) -> tuple[Product, Product]:
    if dialogue.settings.pairs:
        first, second = rng.choice(dialogue.settings.pairs)
        return _named(first), _named(second)
    product = rng.choice(_fitting_products(dialogue))
    neighbours = [other for other in PRODUCTS if other.department == product.department and other != product]
    return product, rng.choice(neighbours)


@cache
def _fitting_products(dialogue: Dialogue) -> tuple[Product, ...]:
    settings = dialogue.settings
    letters = [name[2] for name in slots_of(dialogue) if name.startswith("q_")]
    return tuple(
        product
        for product in PRODUCTS
        if (not settings.departments or product.department in settings.departments)
        and (not settings.products or product.short in settings.products)
        and all(letter in load_product_answers()[product.short] for letter in letters)
    )


def _named(short: str, products: Sequence[Product] = PRODUCTS) -> Product:
    return next(product for product in products if product.short == short)
