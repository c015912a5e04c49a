"""manage.py categorize_interactions: what it judges, shows and tells."""

import pytest
from django.db import connection

from interactions.management.commands.categorize_interactions import Command
from interactions.models import Interaction
from tests.interactions.stored import WANTS_RETURN, asked, interaction
from tests.running import command

pytestmark = pytest.mark.django_db


def test_as_json_it_prints_what_it_did_and_the_categories() -> None:
    asked()
    asked("ok")
    outcome = command("categorize_interactions", "--json")
    assert (outcome.code, outcome.err) == (0, "")
    told = outcome.told
    assert (told["judged"], told["changed"], told["without_category"], told["kept_by_staff"]) == (2, 2, 1, 0)
    assert told["categories"] == [{"category": None, "count": 1}, {"category": "order_tracking", "count": 1}]


def test_running_again_judges_nothing_and_reprocessing_everything() -> None:
    asked()
    command("categorize_interactions")
    assert command("categorize_interactions", "--json").told["judged"] == 0
    told = command("categorize_interactions", "--reprocess", "--json").told
    assert (told["judged"], told["changed"]) == (1, 0)


def test_show_only_shows() -> None:
    asked(category="returns")
    asked(WANTS_RETURN)
    outcome = command("categorize_interactions", "--show")
    assert [line.split() for line in outcome.out.splitlines()] == [
        ["(no", "category)", "1", "50.0%"],
        ["returns", "1", "50.0%"],
    ]
    assert not Interaction.objects.exclude(category_by=None).exists()
    assert "judged" not in command("categorize_interactions", "--show", "--json").told


def test_an_empty_database_is_no_error() -> None:
    assert "No conversations yet" in command("categorize_interactions", "--show").out
    assert command("categorize_interactions", "--json").told["judged"] == 0


def test_a_person_reads_what_was_left_to_staff() -> None:
    interaction(category="returns", category_by="staff")
    assert "1 left as staff chose" in command("categorize_interactions").out


def test_missing_tables_are_one_line_that_says_migrate() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE interaction_judgements RENAME TO elsewhere")
    outcome = command("categorize_interactions", "--json")
    assert outcome.code == 1
    assert "manage.py migrate" in outcome.told["error"] == outcome.line


def test_an_unknown_option_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        Command().run_from_argv(["manage.py", "categorize_interactions", "--everything", "--json"])
    assert ended.value.code == 2
    assert capsys.readouterr().out.startswith('{"error"')
