"""Train the classifier, and measure it on conversations that it hasn't seen. Pure; needs scikit-learn."""

import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from interactions.categorize.blend import Opinion, Scale, by_topic, candidates_of
from interactions.categorize.classifier import Classifier
from interactions.categorize.examples import Labelled
from interactions.categorize.gist import gist
from interactions.categorize.judge import read_by_rules
from interactions.categorize.judgement import Reading, Topic
from interactions.categorize.vectors import Encoder, Vectors
from interactions.categorize.weighing import weigh

FOLDS = 5
SEED = 0
STRENGTH = 10.0
"""The inverse of the regression's regularisation; chosen by cross-validation, flat between 3 and 30."""

ANSWERED_RIGHT = 0.87
"""The share of answers that must be right in cross-validation: it sets the threshold.

Of long conversations that were written apart from the examples about six in a hundred fewer are right.
"""

FEWEST = 2 * FOLDS
"""Conversations of a topic below which it is not learned."""


@dataclass(frozen=True, slots=True)
class Scores:
    """What cross-validation found; shares are 0 to 1. `accuracy` counts no answer as wrong."""

    n: int
    topics: int
    accuracy: float
    coverage: float
    accuracy_of_answered: float
    best_guess_accuracy: float
    topic_accuracy: float
    calibration_error: float

    def to_json(self) -> dict[str, float]:
        """Return the scores as plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Material:
    """Conversations ready to learn from: their vectors, what rules found in each, and their topics."""

    vectors: Vectors
    readings: tuple[Reading, ...]
    topics: tuple[Topic, ...]
    gists: tuple[str, ...] = ()

    def only(self, chosen: NDArray[np.intp]) -> "Material":
        """Return a part of it."""
        return Material(
            self.vectors[chosen], tuple(self.readings[at] for at in chosen), tuple(self.topics[at] for at in chosen)
        )


@dataclass(frozen=True, slots=True)
class Trained:
    """A classifier, its scores, and the cross-validated opinion and answer on each conversation it learned from."""

    classifier: Classifier
    scores: Scores
    right: tuple[bool, ...]
    """Of each conversation, in order: whether its category was answered rightly by a classifier that hadn't seen it."""


def material_of(examples: Sequence[Labelled], encoder: Encoder) -> Material:
    """Read and encode conversations."""
    readings = tuple(read_by_rules(one.words) for one in examples)
    texts = [gist(reading.parts) for reading in readings]
    return Material(encoder.encode(texts), readings, tuple(one.topic for one in examples))


def learnable(topics: Sequence[Topic]) -> NDArray[np.intp]:
    """Return which conversations have a topic with enough of them to learn from."""
    counts = Counter(topics)
    return np.array([at for at, topic in enumerate(topics) if counts[topic] >= FEWEST], np.intp)


def train(material: Material, encoder_name: str) -> Trained:
    """Fit the classifier; the scale and the scores come from cross-validation. The same input gives the same weights.

    Every topic must have at least FEWEST conversations. Raises ValueError otherwise.
    """
    known = tuple(sorted(set(material.topics), key=lambda topic: (topic[0], topic[1] or "")))
    labels = np.array([known.index(topic) for topic in material.topics])
    unseen = np.zeros((len(labels), len(known)))
    for learned, held_out in _folds(labels):
        unseen[held_out] = _fit(material.vectors[learned], labels[learned]).predict_log_proba(
            material.vectors[held_out]
        )
    scale = _fit_scale(material, known, labels, unseen)
    fitted = _fit(material.vectors, labels)
    classifier = Classifier(
        known, fitted.coef_.T.astype(np.float16), fitted.intercept_.astype(np.float16), encoder_name, scale
    )
    guesses = _guesses(material, known, unseen, scale)
    threshold = _threshold([(confidence, topic[0] == said[0]) for (said, confidence), topic in _zip(guesses, material)])
    scale = Scale(scale.classifier, scale.rules, scale.rules_when_short, threshold)
    classifier = Classifier(known, classifier.weights, classifier.bias, encoder_name, scale)
    return Trained(classifier, _scores(guesses, material, len(known), threshold), _right(guesses, material, threshold))


def _folds(labels: NDArray[np.intp]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    folds: Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]] = StratifiedKFold(
        FOLDS, shuffle=True, random_state=SEED
    ).split(labels, labels)
    return folds


