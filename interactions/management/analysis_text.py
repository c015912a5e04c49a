"""The analysis as people read it in a terminal."""

from typing import Any

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from interactions.vocabulary import LABELS

BAR_WIDTH = 20
LISTED = 10

type Figure = dict[str, Any]


class Analysis:
    """A report of `interactions.analytics.report`, ready to be printed."""

    def __init__(self, report: Figure) -> None:
        self.report = report

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render section by section."""
        period = self.report["period"]
        yield Rule("Customer interactions analysis", style="bold")
        yield Text(f"Last {period['days']} days: {period['from'][:16]} to {period['to'][:16]}", justify="center")
        if not self.report["overview"]["total"]:
            yield Text("\nNo conversations in this period. Sync first: manage.py sync_livechat, manage.py sync_email.")
            return
        for title, section in (
            ("Overview", overview(self.report["overview"])),
            ("Top issue categories", categories(self.report["top_categories"])),
            ("Automation opportunities", automation(self.report["automation"])),
            ("First response times", response_times(self.report["response_times"])),
            ("Sentiment", counts(self.report["sentiment"])),
            ("Top keywords", keywords(self.report["keywords"])),
            ("Daily volume", daily(self.report["daily"])),
            ("Unanswered, longest wait first", waiting(self.report["unanswered"])),
            ("Urgent, longest wait first", waiting(self.report["urgent"])),
        ):
            yield Text()
            yield Rule(title, align="left", characters="─")
            yield section


def overview(figure: Figure) -> RenderableType:
    """Total, sources, statuses and the resolution rate."""
    table = _table()
    table.add_row("Total interactions", f"{figure['total']:,}")
    for name, count in figure["by_source"].items():
        table.add_row(f"  └─ {_label(name)}", f"{count:,}")
    for name, count in figure["by_status"].items():
        table.add_row(f"  └─ {_label(name)}", f"{count:,}")
    table.add_row("Resolution rate", _percent(figure["resolution_rate"]))
    return table


def categories(rows: list[Figure]) -> RenderableType:
    """Return a bar for each category."""
    if not rows:
        return Text("Nothing is categorised yet. Run: manage.py categorize_interactions")
    table = _table(bar=True)
    for row in rows:
        table.add_row(row["category"], f"{row['count']:,}", _bar(row["count"], rows[0]["count"]))
    return table


def automation(figure: Figure) -> RenderableType:
    """Return the questions that a machine could answer."""
    table = _table(bar=True)
    for row in figure["questions"][:LISTED]:
        table.add_row(row["label"], f"{row['count']:,}", f"({_percent(row['share'])})")
    total = f"Total automatable: {figure['automatable']:,} ({_percent(figure['share'])} of all interactions)"
    return Group(table, Text(total, style="bold"))


def response_times(figures: dict[str, Figure]) -> RenderableType:
    """Return each source's times and how they spread."""
    if not figures:
        return Text("Nobody has been answered yet in this period.")
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for source in figures:
        table.add_column(_label(source), justify="right")
    table.add_row("answered", *(f"{figure['count']:,}" for figure in figures.values()))
    for name in ("average", "median", "p90", "fastest", "slowest"):
        table.add_row(name, *(duration(figure[name]) for figure in figures.values()))
    bands = [[band["count"] for band in figure["distribution"]] for figure in figures.values()]
    labels = [band["band"] for band in next(iter(figures.values()))["distribution"]]
    for label, *shown in zip(labels, *bands, strict=True):
        table.add_row(f"  {label}", *(f"{count:,}" for count in shown))
    return table


def counts(figure: dict[str, int]) -> RenderableType:
    """Return a bar for each word."""
    table = _table(bar=True)
    for name, count in figure.items():
        table.add_row(name, f"{count:,}", _bar(count, max(figure.values())))
    return table


def keywords(rows: list[Figure]) -> RenderableType:
    """Return the words on a few lines."""
    return Text(", ".join(f"{row['keyword']} ({row['count']:,})" for row in rows) or "None.")


def daily(rows: list[Figure]) -> RenderableType:
    """Return a bar for each of the last days."""
    totals: dict[str, int] = {}
    for row in rows:
        totals[row["date"]] = totals.get(row["date"], 0) + row["count"]
    table = _table(bar=True)
    for day in sorted(totals)[-14:]:
        table.add_row(day, f"{totals[day]:,}", _bar(totals[day], max(totals.values())))
    return table


def waiting(rows: list[Figure]) -> RenderableType:
    """Return who waits, and for how long."""
    if not rows:
        return Text("None.")
    table = Table(box=None, pad_edge=False, show_header=False)
    for row in rows[:LISTED]:
        who = row["customer_name"] or row["customer_email"] or "unknown customer"
        table.add_row(duration(row["age_hours"] * 3600), _label(row["source"]), who, Text((row["subject"] or "")[:70]))
    if len(rows) > LISTED:
        table.add_row("", "", f"and {len(rows) - LISTED} more", "")
    return table


def duration(seconds: float) -> str:
    """Say a number of seconds the short way: 45 s, 12 min, 3.5 h, 2.1 days."""
    for unit, size in (("days", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size * (1 if unit != "days" else 2):
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"


def _table(*, bar: bool = False) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(min_width=26)
    table.add_column(justify="right")
    if bar:
        table.add_column()
    return table


def _bar(part: int, most: int) -> str:
    return "█" * max(round(BAR_WIDTH * part / most), 1 if part else 0) if most else ""


def _label(word: str) -> str:
    return LABELS.get(word, word.capitalize())


def _percent(share: float) -> str:
    return f"{share * 100:.1f}%"
