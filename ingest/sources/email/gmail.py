"""What Google Takeout adds to the mails of its mbox: labels (X-Gmail-Labels). Pure."""

import re

from ingest.sources.email.headers import header_text

_LABEL = re.compile(r'"([^"]*)"|([^,"]+)')


def parse_labels(value: bytes) -> tuple[str, ...]:
    """Return the labels in their order; one that holds a comma stands in quotes."""
    labels = ((quoted or plain).strip() for quoted, plain in _LABEL.findall(header_text(value)))
    return tuple(dict.fromkeys(label for label in labels if label))
