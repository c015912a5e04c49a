"""Tables that are missing, old, new, foreign or open to strangers are named."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from boo_site.schedules import set_up_schedules
from boo_site.setup_check.findings import Finding, State
from boo_site.setup_check.tables import check_tables

pytestmark = pytest.mark.django_db


def found() -> dict[str, Finding]:
    return {finding.name: finding for finding in check_tables(connection)}


def run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def own_role() -> Iterator[None]:
    yield
    run("RESET ROLE", "RESET search_path")


def test_complete_tables_pass() -> None:
    set_up_schedules()
    assert {finding.state for finding in found().values()} == {State.OK}


def test_an_empty_database_wants_migrate(own_role: None) -> None:
    run("CREATE SCHEMA empty", "SET search_path TO empty")
    [schema] = found().values()
    assert schema.state is State.FAILED
    assert 'relation "customer_interactions" does not exist' in schema.found
    assert schema.remedy == "Run: manage.py migrate"


def test_hand_made_tables_are_told_from_ours(own_role: None) -> None:
    run(
        "CREATE SCHEMA by_hand",
        "SET search_path TO by_hand",
        "CREATE TABLE customer_interactions (id uuid PRIMARY KEY)",
    )
    [schema] = found().values()
    assert "made by hand" in schema.found
    assert "docs/operations.md" in schema.remedy


def test_tables_older_than_the_code_want_migrate() -> None:
    MigrationRecorder.Migration.objects.filter(app="ingest").exclude(name="0001_initial").delete()
    [schema] = found().values()
    assert "older than the code" in schema.found
    assert "first ingest.0002" in schema.found
    assert "manage.py migrate" in schema.remedy


def test_tables_newer_than_the_code_want_the_newer_code() -> None:
    MigrationRecorder.Migration.objects.create(app="interactions", name="9999_from_the_future")
    [schema] = found().values()
    assert "newer than the code" in schema.found
    assert "interactions.9999_from_the_future" in schema.found


def test_a_dropped_table_is_named() -> None:
    run("DROP TABLE machine_senders CASCADE")
    [schema] = found().values()
    assert 'relation "machine_senders" does not exist' in schema.found


def test_a_user_who_may_only_read_is_told(own_role: None) -> None:
    run("CREATE ROLE reader_of_tests", "GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_of_tests")
    run("SET ROLE reader_of_tests")
    assert "may not write" in found()["schema"].found


def test_tables_that_supabases_public_api_reads_are_told_until_that_is_revoked() -> None:
    run("CREATE ROLE anon", "GRANT SELECT ON customer_interactions TO anon")
    finding = found()["public API"]
    assert finding.state is State.FAILED
    assert "as anon" in finding.found
    run(finding.remedy.partition("run: ")[2].partition(";")[0].replace(", authenticated", ""))
    assert "public API" not in found()


def test_row_level_security_closes_them_too() -> None:
    run("CREATE ROLE anon", "GRANT SELECT ON customer_interactions TO anon")
    run("ALTER TABLE customer_interactions ENABLE ROW LEVEL SECURITY")
    assert "public API" not in found()


def test_missing_schedules_are_a_note() -> None:
    assert found()["scheduled jobs"].state is State.NOTE
    assert "setup_schedules" in found()["scheduled jobs"].remedy
