"""The fall-back encoder: the mean of WordLlama's static token vectors, for machines that onnxruntime doesn't run on."""

from collections.abc import Sequence

import numpy as np

from interactions.categorize.vectors import EncoderUnavailable, Vectors, packaged_file, unit

WEIGHTS = (
    "wordllama",
    "weights/l2_supercat_256.safetensors",
    "64b47a2dc493cb8e85944076601189739852d7b64e0e1eedcb1937a251cd9fd5",
)
TOKENIZER = (
    "wordllama",
    "tokenizers/l2_supercat_tokenizer_config.json",
    "93248f2a9ec36c7b35f700a033d5f36228aae48db61aee31007fa49062cdeb68",
)
MAX_TOKENS = 512


class StaticEncoder:
    """One vector for each token, whatever stands around it; their mean, length 1."""

    name = f"wordllama-{WEIGHTS[2][:8]}"
    dimensions = 256

    def __init__(self) -> None:
        """Load vectors and tokens from the installed package. Raises EncoderUnavailable."""
        try:
            from safetensors.numpy import load_file
            from tokenizers import Tokenizer
        except ImportError as error:
            raise EncoderUnavailable(f"{error.name} is not installed. Run: uv sync --group encoder") from error
        self._rows = load_file(packaged_file(*WEIGHTS))["embedding.weight"]
        self._tokenizer = Tokenizer.from_file(str(packaged_file(*TOKENIZER)))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        self._tokenizer.no_padding()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a vector for each text, in their order."""
        vectors = np.zeros((len(texts), self.dimensions), np.float32)
        for row, encoding in enumerate(self._tokenizer.encode_batch(list(texts), add_special_tokens=False)):
            if encoding.ids:
                vectors[row] = self._rows[encoding.ids].astype(np.float32).mean(axis=0)
        return unit(vectors)
