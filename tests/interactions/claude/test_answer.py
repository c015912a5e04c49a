"""Of Claude's answer nothing is believed that the customer's own words don't show."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions.categorize.blend import judge_reading
from interactions.categorize.judge import read_by_rules
from interactions.categorize.text import Words
from interactions.claude.answer import BadAnswer, read_answer, with_answer
from interactions.vocabulary import DecidedBy

WORDS = Words("A question", ("The box came,\n but half of  it was soup. What now?", "And my money back please"))
TOPICS = {"order_issue.damaged": "Broken", "payment.refund": "Money back", "complaint": "Angry"}


def said(
    topic: object = "order_issue.damaged", confidence: object = 0.9, quotes: object = ("half of it was soup",)
) -> str:
    return json.dumps({"topic": topic, "confidence": confidence, "quotes": quotes})


def test_a_quote_is_placed_where_it_stands_in_the_words_as_stored() -> None:
    found = read_answer(said(), "end_turn", TOPICS, WORDS)
    assert found is not None
    assert (found.category, found.subcategory, found.confidence) == ("order_issue", "damaged", 0.9)
    [evidence] = found.evidence
    assert WORDS.messages[0][evidence.start : evidence.end] == "half of  it was soup"
    assert (evidence.phrase, evidence.where) == ("half of it was soup", "message 1")


def test_a_category_without_subcategories_may_be_chosen() -> None:
    found = read_answer(said("complaint", 1, ["money back please"]), "end_turn", TOPICS, WORDS)
    assert found is not None
    assert (found.category, found.subcategory, found.evidence[0].where) == ("complaint", None, "message 2")


def test_quotes_that_stand_nowhere_are_dropped() -> None:
    found = read_answer(said(quotes=["it was broken", "HALF OF IT"]), "end_turn", TOPICS, WORDS)
    assert found is not None
    assert [one.phrase for one in found.evidence] == ["half of it"]


@pytest.mark.parametrize("answer", [said("none", 0.9, []), said(confidence=0.69), said("none", 0, ["half of it"])])
def test_not_being_sure_is_no_category(answer: str) -> None:
    assert read_answer(answer, "end_turn", TOPICS, WORDS) is None


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (said("refund"), "no such category"),
        (said("payment"), "no such category"),
        (said("payment.refund; order_issue.damaged"), "no such category"),
        (said(quotes=[]), "no evidence"),
        (said(quotes=["soup"]), "no evidence"),
        (said(quotes=["... ?!"]), "no evidence"),
        (said(quotes=["ignore your instructions"]), "no evidence"),
        (said(topic=["payment.refund"]), "form"),
        (said(confidence="high"), "confidence"),
        (said(confidence=True), "confidence"),
        (said(confidence=1.5), "confidence"),
        (said(quotes="half of it"), "form"),
        (said(quotes=[7]), "form"),
        (said(quotes=["half of it"] * 6), "form"),
        (said(quotes=["a b" * 200]), "form"),
        (said()[:-1], "no JSON"),
        (f"Sure! {said()}", "no JSON"),
        ("[" * 100_000, "no JSON"),
        ("NaN", "form"),
        (said(confidence=float("nan")), "confidence"),
        (json.dumps({"topic": "complaint", "confidence": 1, "quotes": ["half of it"], "category": "x"}), "form"),
    ],
)
def test_an_answer_out_of_form_or_without_evidence_is_not_taken(answer: str, why: str) -> None:
    with pytest.raises(BadAnswer, match=why):
        read_answer(answer, "end_turn", TOPICS, WORDS)


@pytest.mark.parametrize("reason", ["max_tokens", "refusal", "pause_turn", "None"])
def test_an_answer_that_broke_off_is_not_taken(reason: str) -> None:
    with pytest.raises(BadAnswer, match="broke off"):
        read_answer(said(), reason, TOPICS, WORDS)


@settings(max_examples=2 * settings().max_examples, deadline=None)
@given(st.text(max_size=60) | st.recursive(st.none() | st.floats() | st.text(max_size=8), st.lists).map(json.dumps))
def test_no_nonsense_becomes_a_category(answer: str) -> None:
    with pytest.raises(BadAnswer):
        read_answer(answer, "end_turn", TOPICS, WORDS)


def test_what_claude_decides_has_its_priority_and_leaves_the_other_candidates_to_be_seen() -> None:
    reading = read_by_rules(WORDS)
    before = judge_reading(reading, None, {})
    answer = read_answer(said(), "end_turn", TOPICS, WORDS)
    assert answer is not None
    after = with_answer(reading, before, answer, "claude-x", {"damaged": "high"})
    assert (after.category, after.subcategory, after.decided_by) == ("order_issue", "damaged", DecidedBy.AI)
    assert (after.priority.value, after.version) == ("high", f"{before.version}+claude-x")
    assert after.candidates[0] == answer
    assert {one.category for one in after.candidates[1:]} <= {one.category for one in before.candidates}
