"""Forms read like what a person would have written down."""

import pytest

from ingest.records import Json
from ingest.sources.livechat.forms import answer_text, clean_email, field_answer, form_text, form_type, phone_answer
from tests.ingest.sources.livechat.build import field, filled


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ({"answer": "10442"}, "10442"),
        ({"answer": "  "}, ""),
        ({"answer": 7}, "7"),
        ({"answer": True}, "yes"),
        ({"answer": False}, "no"),
        ({"answer": {"id": "2", "label": "Delivery"}}, "Delivery"),
        ({"answer": {"id": 3, "group_id": 0, "label": "General"}}, "General"),
        ({"answers": [{"id": "1", "label": "Tea"}, {"id": "2", "label": "Oats"}]}, "Tea, Oats"),
        ({"answers": ["Tea", "Oats"]}, "Tea, Oats"),
        ({"answers": []}, ""),
        ({"answer": None}, ""),
        ({"answer": {"id": "2"}}, ""),
        ({"answer": [1]}, ""),
        ({}, ""),
    ],
)
def test_answers_of_every_shape_are_readable(told: dict[str, Json], text: str) -> None:
    assert answer_text(told) == text


def test_a_form_has_a_line_for_each_field() -> None:
    form = filled(
        field("name", "Name:", "Mia"), field("question", "Order number", "10442"), field("email", "E-mail:", "")
    )

    assert form_text(form) == "Name: Mia\nOrder number: 10442\nE-mail"


def test_broken_fields_are_left_out() -> None:
    assert form_text({"fields": [None, 3, {"label": 4, "answer": "kept"}, {}]}) == "kept"
    assert form_text({"fields": "none"}) == ""


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ({"form_type": "postchat"}, "postchat"),
        ({"properties": {"lc2": {"form_type": "prechat"}}}, "prechat"),
        ({"properties": []}, None),
        ({}, None),
    ],
)
def test_old_forms_keep_their_kind_in_the_properties(form: dict[str, Json], kind: str | None) -> None:
    assert form_type(form) == kind


def test_the_first_answer_of_a_type_is_found_over_all_forms() -> None:
    forms = [filled(field("email", "E-mail", "")), filled(field("email", "E-mail", "mia@example.net"))]

    assert field_answer(forms, "email") == "mia@example.net"
    assert field_answer(forms, "subject") is None


@pytest.mark.parametrize(
    ("label", "answer", "phone"),
    [
        ("Phone number:", "0400 000 000", "0400 000 000"),
        ("Your mobile", "+61 400 000 000", "+61 400 000 000"),
        ("Phone", "none", None),
        ("Order number", "1044200", None),
        ("Headphones?", "1044200", None),
    ],
)
def test_a_phone_number_is_known_by_its_label(label: str, answer: str, phone: str | None) -> None:
    assert phone_answer([filled(field("question", label, answer))]) == phone


@pytest.mark.parametrize(
    ("value", "email"),
    [
        ("Mia@Example.NET ", "mia@example.net"),
        ("mia+tea@mail.example.com", "mia+tea@mail.example.com"),
        ("", None),
        ("a@a", None),
        ("none", None),
        ("mia@example.", None),
        ("mia @example.net", None),
        ("a@b@example.net", None),
        ("x" * 250 + "@example.net", None),
        (None, None),
        (7, None),
    ],
)
def test_junk_addresses_are_no_addresses(value: Json, email: str | None) -> None:
    assert clean_email(value) == email
