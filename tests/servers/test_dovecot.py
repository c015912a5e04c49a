"""The test server is tested itself: every tool that other tests rely on, seen through a plain IMAPClient."""

import imaplib
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from tests.servers.dovecot import faults
from tests.servers.dovecot.configuration import GMAIL_FOLDERS
from tests.servers.dovecot.faults import CutAfter, Dribble, Fault, Garble, HangInLiteral, Refuse, SayBye, Throttle
from tests.servers.dovecot.fixtures import do_without, running_dovecot, running_gmail
from tests.servers.dovecot.gmail_items import GmailItems
from tests.servers.dovecot.gmail_proxy import GmailProxy
from tests.servers.dovecot.server import DovecotServer

pytestmark = [pytest.mark.dovecot, pytest.mark.long]

ALL_MAIL = "[Google Mail]/Alle Nachrichten"
SENT = "Gesendete Objekte"


def mail(number: int, body: str = "Hello") -> bytes:
    return f"From: a@example.com\r\nMessage-ID: <{number}@example.com>\r\n\r\n{body}\r\n".encode()


@pytest.fixture(scope="module")
def shared() -> Iterator[DovecotServer]:
    with running_dovecot() as server:
        yield server


@pytest.fixture
def server() -> Iterator[DovecotServer]:
    with running_dovecot() as running:
        yield running


@pytest.fixture
def gmail() -> Iterator[GmailProxy]:
    with running_gmail() as proxy:
        yield proxy


def connect(target: DovecotServer | GmailProxy, timeout: float = 5) -> Any:
    context = ssl.create_default_context(cafile=target.ca_file)
    return IMAPClient(target.host, target.port, ssl_context=context, timeout=timeout)


def logged_in(target: DovecotServer | GmailProxy, folder: str = "INBOX", timeout: float = 5) -> Any:
    client = connect(target, timeout)
    client.login(target.user, target.password)
    client.select_folder(folder, readonly=True)
    return client


def test_a_delivered_mail_keeps_its_bytes_its_time_and_its_flags(server: DovecotServer) -> None:
    sent_at = datetime(2025, 12, 31, 23, 30, tzinfo=timezone(timedelta(hours=11)))
    server.deliver(mail(1), internal_date=sent_at, flags=[r"\Seen", r"\Answered"])
    with server.session("INBOX", readonly=True) as client:
        [items] = client.fetch([1], ["BODY.PEEK[]", "INTERNALDATE", "RFC822.SIZE"]).values()
    assert items[b"BODY[]"] == mail(1)
    assert items[b"INTERNALDATE"] == datetime(2025, 12, 31, 12, 30, tzinfo=UTC)
    assert items[b"RFC822.SIZE"] == len(mail(1))
    assert server.flags() == {1: frozenset({r"\Seen", r"\Answered"})}


def test_uids_follow_the_order_of_delivery(server: DovecotServer) -> None:
    for number in range(1, 301):
        server.deliver(mail(number))
    assert server.message_ids() == {number: f"{number}@example.com" for number in range(1, 301)}


def test_a_thousand_mails_are_delivered_in_a_few_seconds(server: DovecotServer) -> None:
    began = time.monotonic()
    for number in range(1000):
        server.deliver(mail(number))
    assert time.monotonic() - began < 10
    with server.session("INBOX") as client:
        assert len(client.search()) == 1000


def test_staff_can_move_delete_and_flag(server: DovecotServer) -> None:
    for number in (1, 2, 3):
        server.deliver(mail(number))
    server.move(1, "INBOX", SENT)
    server.delete(2)
    server.flag(3, r"\Flagged")
    assert server.message_ids(SENT) == {1: "1@example.com"}
    assert server.flags() == {3: frozenset({r"\Flagged"})}


def test_a_session_that_writes_is_seen_in_the_flags(server: DovecotServer) -> None:
    server.deliver(mail(1))
    with server.session("INBOX") as client:
        client.fetch([1], ["BODY[]"])
    assert server.flags() == {1: frozenset({r"\Seen"})}


def test_uidvalidity_can_be_bumped(server: DovecotServer) -> None:
    server.deliver(mail(1))
    before = server.uid_validity()
    assert server.bump_uid_validity() > before
    assert server.uid_validity() > before
    assert server.message_ids() == {1: "1@example.com"}


