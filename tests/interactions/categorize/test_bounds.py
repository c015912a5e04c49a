"""Any text may come, of any length."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interactions.categorize.judge import judge
from interactions.categorize.rule_book import CATEGORY_RULES
from interactions.categorize.text import Words

SECONDS_FOR_THE_WORST = 5.0
"""Far above what is measured (0.2 s), so that a busy machine doesn't fail it; a quadratic cut would take minutes."""

WORDS = "where is my order not arrived refund broken , . > -- thanks hi on wrote: From: @ http://x ' ’ 215377 eft"
words = st.sampled_from([*WORDS.split(), "\n", "\n\n", " "])
texts = st.one_of(st.text(max_size=300), st.lists(words, max_size=60).map(" ".join))


@settings(deadline=None)
@given(subject=st.none() | texts, messages=st.lists(texts, max_size=4))
def test_any_text_is_judged(subject: str | None, messages: list[str]) -> None:
    found = judge(Words(subject, tuple(messages)))
    sources = {"subject": subject or ""} | {f"message {n}": text for n, text in enumerate(messages, start=1)}
    assert 0 <= found.confidence <= 1
    assert (found.category is None) <= (found.subcategory is None)
    for evidence in (*found.evidence, *found.sentiment_evidence):
        assert 0 <= evidence.start < evidence.end <= len(sources[evidence.where])


PIECES = (
    "a",
    "> quoted\n",
    "Thanks\n",
    "hi there ",
    "where is my order not ",
    ". ",
    "a@",
    "on x\n",
    "not not ",
    "From: <",
)
ODD_PIECES = ("\n", "www.", "é́", "ﷺ", "— ", "thank you but ", "buy organics ", "\u200b", "'", "1")


@pytest.mark.parametrize("piece", PIECES + ODD_PIECES)
def test_a_megabyte_of_anything_takes_no_longer_than_a_page(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    begun = time.process_time()
    found = judge(Words(text, (text,) * 50))
    assert time.process_time() - begun < SECONDS_FOR_THE_WORST
    assert found.version


def test_no_rule_weighs_nothing() -> None:
    assert all(rule.weight > 0 for rule in CATEGORY_RULES)
