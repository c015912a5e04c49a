"""The classifier: from a vector to the share of each topic. Its weights are plain numbers, kept as one NPZ file."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from interactions.categorize.blend import Opinion, Scale
from interactions.categorize.examples import name_of, topic_of
from interactions.categorize.judgement import Topic
from interactions.categorize.vector_file import npz
from interactions.categorize.vectors import Vectors


class BadWeights(ValueError):
    """Bytes that are no classifier's weights."""


@dataclass(frozen=True)
class Classifier:
    """A multinomial logistic regression over an encoder's vectors, with the scale to blend it with the rules."""

    topics: tuple[Topic, ...]
    weights: NDArray[np.float16]
    bias: NDArray[np.float16]
    encoder: str
    scale: Scale
    scores: Mapping[str, float] = field(default_factory=dict)
    """What cross-validation found when it was trained."""

    @cached_property
    def version(self) -> str:
        """Changes whenever a weight does: model-0123456789ab."""
        content = self.weights.tobytes() + self.bias.tobytes() + repr((self.topics, self.encoder, self.scale)).encode()
        return f"model-{hashlib.sha256(content).hexdigest()[:12]}"

    def opinions(self, vectors: Vectors) -> list[Opinion]:
        """Return what the classifier thinks of each vector, in their order."""
        logits = vectors @ self.weights.astype(np.float32) + self.bias.astype(np.float32)
        logits -= logits.max(axis=1, keepdims=True)
        shares = (logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))).tolist()
        return [Opinion(dict(zip(self.topics, row, strict=True)), self.scale, self.version) for row in shares]

    def to_bytes(self) -> bytes:
        """Return the weights as an NPZ file, the same bytes for the same weights."""
        about = {
            "topics": [name_of(topic) for topic in self.topics],
            "encoder": self.encoder,
            "scale": asdict(self.scale),
            "scores": dict(self.scores),
        }
        arrays = {"weights": self.weights, "bias": self.bias, "about": np.frombuffer(json.dumps(about).encode(), "u1")}
        return npz(arrays)


def classifier_of(content: bytes) -> Classifier:
    """Read weights back. Raises BadWeights for anything else."""
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            about = json.loads(arrays["about"].tobytes())
            weights, bias = arrays["weights"], arrays["bias"]
        found = Classifier(
            topics=tuple(topic_of(name) for name in about["topics"]),
            weights=weights,
            bias=bias,
            encoder=about["encoder"],
            scale=Scale(**about["scale"]),
            scores=about["scores"],
        )
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise BadWeights(f"not a classifier's weights: {type(error).__name__}") from error
    if weights.ndim != 2 or weights.shape[1:] != bias.shape or bias.shape != (len(found.topics),):
        raise BadWeights("the weights don't fit the topics")
    return found
