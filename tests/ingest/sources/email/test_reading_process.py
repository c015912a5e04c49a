"""Reading in a process of its own, which is really killed, stopped and left alone here."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from ingest.records import FailedRecord, Location
from ingest.sources.email.fields import Fields
from ingest.sources.email.mime import Part
from ingest.sources.email.reading import Reader, UnreadMail
from ingest.sources.email.reading_process import ReadingProcess, ReadingStopped
from ingest.sources.email.senders import known_senders
from tests.ingest.sources.email.build import ARRIVED, file_part, mail, multipart, part

READER = Reader(known_senders(["sales@example.net"], [], []), frozenset({"mia@example.com"}), ARRIVED)
ENDED = "The process that reads mails ended; another one goes on."
NOT_STARTED = "No process could be started to read mails; they are read in this one."
POISON = "Kill whoever reads this."
# Stands in for ingest.sources.email.reading_child, with a reader that a mail can kill or hold up for ever.
POISONED = """
    import os, signal, sys, time
    from ingest.sources.email import reading, reading_child
    usual = reading.parse_mail
    def parse_mail(raw, **more):
        if b"{poison}" in raw:
            {deed}
        return usual(raw, **more)
    reading.parse_mail = parse_mail
    reading_child.main(int(sys.argv[1]))
"""


def mails(*texts: str) -> list[UnreadMail]:
    return [
        UnreadMail(mail(text, message_id=f"<{place}@example.com>"), ARRIVED, Location("INBOX", 1, place + 1))
        for place, text in enumerate(texts)
    ]


USUAL = mails("Hello", "Where are my oats?", "Thanks!")


@pytest.fixture
def reading() -> Iterator[ReadingProcess]:
    with ReadingProcess(READER) as made:
        made.start()
        yield made


def poisoned(deed: str, *, seconds: int = 30) -> ReadingProcess:
    program = dedent(POISONED).format(poison=POISON, deed=deed)
    return ReadingProcess(READER, command=[sys.executable, "-P", "-c", program], seconds=seconds)


def pid_of(reading: ReadingProcess) -> int:
    assert reading.child is not None
    return reading.child.process.pid


def is_running(pid: int) -> bool:
    """Say whether a process runs; one that has ended and wasn't asked for its end yet doesn't."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_gone(pid: int) -> bool:
    ends_at = time.monotonic() + 30
    while is_running(pid) and time.monotonic() < ends_at:
        time.sleep(0.02)
    return not is_running(pid)


def test_another_process_reads_as_this_one_does(reading: ReadingProcess) -> None:
    attached = multipart("mixed", part("See the photo."), file_part(b"photo", "image/jpeg"))
    whole = [*USUAL, UnreadMail(attached), UnreadMail(b""), UnreadMail(b"\xff\x00 no mail", None, Location("a", 1, 9))]
    assert reading.read(whole) == READER.read_all(whole)
    assert reading.read(USUAL) == READER.read_all(USUAL)
    assert pid_of(reading) != os.getpid()


def test_a_mail_of_which_the_parts_were_fetched_apart_is_read_alike(reading: ReadingProcess) -> None:
    header = mail(content_type="multipart/mixed; boundary=edge")
    fields = Fields((("content-type", b"text/plain"),))
    assert fields.first("content-type")
    parts = (Part("1", fields, b"Hello"), Part("2", Fields((("content-type", b"image/png"),)), None, 29_000_000))
    large = [UnreadMail(header, ARRIVED, None, parts, 30_000_000)]
    assert reading.read(large) == READER.read_all(large)


def test_without_a_start_no_process_is_there() -> None:
    with ReadingProcess(READER) as reading:
        assert reading.read(USUAL) == READER.read_all(USUAL)
        assert reading.child is None


def test_large_pieces_are_read_here(reading: ReadingProcess) -> None:
    os.kill(pid_of(reading), signal.SIGSTOP)
    large = [UnreadMail(mail("x" * 10_000_001), ARRIVED)]
    assert reading.read(large) == READER.read_all(large)


def test_it_ends_when_it_is_closed(reading: ReadingProcess) -> None:
    reading.read(USUAL)
    pid = pid_of(reading)
    reading.close()
    reading.close()
    assert not is_running(pid)


def test_one_that_is_killed_is_replaced_and_told_of_once(
    reading: ReadingProcess, caplog: pytest.LogCaptureFixture
) -> None:
    expected = READER.read_all(USUAL)
    for _ in range(2):
        reading.read(USUAL)
        killed = pid_of(reading)
        os.kill(killed, signal.SIGKILL)
        assert wait_until_gone(killed)
        assert reading.read(USUAL) == expected
        assert pid_of(reading) != killed
    assert [(record.levelno, record.message) for record in caplog.records] == [(logging.WARNING, ENDED)]


