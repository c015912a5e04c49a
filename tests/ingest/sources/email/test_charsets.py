"""Charsets as declared, as meant, and as they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.email.charsets import clean_text, codec_of, decode_text


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("thé".encode(), "utf-8", "thé"),
        ("thé".encode("latin-1"), "iso-8859-1", "thé"),
        ("“thé”".encode("cp1252"), "iso-8859-1", "“thé”"),
        ("Привет".encode("koi8-r"), "koi8-r", "Привет"),
        ("日本語".encode("iso-2022-jp"), "iso-2022-jp", "日本語"),
        ("日本語".encode("shift_jis"), "Shift_JIS", "日本語"),
        ("镕".encode("gb18030"), "gb2312", "镕"),
        ("thé".encode("utf-16"), "utf-16", "thé"),
        (b"Fr+APY-sche", "utf-7", "Frösche"),
    ],
)
def test_declared_charsets(data: bytes, charset: str, text: str) -> None:
    assert decode_text(data, charset) == text


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("thé".encode(), None, "thé"),
        ("thé".encode("cp1252"), None, "thé"),
        ("thé".encode("cp1252"), "utf-8", "thé"),
        ("thé".encode(), "us-ascii", "thé"),
        ("thé".encode(), "iso-8859-1", "thé"),
        ("日本語".encode("iso-2022-jp"), None, "日本語"),
        ("日本語".encode("iso-2022-jp"), "us-ascii", "日本語"),
        ("café ".encode() * 20 + b"\xff", "utf-8", "café " * 20 + "\ufffd"),
        (b"plain", "utf-16", "plain"),
        (b"\xef\xbb\xbfhello", "utf-8", "hello"),
    ],
)
def test_wrong_or_missing_charsets(data: bytes, charset: str | None, text: str) -> None:
    assert decode_text(data, charset) == text


@pytest.mark.parametrize(
    "charset",
    [
        "x-unknown",
        "none",
        "idna",
        "punycode",
        "rot13",
        "base64",
        "undefined",
        "unicode_escape",
        "a\x00b",
        "",
        "x" * 500,
        "é",
    ],
)
def test_a_charset_that_is_none_still_gives_the_text(charset: str) -> None:
    assert decode_text("th\u00e9 \\n".encode(), charset) == "thé \\n"


def test_codecs_that_are_no_charsets_are_not_used() -> None:
    assert codec_of("idna") is None
    assert codec_of("rot13") is None
    assert codec_of('"UTF-8"; format=flowed') == "utf-8"


def test_what_postgresql_cannot_store_is_replaced() -> None:
    assert clean_text("a\x00b\ud800c") == "a\ufffdb\ufffdc"
    assert decode_text(b"+2AA-", "utf-7") == "\ufffd"


@given(
    st.binary(max_size=200),
    st.sampled_from(["utf-8", "utf-7", "utf-16", "hz", "iso-2022-kr", "big5", "idna", "cp037", None]),
)
def test_any_bytes_in_any_charset_give_storable_text(data: bytes, charset: str | None) -> None:
    text = decode_text(data, charset)
    assert "\x00" not in text
    assert text.encode().decode() == text
