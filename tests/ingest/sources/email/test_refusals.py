import imaplib
import socket
import ssl

import pytest

from ingest.source import SourceError, SourceRefused, SourceUnavailable
from ingest.sources.email.refusals import explain_answer, explain_connecting, one_line
from tests.servers.dovecot import faults


def explained(text: str | bytes, *, at_login: bool = True, secrets: tuple[str, ...] = ()) -> SourceError:
    return explain_answer(imaplib.IMAP4.error(text), at_login=at_login, secrets=secrets)


@pytest.mark.parametrize(
    ("text", "code", "remedy"),
    [
        (faults.APP_PASSWORD_REQUIRED, "app_password_required", "https://myaccount.google.com/apppasswords"),
        (faults.INVALID_CREDENTIALS, "bad_credentials", "BOO_SALES_IMAP_PASS"),
        ("[AUTHENTICATIONFAILED] Authentication failed.", "bad_credentials", "BOO_SALES_IMAP_USER"),
        (faults.IMAP_DISABLED, "imap_disabled", "Forwarding and POP/IMAP"),
        (faults.WEB_LOGIN_REQUIRED, "web_login_required", "browser"),
        ("[PRIVACYREQUIRED] Plaintext authentication disallowed", "privacy_required", "starttls"),
        ("[CONTACTADMIN] Ask somebody", "login_refused", "BOO_SALES_IMAP_USER"),
    ],
)
def test_what_only_a_person_can_mend_is_refused_with_a_remedy(text: str, code: str, remedy: str) -> None:
    error = explained(text)
    assert isinstance(error, SourceRefused)
    assert error.code == code
    assert remedy in str(error)
    assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("text", "code", "seconds"),
    [
        (faults.OVERQUOTA, "over_quota", 3 * 3600),
        (faults.TOO_MANY_CONNECTIONS, "too_many_connections", 600),
        ("[LIMIT] Maximum number of connections from user+IP exceeded", "too_many_connections", 600),
        ("[UNAVAILABLE] Temporary authentication failure.", "unavailable", 300),
        ("System Error (Failure)", "unavailable", 300),
    ],
)
@pytest.mark.parametrize("at_login", [True, False])
def test_limits_ask_for_patience_even_at_login(text: str, code: str, seconds: float, at_login: bool) -> None:
    error = explained(text, at_login=at_login)
    assert isinstance(error, SourceUnavailable)
    assert (error.code, error.retry_after_seconds) == (code, seconds)


def test_an_unknown_answer_to_a_command_is_quoted_and_may_pass() -> None:
    error = explained("FETCH failed: Some messages could not be FETCHed (Failure)", at_login=False)
    assert isinstance(error, SourceUnavailable)
    assert error.code == "command_refused"
    assert "Some messages could not be FETCHed" in str(error)


def test_bytes_and_their_repr_read_as_text() -> None:
    assert "refused the login: Go away." in str(explained(b"Go away."))
    assert "refused the login: Go away." in str(explained("b'Go away.'"))
    assert "refused a command: FETCH command error: BAD Go away." in str(
        explained("FETCH command error: BAD [b'Go away.']", at_login=False)
    )


def test_a_server_that_echoes_the_password_is_not_quoted() -> None:
    error = explained("[ALERT] hunter2 is no good password", secrets=("", "hunter2"))
    assert "hunter2" not in str(error)
    assert "*** is no good password" in str(error)


def test_a_servers_words_stay_on_one_line() -> None:
    assert one_line("a\r\n\x1b[31mb\tc" + "x" * 500) == "a [31mb c" + "x" * 291


def verification_error(code: int, message: str) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, message
    return error


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (10, "has to renew it"),
        (18, "BOO_SALES_IMAP_CA_FILE"),
        (20, "BOO_SALES_IMAP_CA_FILE"),
        (62, "BOO_SALES_IMAP_HOST"),
        (64, "BOO_SALES_IMAP_HOST"),
    ],
)
def test_an_untrusted_certificate_is_refused(code: int, remedy: str) -> None:
    error = explain_connecting(verification_error(code, "it is bad"), "imap.example.com", 993)
    assert isinstance(error, SourceRefused)
    assert error.code == "certificate"
    assert "imap.example.com:993 can't be trusted: it is bad. " in str(error)
    assert remedy in error.remedy


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (ConnectionRefusedError(111, "Connection refused"), "can't be reached: Connection refused."),
        (TimeoutError("timed out"), "can't be reached: no answer in time."),
        (ssl.SSLEOFError(8, "EOF occurred"), "can't be reached: EOF occurred."),
        (socket.gaierror(-2, "Name or service not known"), 'host name "imap.example.com" is unknown'),
        (UnicodeError("label empty or too long"), 'host name "imap.example.com" is unknown'),
    ],
)
def test_a_server_out_of_reach_is_unavailable(failure: Exception, words: str) -> None:
    error = explain_connecting(failure, "imap.example.com", 993)
    assert isinstance(error, SourceUnavailable)
    assert words in str(error)
    assert "BOO_SALES_IMAP_HOST" in error.remedy


def test_a_port_without_tls_is_refused() -> None:
    error = explain_connecting(ssl.SSLError(1, "wrong version number"), "imap.example.com", 143)
    assert isinstance(error, SourceRefused)
    assert "993 goes with ssl, 143 with starttls" in error.remedy
