"""The piece of a text that shows what was found, and the places of the hits in it."""

import re

import pytest

from interactions.search.marking import SHOWN, excerpt, pattern

LONG = "Hello there, nothing to see here at all. " * 20


def shown(text: str, *terms: tuple[str, str]) -> str:
    """Mark the hits of terms, each a tsquery and what was typed, with brackets."""
    found = excerpt(text, [one for phrase, typed in terms if (one := pattern(phrase, typed))])
    if found is None:
        return ""
    marked, at = "", 0
    for start, end in found.hits:
        marked += f"{found.text[at:start]}[{found.text[start:end]}]"
        at = end
    return marked + found.text[at:]


@pytest.mark.parametrize(
    ("text", "phrase", "typed", "marked"),
    [
        ("I want a refund, refunded twice", "'refund'", "refunds", "I want a [refund], [refunded] twice"),
        ("Deliveries and delivery", "'deliveri'", "delivery", "[Deliveries] and [delivery]"),
        ("Organisation of organic oats", "'organ'", "organic", "Organisation of [organic] oats"),
        ("This is an island", "'is'", "is", "This [is] an island"),
        ("José wrote to jose", "'jose'", "josé", "[José] wrote to [jose]"),
        ("Where is my\norder?", "'where' <-> 'is' <-> 'my' <-> 'order'", "where is my order", "[Where is my order]?"),
        ("It is H241606215199.", "'15199'", "#15199", "It is H2416062[15199]."),
        ("Write to Anna@example.com", "'anna'", "anna@", "Write to [Anna@]example.com"),
        ("Nothing here", "'refund'", "refund", ""),
        ("", "'refund'", "refund", ""),
        ("anything", "", "", ""),
    ],
)
def test_words_are_marked_in_any_form(text: str, phrase: str, typed: str, marked: str) -> None:
    assert shown(text, (phrase, typed)) == marked


def test_the_piece_with_the_most_terms_is_shown() -> None:
    text = f"refund first. {LONG} refund of the oats. {LONG}"
    piece = shown(text, ("'refund'", "refund"), ("'oat'", "oats"))
    assert "[refund] of the [oats]." in piece
    assert piece.startswith("… ")
    assert piece.endswith(" …")


def test_a_piece_has_a_bounded_length_whatever_the_text() -> None:
    for text in (
        LONG + "refund",
        "refund" + LONG,
        "refund" * 2_000,
        "x" * 9_000 + " refund " + "y" * 9_000,
        "refund " * 900,
    ):
        found = excerpt(text, [re.compile("refund")])
        assert found is not None
        assert len(found.text) <= SHOWN + 4
        assert all(0 <= start < end <= len(found.text) for start, end in found.hits)
        assert any(found.text[start:end] == "refund" for start, end in found.hits)


def test_a_beginning_goes_on_as_far_as_the_word() -> None:
    sought = pattern("'quin'", "quin", is_beginning=True)
    assert sought is not None
    assert excerpt("Quinoaflakes", [sought]).hits == ((0, 12),)  # type: ignore[union-attr]
