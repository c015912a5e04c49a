"""Waits grow, are spread by chance, and never exceed a minute; the pace halves at each rate limit."""

import pytest

from ingest.sources.livechat.patience import ATTEMPTS, LONGEST_SPACING_SECONDS, Pace, backoff_seconds, draw


def test_backoff_doubles_up_to_a_minute() -> None:
    assert [backoff_seconds(attempt, 1.0) for attempt in range(1, 9)] == [1, 2, 4, 8, 16, 32, 60, 60]


@pytest.mark.parametrize("attempt", range(1, ATTEMPTS))
def test_jitter_reaches_from_nothing_to_the_whole_wait(attempt: int) -> None:
    assert backoff_seconds(attempt, 0.0) == 0.0
    assert 0.0 <= backoff_seconds(attempt, draw()) <= backoff_seconds(attempt, 1.0)


def test_a_pace_waits_for_nothing_until_it_is_slowed() -> None:
    pace = Pace()
    pace.started(100.0)

    assert pace.wait_seconds(100.0) == 0.0
    pace.slow_down()
    assert pace.wait_seconds(100.1) == pytest.approx(0.4)
    assert pace.wait_seconds(101.0) == 0.0


def test_each_slowing_halves_the_rate_down_to_a_floor() -> None:
    pace = Pace()
    spacings = []
    for _ in range(8):
        pace.slow_down()
        spacings.append(pace.spacing_seconds)

    assert spacings[:4] == [0.5, 1.0, 2.0, 4.0]
    assert spacings[-1] == LONGEST_SPACING_SECONDS
