import ssl
from pathlib import Path

import pytest

from ingest.source import SourceRefused
from ingest.sources.email.deadline import CommandClock
from ingest.sources.email.login import password_spellings, tls_for

CLOCK = CommandClock(connect_seconds=1, read_seconds=1, command_seconds=1)


@pytest.mark.parametrize(
    ("password", "spellings"),
    [
        ("abcdefghijklmnop", ("abcdefghijklmnop",)),
        ("abcd efgh ijkl mnop", ("abcdefghijklmnop",)),
        ("abcd\u00a0efgh\u00a0ijkl\u00a0mnop", ("abcdefghijklmnop",)),
        (" abcd efgh ijkl mnop\n", ("abcdefghijklmnop",)),
        (" secret ", ("secret",)),
        ("correct horse", ("correct horse", "correcthorse")),
        ("two\r\nlines", ("twolines",)),
    ],
)
def test_spaces_in_an_app_password_do_not_count(password: str, spellings: tuple[str, ...]) -> None:
    assert password_spellings(password) == spellings


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "::1"])
def test_plain_text_is_for_loopback(host: str) -> None:
    assert tls_for(host, "none", None, CLOCK) is None


@pytest.mark.parametrize("host", ["imap.example.com", "192.168.1.5", "10.0.0.1", "localhost.example.com", ""])
def test_plain_text_to_anywhere_else_is_refused(host: str) -> None:
    with pytest.raises(SourceRefused, match="loopback addresses only") as caught:
        tls_for(host, "none", None, CLOCK)
    assert caught.value.code == "insecure"


@pytest.mark.parametrize("security", ["ssl", "starttls"])
def test_certificates_and_names_are_always_verified(security: str) -> None:
    context = tls_for("imap.example.com", security, None, CLOCK)
    assert context is not None
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_an_unknown_security_is_refused() -> None:
    with pytest.raises(SourceRefused, match="ssl, starttls or none"):
        tls_for("imap.example.com", "tls", None, CLOCK)


def test_a_ca_file_that_is_missing_or_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("")
    for name in ("missing.pem", "empty.pem"):
        with pytest.raises(SourceRefused, match=name) as caught:
            tls_for("imap.example.com", "ssl", str(tmp_path / name), CLOCK)
        assert "BOO_SALES_IMAP_CA_FILE" in caught.value.remedy
