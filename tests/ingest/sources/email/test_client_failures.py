"""What the client does when the server, the network or the account fails: real Dovecot, real TLS, faults on purpose."""

import contextlib
import logging
import socket
import threading
import time
import traceback
from collections.abc import Callable, Iterator

import pytest

from ingest.source import SourceError, SourceRefused, SourceUnavailable
from ingest.sources.email.client import FetchedMail, MailboxClient, UnreadableMail
from tests.ingest.sources.email.build import mail
from tests.servers.dovecot import faults
from tests.servers.dovecot.faults import (
    CutAfter,
    Dribble,
    Fault,
    Garble,
    HangInLiteral,
    Misannounce,
    Refuse,
    SayBye,
    Throttle,
)
from tests.servers.dovecot.fixtures import running_dovecot, running_gmail
from tests.servers.dovecot.gmail_proxy import GmailProxy
from tests.servers.dovecot.server import DovecotServer

pytestmark = pytest.mark.dovecot

CONVERSION = "The requested message could not be converted to an RFC-822 compatible format."


@pytest.fixture
def server() -> Iterator[DovecotServer]:
    with running_dovecot() as running:
        yield running


@pytest.fixture
def gmail() -> Iterator[GmailProxy]:
    with running_gmail() as proxy:
        yield proxy


@pytest.fixture
def filled(gmail: GmailProxy) -> GmailProxy:
    for number in (1, 2, 3):
        gmail.server.deliver(numbered(number))
    return gmail


def client_of(target: DovecotServer | GmailProxy, password: str | None = None, **options: object) -> MailboxClient:
    settings: dict[str, object] = {"ca_file": str(target.ca_file), "command_seconds": 20} | options
    return MailboxClient(target.host, target.port, target.user, password or target.password, **settings)  # type: ignore[arg-type]


def numbered(number: int) -> bytes:
    return mail("x" * 2_000 + "\r\n", message_id=f"<{number}@example.com>")


def failure_of(attempt: Callable[[], object]) -> SourceError:
    with pytest.raises(SourceError) as caught:
        attempt()
    assert "\n" not in str(caught.value)
    return caught.value


def read(client: MailboxClient) -> list[FetchedMail | UnreadableMail]:
    client.examine("INBOX")
    return list(client.fetch(client.headers(client.list_uids())))


