"""What the classifier decides keeps the known conversations that are most like it, and the page shows them."""

from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from interactions.admin.explanation import explanation
from interactions.learning import current
from interactions.models import ClaudeAnswer, Interaction, InteractionVector, Judgement
from interactions.nearest_examples import NearestExamples, _shipped
from interactions.recategorize import recategorize
from tests.interactions.stored import NOW, asked, interaction

pytestmark = pytest.mark.django_db

LABELS = {"payment": "Payment", "refund": "Refund", "shipping": "Shipping"}


def encoder_in_use() -> str:
    learned = current()
    assert learned is not None
    return learned.encoder.name


def vector_of(one: Interaction, *numbers: float) -> InteractionVector:
    vector = np.array(numbers, "<f2").tobytes()
    return InteractionVector.objects.create(interaction=one, text_hash="t", encoder="tiny", vector=vector)


def test_a_conversation_that_the_classifier_decides_keeps_its_neighbours() -> None:
    known, _ = _shipped(encoder_in_use())
    asked("The seal was fine but the scales say 430 grams, and the label on the bag says 500. Twice now.")
    for one in known[:20]:
        asked(one.text)
    recategorize()
    by_model = Judgement.objects.filter(interaction__category_by="model")
    assert by_model
    for judgement in by_model:
        assert judgement.evidence["nearest"]
        assert all(0.3 <= near["nearness"] <= 1 and near["text"] for near in judgement.evidence["nearest"])
    assert not [row for row in Judgement.objects.filter(interaction__category_by="rule") if "nearest" in row.evidence]


def test_conversations_whose_category_staff_chose_are_neighbours_by_their_id_alone() -> None:
    new, confirmed, guessed = interaction(), interaction(category="payment", category_by="staff"), interaction()
    vector_of(new, 1, 0)
    vector_of(confirmed, 0.8, 0.6)
    vector_of(guessed, 1, 0)
    near = NearestExamples("tiny").of([new.pk, confirmed.pk, uuid4()])
    assert [one.to_json()["interaction"] for one in near[new.pk]] == [str(confirmed.pk)]
    assert near[new.pk][0].nearness == 0.8
    assert near[confirmed.pk] == ()


def test_looking_for_neighbours_of_a_batch_takes_two_queries(django_assert_num_queries: Any) -> None:
    ids = []
    for number in range(5):
        one = interaction(category="payment", category_by="staff")
        vector_of(one, 1, number)
        ids.append(one.pk)
    near = NearestExamples("tiny")
    with django_assert_num_queries(2):
        assert len(near.of(ids)) == 5
    with django_assert_num_queries(1):
        near.of(ids)
    with django_assert_num_queries(0):
        assert near.of([]) == {}


def judged(nearest: object) -> Interaction:
    one = interaction()
    Judgement.objects.create(interaction=one, version="v", category="payment", evidence={"nearest": nearest})
    return one


def test_the_page_links_to_the_shops_own_and_quotes_the_examples(django_assert_num_queries: Any) -> None:
    own = interaction(subject="Refund for the oats")
    one = judged(
        [
            {"category": "payment", "subcategory": "refund", "nearness": 0.87, "interaction": str(own.pk)},
            {"category": "shipping", "subcategory": None, "nearness": 0.5, "text": "how do you send it"},
            {"category": "payment", "subcategory": None, "nearness": 0.4, "interaction": str(uuid4())},
        ]
    )
    with django_assert_num_queries(2):
        found = explanation(one, LABELS)
    assert found is not None
    assert [(near.name, near.percent, near.text) for near in found.nearest] == [
        ("Payment › Refund", 87, "Refund for the oats"),
        ("Shipping", 50, "how do you send it"),
    ]
    assert str(own.pk) in found.nearest[0].url
    assert found.nearest[1].url == ""


@pytest.mark.parametrize("odd", [None, "x", [None, 7, {}], [{"interaction": "no id", "nearness": "near"}], {"a": 1}])
def test_whatever_the_column_holds_the_page_is_shown(odd: object) -> None:
    found = explanation(judged(odd), LABELS)
    assert found is not None
    assert found.nearest == ()


@pytest.mark.parametrize(
    ("outcome", "reason", "told"),
    [
        ("unsure", None, "Claude was asked too, and isn't sure."),
        ("refused", "no such category", "Claude's answer was not taken: no such category."),
        ("not_sent", "it speaks to the machine", "Claude was not asked: it speaks to the machine."),
        ("asking", None, ""),
    ],
)
def test_the_page_tells_what_claude_had_to_do_with_it(outcome: str, reason: str | None, told: str) -> None:
    one = judged([])
    ClaudeAnswer.objects.create(interaction=one, text_hash="t", model="m", outcome=outcome, reason=reason, asked_at=NOW)
    found = explanation(one, LABELS)
    assert found is not None
    assert found.claude == told
