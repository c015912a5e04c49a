"""Settings for Claude that can't work are told."""

from typing import Any

import pytest

from boo_site.checks import check_settings


@pytest.mark.parametrize(
    ("url", "tokens", "found"),
    [
        ("https://api.anthropic.com", 100_000, []),
        ("http://127.0.0.1:1234", 0, []),
        ("http://example.com", 100_000, ["boo_site.W008"]),
        ("https://api.anthropic.com", 500, ["boo_site.W009"]),
    ],
)
def test_settings_for_claude_are_checked(settings: Any, url: str, tokens: int, found: list[str]) -> None:
    settings.ANTHROPIC_API_KEY, settings.ANTHROPIC_API_URL, settings.ANTHROPIC_DAILY_TOKENS = "key", url, tokens
    told = [one.id for one in check_settings()]
    assert [id_ for id_ in told if id_ in ("boo_site.W008", "boo_site.W009")] == found
    settings.ANTHROPIC_API_KEY = ""
    assert "boo_site.W008" not in [one.id for one in check_settings()]
