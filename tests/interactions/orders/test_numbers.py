"""Order numbers are found where people mean them, and nowhere else (contract: Order numbers)."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactions.orders.numbers import find_order_numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("my order H241606215199 is late", ["H241606215199"]),
        ("h241606215199", ["H241606215199"]),
        ("refH241606215199.", ["H241606215199"]),
        ("H2416062151990", []),
        ("H24160621519", []),
        ("H241606215199 and H241606215199 and H241606215200", ["H241606215199", "H241606215200"]),
        ("order 123456", ["123456"]),
        ("Order #123456?", ["123456"]),
        ("order#123456", ["123456"]),
        ("Order: 12345", ["12345"]),
        ("Order No.: 1234567", ["1234567"]),
        ("my order number is 123456", ["123456"]),
        ("invoice 54321, please", ["54321"]),
        ("purchase (98765)", ["98765"]),
        ("INVOICES 12345 12346 12347", ["12345", "12346", "12347"]),
        ("order\n123456", ["123456"]),
        ("order one two three 123456", []),
        ("order 1234", []),
        ("order 12345678", []),
        ("order 12345678 kilos", []),
        ("reorder 123456", []),
        ("ordered 123456", []),
        ("phone 123456", []),
        ("123456", []),
        ("postcode 2000, order 20001", ["20001"]),
        ("order 12345-6", []),
        ("order $12345.50", []),
        ("orders 123456 then H241606215199 then order 123457", ["123456", "H241606215199", "123457"]),
        ("", []),
    ],
)
def test_what_counts_as_an_order_number(text: str, numbers: list[str]) -> None:
    assert find_order_numbers([text]) == numbers


def test_each_number_is_listed_once_in_the_order_of_its_first_mention() -> None:
    texts = ["order 22222", "order 11111 and H241606215199", "order 22222"]
    assert find_order_numbers(texts) == ["22222", "11111", "H241606215199"]


def test_a_number_is_never_cut_in_half() -> None:
    for length in range(90, 130):
        assert find_order_numbers([f"order {'x' * length} 1234567"]) in ([], ["1234567"])


def test_digits_of_other_scripts_are_no_order_numbers() -> None:
    assert find_order_numbers(["order ١٢٣٤٥٦", "H٢٤١٦٠٦٢١٥١٩٩", "order １２３４５６"]) == []


TOKENS = st.sampled_from(
    [
        "order",
        "Order",
        "invoice",
        "purchase",
        "12345",
        "#123456",
        "1234567",
        "1234",
        "number",
        "is",
        "H241606215199",
        "x,",
    ]
)


def plainly(words: list[str]) -> set[str]:
    """Read the contract word by word."""
    found = {word.upper() for word in words if re.fullmatch(r"H\d{12}", word)}
    for place, word in enumerate(words):
        if word.lower() in {"order", "invoice", "purchase"}:
            following = (near.strip("#,") for near in words[place + 1 : place + 4])
            found |= {near for near in following if re.fullmatch(r"\d{5,7}", near)}
    return found


@given(st.lists(TOKENS, max_size=15))
def test_the_rule_holds_for_any_order_of_words(words: list[str]) -> None:
    assert set(find_order_numbers([" ".join(words)])) == plainly(words)


@given(st.text(max_size=200))
def test_any_text_gives_only_well_formed_numbers(text: str) -> None:
    for number in find_order_numbers([text, f"order {text}"]):
        assert re.fullmatch(r"H[0-9]{12}|[0-9]{5,7}", number)


@pytest.mark.parametrize(
    "text", ["order " * 20_000 + "12345", "order" + "1" * 100_000, "H1" * 50_000, "12345 order:" + ":" * 99_999]
)
def test_hostile_texts_take_no_longer_than_others(text: str) -> None:
    started = time.process_time()
    find_order_numbers([text])
    assert time.process_time() - started < 1
