"""Rules and classifier together. The opinions here are written by hand: no model is needed."""

import math

import pytest

from interactions.categorize.blend import Opinion, Scale, blend, judge_reading
from interactions.categorize.judge import judge, read_by_rules
from interactions.categorize.judgement import Judgement, Topic
from interactions.categorize.rules import Rule
from interactions.categorize.text import Words

SCALE = Scale(classifier=1.0, rules=0.4, rules_when_short=4.0, threshold=0.5)
STOCK: Topic = ("product_inquiry", "stock")
REFUND: Topic = ("payment", "refund")
USAGE: Topic = ("product_inquiry", "usage")
INDIRECT = "The blue tin went away, and the small yellow ones make me rather sad every morning, as you may imagine."


def opinion(shares: dict[Topic, float]) -> Opinion:
    return Opinion({topic: math.log(share) for topic, share in shares.items()}, SCALE, "model-1")


def blended(text: str, shares: dict[Topic, float], *extra: Rule) -> Judgement:
    return blend(read_by_rules(Words(None, (text,)), extra), opinion(shares), {})


def test_the_classifier_answers_where_no_rule_is_met() -> None:
    found = blended(INDIRECT, {STOCK: 0.9, REFUND: 0.1})
    assert (found.category, found.subcategory, found.decided_by) == ("product_inquiry", "stock", "model")
    assert found.confidence == pytest.approx(0.9, abs=0.01)
    assert found.evidence == ()


def test_below_the_threshold_the_best_three_are_told_and_none_is_chosen() -> None:
    found = blended(INDIRECT, {STOCK: 0.4, REFUND: 0.35, ("returns", "exchange"): 0.15, ("complaint", None): 0.1})
    assert (found.category, found.subcategory) == (None, None)
    assert [one.category for one in found.candidates] == ["product_inquiry", "payment", "returns"]


def test_subcategories_add_up_to_their_category() -> None:
    found = blended(INDIRECT, {STOCK: 0.3, USAGE: 0.28, REFUND: 0.42})
    assert (found.category, found.subcategory) == ("product_inquiry", "stock")


def test_a_rule_in_a_short_text_outweighs_a_lukewarm_classifier() -> None:
    found = blended("Where is my refund?", {STOCK: 0.6, REFUND: 0.4})
    assert (found.category, found.decided_by) == ("payment", "rule")
    assert found.evidence


def test_a_rule_met_in_a_long_text_counts_less() -> None:
    asks = "Where is my refund?"
    long = f"{asks} {INDIRECT * 4}"
    shares = {STOCK: 0.6, REFUND: 0.4}
    assert blended(long, shares).confidence < blended(asks, shares).confidence


def test_a_rule_of_staff_wins_over_a_sure_classifier() -> None:
    rule = Rule("wholesale", None, ("blue tin",), 8.0)
    found = blended(INDIRECT, {STOCK: 0.999, REFUND: 0.001}, rule)
    assert found.category == "wholesale"


def test_the_version_names_rules_and_model() -> None:
    assert blended(INDIRECT, {STOCK: 1.0}).version == f"{judge(Words(None, ())).version}+model-1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "🙏🙏🙏",
        "?",
        "ok",
        "11223344",
        "Wo ist mein Paket, ich habe es noch nicht bekommen und warte seit Tagen",
        "我的包裹在哪里 我已经等了两个星期了 请帮我查一下",
        "Где моя посылка я жду уже две недели помогите пожалуйста",
    ],
)
def test_what_says_nothing_in_english_gets_no_category_however_sure_the_classifier_is(text: str) -> None:
    found = blended(text, {STOCK: 0.99, REFUND: 0.01})
    assert found.category is None


def test_without_an_opinion_the_rules_answer_alone() -> None:
    words = Words(None, ("I forgot my password",))
    assert judge_reading(read_by_rules(words), None, {}) == judge(words)


def test_a_topic_that_the_classifier_never_learned_is_still_a_candidate() -> None:
    found = blended("I forgot my password", {STOCK: 0.5, REFUND: 0.5})
    assert "technical" in {one.category for one in found.candidates}
