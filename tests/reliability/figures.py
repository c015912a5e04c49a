"""What each test of the promises did: how many faults, and what came of them. Printed at the end of a run."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.reliability.canonical import Dump, compare

PROPERTY = "reliability"


@dataclass
class Tally:
    """The figures of one test. `kept` is a plain dictionary: it travels from a worker to whoever prints it."""

    kept: dict[str, int] = field(default_factory=lambda: {"faults": 0, "lost": 0, "doubled": 0, "overwritten": 0})

    @property
    def harm(self) -> tuple[int, int, int]:
        """Rows lost, rows doubled, and staff's edits overwritten; each is 0 if the promises hold."""
        return self.kept["lost"], self.kept["doubled"], self.kept["overwritten"]

    def count(self, faults: int = 1) -> None:
        """Note faults."""
        self.kept["faults"] += faults

    def judge(self, expected: Dump, found: Dump, *, where: str, edits: tuple[Dump, Dump] | None = None) -> None:
        """Note what became of rows, and of staff's edits, before and after; fail where anything did."""
        lost, doubled = compare(expected, found)
        overwritten = (edits[0] - edits[1]).total() if edits else 0
        self.kept["lost"] += lost
        self.kept["doubled"] += doubled
        self.kept["overwritten"] += overwritten
        assert (lost, doubled, overwritten) == (0, 0, 0), (
            f"{where}:\nlost: {list(expected - found)[:3]}\ntoo much: {list(found - expected)[:3]}"
        )


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Iterator[Tally]:
    """Count this test's faults into the table at the end."""
    made = Tally()
    request.node.user_properties.append((PROPERTY, made.kept))
    yield made


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print each test's figures and their sum."""
    reports = [r for word in ("passed", "failed") for r in terminalreporter.stats.get(word, []) if r.when == "call"]
    told = [
        (r.nodeid.rpartition("::")[2], figures) for r in reports for n, figures in r.user_properties if n == PROPERTY
    ]
    if not told:
        return
    total: Counter[str] = Counter()
    terminalreporter.section("reliability")
    for name, figures in sorted(told, key=lambda pair: pair[0]):
        total.update(figures)
        terminalreporter.line(f"{name}: {line(figures)}")
    terminalreporter.line(f"all: {line(total)}")


def line(figures: dict[str, int] | Counter[str]) -> str:
    """Write figures as one line."""
    return (
        f"{figures['faults']:,} faults, {figures['lost']} lost, {figures['doubled']} doubled, "
        f"{figures['overwritten']} staff edits overwritten"
    )