def test_one_that_is_killed_while_it_reads_is_replaced(caplog: pytest.LogCaptureFixture) -> None:
    many = mails(*(f"Hello {number}\n" * 200 for number in range(200)))
    expected = READER.read_all(many)
    with ReadingProcess(READER) as reading:
        reading.start()
        reading.read(USUAL)
        assassin = threading.Timer(0.02, os.kill, [pid_of(reading), signal.SIGKILL])
        assassin.start()
        assert reading.read(many) == expected
        assassin.join()
        assert reading.read(many) == expected
    assert [record.message for record in caplog.records] == [ENDED]


@pytest.mark.parametrize(
    "deed",
    [
        "os.kill(os.getpid(), signal.SIGSEGV)",
        "raise MemoryError",
        "raise AssertionError",
        "os._exit(0)",
        "os.write(3, b'nonsense')",
    ],
)
def test_a_mail_that_ends_its_reader_is_quarantined_and_the_others_are_read(deed: str) -> None:
    some = mails("Hello", POISON, "Thanks!", POISON)
    with poisoned(deed) as reading:
        reading.start()
        first, second, third, fourth = reading.read(some)
        assert [first, third] == READER.read_all([some[0], some[2]])
        assert reading.read(USUAL) == READER.read_all(USUAL)
    for failed, unread in ((second, some[1]), (fourth, some[3])):
        assert isinstance(failed, FailedRecord)
        assert (failed.raw, failed.location, failed.error_class) == (unread.raw, unread.location, "ReadingEnded")


@pytest.mark.long
def test_a_mail_that_holds_its_reader_up_is_quarantined_when_its_time_is_over() -> None:
    with poisoned("signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM]); time.sleep(600)", seconds=1) as reading:
        reading.start()
        found = reading.read(mails("Hello", POISON))
    assert [type(one).__name__ for one in found] == ["ConversationRecord", "FailedRecord"]


@pytest.mark.parametrize(
    "command",
    [
        ["/no/such/program"],
        [sys.executable, "-c", "raise ImportError"],
        [sys.executable, "-c", "print('Hello', flush=True); input()"],
        [sys.executable, "-c", "import pickle, sys; pickle.dump(1, sys.stdout.buffer); sys.stdout.flush(); input()"],
        [sys.executable, "-c", "import time; time.sleep(600)"],
    ],
    ids=["missing", "dies", "no pickle", "another pickle", "silent"],
)
def test_where_none_can_be_started_mails_are_read_here(command: list[str], caplog: pytest.LogCaptureFixture) -> None:
    with ReadingProcess(READER, command=command, seconds=0) as reading:
        reading.start()
        for _ in range(2):
            assert reading.read(USUAL) == READER.read_all(USUAL)
        assert reading.child is None
    assert [record.message for record in caplog.records] == [NOT_STARTED]


def test_what_is_meant_for_us_does_not_end_it(reading: ReadingProcess) -> None:
    reading.read(USUAL)
    pid = pid_of(reading)
    assert os.getpgid(pid) != os.getpgid(0)
    for meant_for_us in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(pid, meant_for_us)
    assert reading.read(USUAL) == READER.read_all(USUAL)
    assert pid_of(reading) == pid


def test_it_knows_no_setting_and_no_secret(reading: ReadingProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOO_SALES_IMAP_PASS", "secret")
    reading.close()
    reading.start()
    reading.read(USUAL)
    known = Path(f"/proc/{pid_of(reading)}/environ").read_bytes().rstrip(b"\0").split(b"\0")
    assert [line.partition(b"=")[0] for line in known] == [b"PYTHONPATH"]
    assert b"secret" not in Path(f"/proc/{pid_of(reading)}/cmdline").read_bytes()


def test_whoever_stops_does_not_wait_for_a_reading_that_hangs() -> None:
    with poisoned("time.sleep(600)") as reading:
        reading.start()
        raised: list[BaseException] = []

        def read() -> None:
            try:
                reading.read(mails(POISON, "Hello"))
            except ReadingStopped as error:
                raised.append(error)

        reading.read(USUAL)
        thread = threading.Thread(target=read)
        thread.start()
        time.sleep(0.1)
        reading.stop()
        thread.join(10)
    assert len(raised) == 1


ASKS = """
    import os, signal, sys, time
    from tests.ingest.sources.email.test_reading_process import USUAL, POISON, mails, poisoned
    reading = poisoned("time.sleep(600)", seconds=2)
    reading.start()
    reading.read(USUAL)
    print(reading.child.process.pid, flush=True)
    reading.read(mails(POISON) if sys.argv[1] == "busy" else USUAL)
    time.sleep(600)
"""


@pytest.mark.parametrize("state", ["idle", pytest.param("busy", marks=pytest.mark.long)])
def test_no_orphan_is_left_where_the_one_that_asks_is_killed(state: str) -> None:
    program = [sys.executable, "-c", dedent(ASKS), state]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": "."}) as asking:
        assert asking.stdout is not None
        orphan = int(asking.stdout.readline())
        time.sleep(0.3)
        assert is_running(orphan)
        asking.kill()
    assert wait_until_gone(orphan)
