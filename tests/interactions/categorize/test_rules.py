"""Finding rules, and the rule book itself."""

from collections import Counter
from dataclasses import replace

import pytest

from interactions.categorize.book import RULES_VERSION
from interactions.categorize.examples import shipped_examples
from interactions.categorize.judge import read_parts
from interactions.categorize.phrases import compile_phrase
from interactions.categorize.rule_book import CATEGORY_RULES, MOOD, NAMES, URGENCY
from interactions.categorize.rules import Matcher, Rule
from interactions.categorize.text import Words, read
from tests.interactions.categorize.build import judged, topic

TREE: dict[str, set[str]] = {
    "order_tracking": {"where_is_order", "delivery_time"},
    "order_issue": {"missing_items", "wrong_items", "damaged"},
    "payment": {"payment_failed", "refund", "eft_bank_transfer"},
    "returns": {"return_request", "exchange"},
    "order_change": {"cancel", "address_change", "modify_order"},
    "product_inquiry": {"stock", "ingredients", "usage", "recommendation"},
    "shipping": {"shipping_cost", "shipping_options"},
    "technical": {"website_issue", "account_issue"},
    "pricing": {"discount", "price_match"},
    "feedback": {"positive"},
    "complaint": set(),
    "wholesale": set(),
    "other": set(),
}


def strengths(rules: tuple[Rule, ...], *messages: str, subject: str | None = None) -> dict[str, float]:
    return {
        found.rule.category: round(found.strength, 3)
        for found in Matcher(rules, {}).find(read(Words(subject, messages)))
    }


def test_the_rule_book_uses_the_categories_of_the_schema() -> None:
    for rule in CATEGORY_RULES:
        assert rule.subcategory is None or rule.subcategory in TREE[rule.category], rule


def test_every_category_and_subcategory_can_be_reached() -> None:
    reached = Counter((rule.category, rule.subcategory) for rule in CATEGORY_RULES)
    wanted: set[tuple[str, str | None]] = {(category, sub) for category, subs in TREE.items() for sub in subs}
    wanted |= {(category, None) for category, subs in TREE.items() if not subs}
    assert wanted <= set(reached)


def test_every_rule_compiles() -> None:
    matchers = (Matcher(CATEGORY_RULES, NAMES), Matcher(MOOD, NAMES), Matcher(URGENCY, NAMES))
    assert all(matcher.vocabulary() for matcher in matchers)


def test_trying_only_likely_phrases_finds_what_trying_all_of_them_finds() -> None:
    compiled = [[compile_phrase(phrase, NAMES).pattern for phrase in rule.phrases] for rule in CATEGORY_RULES]
    matcher = Matcher(tuple(replace(rule, unless=(), scope="any") for rule in CATEGORY_RULES), NAMES)
    met = 0
    for example in shipped_examples()[::40]:
        for part in read_parts(example.words):
            found = {one.rule.phrases for one in matcher.find([part])}
            wanted = {
                rule.phrases
                for rule, patterns in zip(CATEGORY_RULES, compiled, strict=True)
                if any(pattern.search(part.text) for pattern in patterns)
            }
            assert found == wanted
            met += len(wanted)
    assert met > 25


def test_a_rule_met_twice_counts_once() -> None:
    rule = Rule("returns", None, ("return*", "back"))
    assert strengths((rule,), "return it back, return it") == {"returns": 3.0}


def test_a_phrase_in_unless_takes_a_rule_back() -> None:
    rule = Rule("returns", None, ("return*",), unless=("return to sender",))
    assert strengths((rule,), "it went return to sender") == {}


def test_a_rule_for_the_opening_is_not_met_in_a_later_message() -> None:
    rule = Rule("returns", None, ("return*",), scope="first")
    opening = "do you have red lentils in a big bag"
    assert strengths((rule,), opening, "what about returns") == {}
    assert strengths((rule,), "what about returns", opening) == {"returns": 3.0}


def test_a_later_message_counts_less() -> None:
    rule = Rule("returns", None, ("return*",))
    assert strengths((rule,), "do you have red lentils in a big bag", "what about returns") == {"returns": 1.2}


@pytest.mark.parametrize("text", ["Any recipe for leftover rice?", "My eftpos card works", "We use Salesforce at work"])
def test_words_inside_words_are_not_met(text: str) -> None:
    found = judged(text)
    assert not {("payment", "eft_bank_transfer"), ("pricing", "discount")} & {
        (one.category, one.subcategory) for one in found.candidates
    }


def test_the_shops_name_makes_no_product_question() -> None:
    signed = "Where is my parcel?\n\nRegards,\nJo, a fan of Buy Organics Online"
    assert topic(signed) == ("order_tracking", "where_is_order")
    assert judged("Hello Buy Organics Online").candidates == ()


def test_the_version_names_the_rule_book() -> None:
    assert RULES_VERSION.startswith("rules-")
    assert judged("hello").version == RULES_VERSION
