"""manage.py evaluate_categories."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db

GOOD = '{"text": "Where is my parcel?", "category": "order_tracking", "source": "mail"}\n'


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    path = tmp_path / "labelled.jsonl"
    path.write_text(GOOD + '{"text": "hello", "category": "other"}\n', encoding="utf-8")
    return path


def test_json_is_exactly_one_object_with_every_figure(labelled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evaluate_categories", str(labelled), "--json")
    found = json.loads(capsys.readouterr().out)
    assert (found["n"], found["coverage"], found["accuracy"], found["accuracy_of_answered"]) == (2, 0.5, 0.5, 1.0)
    assert (found["macro_f1"], found["thin_classes"]) == (None, ["order_tracking", "other"])
    assert found["mean_accuracy_over_sources"] == 0.5
    assert found["categories"][0]["n"] == 1
    assert found["confusions"] == [{"expected": "other", "answered": None, "count": 1}]
    assert found["texts_per_second"] > 0
    assert found["version"].startswith("rules-")


def test_the_table_is_for_people(labelled: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evaluate_categories", str(labelled))
    shown = capsys.readouterr().out
    assert "Accuracy of the answered        100.0%" in shown
    assert "other taken for no answer" in shown


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (GOOD.encode() + b"nonsense\n", "Line 2 is not JSON"),
        (GOOD.encode() + b'{"text": "x"}\n', "Line 2 has no category"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"", "no labelled text"),
    ],
)
def test_a_bad_file_is_one_line_and_one_object(
    content: bytes, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=said) as caught:
        call_command("evaluate_categories", str(path), "--json")
    assert caught.value.returncode == 1
    assert "\n" not in str(caught.value)
    assert said in json.loads(capsys.readouterr().out)["error"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no file .*gone\.jsonl"):
        call_command("evaluate_categories", str(tmp_path / "gone.jsonl"))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="directory"):
        call_command("evaluate_categories", str(tmp_path))
