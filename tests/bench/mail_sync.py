"""How fast a mailbox becomes conversations: `python -m tests.bench.mail_sync [MAILS] [--mbox MB]`.

Fills a Dovecot with 10,000 seeded mails of about 11 kB unless told otherwise, then prints, for bare IMAPClient and for
our full sync into a database of its own (made and dropped here): mails a second by wall clock and by this process's CPU
time with that of the processes it started, their ratio, the peak memory, and what a run costs that finds nothing new.
With `--mbox` a mailbox file of that size is made and read instead.
"""

import argparse
import base64
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.servers.dovecot.server import DovecotServer, missing_program

if TYPE_CHECKING:
    from ingest.source import Batch
    from ingest.sync import Report

MAILS = 10_000
RAW_BATCH = 200
MBSYNC_SECONDS = 300
SHOP = "sales@shop.example.net"
SENT = "Gesendete Objekte"
NOW = datetime.now(UTC)
WORDS = [
    "the", "order", "of", "oats", "rice", "flour", "honey", "arrived", "today", "but", "one", "bag", "was", "torn",
    "please", "send", "another", "thank", "you", "for", "your", "help", "when", "will", "it", "be", "delivered", "and",
    "is", "coconut", "oil", "organic", "in", "stock", "again", "kind", "regards", "from", "sydney", "hello", "team",
]  # fmt: skip


def seeded_mails(count: int) -> Iterator[tuple[str, datetime, bytes]]:
    """Yield (folder, arrival, mail): conversations of one to six mails, customers and shop in turn."""
    chance = random.Random(7)
    number = 0
    while number < count:
        customer, started = f"person{number}@example.com", NOW - timedelta(minutes=chance.randrange(60, 500_000))
        ids: list[str] = []
        for turn in range(min(chance.choice([1, 1, 2, 2, 2, 3, 4, 6]), count - number)):
            by_shop = turn % 2 == 1
            at = started + timedelta(minutes=50 * turn)
            ids.append(f"{number}.{turn}.bench@example.com")
            yield (SENT if by_shop else "INBOX"), at, _mail(chance, number, customer, at, ids, by_shop=by_shop)
            number += 1


def _mail(chance: random.Random, number: int, customer: str, at: datetime, ids: list[str], *, by_shop: bool) -> bytes:
    lines = [" ".join(chance.choices(WORDS, k=12)).capitalize() + "." for _ in range(8 + chance.randrange(20))]
    if len(ids) > 1:
        lines += ["", f"On Monday, {SHOP} wrote:", *(f"> {' '.join(chance.choices(WORDS, k=11))}" for _ in range(25))]
    sender, receiver = (f"Zoe <{SHOP}>", customer) if by_shop else (f"Pat Doe <{customer}>", SHOP)
    received = "".join(
        f"Received: from mx{hop}.example.net (mx{hop}.example.net [192.0.2.{hop}])\r\n"
        f"\tby mail.example.org with ESMTPS id a{number}b{hop}; {at:%a, %d %b %Y %H:%M:%S +0000}\r\n"
        for hop in range(4)
    )
    extra = "".join(f"X-Header-{index}: a value of the usual length for such a header\r\n" for index in range(15))
    references = f"References: {' '.join(f'<{id_}>' for id_ in ids[:-1])}\r\n" if len(ids) > 1 else ""
    head = (
        f"{received}{extra}From: {sender}\r\nTo: {receiver}\r\n"
        f"Subject: {'Re: ' if references else ''}=?utf-8?B?T3JkZXIg8J+Nkg==?= H{number:012}\r\n"
        f"Date: {at:%a, %d %b %Y %H:%M:%S +0000}\r\nMessage-ID: <{ids[-1]}>\r\n{references}MIME-Version: 1.0\r\n"
    )
    plain = "Content-Type: text/plain; charset=utf-8\r\n\r\n" + "\r\n".join(lines) + "\r\n"
    html = (
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html><body>"
        + "".join(f'<div style=3D"font-family:Arial,sans-serif">{line}<br></div>\r\n' for line in lines)
        + "</body></html>\r\n"
    )
    if number % 4 == 0:
        return (head + plain).encode()
    body = f"--words\r\n{plain}--words\r\n{html}--words--\r\n"
    alternative = f'Content-Type: multipart/alternative; boundary="words"\r\n\r\n{body}'
    if number % 10 != 1:
        return (head + alternative).encode()
    photo = base64.encodebytes(chance.randbytes(36_000)).decode().replace("\n", "\r\n")
    photo = f'Content-Type: image/jpeg; name="bag.jpg"\r\nContent-Transfer-Encoding: base64\r\n\r\n{photo}'
    mixed = f"--files\r\n{alternative}--files\r\n{photo}--files--\r\n"
    return (head + f'Content-Type: multipart/mixed; boundary="files"\r\n\r\n{mixed}').encode()


