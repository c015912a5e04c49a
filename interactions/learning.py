"""What has been learned for categorising: the encoder, the classifier in use, and the vectors of stored interactions.

Encoder and classifier live in the process that categorises and are loaded at the first use; importing this module loads
neither. Where an encoder can't be used, the next best goes on, and in the end the rules alone, with a warning.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.db import connection

from interactions.categorize.blend import Opinion, judge_reading
from interactions.categorize.gist import gist, gist_hash
from interactions.categorize.judge import read_by_rules
from interactions.categorize.judgement import Judgement, Reading
from interactions.categorize.text import Words
from interactions.customer_words import Asked
from interactions.models import CategoryModel, InteractionVector

if TYPE_CHECKING:
    from interactions.categorize.classifier import Classifier
    from interactions.categorize.vectors import Encoder, Vectors

logger = logging.getLogger(__name__)

KEPT = """
    SELECT interaction_id, text_hash, vector FROM interaction_vectors
    WHERE interaction_id = ANY(%s) AND encoder = %s AND length(vector) = %s"""

SHIPPED = Path(__file__).parent / "categorize" / "weights"
"""The classifiers that come with the project, one for each encoder, named after it."""


@dataclass(frozen=True, slots=True)
class Learned:
    """An encoder and the classifier that was trained on its vectors."""

    encoder: "Encoder"
    classifier: "Classifier"
    is_fall_back: bool = False
    """Whether a better encoder should be here and can't be used."""

    def opinions(self, gists: Sequence[str]) -> list[Opinion]:
        """Return what the classifier thinks of texts."""
        return self.classifier.opinions(self.encoder.encode(gists))

    def opinions_on_stored(self, read: Sequence[Asked], readings: Sequence[Reading]) -> list[Opinion]:
        """Return what the classifier thinks of stored interactions; encodes what has changed and keeps its vectors."""
        if not read:
            return []
        gists = [gist(reading.parts) for reading in readings]
        return self.classifier.opinions(stored_vectors(self.encoder, [one.id for one in read], gists))


def current() -> Learned | None:
    """Return what is in use; None when the rules must go on alone, which is logged. One query."""
    for name in ("contextual", "static"):
        encoder = _encoder(name)
        classifier = _in_use(encoder) if encoder else None
        if encoder and classifier:
            return Learned(encoder, classifier, is_fall_back=name == "static")
    logger.warning("Categorising goes on by rules alone: no sentence encoder with a classifier can be used.")
    return None


def judge_texts(texts: Sequence[Words]) -> list[Judgement]:
    """Judge conversations that are not stored, as stored ones would be. Nothing is kept."""
    learned = current()
    readings = [read_by_rules(words) for words in texts]
    gists = [gist(reading.parts) for reading in readings]
    opinions = learned.opinions(gists) if learned else [None] * len(texts)
    return [judge_reading(reading, opinion, {}) for reading, opinion in zip(readings, opinions, strict=True)]


def best_encoder() -> "Encoder | None":
    """Return the best encoder that can be used."""
    return _encoder("contextual") or _encoder("static")


def stored_vectors(encoder: "Encoder", ids: Sequence[UUID], gists: Sequence[str]) -> "Vectors":
    """Return the vectors of interactions, in their order; what is not kept yet, or has changed, is encoded and kept."""
    import numpy as np

    hashes = [gist_hash(text) for text in gists]
    kept = _kept(encoder, ids)
    missing = [at for at, key in enumerate(zip(ids, hashes, strict=True)) if key not in kept]
    made = encoder.encode([gists[at] for at in missing]).astype("<f2")
    _keep(encoder, [(ids[at], hashes[at], vector.tobytes()) for at, vector in zip(missing, made, strict=True)])
    fresh = dict(zip(missing, made, strict=True))
    content = b"".join(
        fresh[at].tobytes() if at in fresh else kept[key] for at, key in enumerate(zip(ids, hashes, strict=True))
    )
    return np.frombuffer(content, "<f2").reshape(len(ids), encoder.dimensions).astype(np.float32)


