"""The hand-written dialogues can be read, cover every topic, and use only slots and products that exist."""

import random
import re
from datetime import datetime

import pytest

from boo_site.demo.casting import SHARES, Casting
from boo_site.demo.dialogue import (
    Dialogue,
    Kind,
    load_dialogues,
    load_extras,
    load_product_answers,
    parse_dialogues,
    slots_of,
)
from boo_site.demo.people import PRODUCTS
from boo_site.demo.play import play
from boo_site.demo.scene import Slots
from boo_site.demo.script import Wording

EXTRAS = ("follow_up", "add_on", "closing")
WRITTEN = """
== where_is_order : not scanned
@placed 4-9
@months 6, 7
@rate good 40 | quick |
c: {hi}where is {order}?
/ [>late] any news on {order}
a: [late] so sorry, {first}
/ it is on its way
+4m
?40
f: photo.jpg
/ -
?
z plain
"""


def everything() -> list[Dialogue]:
    return [*load_dialogues(), *(extra for name in EXTRAS for extra in load_extras(name))]


def test_a_dialogue_is_read_with_its_settings_wordings_and_parts() -> None:
    (dialogue,) = parse_dialogues(WRITTEN, "order_tracking")
    assert (dialogue.category, dialogue.subcategory, dialogue.about) == (
        "order_tracking",
        "where_is_order",
        "not scanned",
    )
    assert dialogue.settings.placed == (4, 9)
    assert dialogue.settings.months == {6, 7}
    assert dialogue.settings.rating is not None
    assert dialogue.settings.rating.comments == ("quick", "")
    first, optional, last = dialogue.parts
    assert [turn.kind for turn in first.turns] == [Kind.CUSTOMER, Kind.AGENT, Kind.PAUSE]
    assert first.turns[0].choices[1] == Wording("any news on {order}", sets="late")
    assert first.turns[1].choices[0].needs == "late"
    assert (optional.chance, optional.turns[0].choices[1].text) == (40, "")
    assert last.turns[0].choices[0].text == "plain"


@pytest.mark.parametrize("line", ["q: what", "no mark at all", "a:without a space"])
def test_a_line_that_is_not_understood_is_named_with_its_number(line: str) -> None:
    with pytest.raises(ValueError, match="payment, line 2"):
        list(parse_dialogues(f"== refund : x\n{line}", "payment"))


def test_an_unknown_setting_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown settings: wheight"):
        list(parse_dialogues("== refund : x\n@wheight 3\nc: hi", "payment"))


def test_there_are_many_distinct_dialogues() -> None:
    dialogues = load_dialogues()
    assert len(dialogues) >= 180
    assert len({(dialogue.category, dialogue.about) for dialogue in dialogues}) == len(dialogues)


def test_every_topic_of_the_year_is_written_and_nothing_else() -> None:
    assert {(dialogue.category, dialogue.subcategory) for dialogue in load_dialogues()} == set(SHARES)


def test_the_shares_add_up() -> None:
    assert sum(SHARES.values()) == pytest.approx(1.0)


def test_every_topic_has_a_dialogue_in_every_month() -> None:
    for topic in SHARES:
        own = [dialogue for dialogue in load_dialogues() if (dialogue.category, dialogue.subcategory) == topic]
        assert any(not dialogue.settings.months for dialogue in own), topic


def test_settings_name_only_products_that_are_on_the_shelf() -> None:
    shelf = {product.short for product in PRODUCTS}
    for dialogue in everything():
        named = {*dialogue.settings.products, *(name for pair in dialogue.settings.pairs for name in pair)}
        assert named <= shelf, dialogue.about


def test_every_product_has_answers() -> None:
    assert set(load_product_answers()) == {product.short for product in PRODUCTS}
    assert all(answers for answers in load_product_answers().values())


def test_every_slot_of_every_wording_can_be_filled(anchor: datetime) -> None:
    rng = random.Random(1)
    casting = Casting(rng)
    for dialogue in everything():
        scene = casting.scene(dialogue, anchor)
        slots = Slots(scene, rng)
        for name in slots_of(dialogue) | set(re.findall(r"\{(,\w+)\}", dialogue.words)):
            assert slots(name) is not None, (dialogue.about, name)


def test_nothing_of_the_notation_is_left_in_what_people_say(anchor: datetime) -> None:
    rng = random.Random(2)
    casting = Casting(rng)
    for dialogue in [*load_dialogues(), *load_extras("follow_up")] * 3:
        for line in play(dialogue, casting.scene(dialogue, anchor), rng):
            assert line.text.strip()
            assert not re.search(r"[{}|\x00-\x08]|\[>?\w+\]|^/ ", line.text), line.text
