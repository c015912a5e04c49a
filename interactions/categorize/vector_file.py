"""Vectors of known texts in one NPZ file, so that training needn't encode the shipped examples again."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from interactions.categorize.vectors import Vectors


def write_vectors(path: Path, hashes: list[str], vectors: Vectors) -> None:
    """Write the vectors of texts, in half precision."""
    path.write_bytes(npz({"hashes": np.array(hashes, "S64"), "vectors": vectors.astype("<f2")}))


def read_vectors(path: Path) -> dict[str, Vectors]:
    """Return vectors by the hash of their text; none where the file is missing or can't be read."""
    try:
        with np.load(path, allow_pickle=False) as arrays:
            hashes, vectors = arrays["hashes"], arrays["vectors"]
            return {key.decode(): row.astype(np.float32) for key, row in zip(hashes, vectors, strict=True)}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}


def npz(arrays: Mapping[str, np.ndarray]) -> bytes:
    """Return an NPZ file, the same bytes for the same arrays."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, array, allow_pickle=False)
            # A fixed date, so that rebuilding what has not changed changes no byte.
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", (1980, 1, 1, 0, 0, 0)), buffer.getvalue())
    return file.getvalue()
