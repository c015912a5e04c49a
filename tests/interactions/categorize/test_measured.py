"""The categoriser on public texts, which are kept beside the repository and are for measuring only."""

import csv
import json
import time
from functools import cache
from pathlib import Path

import pytest

from interactions.categorize.evaluate import Evaluation, evaluate, parse_examples
from interactions.categorize.judge import judge
from interactions.categorize.text import Words

SHARED = Path(__file__).resolve().parents[3] / "../shared/data"
TEXTS = SHARED / "categories/dev.jsonl"
TWEETS = SHARED / "sentiment/dev.csv"

needs_texts = pytest.mark.skipif(not TEXTS.exists(), reason="the labelled texts are not beside the repository")
needs_tweets = pytest.mark.skipif(not TWEETS.exists(), reason="the labelled tweets are not beside the repository")


@cache
def measured() -> Evaluation:
    examples = parse_examples(TEXTS.read_text(encoding="utf-8").split("\n"))
    begun = time.process_time()
    found = [judge(Words(one.subject, (one.text,))) for one in examples]
    seconds = time.process_time() - begun
    return evaluate(examples, [(one.category, one.subcategory) for one in found], seconds)


@needs_texts
def test_most_texts_get_the_right_category() -> None:
    found = measured()
    assert found.accuracy >= 0.89
    assert found.mean_accuracy_over_sources >= 0.84
    assert found.macro_f1 is not None
    assert found.macro_f1 >= 0.91


@needs_texts
def test_an_answer_is_seldom_wrong() -> None:
    found = measured()
    assert found.coverage >= 0.91
    assert found.accuracy_of_answered is not None
    assert found.accuracy_of_answered >= 0.965


@needs_texts
@pytest.mark.parametrize("source", ["bitext", "banking77", "clinc_oos", "north_star", "ecommerce_faq"])
def test_no_source_is_left_behind(source: str) -> None:
    assert {one.source: one.accuracy for one in measured().sources}[source] >= 0.70


@needs_texts
def test_thousands_of_texts_are_judged_in_a_second() -> None:
    found = measured()
    assert found.texts_per_second is not None
    assert found.texts_per_second >= 1_000


@needs_texts
def test_no_text_kept_for_measuring_is_in_the_samples() -> None:
    samples = (Path(__file__).parent / "samples/conversations.jsonl").read_text(encoding="utf-8").splitlines()
    ours = {json.loads(line)["text"].casefold().strip() for line in samples}
    theirs = {
        json.loads(line)["text"].casefold().strip() for line in TEXTS.read_text(encoding="utf-8").split("\n") if line
    }
    assert not ours & theirs


@needs_tweets
def test_most_unhappy_tweets_are_heard() -> None:
    with TWEETS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    heard = [judge(Words(None, (row["text"],))).sentiment.value in ("negative", "urgent") for row in rows]
    unhappy = [said for said, row in zip(heard, rows, strict=True) if row["label"] == "negative"]
    rest = [said for said, row in zip(heard, rows, strict=True) if row["label"] != "negative"]
    assert sum(unhappy) / len(unhappy) >= 0.68
    assert sum(rest) / len(rest) <= 0.20
