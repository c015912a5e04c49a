"""Mending slips of the pen."""

import pytest

from interactions.categorize.spelling import Speller
from tests.interactions.categorize.build import topic

SPELLER = Speller(["receive", "address", "deliver*", "cancel", "customer", "hiring", "buy"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [("recieve", "receive"), ("adress", "address"), ("addresss", "address"), ("cutsomer", "customer")],
)
def test_one_slip_is_mended(written: str, meant: str) -> None:
    assert SPELLER.correct(written) == meant


@pytest.mark.parametrize("word", ["cancer", "hiking", "reception", "delivery", "bu", "address", "dress", ""])
def test_other_words_stay(word: str) -> None:
    assert SPELLER.correct(word) == word


def test_a_misspelt_text_is_understood() -> None:
    assert topic("i want to chnage my delivrey adress") == ("order_change", "address_change")
