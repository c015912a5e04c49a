"""manage.py index_search: what it reads and tells."""

import pytest

from interactions.models import SearchDocument
from tests.interactions.stored import asked
from tests.running import command

pytestmark = pytest.mark.django_db


def test_it_reads_what_is_due_and_then_nothing() -> None:
    asked()
    asked()
    assert command("index_search").out.startswith("2 conversations indexed in ")
    told = command("index_search", "--json").told
    assert (told["indexed"], told["waiting"]) == (0, 0)


def test_rebuilding_reads_everything_again() -> None:
    asked()
    command("index_search")
    SearchDocument.objects.update(words="")
    assert command("index_search", "--json").told["indexed"] == 0
    assert command("index_search", "--rebuild", "--json").told["indexed"] == 1
    assert "arriv" in SearchDocument.objects.get().words
