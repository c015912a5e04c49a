"""Logs are told without secrets and addresses, to people and to programs."""

import base64
import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from boo_site.logs import HIDDEN, JsonLines, ReadableLines, Redactor, RedactSecrets, logging_settings

TOKEN = "dal:canary-7f3a~token/+x"
ACCOUNT = "6d3f1a52-9f0f-4c1b-8c52-1f7b6a0e9d01"
APP_PASSWORD = "abcd efgh ijkl mnop"
SECRETS = [TOKEN, APP_PASSWORD, "postgresql://boo:c%40nary-word@db.example.net/x", f"{ACCOUNT}:{TOKEN}", "", "short"]


@pytest.fixture
def written() -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """Return a logger and what it writes in production."""
    logger, stream = logging.getLogger("test of logs"), io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RedactSecrets(SECRETS))
    handler.setFormatter(JsonLines())
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    yield logger, stream
    logger.removeHandler(handler)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_holds_when_who_what_and_the_figures(written: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = written
    logger.info("sync ended", extra={"run_id": 7, "counts": {"created": 3}, "seconds": 1.5, "error": None})
    [line] = lines(stream)
    assert str(line.pop("ts")).endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "test of logs",
        "event": "sync ended",
        "run_id": 7,
        "counts": {"created": 3},
        "seconds": 1.5,
        "error": None,
    }


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"Authorization: Basic {base64.b64encode(f'{ACCOUNT}:{TOKEN}'.encode()).decode()}",
        base64.b64encode(TOKEN.encode()).decode(),
        "LOGIN sales abcdefghijklmnop",
        "LOGIN sales abcd efgh ijkl mnop",
        "postgresql://boo:c%40nary-word@db.example.net/x",
        "the password is c@nary-word",
        "Bearer dal:another-token-altogether",
        "secret_key=somebody-elses-secret",
        '{"password": "somebody-elses-secret"}',
        "redis://:somebody-elses-secret@cache.example.net",
        "qrst uvwx yzab cdef",
    ],
)
def test_a_secret_is_taken_out_in_every_spelling(text: str) -> None:
    clean = Redactor(SECRETS)(f"before {text} after")
    assert HIDDEN in clean
    for part in ("canary", "c@nary", "c%40nary", "abcdefgh", "efgh", "another-token", "somebody", "uvwx"):
        assert part not in clean
    assert TOKEN not in clean
    assert clean.startswith("before ")


def test_a_mail_address_is_taken_out_and_ordinary_words_stay() -> None:
    clean = Redactor(SECRETS)("3 mails of Jane.Doe+shop@mail.example.com in short: done")
    assert clean == "3 mails of <address> in short: done"


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=8, max_size=30), st.text(max_size=20))
def test_any_known_secret_is_taken_out(secret: str, around: str) -> None:
    whole = secret.strip()
    assert len(whole) < 6 or whole in "***<address>" or whole not in Redactor([secret])(f"{around} {whole} {around}")


def test_an_error_is_told_by_class_and_place_without_its_words(written: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = written
    try:
        int("Key (email)=(jane@example.com) and her words")
    except ValueError:
        logger.exception("it failed")
    [line] = lines(stream)
    assert line["error_class"] == "ValueError"
    assert "test_logs.py" in str(line["at"])
    assert "her words" not in stream.getvalue()
    assert "jane" not in stream.getvalue()


def test_a_failed_job_is_told_without_the_traceback_that_django_q_adds(
    written: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, stream = written
    told = 'DETAIL: Jane : Traceback (most recent call last):\n  File "a.py", line 1\npsycopg.errors.DataError: Jane\n'
    logger.error("Failed '%s' (%s) - %s", "ingest.tasks.sync_email", "four-words", told)
    [line] = lines(stream)
    assert line["event"] == "Failed 'ingest.tasks.sync_email' (four-words) - DataError"


def test_a_record_that_can_not_be_put_together_is_told_all_the_same() -> None:
    record = logging.makeLogRecord({"msg": "%d of %d", "args": ("one",)})
    assert RedactSecrets(SECRETS).filter(record).getMessage() == "%d of %d"


def test_of_a_request_only_the_kind_is_told(written: tuple[logging.Logger, io.StringIO]) -> None:
    logger, stream = written
    request = RequestFactory().get("/admin/", {"q": "jane smith"})
    logger.error("Internal Server Error: %s", request.path, extra={"status_code": 500, "request": request})
    [line] = lines(stream)
    assert (line["status_code"], line["request"]) == (500, "WSGIRequest")
    assert "jane" not in stream.getvalue()


def test_no_text_breaks_a_line() -> None:
    record = logging.makeLogRecord({"msg": "first\nsecond\u2028third \ud800", "detail": "a\nb"})
    line = JsonLines().format(RedactSecrets(SECRETS).filter(record))
    assert len(line.splitlines()) == 1
    assert line.isascii()
    assert json.loads(line)["detail"] == "a\nb"


def test_a_person_reads_the_figures_after_the_words() -> None:
    record = logging.makeLogRecord(
        {"name": "ingest.runs", "levelname": "INFO", "msg": "sync ended", "run_id": 7, "seconds": 1.5}
    )
    assert ReadableLines().format(record).endswith("INFO    ingest.runs: sync ended run_id=7 seconds=1.5")


def test_other_handlers_see_the_record_as_it_was() -> None:
    record = logging.makeLogRecord({"msg": "token %s", "args": (TOKEN,)})
    clean = RedactSecrets(SECRETS).filter(record)
    assert TOKEN not in clean.getMessage()
    assert record.getMessage() == f"token {TOKEN}"


@pytest.mark.parametrize(("is_production", "level"), [(True, "INFO"), (False, "WARNING")])
def test_production_tells_each_run_and_development_only_trouble(is_production: bool, level: str) -> None:
    told = logging_settings(is_production=is_production, secrets=SECRETS)
    assert {told["loggers"][name]["level"] for name in ("boo_site", "ingest", "interactions", "django-q")} == {level}
    assert told["loggers"]["httpx"]["level"] == "WARNING"
    assert told["handlers"]["stderr"]["filters"] == ["redact_secrets"]
