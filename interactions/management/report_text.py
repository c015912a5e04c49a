"""The report on categories as people read it in a terminal."""

from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

type Figure = dict[str, Any]


class CategoryReport:
    """A report of `interactions.category_report.report`, ready to be printed."""

    def __init__(self, report: Figure) -> None:
        self.report = report

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render section by section."""
        period, figure = self.report["period"], self.report["accuracy"]
        yield Rule(f"Categories, last {period['days']} days", style="bold")
        if not figure["total"]:
            yield Text("No conversations in this period. Sync first: manage.py sync_livechat, manage.py sync_email.")
            return
        yield Text(f"{figure['answered']:,} of {figure['total']:,} answered ({percent(figure['coverage'])}).")
        yield Text(f"{figure['unchanged']:,} of those not changed by staff ({percent(figure['accuracy'])}).")
        yield Text(f"Of {figure['reviewed']:,} that staff chose themselves, {figure['agreed']:,} agree.")
        for title, section in (
            ("Precision, by what the machine said", categories(self.report["categories"])),
            ("By subcategory, as they are now", subcategories(self.report["subcategories"])),
            ("What staff chose instead", confusions(self.report["confusions"])),
            ("Why there was no answer", no_answer(self.report["no_answer"])),
            ("Share of each month", months(self.report["months"])),
            ("Said often where there is no category", phrases(self.report["phrases"])),
        ):
            yield Text()
            yield Rule(title, align="left", characters="─")
            yield section


def categories(rows: list[Figure]) -> Table:
    """Return what was said, looked at and right."""
    table = _table("category", "said", "looked at", "right", "precision")
    for row in rows:
        table.add_row(row["category"], f"{row['said']:,}", f"{row['reviewed']:,}", f"{row['agreed']:,}", precision(row))
    return table


def subcategories(rows: list[Figure]) -> Table:
    """Return each category with its subcategories: how many now, how many in the period before, and how often right."""
    table = _table("category", "now", "before", "said", "looked at", "right", "precision")
    for row in rows:
        table.add_row(row["category"], f"{row['count']:,}", f"{row['before']:,}")
        for part in row["subcategories"]:
            counts = [f"{part['count']:,}", f"{part['before']:,}"]
            if part["subcategory"]:
                counts += [*(f"{part[name]:,}" for name in ("said", "reviewed", "agreed")), precision(part)]
            table.add_row(f"  {part['subcategory'] or '(none)'}", *counts)
    return table


def confusions(rows: list[Figure]) -> Table | Text:
    """Return what was said and what staff chose."""
    if not rows:
        return Text("None.")
    table = _table("said → staff chose", "count")
    for row in rows:
        table.add_row(f"{row['said']} → {row['chosen'] or '(no category)'}", f"{row['count']:,}")
    return table


def no_answer(rows: list[Figure]) -> Table:
    """Return the reasons."""
    table = _table("", "count")
    for row in rows:
        table.add_row(row["title"], f"{row['count']:,}")
    return table


def months(figure: Figure) -> Table:
    """Return the shares of the last six months."""
    table = _table("category", *(month[:7] for month in figure["months"][-6:]))
    for row in figure["categories"]:
        table.add_row(row["category"] or "(no category)", *(percent(share) for share in row["shares"][-6:]))
    return table


def phrases(rows: list[Figure]) -> Text:
    """Return the phrases on a few lines."""
    return Text(", ".join(f"“{row['phrase']}” ({row['count']:,})" for row in rows) or "None.")


def precision(row: Figure) -> str:
    """Return how often the machine was right where staff looked, or a dash where they didn't."""
    return "–" if row["precision"] is None else percent(row["precision"])


def percent(share: float) -> str:
    """Return a share in per cent."""
    return f"{share * 100:.1f}%"


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, show_header=bool(first))
    table.add_column(first)
    for name in others:
        table.add_column(name, justify="right")
    return table
