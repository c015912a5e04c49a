"""The nearest known conversations, as evidence."""

from uuid import UUID

import numpy as np

from interactions.categorize.nearest import MOST, Known, Near, Neighbours

FIRST, OTHER = UUID(int=1), UUID(int=2)
KNOWN = (
    Known(("payment", "refund"), "money back"),
    Known(("shipping", None), "how do you send it"),
    Known(("payment", None), interaction=FIRST),
    Known(("complaint", None), "not good"),
    Known(("other", None), "quite another matter"),
)
VECTORS = np.array([[1, 0, 0], [0.8, 0.6, 0], [0.9, 0, 0.436], [0.6, 0.8, 0], [-1, 0, 0]], np.float32)
AHEAD = np.array([[1, 0, 0]], np.float32)


def test_the_nearest_come_first_and_no_more_than_a_few() -> None:
    [found] = Neighbours(KNOWN, VECTORS).nearest(AHEAD, [OTHER])
    assert [one.known.text or one.known.topic[0] for one in found] == ["money back", "payment", "how do you send it"]
    assert [one.nearness for one in found] == [1.0, 0.9, 0.8]
    assert len(found) == MOST


def test_a_conversation_is_not_its_own_neighbour() -> None:
    [found] = Neighbours(KNOWN, VECTORS).nearest(AHEAD, [FIRST])
    assert FIRST not in {one.known.interaction for one in found}
    assert len(found) == MOST


def test_what_has_little_in_common_is_no_neighbour() -> None:
    assert Neighbours(KNOWN, VECTORS).nearest(np.array([[0, 0, -1]], np.float32), [OTHER]) == [()]


def test_few_or_no_known_conversations_are_no_trouble() -> None:
    assert Neighbours((), np.zeros((0,), np.float32)).nearest(AHEAD, [OTHER]) == [()]
    [found] = Neighbours(KNOWN[:1], VECTORS[:1]).nearest(AHEAD, [OTHER])
    assert len(found) == 1
    assert Neighbours(KNOWN, VECTORS).nearest(np.zeros((0, 3), np.float32), []) == []


def test_of_an_interaction_no_words_are_kept() -> None:
    told = Near(Known(("payment", "refund"), "secret", FIRST), 0.5).to_json()
    assert told == {"category": "payment", "subcategory": "refund", "nearness": 0.5, "interaction": str(FIRST)}
    assert Near(KNOWN[1], 0.5).to_json()["text"] == "how do you send it"
