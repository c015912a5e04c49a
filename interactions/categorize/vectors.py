"""What every sentence encoder offers, and finding its files in installed packages without importing their code."""

import hashlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

type Vectors = NDArray[np.float32]
"""One row of length 1 for each text."""


class EncoderUnavailable(Exception):
    """An encoder can't be used; the message says why and what to do."""


class Encoder(Protocol):
    """Turns texts into vectors; texts that mean alike get vectors that point alike."""

    @property
    def name(self) -> str:
        """Names the model to the byte: vectors of different names can't be compared."""

    @property
    def dimensions(self) -> int:
        """The numbers in a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a vector for each text, in their order. An empty text has one too."""


def packaged_file(package: str, pattern: str, sha256: str) -> Path:
    """Return a data file of an installed package, whose code is not run. Raises EncoderUnavailable."""
    spec = importlib.util.find_spec(package)
    folders = (spec.submodule_search_locations or []) if spec else []
    path = next((found for folder in folders for found in sorted(Path(folder).glob(pattern))), None)
    if path is None:
        raise EncoderUnavailable(f"The package {package} lacks {pattern}. Run: uv sync --group encoder")
    if hash_of(path) != sha256:
        raise EncoderUnavailable(f"{path.name} of {package} is not the expected file. Run: uv sync --reinstall")
    return path


def hash_of(path: Path) -> str:
    """Return a file's sha256. Raises EncoderUnavailable when it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise EncoderUnavailable(f"{path} can't be read: {error.strerror}. Check BOO_ENCODER_MODEL") from error


def unit(rows: Vectors) -> Vectors:
    """Give each row the length 1; a row of nothing but zeros stays."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = (rows / np.where(lengths == 0, 1, lengths)).astype(np.float32)
    return scaled
