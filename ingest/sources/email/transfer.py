"""Content-Transfer-Encoding undone (RFC 2045, 6), tolerant of broken senders. Pure."""

import binascii
import re

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} .*$", re.MULTILINE)


def decode_transfer(data: bytes, encoding: str) -> bytes:
    """Return the bytes behind a Content-Transfer-Encoding.

    Unknown names (`8bits`, `plain`, `text/html`) mean as it is.
    """
    name = encoding.strip().lower()
    if "base64" in name:
        return decode_base64(data)
    if "quoted" in name:
        return binascii.a2b_qp(data)
    if "uue" in name or "uuencode" in name:
        return _decode_uu(data)
    return data


def decode_base64(data: bytes) -> bytes:
    """Decode base64 with foreign characters, padding in the middle or none at the end."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        digits = _NOT_BASE64.sub(b"", data)
        # A single left-over digit stands for no whole byte.
        digits = digits[: len(digits) - (len(digits) % 4 == 1)]
        return binascii.a2b_base64(digits + b"=" * (-len(digits) % 4))


def _decode_uu(data: bytes) -> bytes:
    """Decode the lines between `begin` and `end`; without a `begin` the bytes stay as they are."""
    begin = _UU_BEGIN.search(data)
    if begin is None:
        return data
    decoded = bytearray()
    for line in data[begin.end() :].lstrip(b"\r\n").splitlines():
        if line.strip() in (b"end", b"`"):
            break
        decoded += _decode_uu_line(line)
    return bytes(decoded)


def _decode_uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some encoders pad a line to a whole group: cut it to the length that its first character states.
        wanted = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
        try:
            return binascii.a2b_uu(line[:wanted])
        except binascii.Error:
            return b""
