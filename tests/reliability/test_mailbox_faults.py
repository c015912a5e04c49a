"""A mail server that refuses, babbles, breaks off, restarts, or changes in the middle: the next run has everything."""

import os
import threading
from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest
import time_machine
from django.db.transaction import atomic, set_rollback

from ingest.sources.email import source as mail_source
from ingest.sync import Report, pull_request, run_sync
from tests.ingest.sources.email.mailbox import SENT, source_of
from tests.ingest.store.mails import NOW, answer, mail
from tests.reliability.canonical import Dump, dump, unsettled
from tests.reliability.figures import Tally
from tests.reliability.worlds import put
from tests.servers.dovecot import faults
from tests.servers.dovecot.faults import (
    Action,
    CutAfter,
    CutInLiteral,
    Fault,
    Garble,
    Meanwhile,
    Misannounce,
    Refuse,
    SayBye,
)
from tests.servers.dovecot.fixtures import running_dovecot
from tests.servers.dovecot.gmail_proxy import GmailProxy

pytestmark = [pytest.mark.django_db, pytest.mark.dovecot]

NIGHTLY = os.environ.get("BOO_NIGHTLY") == "1"
MAILS_AT_ONCE = 2
FOLDER = "Projects"
IMPATIENT_SECONDS = 0.5
"""For answers that announce more than comes: nothing but time tells."""

AT_ANY_COMMAND: dict[str, Action] = {
    "NO": Refuse("Not now."),
    "BAD": Refuse("Command syntax error.", "BAD"),
    "garbage": Garble(b"\x00\xff{]* what?\r\n"),
    "half an answer": Garble(b"* 2 FETCH (UID 2 RFC822.SIZE\r\n"),
    "unasked news": Garble(b"* 99 EXISTS\r\n* 1 FETCH (FLAGS (\\Seen))\r\n* OK [ALERT] Buy more storage.\r\n"),
    "cut at once": CutAfter(0),
    "cut in a line": CutAfter(5),
    "BYE": SayBye("Server shutting down."),
    "over quota": SayBye(faults.OVERQUOTA),
    "NO, over quota": Refuse(faults.OVERQUOTA),
    "too many connections": Refuse(faults.TOO_MANY_CONNECTIONS),
}
EVERY = {"NO": 2, "BAD": 2}
IN_A_LITERAL: dict[str, Action] = {
    "cut in it": CutInLiteral(),
    **{f"{by:+} bytes": Misannounce(by) for by in (-40, -1, 1, 2, 3, 25, 10_000, 10**11)},
}
AT_LOGIN = (
    faults.TOO_MANY_CONNECTIONS,
    faults.IMAP_DISABLED,
    faults.APP_PASSWORD_REQUIRED,
    faults.WEB_LOGIN_REQUIRED,
    faults.INVALID_CREDENTIALS,
    "[UNAVAILABLE] Temporary authentication failure.",
)

type Run = Callable[..., Report]


@pytest.fixture
def proxy() -> Iterator[GmailProxy]:
    """Three mails and two answers, two to a batch, in two folders."""
    with running_dovecot() as server, GmailProxy(server, items_of=None) as made:
        for number in range(3):
            put(server, mail(f"q{number}@example.com", minutes=number, from_=f"c{number}@example.com"), number)
        for number in range(2):
            put(server, answer(f"a{number}@example.com", f"q{number}@example.com", minutes=9 + number), 9, SENT)
        yield made


