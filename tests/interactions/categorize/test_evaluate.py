"""The figures of an evaluation."""

import pytest

from interactions.categorize.evaluate import Answer, BadLine, Example, evaluate, parse_examples
from interactions.management.evaluation_text import evaluation_text


def example(category: str, subcategory: str | None = None, source: str = "mail") -> Example:
    return Example("text", category, subcategory, source)


EXAMPLES = [example("payment", "refund")] * 30 + [example("returns", source="chat")] * 2
RIGHT: Answer = ("payment", "refund")
OTHER: Answer = ("returns", None)
NONE: Answer = (None, None)
ANSWERS = [RIGHT] * 20 + [OTHER] * 5 + [NONE] * 5 + [OTHER] * 2


def test_no_answer_is_wrong_but_not_among_the_answered() -> None:
    found = evaluate(EXAMPLES, ANSWERS)
    assert (found.n, found.coverage, found.accuracy) == (32, round(27 / 32, 4), round(22 / 32, 4))
    assert found.accuracy_of_answered == round(22 / 27, 4)


def test_macro_f1_leaves_thin_classes_out_and_lists_them() -> None:
    found = evaluate(EXAMPLES, ANSWERS)
    assert found.macro_f1 == 0.8
    assert (found.macro_f1_classes, found.thin_classes) == (("payment",), ("returns",))


def test_every_source_counts_alike_in_the_mean() -> None:
    found = evaluate(EXAMPLES, ANSWERS)
    assert [(one.source, one.n) for one in found.sources] == [("mail", 30), ("chat", 2)]
    assert found.mean_accuracy_over_sources == pytest.approx((20 / 30 + 1) / 2, abs=1e-4)


def test_a_category_has_precision_recall_and_coverage() -> None:
    payment, returns = evaluate(EXAMPLES, ANSWERS).categories
    assert (payment.category, payment.n, payment.precision, payment.recall) == ("payment", 30, 1.0, round(2 / 3, 4))
    assert payment.answered == round(25 / 30, 4)
    assert (returns.precision, returns.recall) == (round(2 / 7, 4), 1.0)


def test_confusions_come_worst_first() -> None:
    found = evaluate(EXAMPLES, ANSWERS).confusions
    assert [(one.expected, one.answered, one.count) for one in found] == [
        ("payment", None, 5),
        ("payment", "returns", 5),
    ]


def test_a_right_category_with_a_wrong_subcategory_is_seen() -> None:
    found = evaluate([example("payment", "refund"), example("payment")], [("payment", None), ("payment", "refund")])
    assert (found.accuracy, found.subcategory_accuracy) == (1.0, 0.0)


def test_speed_is_texts_by_seconds() -> None:
    assert evaluate(EXAMPLES, ANSWERS, seconds=0.5).texts_per_second == 64.0
    assert evaluate(EXAMPLES, ANSWERS).texts_per_second is None


def test_unequal_lengths_and_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        evaluate(EXAMPLES, ANSWERS[:3])
    with pytest.raises(ValueError, match="nothing"):
        evaluate([], [])


def test_lines_are_read_and_empty_ones_skipped() -> None:
    lines = [
        '{"text": "a\u2028b", "category": "payment", "subcategory": "refund", "source": "x"}',
        "",
        '{"text": "", "category": "other"}',
    ]
    assert parse_examples(lines) == [
        Example("a\u2028b", "payment", "refund", "x"),
        Example("", "other", None, "unnamed"),
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "Line 2 is not JSON"),
        ("[1]", "Line 2 is not an object"),
        ('{"category": "payment"}', "Line 2 has no text"),
        ('{"text": "x"}', "Line 2 has no category"),
        ('{"text": "x", "category": ""}', "Line 2 has no category"),
        ('{"text": 3, "category": "payment"}', "Line 2 has no text"),
        ('{"text": "x", "category": "payment", "source": 7}', "Line 2: source"),
    ],
)
def test_a_bad_line_is_named(line: str, said: str) -> None:
    with pytest.raises(BadLine, match=said):
        parse_examples(['{"text": "x", "category": "payment"}', line])


def test_a_file_without_texts_is_refused() -> None:
    with pytest.raises(BadLine, match="no labelled text"):
        parse_examples(["", "  "])


def test_the_text_shows_every_figure() -> None:
    shown = evaluation_text(evaluate(EXAMPLES, ANSWERS, seconds=1.0))
    for piece in ("84.4%", "68.8%", "payment taken for no answer", "not in macro-F1: returns", "mail", "returns"):
        assert piece in shown


def test_a_perfect_answer_has_no_confusions() -> None:
    shown = evaluation_text(evaluate([example("payment")], [("payment", None)]))
    assert shown.endswith("Worst confusions\n  none")
