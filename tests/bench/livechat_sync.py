"""How fast a year of chats becomes conversations: `python -m tests.bench.livechat_sync [THREADS]`; 10,000 unless told.

Runs `manage.py sync_livechat` as its own process against the strict server in another, into a database made and dropped
here. Prints threads a second, processor seconds and peak memory of the sync, and beside them a floor: the same pages
fetched and decoded, and nothing done with them. Then a second full sync and a plain one, which find nothing new.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.bench.database import bench_database
from tests.bench.stopwatch import Stopwatch, tell

ROOT = Path(__file__).resolve().parents[2]
THREADS = 10_000
MEMORY_LIMIT_MB = 300


@dataclass(frozen=True, slots=True)
class Cost:
    """What a sync printed, and what its process took. Memory is the peak of the resident set, in MB."""

    told: dict[str, Any]
    cpu_seconds: float
    memory_mb: float


@contextmanager
def server(threads: int) -> Iterator[dict[str, Any]]:
    """Run the LiveChat server as its own process; yield its address and credentials."""
    line = [sys.executable, "-m", "tests.servers.livechat", "--threads", str(threads)]
    with subprocess.Popen(line, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.communicate()


def sync(url: str, licence: dict[str, Any], *options: str) -> Cost:
    """Run one sync to its end. Raises RuntimeError when it fails."""
    variables = os.environ | {
        "DATABASE_URL": url,
        "BOO_LIVECHAT_API_URL": licence["url"],
        "BOO_LIVECHAT_ACCOUNT_ID": licence["account_id"],
        "BOO_LIVECHAT_PAT": licence["token"],
    }
    line = [sys.executable, "manage.py", "sync_livechat", "--json", *options]
    with tempfile.TemporaryFile() as printed:
        process = subprocess.Popen(line, cwd=ROOT, env=variables, stdout=printed)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        told = json.load(printed)
    if process.returncode or "skipped" in told:
        raise RuntimeError(f"the sync did not finish: {told}")
    return Cost(told, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def floor(licence: dict[str, Any]) -> Stopwatch:
    """Fetch and decode the pages of a full sync, and nothing else."""
    from ingest.sources.livechat.client import LiveChatClient
    from ingest.sources.livechat.listing import Archive
    from ingest.sources.livechat.ranges import Range

    now = datetime.now(UTC)
    with LiveChatClient(licence["url"], "3.6", licence["account_id"], licence["token"]) as client, Stopwatch() as spent:
        for _ in Archive(client).pages(Range(now - timedelta(days=365), now)):
            pass
    return spent


def measure(threads: int) -> None:
    """Measure and print."""
    with server(threads) as licence, bench_database() as url:
        least = floor(licence)
        first = sync(url, licence, "--full")
        again = sync(url, licence, "--full")
        plain = sync(url, licence)
    fetched, seconds = first.told["fetched"], first.told["seconds"]
    tell("LiveChat: threads stored", f"{first.told['created']:,} of {fetched:,} with {first.told['calls']} calls")
    tell("  full sync", f"{seconds:.1f} s, {fetched / seconds:,.0f} threads/s; process {first.cpu_seconds:.1f} CPU s")
    tell("  floor: fetch and decode", f"{least.seconds:.1f} s, {least.cpu_seconds:.1f} CPU s")
    tell(
        "  ratio to the floor",
        f"{seconds / least.seconds:.1f} by wall, {first.cpu_seconds / least.cpu_seconds:.1f} by CPU",
    )
    tell("  peak memory", f"{first.memory_mb:.0f} MB (limit {MEMORY_LIMIT_MB})")
    tell("  second full sync, nothing new", f"{again.told['seconds']:.1f} s; {again.told['unchanged']:,} unchanged")
    tell("  plain sync, nothing new", f"{plain.told['seconds']:.2f} s with {plain.told['calls']} calls")


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else THREADS)
