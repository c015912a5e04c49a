"""Rules as staff write them: what is accepted, and what a fault's message points at."""

import time

import pytest

from interactions.categorize.book import RULES_VERSION, version_of
from interactions.categorize.judge import judge
from interactions.categorize.row_rules import MAX_LINE, MAX_LINES, BadRule, read_phrases, rule_of
from interactions.categorize.rules import Rule
from interactions.categorize.text import Words
from interactions.models import CategoryRule
from interactions.vocabulary import Priority, Sentiment

ESKY = "Hello, the esky was gone when I opened the door."


def row(**columns: object) -> CategoryRule:
    defaults = {"name": "Eskies", "phrases": "esky ~4 (missing|gone)", "category": "wholesale", "weight": 8.0}
    return CategoryRule(**defaults | columns)


def judged(text: str, *rules: Rule) -> tuple[str | None, str, str]:
    found = judge(Words(None, (text,)), {"wholesale": "low"}, rules)
    return found.category, found.sentiment.value, found.priority.value


def test_lines_are_phrases_and_those_with_unless_take_back() -> None:
    text = "  esky ~2 gone \r\n\n\tcool box\nUnless: esky for sale\n unless:  swap (esky|box)"
    assert read_phrases(text) == (("esky ~2 gone", "cool box"), ("esky for sale", "swap (esky|box)"))


@pytest.mark.parametrize(
    ("text", "line", "column", "problem"),
    [
        ("(a+)+", 1, 3, "'+)+' is not understood"),
        ("fine\n  late $ here", 2, 8, "'$ here' is not understood"),
        ("fine\nunless: (gone|missing", 2, 9, "not closed"),
        ("where is) it", 1, 9, "never opened"),
        ("a (b|) c", 1, 6, "an alternative is empty"),
        ("the <esky> is", 1, 5, "no list <esky>"),
        ("not? yet?", 1, 1, "every word may be absent"),
        ("~3", 1, 1, "every word may be absent"),
        ("unless:", 1, 8, "empty"),
        ("unless: esky", 1, 1, "no phrase to look for"),
        ("", 1, 1, "no phrase to look for"),
        ("x" * (MAX_LINE + 1), 1, MAX_LINE + 1, "at most 300 characters"),
        ("late\n" * (MAX_LINES + 1), MAX_LINES + 1, 1, "at most 60 lines"),
    ],
)
def test_a_fault_names_its_place_and_points_at_it(text: str, line: int, column: int, problem: str) -> None:
    with pytest.raises(BadRule) as raised:
        read_phrases(text)
    fault = raised.value.faults[0]
    assert (fault.line, fault.column) == (line, column)
    assert problem in fault.problem
    told, shown, pointer = str(fault).split("\n")
    assert told.startswith(f"Line {line}, column {column}: ")
    assert pointer == " " * (column - 1) + "^"
    assert len(shown) >= column - 1


def test_every_faulty_line_is_told() -> None:
    with pytest.raises(BadRule) as raised:
        read_phrases("a $\nfine\n(b")
    assert [fault.line for fault in raised.value.faults] == [1, 3]


@pytest.mark.parametrize(
    "phrase",
    [
        "a? " * 40 + "b",
        "a ~9 " * 6 + "b",
        "(a|a|a) " * 20 + "b",
        "(a|a*) " * 20 + "b",
        "(" * 140 + "a" + ")" * 140,
        "<parcel>? " * 25 + "b",
    ],
)
def test_a_phrase_that_would_be_slow_or_too_deep_is_refused_at_once(phrase: str) -> None:
    started = time.perf_counter()
    with pytest.raises(BadRule, match=r"slow|deep"):
        read_phrases(phrase)
    assert time.perf_counter() - started < 1


def test_the_slowest_rule_that_is_accepted_is_still_quick_on_the_worst_text() -> None:
    phrases = "\n".join(f"{'a? ' * 10}(b|c|word{number})" for number in range(MAX_LINES))
    text = "a " * 2_000
    judged("warm up", rule := rule_of(row(phrases=phrases)))
    started = time.perf_counter()
    judged(text + "b", rule)
    assert time.perf_counter() - started < 5


def test_a_rule_outweighs_the_rule_book_and_brings_its_priority_and_sentiment() -> None:
    rule = rule_of(row(priority="high", sentiment="negative"))
    assert (rule.priority, rule.sentiment, rule.name) == (Priority.HIGH, Sentiment.NEGATIVE, "Eskies")
    assert judged(ESKY)[0] == "order_issue"
    assert judged(ESKY, rule) == ("wholesale", "negative", "high")
    assert judged("Where is my order?", rule)[0] == "order_tracking"


def test_what_is_urgent_stays_urgent_whatever_a_rule_says() -> None:
    text = f"{ESKY} My daughter had an allergic reaction and is in hospital."
    assert judged(text, rule_of(row(priority="low", sentiment="positive")))[1:] == ("urgent", "urgent")


def test_unless_takes_it_back_and_the_first_scope_reads_the_opening_only() -> None:
    assert judged(ESKY, rule_of(row(phrases="esky ~4 gone\nunless: opened ~1 door")))[0] != "wholesale"
    later = Words(None, ("I would like to ask about the oats", "the esky was gone"))
    assert judge(later, {}, [rule_of(row(scope="first"))]).category != "wholesale"


def test_a_rule_may_look_for_words_of_another_language_and_for_words_unlike_the_books() -> None:
    german = rule_of(row(phrases="wo ist ~2 bestellung", category="order_tracking"))
    assert judged("Guten Tag, wo ist denn meine Bestellung und wann kommt sie, bitte?", german)[0] == "order_tracking"
    mistyped = rule_of(row(phrases="tracing paper"))
    assert judged("I need some tracing paper for my class", mistyped)[0] == "wholesale"


def test_the_evidence_names_the_rule() -> None:
    found = judge(Words(None, (ESKY,)), {}, [rule_of(row())])
    assert found.evidence[0].rule == "Eskies"
    assert found.evidence[0].to_json()["rule"] == "Eskies"
    assert ESKY[found.evidence[0].start : found.evidence[0].end] == "esky was gone"


def test_the_version_changes_with_the_rows_and_only_with_them() -> None:
    one, other = rule_of(row()), rule_of(row(weight=7))
    assert version_of([]) == RULES_VERSION
    assert version_of([one]) == version_of([rule_of(row())]) != version_of([other])
    assert version_of([one, other]) == version_of([other, one])
    assert version_of([one]).startswith(RULES_VERSION + ".")
