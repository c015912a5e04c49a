"""The triage form's selects, which are written out without the theme's templates."""

from typing import Any

import pytest
from django.test import SimpleTestCase
from unfold.widgets import UnfoldAdminSelectWidget

from interactions.admin.select import QuickSelect

CHOICES = [("", "–"), ("a", "Salt & <b>pepper</b>"), ('"', "Quoted"), ("Group", [("c", "C"), ("d", "D")]), (5, "Five")]


@pytest.mark.parametrize("value", [None, "", "a", '"', "d", 5, "5", "unknown"])
def test_a_select_is_the_themes_own_to_the_letter(value: Any) -> None:
    attributes = {"id": "id_field", "required": True, "disabled": False, "aria-describedby": 'says "hello"'}
    quick, themed = QuickSelect(), UnfoldAdminSelectWidget()
    quick.choices = themed.choices = CHOICES
    SimpleTestCase().assertHTMLEqual(
        quick.render("field", value, attributes), themed.render("field", value, attributes)
    )
