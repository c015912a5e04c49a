"""The encoders: what they give, and what happens when a file is missing or spoiled."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from interactions.categorize import encoder as contextual
from interactions.categorize.encoder import ContextualEncoder, load_encoder
from interactions.categorize.joined import load_joined
from interactions.categorize.static import StaticEncoder
from interactions.categorize.vectors import Encoder, EncoderUnavailable, packaged_file

PAIR = ("My parcel has not come yet", "still waiting on the delivery")
OTHER = "Which tea helps with sleep?"


@cache
def encoders() -> tuple[Encoder, ...]:
    return load_encoder(), StaticEncoder(), load_joined()


@pytest.mark.parametrize("which", [0, 1, 2])
def test_texts_that_mean_alike_point_alike(which: int) -> None:
    first, second, other = encoders()[which].encode([*PAIR, OTHER])
    assert first @ second > first @ other + 0.1


@pytest.mark.parametrize("which", [0, 1, 2])
def test_every_text_has_a_vector_of_length_one_whatever_it_is(which: int) -> None:
    encoder = encoders()[which]
    vectors = encoder.encode(["hello", "🙏", "word " * 5_000, "a\x00b\ud800".encode("utf-8", "replace").decode()])
    assert vectors.shape == (4, encoder.dimensions)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)


@pytest.mark.parametrize("which", [0, 1, 2])
def test_an_empty_text_and_no_text_at_all_are_no_error(which: int) -> None:
    encoder = encoders()[which]
    assert encoder.encode([""]).shape == (1, encoder.dimensions)
    assert encoder.encode([]).shape == (0, encoder.dimensions)


def test_the_company_a_text_is_in_hardly_changes_its_vector() -> None:
    encoder = encoders()[0]
    alone = encoder.encode([PAIR[0]])[0]
    among = encoder.encode([OTHER * 20, PAIR[0], "hi"])[1]
    assert alone @ among > 0.99


def test_a_spoiled_file_is_refused_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contextual, "MODEL", (*contextual.MODEL[:2], "0" * 64))
    with pytest.raises(EncoderUnavailable, match="not the expected file"):
        load_encoder()


def test_another_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.onnx"
    path.write_bytes(b"\x08\x07nonsense")
    with pytest.raises(EncoderUnavailable, match=r"model\.onnx is no model"):
        load_encoder(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="BOO_ENCODER_MODEL"):
        load_encoder(tmp_path / "gone.onnx")


def test_another_file_gets_a_name_of_its_own() -> None:
    path = packaged_file(*contextual.MODEL)
    assert load_encoder(path).name == f"onnx-{contextual.MODEL[2][:8]}"


def test_a_missing_package_is_named() -> None:
    with pytest.raises(EncoderUnavailable, match="package_of_nowhere lacks"):
        packaged_file("package_of_nowhere", "*.onnx", "")


def test_the_joined_encoder_is_named_after_both_and_as_long_as_both() -> None:
    contextual_one, static, joined = encoders()
    assert joined.name == f"{contextual_one.name}+{static.name}"
    assert joined.dimensions == contextual_one.dimensions + static.dimensions


def test_its_class_is_what_loading_gives() -> None:
    assert isinstance(encoders()[0], ContextualEncoder)
