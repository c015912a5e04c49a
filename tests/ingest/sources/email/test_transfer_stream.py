"""Decoding in pieces gives what decoding the whole gives, wherever the pieces end."""

import base64
import quopri
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.email.transfer import decode_transfer
from ingest.sources.email.transfer_stream import decode_stream


def pieces(data: bytes, ends: list[int]) -> list[bytes]:
    cuts = sorted({0, len(data), *(end % (len(data) + 1) for end in ends)})
    return [data[start:end] for start, end in pairwise(cuts)]


ENDS = st.lists(st.integers(0, 10_000), max_size=12)


@given(st.binary(max_size=600), ENDS)
def test_base64_may_be_cut_anywhere(content: bytes, ends: list[int]) -> None:
    encoded = base64.encodebytes(content).replace(b"\n", b"\r\n")
    assert b"".join(decode_stream(pieces(encoded, ends), "BASE64")) == content


@given(st.binary(max_size=600), ENDS)
def test_quoted_printable_may_be_cut_anywhere(content: bytes, ends: list[int]) -> None:
    encoded = quopri.encodestring(content)
    assert b"".join(decode_stream(pieces(encoded, ends), "quoted-printable")) == decode_transfer(
        encoded, "quoted-printable"
    )


@given(st.binary(max_size=300), ENDS, st.sampled_from(["7bit", "8bit", "binary", "", "x-unknown"]))
def test_other_encodings_are_passed_on(content: bytes, ends: list[int], encoding: str) -> None:
    assert b"".join(decode_stream(pieces(content, ends), encoding)) == content


@given(st.binary(max_size=300), st.sampled_from(["base64", "quoted-printable", "x-uuencode"]))
def test_nonsense_raises_nothing(content: bytes, encoding: str) -> None:
    assert isinstance(b"".join(decode_stream([content], encoding)), bytes)


def test_files_that_were_encoded_one_behind_the_other_are_read_whole() -> None:
    encoded = base64.b64encode(b"one!") + b"\r\n" + base64.b64encode(b"two")
    assert b"".join(decode_stream([encoded], "base64")) == b"one!two"


def test_a_uuencoded_file_is_decoded_too() -> None:
    encoded = b"begin 644 notes.txt\n#0V%T\n`\nend\n"
    assert b"".join(decode_stream(pieces(encoded, [5, 25]), "x-uuencode")) == b"Cat"