def _kept(encoder: "Encoder", ids: Sequence[UUID]) -> dict[tuple[UUID, str], bytes]:
    """Return the kept vectors of an encoder by interaction and hash of what was read. One query."""
    with connection.cursor() as cursor:
        cursor.execute(KEPT, [list(ids), encoder.name, 2 * encoder.dimensions])
        return {(id_, text_hash): bytes(vector) for id_, text_hash, vector in cursor.fetchall()}


def kept_opinions(ids: Sequence[UUID]) -> dict[UUID, Opinion]:
    """Return what the classifier thinks of those interactions whose vectors are kept.

    Loads no encoder, so that a page of the admin can ask. Two queries, and two more for each encoder.
    """
    rows = InteractionVector.objects.filter(interaction__in=ids).values_list("interaction_id", "encoder", "vector")
    by_encoder: dict[str, list[tuple[UUID, bytes]]] = {}
    for id_, encoder, vector in rows:
        by_encoder.setdefault(encoder, []).append((id_, bytes(vector)))
    opinions: dict[UUID, Opinion] = {}
    if not by_encoder or find_spec("numpy") is None:
        return opinions
    import numpy as np

    for encoder, kept in by_encoder.items():
        classifier = _classifier_for(encoder, len(kept[0][1]) // 2)
        if classifier:
            vectors = np.array([np.frombuffer(vector, "<f2") for _, vector in kept], np.float32)
            opinions.update(zip((id_ for id_, _ in kept), classifier.opinions(vectors), strict=True))
    return opinions


def shipped_classifier(encoder_name: str) -> "Classifier | None":
    """Return the classifier that comes with the project for an encoder, if there is one that can be read."""
    from interactions.categorize.classifier import BadWeights, classifier_of

    path = SHIPPED / f"{encoder_name}.npz"
    try:
        return classifier_of(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, BadWeights) as error:
        logger.warning("The shipped weights %s can't be used (%s). Install the project again.", path.name, error)
        return None


def _keep(encoder: "Encoder", rows: Sequence[tuple[UUID, str, bytes]]) -> None:
    InteractionVector.objects.bulk_create(
        [
            InteractionVector(interaction_id=id_, text_hash=text_hash, encoder=encoder.name, vector=vector)
            for id_, text_hash, vector in rows
        ],
        update_conflicts=True,
        unique_fields=["interaction"],
        update_fields=["text_hash", "encoder", "vector"],
    )


@cache
def _encoder(name: str) -> "Encoder | None":
    """Load an encoder once in a process; what can't be loaded is logged once."""
    try:
        from interactions.categorize.joined import load_joined
        from interactions.categorize.static import StaticEncoder
        from interactions.categorize.vectors import EncoderUnavailable
    except ImportError as error:
        logger.warning("The %s encoder can't be used: %s is not installed.", name, error.name)
        return None
    try:
        return load_joined(settings.ENCODER_MODEL) if name == "contextual" else StaticEncoder()
    except EncoderUnavailable as error:
        logger.warning("The %s encoder can't be used: %s", name, error)
        return None


def _in_use(encoder: "Encoder") -> "Classifier | None":
    return _classifier_for(encoder.name, encoder.dimensions)


def _classifier_for(encoder: str, dimensions: int) -> "Classifier | None":
    """Return the active classifier for an encoder's vectors, else the shipped one."""
    from interactions.categorize.classifier import BadWeights, classifier_of

    row = CategoryModel.objects.filter(encoder=encoder, is_active=True).first()
    if row:
        try:
            found = classifier_of(bytes(row.weights))
            if found.weights.shape[0] == dimensions:
                return found
        except BadWeights as error:
            logger.warning("Version %s can't be used (%s). Run: manage.py train_categories", row.version, error)
    return shipped_classifier(encoder)
