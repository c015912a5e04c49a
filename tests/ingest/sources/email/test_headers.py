"""Header values: encoded words, parameters, file names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.email.headers import header_text, parse_parameters, safe_file_name


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain words", "plain words"),
        (b"=?utf-8?Q?Caf=C3=A9_open?=", "Café open"),
        (b"=?UTF-8?B?Q2Fmw6k=?=", "Café"),
        (b"=?iso-8859-1?q?Caf=E9?= and =?utf-8?q?th=C3=A9?=", "Café and thé"),
        (b"=?utf-8?Q?Ca?=\r\n =?utf-8?Q?f=C3=A9?=", "Café"),
        (b"=?utf-8*en?Q?Caf=C3=A9?=", "Café"),
        (b"Re:=?utf-8?Q?_Caf=C3=A9?=", "Re: Café"),
    ],
)
def test_encoded_words_are_decoded(raw: bytes, text: str) -> None:
    assert header_text(raw) == text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"=?utf-8?B?Q2Fmw6k?=", "Café"),
        (b"=?utf-8?B?Q2Fm?=\r\n =?utf-8?B?w6k=?=", "Café"),
        (b"=?utf-8?Q?Caf=C3?= =?utf-8?Q?=A9?=", "Café"),
        (b"=?utf-8?Q?free shipping for caf=C3=A9s?=", "free shipping for cafés"),
        (b"=?utf-8?Q?What??=", "What?"),
        (b"=?utf-8?Q?cut_off_her", "cut off her"),
        (b"=?x-unknown?Q?Caf=C3=A9?=", "Café"),
        (b"=?rot13?Q?Caf=C3=A9?=", "Café"),
        (b"=?idna?Q?Caf=C3=A9?=", "Café"),
        (b"=?utf-8?X?no such encoding?=", "=?utf-8?X?no such encoding?="),
        (b"1 =? 2", "1 =? 2"),
        ("Café".encode(), "Café"),
        ("Café".encode("latin-1"), "Café"),
        ("Größe".encode("cp1252"), "Größe"),
    ],
)
def test_broken_words_are_read_as_meant(raw: bytes, text: str) -> None:
    assert header_text(raw) == text


def test_a_lone_surrogate_and_nul_do_not_survive() -> None:
    assert header_text(b"=?utf-7?Q?+2AA-?=") == "\ufffd"
    assert header_text(b"a\x00b") == "a\ufffdb"


def test_text_on_folded_lines_becomes_one_line() -> None:
    assert header_text(b" your order\r\n\tof oats\n  today") == "your order of oats today"


@given(st.binary(max_size=300))
def test_any_bytes_give_one_storable_line(raw: bytes) -> None:
    text = header_text(raw)
    assert text.encode().decode() == text
    assert not any(character in text for character in "\r\n\x00")


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (b'attachment; filename="list.pdf"', "list.pdf"),
        (b"attachment; filename=list.pdf; size=3", "list.pdf"),
        (b"attachment; filename*=utf-8''caf%C3%A9.pdf", "café.pdf"),
        (b"attachment; filename=x.pdf; filename*=utf-8'en'caf%C3%A9.pdf", "café.pdf"),
        (b'attachment; filename*0="my "; filename*1="list.pdf"', "my list.pdf"),
        (b"attachment; filename*1*=%A9.pdf; filename*0*=utf-8''caf%C3", "café.pdf"),
        (b'attachment; filename="=?utf-8?Q?caf=C3=A9.pdf?="', "café.pdf"),
        ('attachment; filename="café.pdf"'.encode(), "café.pdf"),
        (b'attachment; filename="a;b.pdf"', "a;b.pdf"),
        (b'attachment; filename="say \\"hi\\".pdf"', 'say "hi".pdf'),
        (b'attachment; filename="C:\\temp\\list.pdf"', "C:\\temp\\list.pdf"),
        (b'attachment; filename="never closed.pdf', "never closed.pdf"),
    ],
)
def test_file_names_in_every_form(value: bytes, name: str) -> None:
    kind, parameters = parse_parameters(value)
    assert kind == "attachment"
    assert parameters["filename"] == name


def test_a_type_without_parameters_and_none() -> None:
    assert parse_parameters(b" Text/HTML ") == ("text/html", {})
    assert parse_parameters(None) == ("", {})


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\list.pdf", "list.pdf"),
        ("gpj.\u202eexe", "gpj. exe"),
        ("a\r\nb.txt", "a b.txt"),
        ("..", ""),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
    ],
)
def test_file_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe
