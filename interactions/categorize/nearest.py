"""The known conversations that lie nearest to a new one, as evidence for what the classifier says. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from interactions.categorize.judgement import Topic
from interactions.categorize.vectors import Vectors

MOST = 3
"""Neighbours that are told of a conversation."""

LEAST_NEARNESS = 0.3
"""The cosine below which two conversations have little in common."""


@dataclass(frozen=True, slots=True)
class Known:
    """A conversation whose topic is known: a shipped example's text, or the interaction that staff gave its topic."""

    topic: Topic
    text: str = ""
    interaction: UUID | None = None


@dataclass(frozen=True, slots=True)
class Near:
    """A known conversation, and how near it lies: the cosine of the two vectors, 1 where they mean the same."""

    known: Known
    nearness: float

    def to_json(self) -> dict[str, object]:
        """Return it as plain values. Of an interaction only its id is told: its words may have to be erased."""
        category, subcategory = self.known.topic
        told: dict[str, object] = {"category": category, "subcategory": subcategory, "nearness": self.nearness}
        if self.known.interaction:
            return told | {"interaction": str(self.known.interaction)}
        return told | {"text": self.known.text}


@dataclass(frozen=True)
class Neighbours:
    """Known conversations with their vectors, in the same order."""

    known: Sequence[Known]
    vectors: Vectors

    def nearest(self, vectors: Vectors, ids: Sequence[UUID]) -> list[tuple[Near, ...]]:
        """Return the nearest of each vector, nearest first; the interaction of `ids` itself doesn't count."""
        if not len(self.known) or not len(vectors):
            return [()] * len(vectors)
        cosines = vectors @ self.vectors.T
        # One more than is told, because the conversation itself may be among them.
        few = min(MOST + 1, len(self.known))
        likely = np.argpartition(cosines, -few, axis=1)[:, -few:]
        return [self._told(row, chosen, id_) for row, chosen, id_ in zip(cosines, likely.tolist(), ids, strict=True)]

    def _told(self, cosines: Vectors, chosen: list[int], own: UUID) -> tuple[Near, ...]:
        near = [
            Near(self.known[at], round(min(float(cosines[at]), 1.0), 2))
            for at in sorted(chosen, key=lambda at: -cosines[at])
            if cosines[at] >= LEAST_NEARNESS and self.known[at].interaction != own
        ]
        return tuple(near[:MOST])
