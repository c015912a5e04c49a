"""Address lists, well-formed and not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.email.addresses import Address, parse_addresses


def read(text: str) -> list[tuple[str, str]]:
    return [(address.name, address.email) for address in parse_addresses(text)[0]]


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("jo@example.com", [("", "jo@example.com")]),
        ("Jo Doe <Jo@Example.COM>", [("Jo Doe", "jo@example.com")]),
        ('"Doe, Jo" <jo@example.com>, Al <al@example.com>', [("Doe, Jo", "jo@example.com"), ("Al", "al@example.com")]),
        ("jo@example.com (Jo Doe)", [("Jo Doe", "jo@example.com")]),
        ("=?utf-8?Q?J=C3=BCrgen=2C_Doe?= <jo@example.com>", [("Jürgen, Doe", "jo@example.com")]),
        ('"=?utf-8?Q?J=C3=BCrgen?=" <jo@example.com>', [("Jürgen", "jo@example.com")]),
        ("'Jo Doe' <jo@example.com>", [("Jo Doe", "jo@example.com")]),
        ('"Jo \\"Oat\\" Doe" <jo@example.com>', [('Jo "Oat" Doe', "jo@example.com")]),
        ('<"jo doe"@example.com>', [("", '"jo doe"@example.com')]),
        ("<@a.example,@b.example:jo@example.com>", [("", "jo@example.com")]),
    ],
)
def test_addresses_as_the_standard_writes_them(text: str, addresses: list[tuple[str, str]]) -> None:
    assert read(text) == addresses


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("Shop: jo@example.com, Al <al@example.com>;", [("", "jo@example.com"), ("Al", "al@example.com")]),
        ("undisclosed-recipients:;", []),
        ("a:b;c:d <@>;", [("b", ""), ("d", "")]),
        ("jo@example.com; al@example.com", [("", "jo@example.com"), ("", "al@example.com")]),
        ('"Jo <jo@example.com>, Al <al@example.com>', [("Jo", "jo@example.com"), ("Al", "al@example.com")]),
        ("Jo <jo@example.com, Al <al@example.com>", [("Jo", "jo@example.com"), ("Al", "al@example.com")]),
        ("Jo Doe jo@example.com", [("Jo Doe", "jo@example.com")]),
        ("<mailto:jo@example.com>", [("", "jo@example.com")]),
        ("=?utf-8?Q?Jo_=3Cjo=40example.com=3E?=", [("Jo", "jo@example.com")]),
        ("MAILER-DAEMON", [("MAILER-DAEMON", "")]),
        ("Jo (never closed jo@example.com", [("Jo", "")]),
        (", ,;,", []),
        ("", []),
    ],
)
def test_addresses_as_they_come(text: str, addresses: list[tuple[str, str]]) -> None:
    assert read(text) == addresses


def test_an_address_that_no_column_could_index_is_none() -> None:
    assert read(f"Jo <{'x' * 400}@example.com>") == [("Jo", "")]


def test_a_long_list_is_cut_and_says_so() -> None:
    found, is_cut = parse_addresses(", ".join(f"a{number}@example.com" for number in range(2_000)))
    assert len(found) == 1_000
    assert is_cut


@given(st.text(alphabet='<>@,;:"()\\ a.=?é\x00', max_size=200))
def test_no_list_breaks_the_scanner(text: str) -> None:
    found, is_cut = parse_addresses(text)
    assert not is_cut
    assert all(isinstance(address, Address) and (address.name or address.email) for address in found)
    assert all(address.email == "" or address.email.rpartition("@")[0] for address in found)
