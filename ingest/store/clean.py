"""The one boundary that makes text and JSON fit for PostgreSQL. Pure.

PostgreSQL stores neither NUL nor lone surrogates, and its JSON no NaN; each becomes U+FFFD or null.
"""

import hashlib
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
LONGEST_ID = 500
REPLACEMENT = "\ufffd"
ESCAPED_NUL = "\\u0000"
"""How NUL looks in written JSON, which leaves lone surrogates as they are."""


def clean_text(text: str) -> str:
    """Return the text with what PostgreSQL can't store replaced by U+FFFD. Safe to run twice."""
    return UNSTORABLE.sub(REPLACEMENT, text)


def indexable_id(text: str) -> str:
    """Return an id cleaned, and short enough for an index: PostgreSQL's hold at most 2,700 bytes a row."""
    cleaned = clean_text(text)
    if len(cleaned) <= LONGEST_ID:
        return cleaned
    return f"{cleaned[:LONGEST_ID]}#{hashlib.sha256(cleaned.encode()).hexdigest()[:16]}"


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
    return written if _is_storable(written) else _write(clean_json(value))


def _is_storable(written: str) -> bool:
    """Say whether written JSON surely holds nothing to clean. Encoding is many times faster than a search."""
    if ESCAPED_NUL in written:
        return False
    try:
        written.encode()
    except UnicodeEncodeError:
        return False
    return True


def _write(value: Any) -> str:
    options: dict[str, Any] = {"sort_keys": True, "allow_nan": False, "ensure_ascii": False, "separators": (",", ":")}
    return json.dumps(value, default=_plain, **options)


def _plain(value: object) -> Any:
    return dict(value) if isinstance(value, Mapping) else str(value)
