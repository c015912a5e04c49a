"""Transfer encodings, also those of broken senders."""

import base64
import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.email.transfer import decode_transfer

OATS = b"Oats and honey, please."


@pytest.mark.parametrize(
    ("data", "encoding", "content"),
    [
        (base64.b64encode(OATS), "base64", OATS),
        (base64.b64encode(OATS).rstrip(b"="), " Base64;", OATS),
        (base64.b64encode(OATS)[:10] + b"!\r\n *" + base64.b64encode(OATS)[10:], "base64", OATS),
        (b"T", "base64", b""),
        (b"caf=C3=A9 =\r\nopen", "quoted-printable", "café open".encode()),
        (b"100% =ZZ", "quoted-printable", b"100% =ZZ"),
        (b"caf=C3=A9", "quoted-printable; charset=utf-8", "café".encode()),
        (OATS, "7-bit", OATS),
        (OATS, "text/html", OATS),
        (OATS, "", OATS),
    ],
)
def test_encodings_are_undone(data: bytes, encoding: str, content: bytes) -> None:
    assert decode_transfer(data, encoding) == content


def test_uuencoded_lines() -> None:
    lines = b"begin 644 oats.txt\n" + binascii.b2a_uu(OATS) + b"`\nend\n"
    assert decode_transfer(lines, "x-uuencode") == OATS
    assert decode_transfer(b"no such thing", "uuencode") == b"no such thing"


@given(st.binary(max_size=300), st.sampled_from(["base64", "quoted-printable", "x-uuencode", "8bit"]))
def test_no_bytes_break_a_decoder(data: bytes, encoding: str) -> None:
    assert isinstance(decode_transfer(data, encoding), bytes)
    assert isinstance(decode_transfer(b"begin 644 x\n" + data, encoding), bytes)
