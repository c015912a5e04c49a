"""The nearest known conversations of stored interactions: shipped examples, and what staff gave a category.

Reads vectors that are kept already and loads no encoder. For the process that categorises; a page shows what was kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from interactions.categorize.examples import shipped_examples
from interactions.categorize.gist import gist, gist_hash
from interactions.categorize.judge import read_by_rules
from interactions.learning import SHIPPED
from interactions.models import InteractionVector
from interactions.vocabulary import DecidedBy

if TYPE_CHECKING:
    from interactions.categorize.nearest import Known, Near, Neighbours
    from interactions.categorize.vectors import Vectors

MOST_CONFIRMED = 2_000
"""The newest conversations of staff's that are compared with."""

SHOWN = 160
"""Characters of a shipped example that are kept as evidence."""


@dataclass(frozen=True)
class NearestExamples:
    """What there is to compare with in one encoder's vectors; read at the first question, once in a run."""

    encoder: str

    def of(self, ids: Sequence[UUID]) -> dict[UUID, tuple["Near", ...]]:
        """Return the nearest known conversations of each interaction whose vector is kept, nearest first. One query."""
        if not ids:
            return {}
        import numpy as np

        rows = InteractionVector.objects.filter(interaction__in=ids, encoder=self.encoder)
        kept = dict(rows.values_list("interaction_id", "vector"))
        if not kept:
            return {}
        vectors = np.array([np.frombuffer(vector, "<f2") for vector in kept.values()], np.float32)
        return dict(zip(kept, self._neighbours.nearest(vectors, list(kept)), strict=True))

    @cached_property
    def _neighbours(self) -> "Neighbours":
        import numpy as np

        from interactions.categorize.nearest import Known, Neighbours

        known, vectors = _shipped(self.encoder)
        confirmed = InteractionVector.objects.filter(
            encoder=self.encoder, interaction__category_by=DecidedBy.STAFF, interaction__category__isnull=False
        ).order_by("-interaction__category_at")
        columns = ("interaction_id", "interaction__category", "interaction__subcategory", "vector")
        rows = list(confirmed.values_list(*columns)[:MOST_CONFIRMED])
        theirs = [Known((category, subcategory), interaction=id_) for id_, category, subcategory, _ in rows]
        own = [np.frombuffer(vector, "<f2").astype(np.float32) for *_, vector in rows]
        return Neighbours((*known, *theirs), np.array([*vectors, *own], np.float32))


@cache
def _shipped(encoder: str) -> "tuple[tuple[Known, ...], tuple[Vectors, ...]]":
    """Return the shipped examples whose vectors are shipped too; what was added or changed since has none."""
    from interactions.categorize.nearest import Known
    from interactions.categorize.vector_file import read_vectors

    kept = read_vectors(SHIPPED / f"{encoder}.vectors.npz")
    found = []
    for one in shipped_examples() if kept else ():
        vector = kept.get(gist_hash(gist(read_by_rules(one.words).parts)))
        if vector is not None:
            found.append((Known(one.topic, _shown(one.words.messages)), vector))
    return tuple(known for known, _ in found), tuple(vector for _, vector in found)


def _shown(messages: Sequence[str]) -> str:
    text = " ".join(" ".join(messages).split())
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1].rstrip()}…"
