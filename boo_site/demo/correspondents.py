"""Choose who writes which letter in the sample mailbox: topics in their shares, people, products, staff. Pure."""

import random
from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Final

from boo_site.demo.casting import SHARES, Topic
from boo_site.demo.dialogue import load_product_answers
from boo_site.demo.letter import Letter, load_letters, words_of
from boo_site.demo.people import AGENTS, PEOPLE, PRODUCTS, Agent, Person, Product, order_number
from boo_site.demo.places import PLACES
from boo_site.demo.scene import Scene
from boo_site.demo.year import SHOP_ZONE

_CUMULATIVE_WEIGHTS: Final = tuple(accumulate(person.weight for person in PEOPLE))
_AGENT_WEIGHTS: Final = {"Hannah": 2, "Dev": 3, "Tess": 4, "Linh": 3}
_QUIET_DAYS: Final = 4


def topics(count: int, rng: random.Random) -> list[Topic]:
    """Return `count` topics in the year's shares, shuffled."""
    bounds = list(accumulate(SHARES.values()))
    ends = [round(bound / bounds[-1] * count) for bound in bounds]
    sizes = [end - start for start, end in zip([0, *ends], ends, strict=False)]
    dealt = [topic for topic, size in zip(SHARES, sizes, strict=True) for _ in range(size)]
    rng.shuffle(dealt)
    return dealt


class Correspondents:
    """Deal out letters and people, one conversation after the other in the order of time."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._used: dict[Topic, deque[Letter]] = {}
        self._last_seen: dict[str, datetime] = {}

    def next(self, topic: Topic, begin: datetime) -> tuple[Scene, Letter]:
        """Return what the conversation that begins at `begin` (UTC) is made of."""
        letter = self._letter(topic, begin)
        person = self._person(letter, begin)
        self._last_seen[person.key] = begin
        return self._scene(letter, person, begin), letter

    def _letter(self, topic: Topic, begin: datetime) -> Letter:
        """Return a letter of the topic, in its season and not among the last few."""
        month = begin.astimezone(SHOP_ZONE).month
        fitting = [
            letter
            for letter in load_letters()
            if (letter.category, letter.subcategory) == topic and (not letter.months or month in letter.months)
        ]
        used = self._used.setdefault(topic, deque(maxlen=max(len(fitting) // 3, 1)))
        fresh = [letter for letter in fitting if letter not in used or len(fitting) == 1]
        letter = self._rng.choices(fresh, [letter.weight for letter in fresh])[0]
        used.append(letter)
        return letter

    def _person(self, letter: Letter, begin: datetime) -> Person:
        """Return somebody who lives where the letter needs it and hasn't written for some days."""
        while True:
            person = self._rng.choices(PEOPLE, cum_weights=_CUMULATIVE_WEIGHTS)[0]
            seen = self._last_seen.get(person.key)
            if _lives_in(person, letter.places) and not (seen and begin - seen < timedelta(days=_QUIET_DAYS)):
                return person

    def _scene(self, letter: Letter, person: Person, begin: datetime) -> Scene:
        rng = self._rng
        at = begin.astimezone(SHOP_ZONE)
        product, other = _products(letter, rng)
        placed = (at - timedelta(days=rng.randint(*letter.placed))).date()
        first_order, second_order = sorted(order_number(rng, placed) for _ in range(2))
        agent = self._agent(letter)
        return Scene(
            at=at,
            person=person,
            agent=agent,
            second_agent=rng.choice([other for other in AGENTS if other != agent]),
            product=product,
            other_product=other,
            order=first_order,
            other_order=second_order,
            placed=placed,
            carrier=rng.choice(("Australia Post", "Australia Post", "StarTrack")),
            elsewhere=rng.choice([place for place in PLACES if place.city != person.place.city]),
        )

    def _agent(self, letter: Letter) -> Agent:
        """Return who answers: who must, or anybody whom the letter doesn't speak of by name."""
        if letter.agent:
            return next(agent for agent in AGENTS if agent.first == letter.agent)
        free = [agent for agent in AGENTS if agent.first not in words_of(letter)]
        return self._rng.choices(free, [_AGENT_WEIGHTS[agent.first] for agent in free])[0]


def _lives_in(person: Person, places: frozenset[str]) -> bool:
    return not places or person.state in places or ("regional" in places and person.place.is_regional)


def _products(letter: Letter, rng: random.Random) -> tuple[Product, Product]:
    fitting = list(_fitting_products(letter))
    product = rng.choice(fitting)
    neighbours = [other for other in PRODUCTS if other.department == product.department and other != product]
    return product, rng.choice(neighbours)


def _fitting_products(letter: Letter) -> Iterator[Product]:
    needed = [letter_ for letter_ in "iur" if f"{{q_{letter_}}}" in words_of(letter)]
    for product in PRODUCTS:
        in_department = not letter.departments or product.department in letter.departments
        is_named = not letter.products or product.short in letter.products
        if in_department and is_named and all(one in load_product_answers()[product.short] for one in needed):
            yield product
