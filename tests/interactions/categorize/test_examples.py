"""The example conversations."""

from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

from interactions.categorize.evaluate import parse_examples as parse_lines
from interactions.categorize.examples import name_of, parse_examples, shipped_examples, topic_of
from interactions.categorize.text import Words
from interactions.migrations import __path__ as migrations

UNSEEN = Path(__file__).parent / "unseen"


def test_every_topic_has_forty_examples_or_more() -> None:
    counts = Counter(one.topic for one in shipped_examples())
    assert len(counts) == 31
    assert min(counts.values()) >= 40


def test_every_seeded_subcategory_is_taught() -> None:
    from importlib import import_module

    assert migrations
    rows = import_module("interactions.migrations.0003_seed_categories").CATEGORIES
    taught = {one.topic for one in shipped_examples()}
    subcategories = {(row["parent_category"], row["name"]) for row in rows if row["parent_category"]}
    assert subcategories <= taught
    assert {row["name"] for row in rows if not row["parent_category"]} == {category for category, _ in taught}


def test_no_example_is_there_twice_and_none_is_held_out_too() -> None:
    texts = ["\n".join(one.words.messages).casefold() for one in shipped_examples()]
    assert [text for text, count in Counter(texts).items() if count > 1] == []
    files = sorted(UNSEEN.glob("*.jsonl"))
    assert files
    lines = [line for path in files for line in path.read_text(encoding="utf-8").split("\n")]
    held_out = [one.text.casefold() for one in parse_lines(lines)]
    words = {text: set(text.split()) for text in (*texts, *held_out)}
    # Comparing letters takes long, so that those are compared which share half of their words.
    alike = [
        (text, other) for other in held_out for text in texts
        if len(words[text] & words[other]) > len(words[other]) / 2
        and SequenceMatcher(None, text, other).ratio() > 0.8
    ]  # fmt: skip
    assert alike == []


def test_subjects_and_messages_are_told_apart() -> None:
    found = parse_examples("Subject: Oats\n\nHi,\nare they in?\n===\nhello\n+++\nis this chat on?\n===\n\n")
    assert found == [Words("Oats", ("Hi,\nare they in?",)), Words(None, ("hello", "is this chat on?"))]


def test_names_and_topics_are_each_others_inverse() -> None:
    assert topic_of("payment.refund") == ("payment", "refund")
    assert name_of(("complaint", None)) == "complaint"
    assert all(topic_of(name_of(one.topic)) == one.topic for one in shipped_examples())
