"""What was written becomes what somebody typed."""

import random

from boo_site.demo.wording import Hand, agree, bare_order, fill, type_as


def filled(text: str, **slots: str) -> str:
    return fill(text, slots.__getitem__, random.Random(1))


def test_choices_may_hold_slots() -> None:
    assert filled("{{name}|{name}} wrote", name="Mia") == "Mia wrote"


def test_sentences_start_with_a_capital_but_addresses_do_not() -> None:
    assert filled("{a}. where is it? thanks", a="hi") == "Hi. Where is it? Thanks"
    assert filled("{email}, Nguyen", email="mia@example.com") == "mia@example.com, Nguyen"


def test_a_plain_order_id_says_order_once() -> None:
    order = bare_order("214387")
    assert filled("where is {order}?", order=order) == "Where is order 214387?"
    assert filled("Where is my order {order}?", order=order) == "Where is my order 214387?"


def test_nobody_says_thanks_twice_in_a_row() -> None:
    assert filled("Thank you, {ty}", ty="thanks heaps") == "Thank you"


def test_plural_products_take_plural_verbs() -> None:
    text = agree("Is the medjool dates here? The medjool dates is great", ["medjool dates"])
    assert text == "Are the medjool dates here? The medjool dates are great"


def test_lower_case_typists_keep_order_numbers() -> None:
    assert type_as(Hand.LOWER, "Where is H241606215199, Tess?", random.Random(1)) == "where is H241606215199, tess?"


def test_hasty_typists_slip_now_and_then_but_never_in_order_numbers() -> None:
    rng = random.Random(5)
    text = "Where is my parcel please, the tracking for H241606215199 hasn't moved since Tuesday"
    typed = [type_as(Hand.HASTY, text, rng) for _ in range(40)]
    assert len(set(typed)) > 8
    assert all("H241606215199" in line for line in typed)
