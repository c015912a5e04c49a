"""Every wrong setting of the mailbox is named, with what to do and where to click."""

from collections.abc import Iterator
from typing import Any

import pytest

from boo_site.setup_check.findings import Finding, State
from boo_site.setup_check.mailbox import check_mailbox
from tests.servers.dovecot import faults
from tests.servers.dovecot.configuration import GMAIL_FOLDERS
from tests.servers.dovecot.faults import Fault, Refuse, SayBye
from tests.servers.dovecot.fixtures import running_dovecot, running_gmail
from tests.servers.dovecot.gmail_proxy import GmailProxy
from tests.servers.dovecot.server import DovecotServer

pytestmark = pytest.mark.dovecot

APP_PASSWORDS = "myaccount.google.com/apppasswords"


@pytest.fixture(scope="module")
def gmail() -> Iterator[GmailProxy]:
    with running_gmail() as proxy:
        yield proxy


@pytest.fixture(autouse=True)
def mailbox(gmail: GmailProxy, settings: Any) -> Iterator[None]:
    lead_to(gmail, settings)
    yield
    gmail.faults.clear()


def lead_to(server: GmailProxy | DovecotServer, settings: Any) -> None:
    settings.SALES_IMAP_HOST, settings.SALES_IMAP_PORT = server.host, server.port
    settings.SALES_IMAP_USER, settings.SALES_IMAP_PASS = server.user, server.password
    settings.SALES_IMAP_CA_FILE = str(server.ca_file)
    settings.SALES_IMAP_SECURITY, settings.SALES_IMAP_FOLDERS = "ssl", []
    settings.SALES_IMAP_DAILY_MB = 1500


def findings() -> dict[str, Finding]:
    return {finding.name: finding for finding in check_mailbox()}


def only() -> Finding:
    [finding] = check_mailbox()
    return finding


def test_a_good_mailbox_passes_and_no_mail_is_read(gmail: GmailProxy) -> None:
    gmail.commands.clear()
    found = findings()
    assert {finding.state for finding in found.values()} == {State.OK}
    assert "Gmail" in found["mailbox"].found
    assert "[Google Mail]/Alle Nachrichten" in found["mailbox"].found
    assert not [command for command in gmail.commands if "FETCH" in command or command.startswith("SELECT")]


def test_without_user_and_password_it_is_not_configured(settings: Any) -> None:
    settings.SALES_IMAP_USER = settings.SALES_IMAP_PASS = ""
    assert only().state is State.NOT_CONFIGURED


def test_a_missing_app_password_is_told(settings: Any) -> None:
    settings.SALES_IMAP_PASS = ""
    assert only().state is State.FAILED
    assert APP_PASSWORDS in only().remedy


def test_an_app_password_with_googles_spaces_passes(settings: Any) -> None:
    settings.SALES_IMAP_PASS = "abcd efgh ijkl mnop"
    assert findings()["mailbox"].state is State.OK


def test_a_wrong_password_is_told_by_a_real_server(settings: Any) -> None:
    settings.SALES_IMAP_PASS = "the-ordinary-password"
    found = only()
    assert "refused the user name or the password" in found.found
    assert "app password" in found.remedy
    assert APP_PASSWORDS in found.remedy
    assert "ordinary" not in found.found + found.remedy


@pytest.mark.parametrize(
    ("text", "found", "remedy"),
    [
        (faults.INVALID_CREDENTIALS, "user name or the password", APP_PASSWORDS),
        (faults.APP_PASSWORD_REQUIRED, "wants an app password", APP_PASSWORDS),
        (faults.IMAP_DISABLED, "IMAP is switched off", "Google Admin console: Apps, Google Workspace, Gmail"),
        (faults.WEB_LOGIN_REQUIRED, "web browser first", "app password"),
        (faults.TOO_MANY_CONNECTIONS, "too many open connections", "Close mail programs"),
        (faults.OVERQUOTA, "daily limit", "BOO_SALES_IMAP_DAILY_MB"),
    ],
)
def test_each_of_gmails_refusals_says_what_to_do(gmail: GmailProxy, text: str, found: str, remedy: str) -> None:
    gmail.inject(Fault("LOGIN", Refuse(text), times=5))
    assert only().state is State.FAILED
    assert found in only().found
    assert remedy in only().remedy


def test_a_lock_for_the_day_is_told(gmail: GmailProxy) -> None:
    gmail.inject(Fault("EXAMINE", SayBye(faults.OVERQUOTA), times=5))
    assert "daily limit" in [finding.found for finding in check_mailbox()][-1]


def test_a_missing_folder_is_told_with_those_that_exist(settings: Any) -> None:
    settings.SALES_IMAP_FOLDERS = ["Verkauf"]
    found = only()
    assert 'no folder "Verkauf"' in found.found
    assert "INBOX" in found.found
    assert "BOO_SALES_IMAP_FOLDERS" in found.remedy
    assert "Show in IMAP" in found.remedy


def test_a_hidden_all_mail_folder_is_a_note(settings: Any) -> None:
    shown = {name: flag for name, flag in GMAIL_FOLDERS.items() if flag != r"\All"}
    with running_dovecot(folders=shown) as server, GmailProxy(server) as proxy:
        lead_to(proxy, settings)
        found = findings()["All Mail"]
    assert found.state is State.NOTE
    assert "Show in IMAP" in found.remedy


@pytest.mark.parametrize(
    ("certificate", "remedy"),
    [("self_signed", "BOO_SALES_IMAP_CA_FILE"), ("expired", "renew"), ("other_host", "BOO_SALES_IMAP_HOST")],
)
def test_a_certificate_that_can_not_be_trusted_is_told(
    gmail: GmailProxy, settings: Any, certificate: str, remedy: str
) -> None:
    shown = getattr(gmail.server.certificates, certificate)
    with GmailProxy(gmail.server, certificate=shown) as proxy:
        lead_to(proxy, settings)
        found = only()
    assert "can't be trusted" in found.found
    assert remedy in found.remedy


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"SALES_IMAP_SECURITY": "tls"}, "'tls'"),
        ({"SALES_IMAP_PORT": 0}, "no port number"),
        ({"SALES_IMAP_HOST": "mail.example.com", "SALES_IMAP_SECURITY": "none"}, "plain text"),
        ({"SALES_IMAP_CA_FILE": "/nowhere"}, "names no file"),
    ],
)
def test_settings_that_can_not_work_are_told_before_any_connection(
    gmail: GmailProxy, settings: Any, changes: dict[str, Any], found: str
) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    before = gmail.connections
    assert found in only().found
    assert gmail.connections == before


def test_an_unknown_host_and_a_closed_port_are_told(settings: Any) -> None:
    settings.SALES_IMAP_PORT = 1
    assert "can't be reached" in only().found
    settings.SALES_IMAP_HOST = "mail.invalid"
    assert "BOO_SALES_IMAP_HOST" in only().remedy
