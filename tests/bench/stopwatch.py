"""Wall and processor time of a piece of work, and lines that tell them."""

import sys
import time
from types import TracebackType
from typing import Self


class Stopwatch:
    """Measures a `with` block: `seconds` of wall time and `cpu_seconds` of this process."""

    def __enter__(self) -> Self:
        self._wall, self._cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.seconds = time.perf_counter() - self._wall
        self.cpu_seconds = time.process_time() - self._cpu


def tell(what: str, figure: str) -> None:
    """Print one measured figure."""
    sys.stdout.write(f"{what:<58} {figure}\n")
    sys.stdout.flush()