def test_special_folders_have_flags_and_localised_names(shared: DovecotServer) -> None:
    with shared.session() as client:
        flagged = {name: flags for flags, _, name in client.list_folders()}
    assert rb"\Sent" in flagged[SENT]
    assert rb"\Drafts" in flagged["Entwürfe"]
    assert rb"\Trash" in flagged["Papierkorb"]


def test_a_virtual_folder_holds_inbox_and_sent_under_its_own_uids() -> None:
    with running_dovecot(virtual_all=True) as server:
        server.deliver(mail(1))
        server.deliver(mail(2), SENT)
        server.deliver(mail(3), "Spam")
        with server.session() as client:
            flagged = {name: flags for flags, _, name in client.list_folders()}
        assert rb"\All" in flagged[server.all_folder]
        assert sorted(server.message_ids(server.all_folder).values()) == ["1@example.com", "2@example.com"]


def test_a_killed_server_comes_back_with_its_mail_and_ports(server: DovecotServer) -> None:
    server.deliver(mail(1))
    port, validity = server.port, server.uid_validity()
    client = logged_in(server)
    server.kill()
    with pytest.raises((OSError, imaplib.IMAP4.abort)):
        client.search()
    client.shutdown()
    with pytest.raises(ConnectionRefusedError):
        connect(server)
    server.start()
    assert (server.port, server.uid_validity()) == (port, validity)
    assert server.message_ids() == {1: "1@example.com"}


def test_a_kicked_client_is_told_so(server: DovecotServer) -> None:
    client = logged_in(server)
    server.kick()
    with pytest.raises(imaplib.IMAP4.abort):
        client.search()
    client.shutdown()


def test_a_restart_keeps_the_mail(server: DovecotServer) -> None:
    server.deliver(mail(1))
    server.restart()
    assert server.message_ids() == {1: "1@example.com"}


def test_a_wrong_password_is_refused(shared: DovecotServer) -> None:
    with connect(shared) as client, pytest.raises(LoginError, match="AUTHENTICATIONFAILED"):
        client.login(shared.user, "wrong")


def test_the_sixteenth_connection_is_refused(server: DovecotServer) -> None:
    clients = [logged_in(server) for _ in range(15)]
    with connect(server) as sixteenth, pytest.raises(LoginError, match="Maximum number of connections"):
        sixteenth.login(server.user, server.password)
    for client in clients:
        client.logout()


def test_the_plain_port_offers_starttls(shared: DovecotServer) -> None:
    with IMAPClient(shared.host, shared.starttls_port, ssl=False, timeout=5) as client:
        client.starttls(shared.client_context())
        client.login(shared.user, shared.password)
        assert client.select_folder("INBOX", readonly=True)[b"EXISTS"] == 0


@pytest.mark.parametrize("kind", ["expired", "self_signed", "other_host"])
def test_bad_certificates_are_bad(shared: DovecotServer, kind: str) -> None:
    certificate = getattr(shared.certificates, kind)
    with GmailProxy(shared, certificate=certificate) as proxy, pytest.raises(ssl.SSLCertVerificationError):
        connect(proxy)


def test_the_server_removes_its_folder() -> None:
    with running_dovecot() as server:
        assert server.layout.root.exists()
    assert not server.layout.root.exists()


def test_a_missing_server_skips_a_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BOO_FORBID_SKIPS", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no server"):
        do_without("no server")


def test_a_missing_server_fails_where_nothing_may_be_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOO_FORBID_SKIPS", "1")
    with pytest.raises(pytest.fail.Exception, match="no server"):
        do_without("no server")


def test_gmail_items_come_with_every_mail() -> None:
    def items_of(message_id: str, uid: int) -> GmailItems:
        return GmailItems(1000 + uid, len(message_id), (r"\Sent", "Grüße", 'a "quoted" one'))

    with running_gmail(items_of) as proxy:
        proxy.server.deliver(mail(1), ALL_MAIL)
        proxy.server.deliver(mail(22), ALL_MAIL)
        with logged_in(proxy, ALL_MAIL) as client:
            assert client.has_capability("X-GM-EXT-1")
            found = client.fetch([1, 2], ["BODY.PEEK[]", "X-GM-MSGID", "X-GM-THRID", "X-GM-LABELS"])
            labels = client.get_gmail_labels([1])
    assert found[1][b"BODY[]"] == mail(1)
    assert [found[uid][b"X-GM-MSGID"] for uid in (1, 2)] == [1001, 1002]
    assert found[2][b"X-GM-THRID"] == len("22@example.com")
    assert labels == {1: [r"\Sent", "Grüße", 'a "quoted" one']}


