"""Train the classifier from the shipped examples and what staff confirmed, and take it into use if it is no worse."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction

from interactions.categorize.examples import name_of, shipped_examples
from interactions.categorize.gist import gist, gist_hash
from interactions.categorize.judge import read_by_rules
from interactions.customer_words import asked
from interactions.learning import SHIPPED, best_encoder, shipped_classifier, stored_vectors
from interactions.models import CategoryModel, Interaction
from interactions.vocabulary import DecidedBy

if TYPE_CHECKING:
    from interactions.categorize.classifier import Classifier
    from interactions.categorize.training import Material, Trained
    from interactions.categorize.vectors import Encoder, Vectors

MOST_CONFIRMED = 5_000
"""The newest of the conversations that staff gave a category; more would teach little and take longer."""

BATCH = 500
NO_WORSE = 0.01
"""How much lower the score may be: less is chance."""


class NothingToTrainWith(Exception):
    """No encoder can be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Training:
    """What a training gave: the version, whether it is in use and why, its scores, and what it learned from."""

    version: str
    encoder: str
    is_active: bool
    note: str
    scores: dict[str, float]
    shipped: int
    confirmed: int
    left_out: dict[str, int]
    seconds: float


def train_categories() -> Training:
    """Train, keep the version, and take it into use unless it is worse on the shipped examples than the one in use.

    Safe to run twice: the same conversations give the same version. Raises NothingToTrainWith.
    """
    started = time.monotonic()
    encoder = _needed(best_encoder())
    from interactions.categorize.vector_file import read_vectors

    kept = read_vectors(SHIPPED / f"{encoder.name}.vectors.npz")
    shipped, confirmed = shipped_material(encoder, kept), confirmed_material(encoder)
    material, left_out = _learnable([shipped, confirmed])
    trained = _train(material, encoder, len(shipped.topics))
    is_active, note = keep_version(trained.classifier)
    return Training(
        version=trained.classifier.version,
        encoder=encoder.name,
        is_active=is_active,
        note=note,
        scores=dict(trained.classifier.scores),
        shipped=len(shipped.topics),
        confirmed=len(confirmed.topics),
        left_out=left_out,
        seconds=round(time.monotonic() - started, 3),
    )


def rebuild_shipped(folder: Path = SHIPPED) -> list[Path]:
    """Train each encoder on the shipped examples alone and write the weights; return the files.

    Unchanged examples give the same files, to the byte, on the same machine. Raises NothingToTrainWith.
    """
    from interactions.categorize.joined import JoinedEncoder, load_joined
    from interactions.categorize.static import StaticEncoder
    from interactions.categorize.vector_file import write_vectors
    from interactions.categorize.vectors import EncoderUnavailable

    folder.mkdir(parents=True, exist_ok=True)
    files = []
    try:
        encoders: list[Encoder] = [load_joined(), StaticEncoder()]
    except EncoderUnavailable as error:
        raise NothingToTrainWith(str(error)) from error
    for encoder in encoders:
        material = shipped_material(encoder, {})
        path, vectors = folder / f"{encoder.name}.npz", folder / f"{encoder.name}.vectors.npz"
        path.write_bytes(_train(material, encoder, len(material.topics)).classifier.to_bytes())
        files.append(path)
        if isinstance(encoder, JoinedEncoder):  # The static one is quicker than reading a file.
            write_vectors(vectors, [gist_hash(text) for text in material.gists], material.vectors)
            files.append(vectors)
    return files


def shipped_material(encoder: "Encoder", kept: dict[str, "Vectors"]) -> "Material":
    """Return the shipped examples; vectors that are not `kept` by the hash of their gist are encoded."""
    import numpy as np

    from interactions.categorize.training import Material

    examples = shipped_examples()
    readings = tuple(read_by_rules(one.words) for one in examples)
    gists = tuple(gist(reading.parts) for reading in readings)
    hashes = [gist_hash(text) for text in gists]
    missing = [at for at, key in enumerate(hashes) if key not in kept]
    vectors = np.zeros((len(gists), encoder.dimensions), np.float32)
    vectors[missing] = encoder.encode([gists[at] for at in missing]).astype("<f2")
    for at, key in enumerate(hashes):
        if key in kept:
            vectors[at] = kept[key]
    return Material(vectors, readings, tuple(one.topic for one in examples), gists)