def _fill(server: DovecotServer, count: int) -> int:
    size = 0
    for folder, at, raw in seeded_mails(count):
        server.deliver(raw, folder, at)
        size += len(raw)
    return size


def _bare(server: DovecotServer) -> int:
    """Read every mail with IMAPClient alone, 200 at a time."""
    count = 0
    for folder in ("INBOX", SENT):
        with server.session(folder, readonly=True) as client:
            uids = client.search()
            for start in range(0, len(uids), RAW_BATCH):
                count += len(client.fetch(uids[start : start + RAW_BATCH], ["BODY.PEEK[]"]))
    return count


def _mbsync(server: DovecotServer) -> int:
    """Pull every mail into a Maildir with mbsync, where it is installed; return how many came."""
    with TemporaryDirectory() as folder:
        rules = Path(folder, "mbsyncrc")
        rules.write_text(
            f"IMAPAccount bench\nHost {server.host}\nPort {server.port}\nUser {server.user}\nPass {server.password}\n"
            f"SSLType IMAPS\nCertificateFile {server.ca_file}\n\nIMAPStore far\nAccount bench\n\n"
            f"MaildirStore near\nPath {folder}/\nInbox {folder}/INBOX\nSubFolders Verbatim\n\n"
            f'Channel bench\nFar :far:\nNear :near:\nPatterns INBOX "{SENT}"\nCreate Near\nSync Pull\nSyncState *\n'
        )
        subprocess.run(["mbsync", "-q", "-c", str(rules), "bench"], check=True, timeout=MBSYNC_SECONDS)
        return sum(1 for place in ("new", "cur") for mail in Path(folder).rglob(f"{place}/*") if mail.is_file())


def _sync(server: DovecotServer, *, full: bool) -> "Report":
    from ingest.sources.email.client import MailboxClient
    from ingest.sources.email.senders import known_senders
    from ingest.sources.email.source import EmailSource
    from ingest.sync import pull_request, run_sync

    client = MailboxClient(server.host, server.port, server.user, server.password, ca_file=str(server.ca_file))
    senders = known_senders([SHOP], [], [])
    with closing(EmailSource(client, SHOP, senders, daily_bytes=10**10)) as source:
        report = run_sync(source, pull_request(now=datetime.now(UTC), full=full), on_progress=_look_at_reader)
    if report.error:
        sys.exit(report.error)
    return report


def _timed(name: str, count: int, wall: float, cpu: float) -> float:
    rate = count / wall
    sys.stdout.write(f"{name:22} {count:6} in {wall:7.2f} s: {rate:7,.0f} a second, {count / cpu:7,.0f} a CPU-second\n")
    return rate


