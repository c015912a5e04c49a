"""Content-Transfer-Encoding undone piece by piece, so that a file never stands in memory as a whole. Pure."""

import binascii
import re
from collections.abc import Iterable, Iterator

from ingest.sources.email.transfer import decode_base64, decode_transfer

_NEITHER_DIGIT_NOR_PADDING = re.compile(rb"[^A-Za-z0-9+/=]+")
_PADDING = re.compile(rb"=+")


def decode_stream(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield the bytes behind a Content-Transfer-Encoding, as `decode_transfer` gives them for the whole.

    A uuencoded file is put together first: its lines need the one that begins it.
    """
    name = encoding.strip().lower()
    if "base64" in name:
        yield from _base64(chunks)
    elif "quoted" in name:
        yield from _quoted_printable(chunks)
    elif "uue" in name:
        yield decode_transfer(b"".join(chunks), name)
    else:
        yield from chunks


def _base64(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Decode whole groups of four digits; what padding ends is decoded by itself."""
    waiting = b""
    for chunk in chunks:
        *ended, waiting = _PADDING.split(waiting + _NEITHER_DIGIT_NOR_PADDING.sub(b"", chunk))
        for digits in ended:
            yield decode_base64(digits)
        whole = len(waiting) - len(waiting) % 4
        yield binascii.a2b_base64(waiting[:whole])
        waiting = waiting[whole:]
    yield decode_base64(waiting)


def _quoted_printable(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Decode whole lines."""
    waiting = b""
    for chunk in chunks:
        waiting += chunk
        end = waiting.rfind(b"\n") + 1
        yield binascii.a2b_qp(waiting[:end])
        waiting = waiting[end:]
    yield binascii.a2b_qp(waiting)
