"""Score `strip_reply` on the mail samples that nobody on this project wrote.

    python -m tests.bench.replies_score [--misses]

Exact: equal after folding white space. F1: over words, mean of the cases. Lost: over half of the author's words gone.
"""

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from ingest.sources.email.replies import strip_reply

SAMPLES = Path(__file__).resolve().parents[2] / "../shared/data/mail/replies"


@dataclass(frozen=True, slots=True)
class Case:
    """One mail: its text and what its author wrote."""

    name: str
    text: str
    expected: str


@dataclass(frozen=True, slots=True)
class Score:
    """How many cases are exact, the mean F1, how many lost their author's words, and the names of the inexact ones."""

    cases: int
    exact: int
    f1: float
    lost: int
    misses: tuple[str, ...]


def load(folder: Path = SAMPLES) -> list[Case]:
    """Read NAME.txt and NAME.expected of a folder, by name. Empty where the folder is missing."""
    texts = sorted(folder.glob("*.txt"))
    return [Case(path.stem, _read(path), _read(path.with_suffix(".expected"))) for path in texts]


def score(cases: list[Case]) -> Score:
    """Strip every case and compare it with what is expected."""
    results = [(case, strip_reply(case.text).content) for case in cases]
    misses = tuple(case.name for case, content in results if content.split() != case.expected.split())
    return Score(
        cases=len(cases),
        exact=len(cases) - len(misses),
        f1=sum(_f1(content, case.expected) for case, content in results) / max(1, len(cases)),
        lost=sum(1 for case, content in results if _is_lost(content, case.expected)),
        misses=misses,
    )


def mails_per_second(cases: list[Case], seconds: float = 1.0) -> float:
    """Strip the cases over and over for so many seconds of this process's own time."""
    done, started = 0, time.process_time()
    while time.process_time() - started < seconds:
        for case in cases:
            strip_reply(case.text)
        done += len(cases)
    return done / (time.process_time() - started)


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


def _common(content: str, expected: str) -> int:
    return (Counter(content.split()) & Counter(expected.split())).total()


def _f1(content: str, expected: str) -> float:
    words = len(content.split()) + len(expected.split())
    return 2 * _common(content, expected) / words if words else 1.0


def _is_lost(content: str, expected: str) -> bool:
    return _common(content, expected) * 2 < len(expected.split())


def main() -> int:
    """Print the figures; exit with 1 where there are no samples."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--misses", action="store_true", help="print what is wrong in each inexact case")
    options = parser.parse_args()
    cases = load()
    if not cases:
        sys.stderr.write("No samples found: the folder shared/data/mail/replies has to stand beside the repository.\n")
        return 1
    result = score(cases)
    sys.stdout.write(f"cases {result.cases}  exact {result.exact}  F1 {result.f1:.3f}  lost {result.lost}\n")
    sys.stdout.write(f"mails per CPU second {mails_per_second(cases):,.0f}\n")
    for case in cases if options.misses else []:
        if case.name in result.misses:
            sys.stdout.write(f"== {case.name}\n{strip_reply(case.text).content}\n-- expected\n{case.expected}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
