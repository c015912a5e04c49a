"""Every wrong database setting is named, with what to do and where to click."""

from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import connections

from boo_site.setup_check.database import check_database, kind_of, late_database, remedy_for
from boo_site.setup_check.findings import Finding, State
from tests.boo_site.setup_check.refusing import refusing_postgres

type Look = Callable[..., list[Finding]]

DIRECT = {"HOST": "db.abcdefgh.supabase.co", "PORT": 5432}
SESSION = {"HOST": "aws-0-ap-southeast-2.pooler.supabase.com", "PORT": 5432}
TRANSACTION = SESSION | {"PORT": 6543}


@pytest.fixture
def look(db: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Look:
    """Return what finds out about a database by its address, on a connection of its own."""

    def look_at(**address: Any) -> list[Finding]:
        if address:
            settings.USES_EMBEDDED_DATABASE = False
            whole = connections.databases["default"] | {
                "ENGINE": "django.db.backends.postgresql", "USER": "boo", "PASSWORD": "a-canary-password", **address
            }  # fmt: skip
            monkeypatch.setitem(connections.databases, "default", whole)
        found: list[Finding] = []
        thread = Thread(target=lambda: _collect(found))
        thread.start()
        thread.join(20)
        return found

    return look_at


def _collect(found: list[Finding]) -> None:
    try:
        found.extend(check_database())
    finally:
        connections.close_all()


def test_a_good_database_passes(look: Look) -> None:
    found = {finding.name: finding for finding in look()}
    assert found["database"].state is State.OK
    assert "embedded" in found["database"].found
    assert found["schema"].state is State.OK
    assert "setup_schedules" in found["scheduled jobs"].remedy


def test_the_service_role_key_is_told_as_not_needed(look: Look, settings: Any) -> None:
    settings.SUPABASE_SERVICE_ROLE_KEY_IS_SET = True
    finding = look()[0]
    assert finding.state is State.NOTE
    assert "Remove it" in finding.remedy


@pytest.mark.parametrize(
    ("message", "code", "remedy"),
    [
        ('password authentication failed for user "postgres"', "28P01", "Reset database password"),
        ("Tenant or user not found", "XX000", "postgres.<project-ref>"),
        ("no tenant identifier provided (external_id or sni_hostname required)", "XX000", "postgres.<project-ref>"),
        ("Max client connections reached", "XX000", "Connection pooling"),
        ("MaxClientsInSessionMode: max clients reached", "XX000", "Connection pooling"),
        ("sorry, too many clients already", "53300", "end other programs"),
        ('database "shop" does not exist', "3D000", "the name at the end"),
        ('role "shop" does not exist', "28000", "Check user and password"),
        ("the database system is starting up", "57P03", "that the server runs"),
    ],
)
def test_each_refusal_of_a_server_says_what_to_do(look: Look, message: str, code: str, remedy: str) -> None:
    with refusing_postgres(message, code) as port:
        [finding] = look(HOST="127.0.0.1", PORT=port)
    assert finding.state is State.FAILED
    assert message in finding.found
    assert remedy in finding.remedy
    assert "canary" not in finding.found + finding.remedy


@pytest.mark.long
def test_a_server_that_never_answers_is_left_after_seconds(look: Look, silent_port: int) -> None:
    [finding] = look(HOST="127.0.0.1", PORT=silent_port)
    assert finding.state is State.FAILED
    assert "timeout" in finding.found
    assert "host and port in DATABASE_URL" in finding.remedy


def test_a_server_without_tls_is_told(look: Look) -> None:
    with refusing_postgres("unused") as port:
        [finding] = look(HOST="127.0.0.1", PORT=port, OPTIONS={"sslmode": "require"})
    assert "does not support SSL" in finding.found
    assert "sslmode" in finding.remedy


@pytest.mark.parametrize(
    "error", ['root certificate file "/nowhere/ca.crt" does not exist', "SSL error: certificate verify failed"]
)
def test_a_certificate_that_is_missing_or_wrong_leads_to_the_download(settings: Any, error: str) -> None:
    settings.USES_EMBEDDED_DATABASE = False
    assert "Download certificate" in remedy_for(error, SESSION)


def test_a_closed_port_is_told(look: Look) -> None:
    [finding] = look(HOST="127.0.0.1", PORT=1)
    assert "host and port" in finding.remedy


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        (DIRECT, "Supabase direct address"),
        (SESSION, "Supabase session pooler"),
        (TRANSACTION, "Supabase transaction pooler"),
        ({"HOST": "db.example.net"}, "PostgreSQL server"),
    ],
)
def test_the_kind_of_database_is_named(settings: Any, address: dict[str, Any], kind: str) -> None:
    settings.USES_EMBEDDED_DATABASE = False
    assert kind_of(address) == kind


def test_a_direct_address_without_ipv6_leads_to_the_pooler(settings: Any) -> None:
    settings.USES_EMBEDDED_DATABASE = False
    remedy = remedy_for("failed to resolve host 'db.abcdefgh.supabase.co'", DIRECT)
    assert "IPv6" in remedy
    assert "Session pooler" in remedy
    assert "Restore project" in remedy
    assert "Restore project" in remedy_for("connection timeout expired", SESSION)


def test_notes_tell_of_the_slow_pooler_and_of_unverified_certificates(settings: Any) -> None:
    from boo_site.setup_check.database import _notes

    settings.USES_EMBEDDED_DATABASE = False
    assert [note.name for note in _notes(TRANSACTION)] == ["pooler", "certificate"]
    assert [note.name for note in _notes(DIRECT | {"OPTIONS": {"sslmode": "require"}})] == ["certificate"]
    assert not list(_notes(SESSION | {"OPTIONS": {"sslmode": "verify-full"}}))
    assert not list(_notes({"HOST": "127.0.0.1", "PORT": 5432}))


def test_a_database_that_is_late_is_told_with_its_remedy(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.USES_EMBEDDED_DATABASE = False
    monkeypatch.setitem(settings.DATABASES["default"], "HOST", DIRECT["HOST"])
    assert "IPv6" in late_database().remedy
