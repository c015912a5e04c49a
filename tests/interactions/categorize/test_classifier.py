"""The classifier's weights, and training it."""

from dataclasses import replace

import numpy as np
import pytest

from interactions.categorize.blend import Scale
from interactions.categorize.classifier import BadWeights, Classifier, classifier_of
from interactions.categorize.judge import read_by_rules
from interactions.categorize.text import Words
from interactions.categorize.training import FEWEST, Material, learnable, train

TOPICS = (("complaint", None), ("payment", "refund"), ("shipping", "shipping_cost"))


def material(each: int = 20) -> Material:
    """Vectors in three clear clumps; the texts say nothing."""
    random = np.random.default_rng(7)
    centres = np.eye(3, 16, dtype=np.float32)
    vectors = np.concatenate([centre + random.normal(0, 0.1, (each, 16)) for centre in centres]).astype(np.float32)
    reading = read_by_rules(Words(None, ("The blue tin on the shelf is what it is about",)))
    return Material(vectors, (reading,) * (3 * each), tuple(topic for topic in TOPICS for _ in range(each)))


def test_it_learns_what_lies_apart() -> None:
    trained = train(material(), "clumps")
    assert trained.scores.best_guess_accuracy == 1.0
    opinion = trained.classifier.opinions(np.eye(3, 16, dtype=np.float32))[1]
    assert max(opinion.log_shares, key=opinion.log_shares.__getitem__) == ("payment", "refund")
    assert sum(np.exp(list(opinion.log_shares.values()))) == pytest.approx(1, abs=1e-3)


def test_the_same_conversations_give_the_same_version() -> None:
    assert train(material(), "clumps").classifier.version == train(material(), "clumps").classifier.version


def test_weights_come_back_as_they_were() -> None:
    made = replace(train(material(), "clumps").classifier, scores={"accuracy": 0.5})
    read = classifier_of(made.to_bytes())
    assert (read.topics, read.encoder, read.scale, read.scores) == (made.topics, "clumps", made.scale, made.scores)
    assert (read.version, read.to_bytes()) == (made.version, made.to_bytes())


@pytest.mark.parametrize("content", [b"", b"nonsense", b"PK\x03\x04broken", b"\x80\x04N."])
def test_other_bytes_are_no_weights(content: bytes) -> None:
    with pytest.raises(BadWeights):
        classifier_of(content)


def test_every_cut_off_file_is_refused() -> None:
    whole = train(material(), "clumps").classifier.to_bytes()
    for end in range(0, len(whole) - 1, 97):
        with pytest.raises(BadWeights):
            classifier_of(whole[:end])


def test_weights_that_do_not_fit_their_topics_are_refused() -> None:
    made = Classifier(TOPICS[:2], np.zeros((16, 3), np.float16), np.zeros(3, np.float16), "x", Scale(1, 1, 1, 0.5))
    with pytest.raises(BadWeights, match="don't fit"):
        classifier_of(made.to_bytes())


def test_topics_with_too_few_conversations_are_not_learned() -> None:
    assert list(learnable([TOPICS[0]] * FEWEST + [TOPICS[1]] * (FEWEST - 1))) == list(range(FEWEST))
