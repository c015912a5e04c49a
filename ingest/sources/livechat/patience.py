"""How long to wait between calls: backoff after trouble, and a slower pace after a rate limit. Pure."""

import random
from dataclasses import dataclass, field

ATTEMPTS = 6
FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 60.0
FIRST_SPACING_SECONDS = 0.5
LONGEST_SPACING_SECONDS = 10.0


def backoff_seconds(attempt: int, chance: float) -> float:
    """Return the wait after the given attempt (from 1): exponential, with full jitter by `chance` in [0, 1)."""
    return float(min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * 2.0 ** (attempt - 1)) * chance)


def draw() -> float:
    """Return the chance that spreads retries of several machines."""
    return random.random()  # noqa: S311 - spreads load, guards nothing


@dataclass(slots=True)
class Pace:
    """The least time between the starts of two calls: none at first, then doubled at every rate limit.

    LiveChat publishes no limit, so the pace is found by being told. It stays slow for the client's life: one run.
    """

    spacing_seconds: float = 0.0
    _last_start: float | None = field(default=None, repr=False)

    def slow_down(self) -> None:
        """Halve the rate."""
        self.spacing_seconds = min(LONGEST_SPACING_SECONDS, max(FIRST_SPACING_SECONDS, 2 * self.spacing_seconds))

    def wait_seconds(self, now: float) -> float:
        """Return how long the next call has to wait, on the clock that `started` was told."""
        return 0.0 if self._last_start is None else max(0.0, self._last_start + self.spacing_seconds - now)

    def started(self, now: float) -> None:
        """Note that a call starts now."""
        self._last_start = now
