"""The one boundary that makes text and JSON fit for PostgreSQL. Pure.

PostgreSQL stores neither NUL nor lone surrogates, and its JSON no NaN; each becomes U+FFFD or null.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
REPLACEMENT = "\ufffd"
# How the same characters look in JSON written in ASCII; a pair of surrogates is a character like any other.
SUSPICIOUS_JSON = re.compile(r"\\u0000|\\ud[89a-f]")


def clean_text(text: str) -> str:
    """Return the text with what PostgreSQL can't store replaced by U+FFFD. Safe to run twice."""
    return UNSTORABLE.sub(REPLACEMENT, text)


def clean_json(value: Any) -> Any:
    """Return the value with every text in it cleaned and NaN and infinities turned into null."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {clean_text(str(key)): clean_json(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [clean_json(item) for item in value]
    return value


def to_json(value: Any) -> str:
    """Write the value as JSON that PostgreSQL takes; keys are sorted, so equal values give equal text."""
    try:
        written = _write(value)
    except (ValueError, TypeError):
        return _write(clean_json(value))
    return _write(clean_json(value)) if SUSPICIOUS_JSON.search(written) else written


def _write(value: Any) -> str:
    return json.dumps(value, sort_keys=True, allow_nan=False, separators=(",", ":"), default=str)
