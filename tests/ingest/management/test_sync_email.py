"""The command as people run it: its object, its one line, and its exit."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from interactions.models import Interaction
from tests.ingest.sources.email.mailbox import SENT
from tests.ingest.store.mails import SHOP, answer, mail
from tests.servers.dovecot.fixtures import dovecot, running_dovecot
from tests.servers.dovecot.server import DovecotServer

__all__ = ["dovecot"]

pytestmark = [pytest.mark.django_db]

type Run = Callable[..., dict[str, Any]]


@contextmanager
def named_by(settings: Settings, server: DovecotServer) -> Iterator[None]:
    """Let the settings name the server's mailbox."""
    settings.SALES_IMAP_HOST, settings.SALES_IMAP_PORT = server.host, server.port
    settings.SALES_IMAP_USER, settings.SALES_IMAP_PASS = server.user, server.password
    settings.SALES_IMAP_CA_FILE, settings.SALES_IMAP_SECURITY = str(server.ca_file), "ssl"
    settings.SALES_IMAP_FOLDERS, settings.SALES_ADDRESSES = [], [SHOP]
    yield


@pytest.fixture
def mailbox(settings: Settings, dovecot: DovecotServer) -> Iterator[DovecotServer]:
    with named_by(settings, dovecot):
        yield dovecot


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command with `--json` and return its one object."""

    def command(*arguments: str) -> dict[str, Any]:
        capsys.readouterr()
        call_command("sync_email", *arguments, "--json")
        (line,) = capsys.readouterr().out.splitlines()
        found: dict[str, Any] = json.loads(line)
        return found

    return command


@pytest.fixture
def failure(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run the command, which must fail the same way with and without `--json`; return its line."""

    def command(*arguments: str) -> str:
        with pytest.raises(CommandError) as plain:
            call_command("sync_email", *arguments)
        capsys.readouterr()
        with pytest.raises(CommandError) as as_json:
            call_command("sync_email", *arguments, "--json")
        shown = json.loads(capsys.readouterr().out)
        assert plain.value.returncode == as_json.value.returncode == 1
        assert shown["error"] == str(as_json.value) == str(plain.value)
        assert "\n" not in shown["error"]
        assert shown["source"]
        return str(plain.value)

    return command


@pytest.mark.dovecot
def test_it_prints_one_object_that_accounts_for_every_mail(mailbox: DovecotServer, run: Run) -> None:
    mailbox.deliver(mail("a@example.com"))
    mailbox.deliver(answer("b@example.com", "a@example.com"), SENT)
    shown = run("--full")
    expected = {"source": "email", "fetched": 2, "created": 2, "updated": 0, "unchanged": 0, "quarantined": 0}
    assert shown | expected == shown
    assert {"run_id", "seconds", "suppressed"} <= shown.keys()
    assert shown["complete"] is True
    again = run("--full")
    assert (again["fetched"], again["created"], again["unchanged"]) == (2, 0, 2)
    assert Interaction.objects.get().message_count == 2


@pytest.mark.dovecot
def test_it_says_in_words_what_it_did(mailbox: DovecotServer, capsys: pytest.CaptureFixture[str]) -> None:
    mailbox.deliver(mail("a@example.com"))
    call_command("sync_email", "--days", "365")
    assert "1 fetched (1 new" in capsys.readouterr().out


@pytest.mark.dovecot
def test_a_wrong_password_is_one_line_with_what_to_do(
    mailbox: DovecotServer, settings: Settings, failure: Callable[..., str]
) -> None:
    settings.SALES_IMAP_PASS = "not the password"
    line = failure("--full")
    assert "BOO_SALES_IMAP_PASS" in line
    assert "app password" in line
    assert "not the password" not in line


@pytest.mark.dovecot
def test_a_password_copied_with_its_spaces_is_taken(mailbox: DovecotServer, settings: Settings, run: Run) -> None:
    settings.SALES_IMAP_PASS = "abcd efgh ijkl mnop"
    assert run("--full")["complete"] is True


@pytest.mark.dovecot
def test_a_password_that_has_spaces_of_its_own_is_taken(settings: Settings, run: Run) -> None:
    with running_dovecot(password="correct horse battery") as server, named_by(settings, server):
        assert run()["complete"] is True


@pytest.mark.dovecot
def test_a_missing_folder_is_named_beside_those_that_exist(
    mailbox: DovecotServer, settings: Settings, failure: Callable[..., str]
) -> None:
    settings.SALES_IMAP_FOLDERS = ["INBOX", "Archive"]
    line = failure()
    assert '"Archive"' in line
    assert SENT in line
    assert "BOO_SALES_IMAP_FOLDERS" in line


@pytest.mark.dovecot
def test_a_certificate_for_another_host_is_refused(settings: Settings, failure: Callable[..., str]) -> None:
    with running_dovecot(certificate="other_host") as server, named_by(settings, server):
        line = failure("--full")
    assert "certificate" in line
    assert "BOO_SALES_IMAP_HOST" in line


def test_a_mailbox_without_settings_is_not_configured(settings: Settings, failure: Callable[..., str]) -> None:
    settings.SALES_IMAP_HOST = settings.SALES_IMAP_USER = settings.SALES_IMAP_PASS = ""
    line = failure()
    assert "isn't configured" in line
    assert "BOO_SALES_IMAP_USER" in line
    assert "BOO_SALES_IMAP_PASS" in line


def test_a_port_where_nobody_listens_is_one_line(settings: Settings, failure: Callable[..., str]) -> None:
    settings.SALES_IMAP_HOST, settings.SALES_IMAP_PORT = "127.0.0.1", 1
    settings.SALES_IMAP_USER, settings.SALES_IMAP_PASS = SHOP, "secret"
    settings.SALES_IMAP_SECURITY, settings.SALES_IMAP_CA_FILE = "ssl", ""
    assert "127.0.0.1:1 can't be reached" in failure()


@pytest.mark.parametrize("arguments", [("--days", "0"), ("--days", "x"), ("--days", "3", "--full")])
def test_wrong_usage_is_exit_2(arguments: tuple[str, ...]) -> None:
    from django.core.management import ManagementUtility

    with pytest.raises(SystemExit) as caught:
        ManagementUtility(["manage.py", "sync_email", *arguments]).execute()
    assert caught.value.code == 2


def test_a_file_that_is_no_mbox_is_refused(tmp_path: Path, failure: Callable[..., str]) -> None:
    path = tmp_path / "takeout.zip"
    path.write_bytes(b"PK\x03\x04 something else")
    assert "no mbox file" in failure("--from-mbox", str(path))


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path, failure: Callable[..., str]) -> None:
    assert "can't be read" in failure("--from-mbox", str(tmp_path / "none.mbox"))
    assert "can't be read" in failure("--from-mbox", str(tmp_path))