def measure(server: DovecotServer) -> None:
    """Read in each way and print."""
    _bare(server)
    rates: list[float] = []
    _forget_peak()
    readers: list[tuple[str, Callable[[DovecotServer], int]]] = [("bare IMAPClient", _bare)]
    readers += [("mbsync", _mbsync)] if shutil.which("mbsync") else []
    readers += [("our full sync", lambda s: _sync(s, full=True).counts.created)]
    for name, read in readers:
        wall, cpu = time.perf_counter(), _cpu_seconds()
        count = read(server)
        rates.append(_timed(name, count, time.perf_counter() - wall, _cpu_seconds() - cpu))
    for (name, _), rate in zip(readers[:-1], rates[:-1], strict=True):
        sys.stdout.write(f"{'ratio to ' + name:22} {rates[-1] / rate:.3f}\n")
    for name, full in (("nothing new, plain", False), ("nothing new, full", True)):
        wall, cpu = time.perf_counter(), _cpu_seconds()
        report = _sync(server, full=full)
        spent = f"{time.perf_counter() - wall:.2f} s, {_cpu_seconds() - cpu:.2f} CPU-seconds"
        sys.stdout.write(f"{name:22} {spent}, {report.bytes_read:,} bytes read, {report.counts.created} stored\n")
    _tell_peak()


def measure_mbox(folder: Path, megabytes: int) -> None:
    """Write a mailbox file of seeded mails, the last of 40 MB, read it, and print."""
    from ingest.sources.email.mbox import MboxSource
    from ingest.sources.email.senders import known_senders
    from ingest.sync import pull_request, run_sync

    path = folder / "Takeout.mbox"
    line = b"From 1849384950192837465@xxx Mon Nov 16 00:00:00 +0000 2026\r\n"
    with path.open("wb") as file:
        for _, _, raw in seeded_mails(megabytes * 85):
            file.write(line + raw + b"\r\n")
        photo = base64.encodebytes(bytes(30_000_000))
        file.write(line + b"Message-ID: <large@example.com>\r\nContent-Type: image/jpeg\r\n")
        file.write(b"Content-Transfer-Encoding: base64\r\n\r\n" + photo + b"\r\n")
    del photo
    _forget_peak()
    wall, cpu = time.perf_counter(), _cpu_seconds()
    source = MboxSource(path, SHOP, known_senders([SHOP], [], []))
    report = run_sync(source, pull_request(now=datetime.now(UTC), full=True), on_progress=_look_at_reader)
    _timed(
        f"{path.stat().st_size / 1e6:.0f} MB mbox",
        report.counts.created,
        time.perf_counter() - wall,
        _cpu_seconds() - cpu,
    )
    _tell_peak()


def _forget_peak() -> None:
    """Let the peak memory begin anew (Linux, proc(5): clear_refs)."""
    Path("/proc/self/clear_refs").write_text("5")


def _peak_mb(pid: str = "self") -> float:
    """Return the most memory that a process had, this one since it was forgotten; 0 where it is ending."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0)


_readers: set[str] = set()
_reader_peaks = [0.0]


def _look_at_reader(batch: "Batch", _: object) -> None:
    """Note the peak memory of the process that reads for this one; it is looked for until it is found."""
    if batch.records and not _readers:
        _readers.update(filter(_reads_for_us, (process.name for process in Path("/proc").glob("[1-9]*"))))
    for pid in _readers:
        with suppress(OSError):
            _reader_peaks.append(_peak_mb(pid))


def _reads_for_us(pid: str) -> bool:
    with suppress(OSError):
        parent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]
        return parent == str(os.getpid()) and b"reading_child" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def _tell_peak() -> None:
    own, reader = _peak_mb(), max(_reader_peaks)
    sys.stdout.write(f"{'peak memory':22} {own + reader:.0f} MB: {own:.0f} here, {reader:.0f} where mails are read\n")


def _cpu_seconds() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def main() -> None:
    """Make a database, measure, and remove what was made."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mails", type=int, nargs="?", default=MAILS)
    parser.add_argument("--mbox", type=int, metavar="MB")
    chosen = parser.parse_args()
    if not chosen.mbox and (reason := missing_program()):
        sys.exit(reason)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boo_site.settings")
    import django

    django.setup()
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"bench_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        if chosen.mbox:
            with TemporaryDirectory() as folder:
                measure_mbox(Path(folder), chosen.mbox)
            return
        with DovecotServer() as server:
            size = _fill(server, chosen.mails)
            sys.stdout.write(f"{chosen.mails:,} mails, {size / 1e6:.0f} MB\n")
            measure(server)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
