"""The figures that hold on mail samples that nobody on this project wrote."""

import pytest

from tests.bench.replies_score import load, score


def test_replies_reach_the_agreed_figures_on_unseen_samples() -> None:
    cases = load()
    if not cases:
        pytest.skip("the folder shared/data/mail/replies does not stand beside the repository")

    result = score(cases)

    assert result.cases == 64
    assert result.exact >= 60, result.misses
    assert result.f1 >= 0.95
    assert result.lost <= 1
