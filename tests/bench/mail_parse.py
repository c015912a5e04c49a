"""How fast and how lean mails are parsed; run by hand: `python -m tests.bench.mail_parse`.

Prints mails per CPU-second for generated mails, and seconds and peak memory for one of 25 MB. Where the shared samples
are, also how many of each folder parse and which kinds of machine mail are found in it.
"""

import base64
import collections
import random
import resource
import sys
import time
from pathlib import Path

from ingest.sources.email.parse import UnparsableMail, parse_mail

_WORDS = ["the", "order", "of", "oats", "rice", "flour", "honey", "arrived", "today", "but", "torn", "please", "thanks"]
_SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "data" / "mail"
_MAILS = 3_000
_LARGE_BYTES = 25 * 1024 * 1024


def _sentences(chance: random.Random, count: int) -> list[str]:
    return [" ".join(chance.choices(_WORDS, k=12)).capitalize() + "." for _ in range(count)]


def _header(number: int) -> str:
    received = "".join(
        f"Received: from mx{hop}.example.net (mx{hop}.example.net [192.0.2.{hop}])\r\n"
        f"\tby mail.example.org with ESMTPS id a{number}b{hop}; Mon, 2 Nov 2026 10:00:0{hop} +1100\r\n"
        for hop in range(5)
    )
    extra = "".join(f"X-Header-{index}: a value of the usual length for such a header\r\n" for index in range(20))
    return (
        f"{received}{extra}From: =?utf-8?Q?J=C3=BCrgen?= Doe <jo{number}@example.com>\r\n"
        f"To: Sales <sales@example.net>\r\nSubject: =?utf-8?B?T3JkZXIg8J+Nkg==?= number {number}\r\n"
        f"Date: Mon, 2 Nov 2026 10:00:00 +1100\r\nMessage-ID: <{number}.bench@example.com>\r\n"
        f"References: <root@example.com> <{number - 1}.bench@example.com>\r\nMIME-Version: 1.0\r\n"
    )


def _usual_mail(number: int) -> bytes:
    """Return a mail of about 11 kB: plain text and HTML, every third one HTML only, every tenth with an attachment."""
    chance = random.Random(number)
    lines = _sentences(chance, 50)
    plain = "Content-Type: text/plain; charset=utf-8\r\n\r\n" + "\r\n".join(lines) + "\r\n"
    html = (
        "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<html><body>"
        + "".join(f'<div style=3D"font-family:Arial">{line}<br></div>\r\n' for line in lines)
        + "</body></html>\r\n"
    )
    if number % 3 == 0:
        return (_header(number) + html).encode()
    parts = [plain, html]
    if number % 10 == 0:
        photo = base64.encodebytes(chance.randbytes(3_000)).decode()
        parts.append(f'Content-Type: image/jpeg; name="photo.jpg"\r\nContent-Transfer-Encoding: base64\r\n\r\n{photo}')
    body = "".join(f"--bench\r\n{part}" for part in parts) + "--bench--\r\n"
    return (_header(number) + 'Content-Type: multipart/alternative; boundary="bench"\r\n\r\n' + body).encode()


def _large_mail() -> bytes:
    photo = base64.encodebytes(random.Random(1).randbytes(_LARGE_BYTES * 3 // 4))
    head = (
        _header(1)
        + 'Content-Type: multipart/mixed; boundary="bench"\r\n\r\n--bench\r\n\r\nSee the photo.\r\n--bench\r\n'
    )
    photo_head = 'Content-Type: image/jpeg; name="photo.jpg"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return (head + photo_head).encode() + photo + b"\r\n--bench--\r\n"


def _report_samples() -> None:
    for folder in ("odd/dovecot", "odd/mikel", "odd/mimekit", "odd/helpdesk", "bounces"):
        files = [path for path in (_SAMPLES / folder).rglob("*") if path.is_file()]
        kinds: collections.Counter[str] = collections.Counter()
        for path in files:
            try:
                kinds[str(parse_mail(path.read_bytes(), internal_date=None).machine_kind or "no machine mail")] += 1
            except UnparsableMail:
                kinds["unparsable"] += 1
        sys.stdout.write(f"{folder}: {len(files)} mails, {dict(kinds)}\n")


def main() -> None:
    """Measure and print."""
    mails = [_usual_mail(number) for number in range(_MAILS)]
    average = sum(map(len, mails)) / len(mails)
    before = time.process_time()
    for raw in mails:
        parse_mail(raw, internal_date=None)
    per_second = _MAILS / (time.process_time() - before)
    sys.stdout.write(f"usual mails: {per_second:,.0f} per CPU-second, {average:,.0f} bytes on average\n")
    large = _large_mail()
    before = time.process_time()
    parse_mail(large, internal_date=None)
    seconds = time.process_time() - before
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"a mail of {len(large):,} bytes: {seconds:.2f} CPU-seconds, process peak {peak_mb:,.0f} MB\n")
    if _SAMPLES.is_dir():
        _report_samples()


if __name__ == "__main__":
    main()
