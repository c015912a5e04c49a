"""Any text and any JSON that a source hands over can be stored, and comes back as it was cleaned."""

import json
import math
from types import MappingProxyType
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.records import AttachmentRecord
from ingest.store.clean import clean_json, clean_text, indexable_id, to_json
from interactions.models import Interaction, Message
from tests.ingest.store.saving import CUSTOMER, said, save, thread
from tests.ingest.syncing import versions

HOSTILE = st.text(st.characters(categories=None, exclude_categories=()), max_size=40) | st.sampled_from(
    [
        "\x00",
        "\ud800",
        "\udfff\ud800",
        "\\u0000",
        "\\ud800",
        "a\x00b",
        "👩🏽‍🌾",
        "\ufffe\uffff",
        "\x1f\x7f\u2028",
        "שלום\u202e",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | HOSTILE,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(HOSTILE, inner, max_size=4),
    max_leaves=12,
)


@given(HOSTILE)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert len(cleaned) == len(text)
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned


@given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])))
def test_text_that_postgresql_takes_is_left_alone(text: str) -> None:
    assert clean_text(text) == text


@given(JSON)
def test_what_is_written_is_what_cleaning_leaves(value: Any) -> None:
    assert json.loads(to_json(value)) == clean_json(value)


@given(st.recursive(st.integers() | HOSTILE, lambda inner: st.dictionaries(st.text("abc"), inner, max_size=4)))
def test_equal_values_are_written_alike(value: Any) -> None:
    def mirrored(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: mirrored(part[key]) for key in reversed(list(part))}
        return part

    assert to_json(mirrored(value)) == to_json(value)


@pytest.mark.parametrize(
    ("value", "written"), [(math.nan, "null"), (math.inf, "null"), (-0.0, "-0.0"), (1e308, "1e+308")]
)
def test_numbers_that_json_lacks_become_null(value: float, written: str) -> None:
    assert to_json(value) == written


def test_a_text_that_looks_like_an_escape_stays_as_it_is() -> None:
    assert json.loads(to_json("\\u0000 \\ud800")) == "\\u0000 \\ud800"


def test_mappings_of_any_kind_are_objects() -> None:
    assert json.loads(to_json({"a": MappingProxyType({"b": (1, 2)})})) == {"a": {"b": [1, 2]}}


@given(HOSTILE, st.integers(0, 5_000))
def test_an_id_always_fits_an_index_and_stays_itself(text: str, length: int) -> None:
    long_id = text + "x" * length
    fitting = indexable_id(long_id)
    assert len(fitting.encode()) <= 2_100
    assert fitting == clean_text(long_id) or len(long_id) > 500
    assert indexable_id(long_id + "y") != fitting


@pytest.mark.django_db
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=JSON)
def test_any_json_survives_the_database(value: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::jsonb::text", [to_json(value)])
        (text,) = cursor.fetchone()
    # PostgreSQL writes numbers in its own way: 1e+17 as 100000000000000000.
    assert json.loads(text, parse_int=float) == json.loads(to_json(value), parse_int=float)


@pytest.mark.django_db(reset_sequences=False)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=HOSTILE, raw=JSON)
def test_a_conversation_of_any_text_is_saved_and_known_again(text: str, raw: Any) -> None:
    Interaction.objects.all().delete()
    file = AttachmentRecord(text, text, 3, text)
    message = said(CUSTOMER, text, sender_name=text, attachments=(file,), raw_data={"told": raw}, quoted_text=text)
    record = thread(
        message,
        external_id=f"T{text}",
        subject=text,
        customer_name=text,
        customer_email=text,
        rating_comment=text,
        source_tags=(text,),
        chat_id=text,
        raw_data={text: raw},
    )
    assert save(record).created == 1
    stored, told = Interaction.objects.get(), Message.objects.get()
    assert stored.external_id == clean_text(f"T{text}")
    assert [told.content, stored.subject, stored.chat_id, told.quoted_text] == [clean_text(text)] * 4
    assert stored.tags == [clean_text(text)]
    before = versions()
    assert save(record).unchanged == 1
    assert versions() == before
