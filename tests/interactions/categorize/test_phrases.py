"""The language that rules are written in."""

import pytest

from interactions.categorize.phrases import BadPhrase, compile_phrase, literal_words

NAMES = {"<parcel>": "order|parcel|box"}


def matches(phrase: str, text: str) -> bool:
    return compile_phrase(phrase, NAMES).pattern.search("".join(f"{word} " for word in text.split())) is not None


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("where is", "so where is it"),
        ("where (is|are) ~2 <parcel>", "where is my last order"),
        ("where (is|are) ~2 <parcel>", "where are box"),
        ("refund*", "two refunds"),
        ("not (yet)? here", "it is not here"),
        ("not yet? here", "it is not yet here"),
        ("hasn't arrived", "it has not arrived"),
        ("<n> days", "it took 3 days"),
        ("<n> days", "it took three days"),
        ("order ~9 late", "order a b c d e f g h i late"),
    ],
)
def test_a_phrase_matches(phrase: str, text: str) -> None:
    assert matches(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("eft", "leftover"),
        ("eft", "eftpos"),
        ("sale", "salesforce"),
        ("where (is|are) ~2 <parcel>", "where is my very last lost order"),
        ("where ~3 order", "where . order"),
        ("order ~9 late", "order a b c d e f g h i j late"),
    ],
)
def test_a_phrase_does_not_match(phrase: str, text: str) -> None:
    assert not matches(phrase, text)


@pytest.mark.parametrize("phrase", ["", "()", "(a|)", "(a|b", "a)", "~3", "a? b?", "<unknown>", "a $ b", "?", "| a"])
def test_what_is_not_in_the_language_is_refused(phrase: str) -> None:
    with pytest.raises(BadPhrase, match=r"."):
        compile_phrase(phrase, NAMES)


def test_anchors_are_words_without_which_nothing_can_match() -> None:
    assert compile_phrase("where (is|are) ~2 <parcel>", NAMES).anchors == {"order", "parcel", "box"}
    assert compile_phrase("the (jar|bottle*) ~3 it", NAMES).anchors == {"jar", "bottle*"}


def test_a_phrase_demands_a_word_of_each_of_its_parts_that_may_not_be_absent() -> None:
    demands = compile_phrase("can't (you|they)? find (my|the) ~3 jar*", NAMES).demands
    assert set(demands) == {frozenset(words.split()) for words in ("can", "not", "find", "my the", "jar*")}


def test_literal_words_are_spelt_out_as_customers_words_are() -> None:
    assert literal_words(["hasn't (come|arriv*)? ~3"]) == {"has", "not", "come", "arriv*"}
