"""Play a written dialogue in a scene: what was said, by whom, in which order. Pure."""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from boo_site.demo.dialogue import Dialogue, Kind, Turn, load_extras, slots_of
from boo_site.demo.people import BOT, Agent
from boo_site.demo.scene import Scene, Slots
from boo_site.demo.wording import Hand, agree, fill, hand_of, type_as

_SIGNED: Final = re.compile("\x02(.*?)\x02")
_ADD_ON_CHANCE: Final = 0.13
_SERIOUS: Final = frozenset({"complaint", "urgent", "escalated", "allergy"})
_BARE_HELLO: Final = (
    "Hi",
    "hi there",
    "Hello",
    "hello?",
    "Hi, quick question",
    "hey",
    "Hi, are you there?",
    "good {part}",
)
_WHEN_ANSWERED: Final = {"weekday": "answer_weekday", "daypart": "answer_daypart"}
_GREETED: Final = re.compile(r"(?i)^(?:hi|hello|hey|g'day|gday|good \w+)(?: there| team)?[,.!] +(?=\S)")
_BY_CUSTOMER: Final = (Kind.CUSTOMER, Kind.FILE)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said or done. `agent` is who has the chat at that point; `minutes` is an extra pause before it."""

    kind: Kind
    text: str
    agent: Agent
    minutes: int = 0

    @property
    def by_customer(self) -> bool:
        """Say whether the customer did this."""
        return self.kind in _BY_CUSTOMER


def play(dialogue: Dialogue, scene: Scene, rng: random.Random) -> list[Said]:
    """Return the chat's lines with every slot filled, typed in each person's own way."""
    is_serious = dialogue.category == "complaint" or not _SERIOUS.isdisjoint(dialogue.settings.tags)
    slots = Slots(scene, rng, is_serious=is_serious)
    hand = hand_of(scene.person.key)
    said: list[Said] = []
    heard: list[str] = []
    pause = 0
    for turn in _turns(dialogue, scene, rng):
        text = _choose(turn, heard, rng)
        if turn.kind is Kind.PAUSE:
            pause += int(text)
        elif turn.kind is Kind.TRANSFER:
            said.append(Said(turn.kind, text, scene.second_agent, pause))
            slots.agent = scene.second_agent
            pause = 0
        elif text:
            said += _speak(turn.kind, _filled(turn.kind, text, slots, rng), slots.agent, hand, pause, rng)
            pause = 0
    return _with_hello(_with_one_sign_off(said), scene, hand, rng)


def _choose(turn: Turn, heard: list[str], rng: random.Random) -> str:
    """Return one wording: of those that go with the last label that holds, else of those without a label."""
    fitting = [choice for choice in turn.choices if not choice.needs]
    for label in reversed(heard):
        if labelled := [choice for choice in turn.choices if choice.needs == label]:
            fitting = labelled
            break
    if not fitting:
        return ""
    chosen = rng.choice(fitting)
    if chosen.sets:
        heard.append(chosen.sets)
    return chosen.text


def _turns(dialogue: Dialogue, scene: Scene, rng: random.Random) -> Iterator[Turn]:
    before: Turn | None = None
    for part in dialogue.parts:
        if rng.random() * 100 >= part.chance:
            continue
        for turn in part.turns:
            if turn.kind is Kind.CLOSING:
                has_spoken = before is not None and before.kind is Kind.CUSTOMER
                yield from _closing(turn.choices[0].text, dialogue, has_spoken, scene, rng)
            else:
                yield turn
            before = turn


def _closing(kind: str, dialogue: Dialogue, has_spoken: bool, scene: Scene, rng: random.Random) -> Iterator[Turn]:
    """Yield an add-on now and then, and a closing; a customer who has just spoken seldom says thanks once more."""
    if kind != "sorry" and "product2" not in slots_of(dialogue) and rng.random() < _ADD_ON_CHANCE:
        add_ons = [extra for extra in load_extras("add_on") if extra.category != dialogue.category]
        yield from _turns(rng.choice(add_ons), scene, rng)
        has_spoken = False
    closings = [extra for extra in load_extras("closing") if extra.subcategory == kind]
    turns = list(_turns(rng.choice(closings), scene, rng))
    repeats = has_spoken and turns[0].kind is Kind.CUSTOMER and rng.random() < 0.8
    yield from turns[1:] if repeats else turns


def _filled(kind: Kind, text: str, slots: Slots, rng: random.Random) -> str:
    if kind in (Kind.FILE, Kind.AGENT_FILE):
        return text

    def slot(name: str) -> str:
        if name == "bye":
            return f"\x02{slots(name)}\x02"
        return slots(_WHEN_ANSWERED.get(name, name) if kind is Kind.AGENT else name)

    products = (slots.scene.product, slots.scene.other_product)
    filled = fill(text, slot, rng)
    return agree(filled, [product.short for product in products if product.is_plural])


def _speak(kind: Kind, text: str, agent: Agent, hand: Hand, pause: int, rng: random.Random) -> Iterable[Said]:
    speaker = BOT if kind is Kind.BOT else agent
    if kind is not Kind.CUSTOMER:
        return [Said(kind, text, speaker, pause)]
    pieces = [text]
    if hand is not Hand.FORMAL and rng.random() < 0.22:
        pieces = re.split(r"(?<=[.?!]) (?=[A-Z])", text, maxsplit=1)
    lines = [Said(kind, type_as(hand, piece, rng), agent) for piece in pieces]
    return [replace(lines[0], minutes=pause), *lines[1:]]


def _with_one_sign_off(said: list[Said]) -> list[Said]:
    """Keep the last sign-off of each agent: nobody signs every line."""
    said = [line for line in said if _SIGNED.sub("", line.text).strip()]
    last = {line.agent.id: at for at, line in enumerate(said) if _SIGNED.search(line.text)}
    kept = []
    for at, line in enumerate(said):
        text = _SIGNED.sub(r"\1" if last.get(line.agent.id) == at else "", line.text).strip()
        kept.append(replace(line, text=text))
    return kept


def _with_hello(said: list[Said], scene: Scene, hand: Hand, rng: random.Random) -> list[Said]:
    """Let a few customers say hello first and ask in a second message."""
    if rng.random() > 0.045 or not said or said[0].kind is not Kind.CUSTOMER:
        return said
    hello = rng.choice(_BARE_HELLO).replace("{part}", "morning" if scene.at.hour < 12 else "afternoon")
    asked = _GREETED.sub("", said[0].text)
    return [Said(Kind.CUSTOMER, type_as(hand, hello, rng), scene.agent), replace(said[0], text=asked), *said[1:]]