@pytest.fixture
def run(proxy: GmailProxy, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(mail_source, "MAILS_IN_A_BATCH", MAILS_AT_ONCE)
    # Reading the system's authorities for each connection costs more than the sync of so few mails.
    environment = {"SSL_CERT_FILE": str(proxy.ca_file), "SSL_CERT_DIR": ""}

    def sync(read_seconds: float = 20.0, folders: tuple[str, ...] = ()) -> Report:
        with (
            patch.dict(os.environ, environment),
            source_of(proxy, read_seconds=read_seconds, folders=folders) as source,
            time_machine.travel(NOW, tick=False),
        ):
            return run_sync(source, pull_request(now=NOW))

    return sync


def undisturbed(run: Run) -> Dump:
    with atomic():
        assert run().error is None
        found = dump()
        set_rollback(True)
    return found


def commands_of(proxy: GmailProxy, run: Run) -> list[str]:
    """Return the commands of a sync, without the goodbye."""
    proxy.commands.clear()
    undisturbed(run)
    return [command for command in proxy.commands if command != "LOGOUT"]


def suffer(proxy: GmailProxy, run: Run, fault: Fault, tally: Tally, *, read_seconds: float = 20.0) -> Report:
    """Sync with a fault that strikes; it ends in one line or well. Then the server is well, and so is the next run."""
    proxy.faults[:] = [fault]
    report = run(read_seconds)
    assert fault.times == 0, fault
    proxy.faults.clear()
    assert "\n" not in (report.error or ""), f"{fault}: {report.error}"
    tally.count()
    again = run()
    assert again.error is None, f"{fault}: {again.error}"
    return report


def judge_after(
    fault: Fault, proxy: GmailProxy, run: Run, tally: Tally, expected: Dump, *, where: str, read_seconds: float = 20.0
) -> None:
    """Judge what a sync with a fault and the next one leave, and leave nothing behind."""
    with atomic():
        report = suffer(proxy, run, fault, tally, read_seconds=read_seconds)
        tally.judge(expected, unsettled(dump()), where=f"{where}: {report.error}")
        set_rollback(True)


def test_trouble_at_any_command_is_made_up_for(proxy: GmailProxy, run: Run, tally: Tally) -> None:
    expected, commands = undisturbed(run), commands_of(proxy, run)
    for number, (name, action) in enumerate(AT_ANY_COMMAND.items()):
        for place, command in enumerate(commands):
            # The greeting is counted as a command.
            fault = Fault("", action, skip=place + 1)
            if NIGHTLY or place % EVERY.get(name, 4) == number % EVERY.get(name, 4):
                judge_after(fault, proxy, run, tally, expected, where=f"{name} to {command}")
    assert tally.harm == (0, 0, 0)


@pytest.mark.parametrize("name", IN_A_LITERAL)
def test_a_literal_that_is_cut_or_of_another_length_than_announced_is_read_again(
    name: str, proxy: GmailProxy, run: Run, tally: Tally
) -> None:
    expected = undisturbed(run)
    for what in ("BODY.PEEK[]", "BODY.PEEK[HEADER.FIELDS"):
        for skip in range(2):
            fault = Fault("UID FETCH", IN_A_LITERAL[name], skip=skip, containing=what)
            where = f"{name} of {what}, {skip}"
            judge_after(fault, proxy, run, tally, expected, where=where, read_seconds=IMPATIENT_SECONDS)
    assert tally.harm == (0, 0, 0)


@pytest.mark.parametrize("words", AT_LOGIN)
def test_gmails_refusals_of_a_login_end_the_run_in_one_line(
    words: str, proxy: GmailProxy, run: Run, tally: Tally
) -> None:
    expected = undisturbed(run)
    with atomic():
        assert suffer(proxy, run, Fault("LOGIN", Refuse(words), times=1), tally).error
        tally.judge(expected, dump(), where=words)
        set_rollback(True)


def test_a_server_that_is_killed_and_restarted_at_any_command_loses_nothing(
    proxy: GmailProxy, run: Run, tally: Tally
) -> None:
    is_back = threading.Event()

    def restart() -> None:
        proxy.server.kill()
        proxy.server.start()
        is_back.set()

    def run_until_back(read_seconds: float = 20.0) -> Report:
        report = run(read_seconds)
        # A run may give up before the server is there again; the next one finds it there.
        assert is_back.wait(60)
        return report

    expected, commands = undisturbed(run), commands_of(proxy, run)
    for place in range(2, len(commands), 1 if NIGHTLY else 3):
        is_back.clear()
        with atomic():
            report = suffer(proxy, run_until_back, Fault("", Meanwhile(restart), skip=place + 1), tally)
            tally.judge(expected, dump(), where=f"restarted before {commands[place]}: {report.error}")
            set_rollback(True)
    assert tally.harm == (0, 0, 0)


@pytest.mark.parametrize("before", ["UID SEARCH", "RFC822.SIZE", "BODY.PEEK[]"])
def test_a_mail_that_is_expunged_in_the_middle_is_as_if_it_had_never_been_there(
    before: str, proxy: GmailProxy, run: Run, tally: Tally
) -> None:
    put(proxy.server, mail("gone@example.com", minutes=30, from_="gone@example.com"), 30)

    def expunge() -> None:
        uids = {id_: uid for uid, id_ in proxy.server.message_ids().items()}
        proxy.server.delete(uids["gone@example.com"])

    with atomic():
        fault = Fault("UID", Meanwhile(expunge), containing=before)
        report = suffer(proxy, run, fault, tally)
        found = unsettled(dump())
        set_rollback(True)
    tally.judge(undisturbed(run), found, where=f"expunged before {before}: {report.error}")
    assert tally.harm == (0, 0, 0)


def test_a_folder_that_vanishes_between_list_and_examine_stops_no_later_run(
    proxy: GmailProxy, run: Run, tally: Tally
) -> None:
    def fill() -> None:
        proxy.server.create(FOLDER)
        put(proxy.server, mail("other@example.com", minutes=30, from_="other@example.com"), 30, FOLDER)

    def vanish() -> None:
        with proxy.server.session() as client:
            client.delete_folder(FOLDER)

    fill()
    with atomic():
        proxy.faults[:] = [Fault("EXAMINE", Meanwhile(vanish), containing=FOLDER)]
        report = run(folders=("INBOX", FOLDER))
        assert f'"{FOLDER}"' in (report.error or "")
        assert "\n" not in (report.error or "")
        assert report.counts.created == 3
        tally.count()
        fill()
        assert run(folders=("INBOX", FOLDER)).error is None
        found = dump()
        set_rollback(True)
    tally.judge(undisturbed(lambda: run(folders=("INBOX", FOLDER))), found, where="a folder vanished")
