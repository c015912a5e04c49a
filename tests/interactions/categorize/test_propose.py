"""Phrases proposed from conversations are telling, common, and in the language of rules."""

from interactions.categorize.phrases import compile_phrase
from interactions.categorize.propose import MAX_PROPOSED, common, count_phrases, phrases_of, propose
from interactions.categorize.text import Words

ESKIES = [
    "Hi, the esky was not collected from our porch",
    "Nobody came, so the esky wasn't collected again. It is on the porch.",
    "Could someone fetch the empty esky?",
]
OTHERS = ["Where is my order?", "Is the honey raw?", "The oats are on the porch", "I want a refund for the oats"]


def said(text: str) -> frozenset[str]:
    return phrases_of(Words(None, (text,)))


def test_phrases_are_spelt_as_rules_are_and_stay_within_a_sentence() -> None:
    found = said("The esky wasn't collected. Oats spilt")
    assert "esky was not collected" in found
    assert "collected oats" not in found
    assert "the" not in found


def test_what_the_chosen_say_and_the_others_do_not_is_proposed_first() -> None:
    found = propose([said(text) for text in ESKIES], count_phrases(map(said, OTHERS)), len(OTHERS))
    assert (found[0].phrase, found[0].in_chosen, found[0].in_others) == ("esky", 3, 0)
    assert "porch" not in {one.phrase for one in found}


def test_every_proposal_is_in_the_language() -> None:
    texts = ["Ünï’s café: $5 – is it 'real'?! e-mail <b>me</b> (now) a|b", "Ünï’s café $5 real e-mail <b>me</b> a|b"]
    found = propose([said(text) for text in texts], count_phrases([]), 0)
    assert found
    assert all(compile_phrase(one.phrase, {}).anchors for one in found)
    assert len(found) <= MAX_PROPOSED


def test_nothing_is_proposed_from_nothing() -> None:
    assert propose([], count_phrases([]), 0) == []
    assert propose([said("ok"), said("")], count_phrases([said("ok")]), 1) == []


def test_common_phrases_come_with_their_conversations_and_without_their_parts() -> None:
    texts = {"a": "the lid was loose again", "b": "my lid was loose", "c": "lid was fine"}
    found = common({key: said(text) for key, text in texts.items()}, most=5)
    assert found == [("lid was loose", ["a", "b"])]
