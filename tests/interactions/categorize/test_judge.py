"""One answer for a conversation."""

import json
from pathlib import Path

import pytest

from interactions.categorize.evaluate import Evaluation, evaluate, parse_examples
from interactions.categorize.judge import judge
from interactions.categorize.text import Words
from interactions.vocabulary import Priority, Sentiment
from tests.interactions.categorize.build import judged, topic

CONVERSATIONS = Path(__file__).parent / "samples/conversations.jsonl"


def measured() -> Evaluation:
    examples = parse_examples(CONVERSATIONS.read_text(encoding="utf-8").split("\n"))
    found = [judge(Words(one.subject, (one.text,))) for one in examples]
    return evaluate(examples, [(one.category, one.subcategory) for one in found])


def test_whole_conversations_of_this_shop_are_understood() -> None:
    found = measured()
    assert found.accuracy >= 0.93
    assert found.accuracy_of_answered is not None
    assert found.accuracy_of_answered >= 0.97
    assert found.subcategory_accuracy is not None
    assert found.subcategory_accuracy >= 0.92


@pytest.mark.parametrize(
    ("text", "category", "subcategory"),
    [
        # Ambiguous by design, and decided.
        ("I would like a refund for my order", "payment", "refund"),
        ("How long does delivery take?", "order_tracking", "delivery_time"),
        ("I ordered on Monday and it has not arrived", "order_tracking", "where_is_order"),
        ("You sent the wrong item, I want to return it", "order_issue", "wrong_items"),
        ("The oil leaked, can I have a refund?", "order_issue", "damaged"),
        ("Is there a trade discount for bulk orders?", "wholesale", None),
        ("thanks", "feedback", "positive"),
    ],
)
def test_what_two_categories_could_claim_is_decided(text: str, category: str, subcategory: str | None) -> None:
    assert topic(text) == (category, subcategory)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\n ",
        "hello",
        "Hi there!",
        "ok",
        "refund",
        "???",
        "👍👍🌿",
        "😡",
        "1234567",
        "yes that's right, 3056",
        "I have a question",
        "Guten Tag, wo ist meine Bestellung mit dem tracking, ich habe nicht bekommen",
        "Bonjour, je voudrais un refund pour ma commande, merci",
        "你好,我的订单在哪里",
        "здравствуйте, где мой заказ",
    ],
)
def test_what_says_nothing_or_not_in_english_gets_no_category(text: str) -> None:
    assert topic(text) == (None, None)


def test_one_word_still_gives_candidates() -> None:
    assert judged("refund").candidates[0].category == "payment"


def test_without_any_message_everything_is_neutral() -> None:
    found = judge(Words(None, ()))
    assert (found.category, found.confidence, found.sentiment) == (None, 0.0, Sentiment.NEUTRAL)
    assert found.priority is Priority.MEDIUM


def test_the_first_message_outweighs_later_ones() -> None:
    assert topic("The jar in my parcel was smashed", "ok. do you also have an invoice?", "thanks") == (
        "order_issue",
        "damaged",
    )


def test_a_chat_that_begins_with_small_talk_is_judged_by_its_matter() -> None:
    assert topic("hi", "quick question", "do you ship to New Zealand?") == ("shipping", "shipping_options")


def test_at_most_three_candidates_come_best_first() -> None:
    found = judged("refund my broken jar, change my address, invoice please, and is the tea in stock or on sale?")
    confidences = [one.confidence for one in found.candidates]
    assert len(confidences) == 3
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) <= 1.0


def test_a_torn_judgement_names_no_category() -> None:
    found = judged("change my address or is the tea in stock or do you have an invoice")
    assert found.category is None
    assert 0 < found.confidence < 0.5


def test_evidence_says_which_words_where() -> None:
    text = "Hello,\nMy parcel hasn’t arrived."
    evidence = judged(text).evidence
    assert evidence
    for one in evidence:
        assert one.where == "message 1"
        assert text[one.start : one.end].strip()
    assert any("hasn’t arrived" in text[one.start : one.end] for one in evidence)


def test_a_judgement_is_plain_json() -> None:
    found = judged("My parcel hasn't arrived and I'm not happy", subject="Late again")
    again = json.loads(json.dumps(found.to_json()))
    assert again["category"] == "order_tracking"
    assert again["candidates"][0]["evidence"][0].keys() == {"phrase", "where", "start", "end"}
    assert again["sentiment"] == "negative"


DEFAULTS = {"product_inquiry": "low", "stock": "low", "order_issue": "high", "order_tracking": "medium"}


@pytest.mark.parametrize(
    ("text", "priority"),
    [
        ("Is the black rice in stock?", Priority.LOW),
        ("What is in the muesli, does it contain nuts?", Priority.LOW),
        ("Where is my parcel?", Priority.MEDIUM),
        ("My parcel is five days late.", Priority.HIGH),
        ("The jar came smashed.", Priority.HIGH),
        ("I urgently need my parcel.", Priority.URGENT),
        ("hello", Priority.MEDIUM),
    ],
)
def test_priority_comes_from_the_category_and_is_lifted_by_the_mood(text: str, priority: Priority) -> None:
    assert judge(Words(None, (text,)), DEFAULTS).priority is priority