def _fit(vectors: Vectors, labels: NDArray[np.intp]) -> LogisticRegression:
    # Matrices as small as these are multiplied fastest by one thread; several wait for each other on a busy machine.
    with warnings.catch_warnings(), threadpool_limits(1):
        # So near the optimum another step changes no answer.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return LogisticRegression(C=STRENGTH, max_iter=100, class_weight="balanced").fit(vectors, labels)


def _fit_scale(
    material: Material, known: tuple[Topic, ...], labels: NDArray[np.intp], unseen: NDArray[np.float64]
) -> Scale:
    """Find how much each side counts: the values under which the right topics are likeliest."""
    found = np.array([_row(by_topic_weight(reading), known) for reading in material.readings])
    brevity = np.array([1 / max(reading.word_count, 1) for reading in material.readings])[:, None]

    def surprise(values: NDArray[np.float64]) -> float:
        own, rules, short = np.abs(values)
        logits = own * unseen + (rules + short * brevity) * found
        logits -= logits.max(axis=1, keepdims=True)
        logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return float(-logs[np.arange(len(labels)), labels].mean())

    own, rules, short = np.abs(minimize(surprise, [1.0, 0.4, 1.0], method="Nelder-Mead").x).round(3).tolist()
    return Scale(own, rules, short, 0.5)


def by_topic_weight(reading: Reading) -> Mapping[Topic, float]:
    """Return the weight of what the rule book found for each topic."""
    return {topic: weigh(found) for topic, found in by_topic(reading.found).items()}


def _row(weights: Mapping[Topic, float], known: tuple[Topic, ...]) -> list[float]:
    return [weights.get(topic, 0.0) for topic in known]


def _guesses(
    material: Material, known: tuple[Topic, ...], unseen: NDArray[np.float64], scale: Scale
) -> list[tuple[Topic, float]]:
    guesses = []
    for reading, row in zip(material.readings, unseen.tolist(), strict=True):
        best = candidates_of(reading, Opinion(dict(zip(known, row, strict=True)), scale, ""))[0]
        guesses.append(((best.category, best.subcategory), best.confidence))
    return guesses


def _zip(guesses: list[tuple[Topic, float]], material: Material) -> list[tuple[tuple[Topic, float], Topic]]:
    return list(zip(guesses, material.topics, strict=True))


def _threshold(answers: list[tuple[float, bool]]) -> float:
    """Return the least confidence at and above which enough answers are right; the median when none is."""
    answers.sort(key=lambda answer: -answer[0])
    right, threshold = 0, float(np.median([confidence for confidence, _ in answers]))
    for number, (confidence, is_right) in enumerate(answers, start=1):
        right += is_right
        if right / number >= ANSWERED_RIGHT:
            threshold = confidence
    return round(threshold, 3)


def _right(guesses: list[tuple[Topic, float]], material: Material, threshold: float) -> tuple[bool, ...]:
    return tuple(
        said[0] == topic[0] and confidence >= threshold for (said, confidence), topic in _zip(guesses, material)
    )


def _scores(guesses: list[tuple[Topic, float]], material: Material, topics: int, threshold: float) -> Scores:
    pairs = _zip(guesses, material)
    correct = np.array([said[0] == topic[0] for (said, _), topic in pairs])
    confidence = np.array([value for _, value in guesses])
    answered = confidence >= threshold
    return Scores(
        n=len(pairs),
        topics=topics,
        accuracy=round(float((correct & answered).mean()), 4),
        coverage=round(float(answered.mean()), 4),
        accuracy_of_answered=round(float(correct[answered].mean()), 4) if answered.any() else 0.0,
        best_guess_accuracy=round(float(correct.mean()), 4),
        topic_accuracy=round(float(np.mean([said == topic for (said, _), topic in pairs])), 4),
        calibration_error=_calibration_error(confidence, correct),
    )


def _calibration_error(confidence: NDArray[np.float64], correct: NDArray[np.bool_]) -> float:
    """Return how far confidence and truth lie apart, over ten equally filled bins."""
    order = np.argsort(confidence)
    bins = [chosen for chosen in np.array_split(order, 10) if len(chosen)]
    apart = [abs(confidence[chosen].mean() - correct[chosen].mean()) * len(chosen) for chosen in bins]
    return round(float(sum(apart) / len(confidence)), 4)