def test_a_body_that_looks_like_an_answer_is_left_alone(gmail: GmailProxy) -> None:
    raw = mail(1, "* 1 FETCH (UID 7 X-GM-MSGID 1 {5}\r\n* BYE\r\n)")
    gmail.server.deliver(raw)
    with logged_in(gmail) as client:
        assert client.fetch([1], ["BODY.PEEK[]", "X-GM-MSGID"])[1][b"BODY[]"] == raw


def test_without_items_the_proxy_is_no_gmail() -> None:
    with running_gmail(None) as proxy, logged_in(proxy) as client:
        assert not client.has_capability("X-GM-EXT-1")


def test_gmail_folders_are_those_of_a_german_account(gmail: GmailProxy) -> None:
    with logged_in(gmail) as client:
        names = {name for flags, _, name in client.list_folders() if rb"\Noselect" not in flags}
    assert names == set(GMAIL_FOLDERS)


@pytest.mark.parametrize(
    "text",
    [
        faults.APP_PASSWORD_REQUIRED,
        faults.INVALID_CREDENTIALS,
        faults.IMAP_DISABLED,
        faults.TOO_MANY_CONNECTIONS,
        faults.WEB_LOGIN_REQUIRED,
    ],
)
def test_logins_can_be_refused_in_gmails_words(gmail: GmailProxy, text: str) -> None:
    gmail.inject(Fault("LOGIN", Refuse(text)))
    with connect(gmail) as client:
        with pytest.raises(LoginError) as caught:
            client.login(gmail.user, gmail.password)
        assert text in str(caught.value)
        client.login(gmail.user, gmail.password)


def test_overquota_aborts_the_command(gmail: GmailProxy) -> None:
    gmail.inject(Fault("UID SEARCH", SayBye(faults.OVERQUOTA)))
    with logged_in(gmail) as client, pytest.raises(imaplib.IMAP4.abort, match="OVERQUOTA"):
        client.search()


def test_throttling_is_only_a_mark(gmail: GmailProxy) -> None:
    gmail.server.deliver(mail(1))
    gmail.inject(Fault("NOOP", Throttle()))
    with logged_in(gmail) as client:
        assert client.noop()[0] == b"Success [THROTTLED]"
        assert client.search() == [1]


def test_an_answer_can_hang_in_a_literal(gmail: GmailProxy) -> None:
    gmail.server.deliver(mail(1))
    gmail.inject(Fault("UID FETCH", HangInLiteral()))
    client = logged_in(gmail, timeout=0.3)
    with pytest.raises(TimeoutError):
        client.fetch([1], ["BODY.PEEK[]"])
    client.shutdown()


@pytest.mark.parametrize("size_bytes", [0, 1, 30, 100])
def test_an_answer_can_be_cut(gmail: GmailProxy, size_bytes: int) -> None:
    gmail.server.deliver(mail(1))
    gmail.inject(Fault("UID FETCH", CutAfter(size_bytes)))
    client = logged_in(gmail)
    with pytest.raises((imaplib.IMAP4.abort, OSError)):
        client.fetch([1], ["BODY.PEEK[]"])
    client.shutdown()
    with logged_in(gmail) as second:
        assert second.fetch([1], ["BODY.PEEK[]"])[1][b"BODY[]"] == mail(1)


def test_an_answer_can_dribble(gmail: GmailProxy) -> None:
    gmail.inject(Fault("NOOP", Dribble(0.001)))
    with logged_in(gmail) as client:
        assert b"NOOP completed" in client.noop()[0]


def test_an_answer_can_be_garbled(gmail: GmailProxy) -> None:
    gmail.inject(Fault("NOOP", Garble(b"this is no IMAP\r\n")))
    client = logged_in(gmail)
    with pytest.raises(imaplib.IMAP4.abort, match="unexpected response"):
        client.noop()
    client.shutdown()


def test_faults_wait_and_strike_as_often_as_told(gmail: GmailProxy) -> None:
    gmail.inject(Fault("NOOP", Refuse("[UNAVAILABLE] Later"), times=2, skip=1))
    with logged_in(gmail) as client:
        client.noop()
        for _ in range(2):
            with pytest.raises(imaplib.IMAP4.error, match="Later"):
                client.noop()
        client.noop()
    assert gmail.commands.count("NOOP") == 4
    assert "LOGIN" in gmail.commands
