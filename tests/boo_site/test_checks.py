"""Wrong settings are told at start-up, in one line each with the remedy, and never with a traceback."""

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from boo_site.checks import check_settings

GOOD = {
    "LIVECHAT_ACCOUNT_ID": "6d3f1a52-9f0f-4c1b-8c52-1f7b6a0e9d01",
    "LIVECHAT_PAT": "dal:token",
    "LIVECHAT_PAT_BASE64": "",
    "SALES_IMAP_HOST": "imap.gmail.com",
    "SALES_IMAP_PORT": 993,
    "SALES_IMAP_USER": "sales@example.com",
    "SALES_IMAP_PASS": "abcdefghijklmnop",
    "SALES_IMAP_SECURITY": "ssl",
    "SALES_IMAP_CA_FILE": "",
    "SALES_IMAP_DAILY_MB": 1500,
    "SUPABASE_SERVICE_ROLE_KEY_IS_SET": False,
}
NOTHING = dict.fromkeys(("LIVECHAT_ACCOUNT_ID", "LIVECHAT_PAT", "SALES_IMAP_USER", "SALES_IMAP_PASS"), "")


@pytest.fixture(autouse=True)
def good(settings: Any) -> None:
    for name, value in GOOD.items():
        setattr(settings, name, value)


def told() -> list[tuple[str, str]]:
    return [(message.msg, message.hint or "") for message in check_settings()]


def test_good_settings_pass() -> None:
    assert told() == []


def test_nothing_configured_is_nothing_wrong(settings: Any) -> None:
    for name, value in NOTHING.items():
        setattr(settings, name, value)
    settings.SALES_IMAP_SECURITY = "nonsense"
    assert told() == []


@pytest.mark.parametrize(
    ("changes", "found", "remedy"),
    [
        ({"LIVECHAT_PAT": ""}, "the token is not", "Personal access tokens"),
        ({"SALES_IMAP_PASS": ""}, "BOO_SALES_IMAP_PASS is not", "myaccount.google.com/apppasswords"),
        ({"SALES_IMAP_USER": ""}, "BOO_SALES_IMAP_USER is not", "the mailbox's address"),
        ({"SALES_IMAP_SECURITY": "tls"}, "'tls'", "starttls (port 143)"),
        ({"SALES_IMAP_SECURITY": "none", "SALES_IMAP_PORT": 143}, "plain text", "loopback"),
        ({"SALES_IMAP_PORT": 0}, "no port number", "993"),
        ({"SALES_IMAP_PORT": 65536}, "no port number", "993"),
        ({"SALES_IMAP_PORT": 143}, "143 doesn't go with BOO_SALES_IMAP_SECURITY ssl", "143 with starttls"),
        ({"SALES_IMAP_SECURITY": "starttls"}, "993 doesn't go with", "993 goes with ssl"),
        ({"SALES_IMAP_CA_FILE": "/nowhere/ca.pem"}, "names no file", "PEM"),
        ({"SALES_IMAP_DAILY_MB": 0}, "no number between 1 and 2499", "1500"),
        ({"SALES_IMAP_DAILY_MB": 2500}, "no number between", "Gmail locks"),
        ({"SUPABASE_SERVICE_ROLE_KEY_IS_SET": True}, "nothing here uses it", "Remove it"),
    ],
)
def test_each_wrong_setting_is_told_with_its_remedy(
    settings: Any, changes: dict[str, Any], found: str, remedy: str
) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    [(message, hint)] = told()
    assert found in message
    assert remedy in hint
    assert "\n" not in message + hint


def test_plain_text_and_any_port_are_fine_on_loopback(settings: Any) -> None:
    settings.SALES_IMAP_SECURITY, settings.SALES_IMAP_HOST, settings.SALES_IMAP_PORT = "none", "127.0.0.1", 14300
    assert told() == []


def test_an_own_authority_is_fine(settings: Any, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("PEM")
    settings.SALES_IMAP_CA_FILE = str(tmp_path / "ca.pem")
    assert told() == []


def test_django_runs_them_and_only_warns(settings: Any) -> None:
    settings.SALES_IMAP_SECURITY = "tls"
    [message] = [message for message in run_checks() if str(message.id).startswith("boo_site.")]
    assert message.id == "boo_site.W003"
    assert not message.is_serious()