def confirmed_material(encoder: "Encoder") -> "Material":
    """Return the newest conversations whose category staff chose or confirmed."""
    import numpy as np

    from interactions.categorize.training import Material

    chosen = Interaction.objects.filter(category_by=DecidedBy.STAFF, category__isnull=False).order_by("-category_at")
    topics = {
        id_: (category, subcategory)
        for id_, category, subcategory in chosen.values_list("id", "category", "subcategory")[:MOST_CONFIRMED]
    }
    ids = list(topics)
    vectors, readings, labels = [np.zeros((0, encoder.dimensions), np.float32)], [], []
    for start in range(0, len(ids), BATCH):
        read = [one for one in asked(ids[start : start + BATCH]) if any(one.words.messages)]
        found = [read_by_rules(one.words) for one in read]
        gists = [gist(reading.parts) for reading in found]
        vectors.append(stored_vectors(encoder, [one.id for one in read], gists))
        readings += found
        labels += [topics[one.id] for one in read]
    return Material(np.concatenate(vectors), tuple(readings), tuple(labels))


def keep_version(classifier: "Classifier") -> tuple[bool, str]:
    """Store a version and take it into use unless it is worse; return whether it is in use, and why."""
    with transaction.atomic():
        rows = CategoryModel.objects.select_for_update().filter(encoder=classifier.encoder)
        active = rows.filter(is_active=True).first()
        if active and active.version == classifier.version:
            return True, "Already in use."
        before = _score(active.scores if active else getattr(shipped_classifier(classifier.encoder), "scores", {}))
        after = _score(classifier.scores)
        is_active = after >= before - NO_WORSE
        note = f"{after:.1%} of the shipped examples answered rightly, {before:.1%} before."
        if is_active:
            rows.update(is_active=False)
        CategoryModel.objects.update_or_create(
            version=classifier.version,
            defaults={
                "encoder": classifier.encoder,
                "weights": classifier.to_bytes(),
                "scores": dict(classifier.scores),
                "is_active": is_active,
                "note": note,
            },
        )
    return is_active, note


def _score(scores: Mapping[str, float]) -> float:
    return float(scores.get("shipped_accuracy", 0.0))


def _needed(encoder: "Encoder | None") -> "Encoder":
    if encoder is None:
        raise NothingToTrainWith("There is no sentence encoder to train with. Run: uv sync --group encoder")
    return encoder


def _learnable(sources: Sequence["Material"]) -> tuple["Material", dict[str, int]]:
    """Join the sources without the topics that have too few conversations; tell what was left out."""
    import numpy as np

    from interactions.categorize.training import Material, learnable

    joined = Material(
        np.concatenate([one.vectors for one in sources]),
        tuple(reading for one in sources for reading in one.readings),
        tuple(topic for one in sources for topic in one.topics),
    )
    kept = joined.only(learnable(joined.topics))
    few = set(joined.topics) - set(kept.topics)
    return kept, {name_of(topic): joined.topics.count(topic) for topic in sorted(few, key=name_of)}


def _train(material: "Material", encoder: "Encoder", shipped: int) -> "Trained":
    """Train; the shipped examples come first, and how they fared is what versions are compared by."""
    from dataclasses import replace

    from interactions.categorize.training import train

    trained = train(material, encoder.name)
    scores = trained.scores.to_json() | {"shipped_accuracy": round(sum(trained.right[:shipped]) / shipped, 4)}
    return replace(trained, classifier=replace(trained.classifier, scores=scores))
