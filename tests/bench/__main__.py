"""Run every benchmark and print what it found: `python -m tests.bench [--write]`; about ten minutes on two cores.

`--write` keeps the figures, with machine and date, in docs/performance.md. Each figure is measured in this very run;
ratios are to something that ran beside it. Run it on a machine that does nothing else. Ten times as many conversations
on the desk's pages: `python -m tests.bench.desk --million`.
"""

import os
import platform
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "docs" / "performance.md"
BENCHES = (
    ("LiveChat: 10,000 threads into PostgreSQL", "livechat_sync", ()),
    ("Mailbox: 10,000 mails into PostgreSQL", "mail_sync", ()),
    ("Reading mails from Dovecot, beside bare IMAPClient", "mail_fetch", ()),
    ("Parsing mails", "mail_parse", ()),
    ("Cutting quoted history off", "replies_score", ()),
    ("100,000 stored conversations: analysis, judging, export beside COPY", "stored_year", ()),
    ("100,000 stored conversations: the desk's pages", "desk", ()),
    ("Judging with the sentence encoder", "categorize", ()),
    ("100,000 stored conversations judged again by a new version of the classifier", "rejudge", ()),
)
MINUTES = 15


def sections() -> Iterator[str]:
    """Yield each benchmark's title and output as Markdown, as soon as it has ended."""
    for title, name, arguments in BENCHES:
        if find_spec(f"tests.bench.{name}") is None:
            continue
        line = [sys.executable, "-m", f"tests.bench.{name}", *arguments]
        done = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, timeout=MINUTES * 60, check=False)
        told = done.stdout.strip() or done.stderr.strip().splitlines()[-1]
        failed = f"\n(ended with {done.returncode})" if done.returncode else ""
        yield f"## {title}\n\n`python -m tests.bench.{name}`\n\n```\n{told}{failed}\n```\n"


def machine() -> str:
    """Describe the machine: system, processor, cores, Python."""
    cpu = next(
        (line.split(":", 1)[1].strip() for line in _cpu_lines() if line.startswith("model name")), platform.machine()
    )
    return f"{platform.system()}, {cpu}, {os.cpu_count()} cores, Python {platform.python_version()}"


def _cpu_lines() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text().splitlines() if path.exists() else []


def main() -> None:
    """Run all, print as it goes, and keep it if asked."""
    measured = f"Measured on {datetime.now(UTC):%d %B %Y}: {machine()}."
    head = f"# Performance\n\n{measured} Again: `python -m tests.bench --write`.\n"
    sys.stdout.write(head)
    parts = [head]
    for section in sections():
        sys.stdout.write(f"\n{section}")
        sys.stdout.flush()
        parts.append(section)
    if "--write" in sys.argv:
        TARGET.write_text("\n".join(parts))


if __name__ == "__main__":
    main()