@contextlib.contextmanager
def scripted(greeting: bytes, answer: Callable[[bytes, bytes], bytes]) -> Iterator[int]:
    """Run a plain-text server that answers commands (tag, command) by a script, a client at a time; yield its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        # accept() fails once the listener is shut down.
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, connection.makefile("rb") as lines, contextlib.suppress(OSError):
                    connection.settimeout(5)
                    connection.sendall(greeting)
                    for line in lines:
                        connection.sendall(answer(*line.rstrip().split(b" ", 1)))

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    with listener:
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def plain_client(port: int, **options: object) -> MailboxClient:
    settings: dict[str, object] = {"security": "none", "command_seconds": 5} | options
    return MailboxClient("127.0.0.1", port, "sales@example.com", "secret", **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (faults.APP_PASSWORD_REQUIRED, "app_password_required"),
        (faults.INVALID_CREDENTIALS, "bad_credentials"),
        (faults.IMAP_DISABLED, "imap_disabled"),
        (faults.WEB_LOGIN_REQUIRED, "web_login_required"),
    ],
)
def test_gmails_refusals_are_refusals(gmail: GmailProxy, text: str, code: str) -> None:
    gmail.inject(Fault("LOGIN", Refuse(text), times=9))
    with client_of(gmail) as client:
        error = failure_of(client.folders)
    assert isinstance(error, SourceRefused)
    assert error.code == code
    assert error.remedy
    assert gmail.commands.count("LOGIN") == 1


def test_too_many_connections_ask_for_minutes(gmail: GmailProxy) -> None:
    gmail.inject(Fault("LOGIN", Refuse(faults.TOO_MANY_CONNECTIONS), times=9))
    with client_of(gmail) as client:
        error = failure_of(client.folders)
    assert isinstance(error, SourceUnavailable)
    assert (error.code, error.retry_after_seconds) == ("too_many_connections", 600)


def test_dovecots_own_limit_is_too_many_connections(server: DovecotServer) -> None:
    with contextlib.ExitStack() as stack:
        for _ in range(15):
            stack.enter_context(server.session("INBOX"))
        with client_of(server) as client:
            assert failure_of(client.folders).code == "too_many_connections"


@pytest.mark.parametrize("action", [SayBye(faults.OVERQUOTA), Refuse(faults.OVERQUOTA)])
def test_a_used_up_quota_asks_for_hours_and_is_not_tried_again(filled: GmailProxy, action: SayBye | Refuse) -> None:
    filled.inject(Fault("UID FETCH", action, times=9, containing="BODY.PEEK[]"))
    with client_of(filled) as client:
        error = failure_of(lambda: read(client))
        assert client.meter.retries == 0
    assert isinstance(error, SourceUnavailable)
    assert (error.code, error.retry_after_seconds) == ("over_quota", 3 * 3600)
    assert filled.connections == 1


def test_a_greeting_that_says_bye_tells_why(gmail: GmailProxy) -> None:
    gmail.inject(Fault("", Garble(f"* BYE {faults.TOO_MANY_CONNECTIONS}\r\n".encode())))
    with client_of(gmail) as client:
        assert failure_of(client.folders).code == "too_many_connections"


def test_throttling_is_noticed_and_costs_nothing(filled: GmailProxy) -> None:
    filled.inject(Fault("UID SEARCH", Throttle()))
    with client_of(filled) as client:
        client.examine("INBOX")
        assert not client.is_throttled
        assert client.list_uids() == [1, 2, 3]
        assert client.is_throttled


def test_a_wrong_password_is_refused(server: DovecotServer) -> None:
    with client_of(server, "wrong") as client:
        error = failure_of(client.folders)
    assert isinstance(error, SourceRefused)
    assert error.code == "bad_credentials"
    assert "app password" in error.remedy


def test_neither_password_nor_mail_is_in_a_message_trace_or_log(
    server: DovecotServer, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, "imapclient")
    server.deliver(numbered(1))
    secret = "hunter2 hunter2"
    with client_of(server, secret) as wrong, client_of(server) as right:
        error = failure_of(wrong.folders)
        right.examine("INBOX")
        assert [header.message_id for header in right.headers([1])] == ["1@example.com"]
    shown = "".join([*traceback.format_exception(error), caplog.text, *capfd.readouterr(), repr(wrong), repr(right)])
    assert "refused the user name or the password" in shown
    for word in (secret, "hunter2hunter2", server.password, "1@example.com"):
        assert word not in shown
    assert "imapclient.imaplib" not in {record.name for record in caplog.records}


@pytest.mark.parametrize(
    ("kind", "words", "remedy"),
    [
        ("expired", "expired", "renew"),
        ("other_host", "localhost", "BOO_SALES_IMAP_HOST"),
        ("self_signed", "self-signed", "BOO_SALES_IMAP_CA_FILE"),
    ],
)
def test_bad_certificates_are_refused(server: DovecotServer, kind: str, words: str, remedy: str) -> None:
    with GmailProxy(server, certificate=getattr(server.certificates, kind)) as proxy, client_of(proxy) as client:
        error = failure_of(client.folders)
        assert proxy.commands == []
    assert isinstance(error, SourceRefused)
    assert error.code == "certificate"
    assert words in str(error)
    assert remedy in error.remedy


def test_an_unknown_authority_is_refused_with_the_way_to_name_it(server: DovecotServer) -> None:
    with client_of(server, ca_file=None) as client:
        error = failure_of(client.folders)
    assert (type(error), error.code) == (SourceRefused, "certificate")
    assert "BOO_SALES_IMAP_CA_FILE" in error.remedy


def test_a_bad_certificate_is_refused_after_starttls_too() -> None:
    with running_dovecot(certificate="expired") as server:
        client = MailboxClient(
            server.host, server.starttls_port, server.user, server.password,
            security="starttls", ca_file=str(server.ca_file),
        )  # fmt: skip
        with client:
            error = failure_of(client.folders)
        assert "method=PLAIN" not in server.log()
    assert (type(error), error.code) == (SourceRefused, "certificate")


def test_a_server_without_starttls_gets_no_password() -> None:
    heard: list[bytes] = []

    def answer(tag: bytes, command: bytes) -> bytes:
        heard.append(command)
        return b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK done\r\n"

    with scripted(b"* OK ready\r\n", answer) as port, plain_client(port, security="starttls") as client:
        error = failure_of(client.folders)
    assert (type(error), error.code) == (SourceRefused, "no_starttls")
    assert heard == [b"CAPABILITY"]


def test_a_server_that_takes_no_password_in_plain_text_says_how() -> None:
    def answer(tag: bytes, command: bytes) -> bytes:
        if command.startswith(b"LOGIN"):
            return tag + b" NO [PRIVACYREQUIRED] Plaintext authentication disallowed\r\n"
        return b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK done\r\n"

    with scripted(b"* OK ready\r\n", answer) as port, plain_client(port) as client:
        error = failure_of(client.folders)
    assert (type(error), error.code) == (SourceRefused, "privacy_required")


def test_tls_on_the_plain_port_is_refused_with_the_right_ports(server: DovecotServer) -> None:
    with MailboxClient(server.host, server.starttls_port, server.user, server.password) as client:
        error = failure_of(client.folders)
    assert (type(error), error.code) == (SourceRefused, "tls")
    assert "993 goes with ssl" in error.remedy


def test_a_server_that_is_down_is_unavailable(server: DovecotServer) -> None:
    server.stop()
    with client_of(server) as client:
        error = failure_of(client.folders)
    assert (type(error), error.code) == (SourceUnavailable, "unreachable")
    assert "Connection refused" in str(error)


@pytest.mark.parametrize("host", ["imap.invalid", "imap..invalid", ""])
def test_an_unknown_host_is_unavailable(host: str) -> None:
    with MailboxClient(host, 1, "sales@example.com", "secret", connect_seconds=2) as client:
        error = failure_of(client.folders)
    assert (type(error), error.code) == (SourceUnavailable, "unreachable")


def test_a_host_that_never_answers_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        began = time.monotonic()
        with MailboxClient("127.0.0.1", port, "sales@example.com", "secret", connect_seconds=0.2) as client:
            error = failure_of(client.folders)
        with plain_client(port, read_seconds=0.2) as client:
            lost = failure_of(client.folders)
    assert (type(error), error.code) == (SourceUnavailable, "unreachable")
    assert (type(lost), lost.code) == (SourceUnavailable, "unreachable")
    assert time.monotonic() - began < 3


def test_something_that_is_no_imap_server_is_unavailable() -> None:
    with scripted(b"SSH-2.0-OpenSSH_9.2\r\n", lambda tag, command: b"") as port, plain_client(port) as client:
        assert isinstance(failure_of(client.folders), SourceUnavailable)


def test_a_lost_connection_is_opened_again_and_the_folder_with_it(filled: GmailProxy) -> None:
    with client_of(filled) as client:
        client.examine("INBOX")
        filled.server.kick()
        assert client.list_uids() == [1, 2, 3]
        assert client.meter.retries == 1
        assert [found.uid for found in client.fetch(client.headers([1, 2, 3]))] == [1, 2, 3]
    assert filled.connections == 2
    assert sum(command.startswith("EXAMINE") for command in filled.commands) == 2


@pytest.mark.parametrize("size_bytes", [0, 5, 60, 300, 3_000, 6_500])
def test_an_answer_that_is_cut_anywhere_is_asked_for_again(filled: GmailProxy, size_bytes: int) -> None:
    filled.inject(Fault("UID FETCH", CutAfter(size_bytes), containing="BODY.PEEK[]"))
    with client_of(filled) as client:
        assert [found.raw for found in read(client) if isinstance(found, FetchedMail)] == [
            numbered(1),
            numbered(2),
            numbered(3),
        ]
        assert client.meter.retries == 1


def test_a_connection_that_is_lost_twice_is_unavailable(filled: GmailProxy) -> None:
    filled.inject(Fault("UID FETCH", CutAfter(100), times=2, containing="BODY.PEEK[]"))
    with client_of(filled) as client:
        error = failure_of(lambda: read(client))
        assert (type(error), error.code) == (SourceUnavailable, "connection_lost")
        assert len(read(client)) == 3


def test_silence_in_the_middle_of_a_mail_is_waited_out_once(filled: GmailProxy) -> None:
    filled.inject(Fault("UID FETCH", HangInLiteral(), containing="BODY.PEEK[]"))
    with client_of(filled, read_seconds=1.5) as client:
        assert len(read(client)) == 3
        assert client.meter.retries == 1


@pytest.mark.parametrize("action", [HangInLiteral(), pytest.param(Dribble(0.005), marks=pytest.mark.long)])
def test_no_command_outlasts_its_deadline(filled: GmailProxy, action: HangInLiteral | Dribble) -> None:
    filled.inject(Fault("UID FETCH", action, times=9, containing="BODY.PEEK[]"))
    with client_of(filled, command_seconds=1, read_seconds=60) as client:
        client.examine("INBOX")
        listed = list(client.headers([1, 2, 3]))
        began = time.monotonic()
        error = failure_of(lambda: list(client.fetch(listed)))
        assert time.monotonic() - began < 2.5
    assert (type(error), error.code) == (SourceUnavailable, "too_slow")
    assert "longer than 1 seconds" in str(error)


def test_a_login_that_dribbles_has_a_deadline_too(gmail: GmailProxy) -> None:
    gmail.inject(Fault("LOGIN", Dribble(0.02), times=9))
    with client_of(gmail, command_seconds=0.5, read_seconds=60) as client:
        assert failure_of(client.folders).code == "too_slow"


def test_a_login_that_is_cut_off_is_no_refusal(gmail: GmailProxy) -> None:
    gmail.inject(Fault("LOGIN", CutAfter(3)))
    with client_of(gmail) as client:
        assert client.folders() == ["[Google Mail]/Alle Nachrichten"]
        assert client.meter.retries == 1


@pytest.mark.long
def test_a_goodbye_without_answer_is_not_waited_for(filled: GmailProxy) -> None:
    filled.inject(Fault("LOGOUT", Dribble(0.5)))
    client = client_of(filled)
    client.examine("INBOX")
    began = time.monotonic()
    client.close()
    assert time.monotonic() - began < 4


def test_a_folder_that_is_numbered_anew_meanwhile_is_not_read_on(filled: GmailProxy) -> None:
    with client_of(filled) as client:
        before = client.examine("INBOX")
        filled.server.bump_uid_validity()
        filled.server.kick()
        error = failure_of(client.list_uids)
        assert (type(error), error.code) == (SourceUnavailable, "folder_renumbered")
        assert client.examine("INBOX").uid_validity > before.uid_validity
        assert client.list_uids() == [1, 2, 3]


def test_a_killed_server_is_unavailable_until_it_is_back(filled: GmailProxy) -> None:
    with client_of(filled.server) as client:
        client.examine("INBOX")
        filled.server.kill()
        error = failure_of(client.list_uids)
        assert (type(error), error.code) == (SourceUnavailable, "unreachable")
        filled.server.start()
        assert client.list_uids() == [1, 2, 3]


def test_one_mail_that_the_server_cannot_hand_out_stops_no_other(filled: GmailProxy) -> None:
    filled.inject(
        Fault("UID FETCH 1,2,3 ", Refuse(CONVERSION), containing="BODY.PEEK[]"),
        Fault("UID FETCH 2 ", Refuse(CONVERSION, "BAD"), containing="BODY.PEEK[]"),
    )
    with client_of(filled) as client:
        first, second, third = read(client)
    assert isinstance(first, FetchedMail)
    assert isinstance(third, FetchedMail)
    assert (first.raw, third.raw) == (numbered(1), numbered(3))
    assert isinstance(second, UnreadableMail)
    assert (second.uid, CONVERSION.rstrip(".") in second.reason) == (2, True)


def test_an_answer_that_cannot_be_read_puts_one_mail_aside(filled: GmailProxy) -> None:
    nonsense = Garble(b"* 2 FETCH (UID 2 RFC822.SIZE\r\n")
    filled.inject(
        Fault("UID FETCH 1,2,3 ", nonsense, containing="BODY.PEEK[]"),
        Fault("UID FETCH 2 ", nonsense, containing="BODY.PEEK[]"),
    )
    with client_of(filled) as client:
        assert [type(found) for found in read(client)] == [FetchedMail, UnreadableMail, FetchedMail]


def test_a_mail_deleted_while_it_is_read_is_gone_and_not_bad(filled: GmailProxy) -> None:
    filled.inject(
        Fault("UID FETCH 1,2,3 ", Refuse("Some messages no longer exist"), containing="BODY.PEEK[]"),
        Fault("UID FETCH 2 ", Refuse("Some messages no longer exist"), containing="BODY.PEEK[]"),
        # The mail is asked for once more: nothing comes.
        Fault("UID FETCH 2 ", Refuse("Fetch completed", "OK"), containing="(RFC822.SIZE)"),
    )
    with client_of(filled) as client:
        assert [found.uid for found in read(client)] == [1, 3]


def test_an_answer_that_another_ones_literal_swallowed_is_asked_for_again(filled: GmailProxy) -> None:
    filled.inject(Fault("UID FETCH 1,2,3 ", Misannounce(25), containing="BODY.PEEK[]"))
    with client_of(filled) as client:
        assert [found.raw for found in read(client) if isinstance(found, FetchedMail)] == [*map(numbered, (1, 2, 3))]


def test_a_server_that_hands_out_nothing_puts_nothing_aside(filled: GmailProxy) -> None:
    filled.inject(Fault("UID FETCH", Refuse("Not today"), times=99, containing="BODY.PEEK[]"))
    with client_of(filled) as client:
        error = failure_of(lambda: read(client))
    assert (type(error), error.code) == (SourceUnavailable, "command_refused")
    assert "Not today" in str(error)


def test_a_literal_of_absurd_size_is_not_waited_for(filled: GmailProxy) -> None:
    bomb = Garble(b"* 1 FETCH (UID 1 BODY[] {99999999999}\r\n")
    filled.inject(Fault("UID FETCH", bomb, times=2, containing="BODY.PEEK[]"))
    with client_of(filled) as client:
        assert failure_of(lambda: read(client)).code == "connection_lost"


def test_unasked_for_news_of_flags_does_not_disturb(filled: GmailProxy) -> None:
    news = Garble(b"* 2 FETCH (FLAGS (\\Seen))\r\n* 9 FETCH (UID 77 FLAGS (\\Seen))\r\n* 4 EXISTS\r\n")
    filled.inject(Fault("UID FETCH", news, times=9))
    with client_of(filled) as client:
        assert [found.raw for found in read(client) if isinstance(found, FetchedMail)] == [
            numbered(1),
            numbered(2),
            numbered(3),
        ]
