"""How fast the triage desk's pages are: `python -m tests.bench.desk [ROWS] [--million] [--keep] [--plans]`.

Fills a database of its own with 100,000 conversations unless told, and asks for whole pages as a
logged-in person's browser does: median and 95th percentile of 20 requests after three to warm up, beside Django's own
ModelAdmin on the same table. The limits are for a quiet machine of two cores; on a busy one, the processor time of the
page and its queries tells more. With `--keep` the database stays, and the
next run with as many rows uses it again; with `--plans` it also prints how PostgreSQL carries out each page's queries.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import django
from django.db import connection

from tests.bench.desk_words import FREQUENT, RARE
from tests.bench.stopwatch import tell

ROWS, MILLION = 100_000, 1_000_000
WARM_UP, REQUESTS = 3, 20
LIST = "/admin/interactions/interaction/"
RELATIONS = """
    SELECT relname, pg_size_pretty(pg_table_size(oid)) FROM pg_class
    WHERE relname ~ '^(interaction_search|interactions_|order_references_number|customer_int|interaction_messages$)'
    AND relkind IN ('i', 'r') AND pg_relation_size(oid) > 1000000 ORDER BY pg_table_size(oid) DESC"""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, and within how many milliseconds half of the requests, and 95 of 100, must be answered."""

    title: str
    address: str
    half: int
    most: int


def pages() -> list[Page]:
    """Return the pages that are measured."""
    from interactions.models import Interaction, OrderReference

    number = OrderReference.objects.order_by("-id").values_list("order_number", flat=True)[100]
    long = Interaction.objects.filter(message_count=10).order_by("-started_at")[100]
    return [
        Page("Home", "/admin/", 200, 400),
        Page("List", LIST, 150, 300),
        Page("List, page 1,000", f"{LIST}?p=1000", 150, 300),
        Page("List, open ones of a category", f"{LIST}?status=open&category=order_tracking", 200, 400),
        Page("List, a sentiment and a source", f"{LIST}?sentiment=negative&source=email", 200, 400),
        Page("List, the queue of the waiting", f"{LIST}?queue=waiting", 200, 400),
        Page("Search for a rare word", f"{LIST}?q={RARE}", 250, 500),
        Page("Search for a frequent word", f"{LIST}?q={FREQUENT}", 250, 500),
        Page("Search for frequent words", f"{LIST}?q=where+is+my+order", 250, 500),
        Page("Search for a word among filtered ones", f"{LIST}?q=quinoa+is:open", 250, 500),
        Page("Search for part of a name", f"{LIST}?q=nguye", 250, 500),
        Page("Search for part of an address", f"{LIST}?q=%40gmail.example", 250, 500),
        Page("Search for part of an order number", f"{LIST}?q={number[-6:-1]}", 80, 160),
        Page("A conversation of ten messages", f"{LIST}{long.pk}/change/", 100, 200),
    ]


STOCK_PAGES = (
    ("Django's own list", LIST),
    ("Django's own list, open ones", f"{LIST}?status__exact=open"),
)


def measure(client: Any, page: Page) -> None:
    """Ask for a page again and again, and tell how long it took and how many queries."""
    from django.test.utils import CaptureQueriesContext

    for _ in range(WARM_UP):
        answer = client.get(page.address)
    if answer.status_code != 200:
        raise SystemExit(f"{page.address} was answered with {answer.status_code}")
    before = _processor_seconds()
    times = sorted(_timed(client, page.address) for _ in range(REQUESTS))
    spent = (_processor_seconds() - before) / REQUESTS * 1_000
    with CaptureQueriesContext(connection) as queries:
        client.get(page.address)
    half, most = median(times), quantiles(times, n=20)[-1]
    is_over = bool(page.half) and (half > page.half or most > page.most)
    verdict = "  OVER" if is_over else ""
    limits = f" (limits {page.half} and {page.most})" if page.half else ""
    tell(
        page.title,
        f"{half:4.0f} ms, 95% under {most:4.0f} ms{limits}, {spent:3.0f} CPU ms, {len(queries)} queries{verdict}",
    )


def _processor_seconds() -> float:
    """Return the processor time of this process and, where it runs on the same Linux, of its database session."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        stat = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not stat.exists() or "postgres" not in stat.read_text():
        return time.process_time()
    user, system = stat.read_text().rsplit(")", 1)[1].split()[11:13]
    return time.process_time() + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _timed(client: Any, address: str) -> float:
    started = time.perf_counter()
    client.get(address)
    return (time.perf_counter() - started) * 1_000


def logged_in() -> Any:
    """Return a client that is logged in as somebody who may do everything."""
    from django.contrib.auth.models import User
    from django.test import Client

    user, _ = User.objects.get_or_create(username="bench", defaults={"is_staff": True, "is_superuser": True})
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def measure_stock() -> None:
    """Measure Django's own list; runs in a process of its own, with the settings of tests.bench.desk_stock."""
    client = logged_in()
    for title, address in STOCK_PAGES:
        measure(client, Page(title, address, 0, 0))


def show_plans(client: Any) -> None:
    """Print how PostgreSQL carries out each query of each page that takes over ten milliseconds."""
    from django.test.utils import CaptureQueriesContext

    for page in pages():
        client.get(page.address)
        with CaptureQueriesContext(connection) as queries:
            client.get(page.address)
        for query in queries:
            if float(query["time"]) > 0.010 and query["sql"].lstrip().startswith("SELECT"):
                with connection.cursor() as cursor:
                    cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {query['sql'].replace('%', '%%')}", [])
                    plan = "\n".join(line for (line,) in cursor.fetchall())
                sys.stdout.write(f"\n== {page.title}: {query['time']} s\n{query['sql'][:1500]}\n{plan}\n")


@contextmanager
def database(rows: int, *, keep: bool) -> Iterator[bool]:
    """Connect to a database with so many conversations; yields whether they still have to be put in."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "boo_site.settings")
    django.setup()
    name = f"boo_bench_desk_{rows}"
    connection.settings_dict["TEST"]["NAME"] = name
    former = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=keep)
    try:
        from interactions.models import Interaction

        held = Interaction.objects.count()
        if held not in {0, rows}:
            raise SystemExit(f"{name} holds {held:,} conversations: leave out --keep.")
        yield not held
    finally:
        connection.creation.destroy_test_db(former, verbosity=0, keepdb=keep)


def main(rows: int, *, keep: bool, plans: bool) -> None:
    """Fill, measure, print."""
    with database(rows, keep=keep) as is_empty:
        from django.utils import timezone

        from tests.bench.desk_load import load

        if is_empty:
            load(rows, now=timezone.now())
        client = logged_in()
        for page in pages():
            measure(client, page)
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.bench.desk_stock",
            "BOO_BENCH_DATABASE": connection.settings_dict["NAME"],
        }
        command = "import django; django.setup(); from tests.bench.desk import measure_stock; measure_stock()"
        sys.stdout.flush()
        subprocess.run([sys.executable, "-c", command], env=environment, check=True, timeout=600)
        with connection.cursor() as cursor:
            cursor.execute(RELATIONS)
            for name, size in cursor.fetchall():
                tell(f"  {name}", size)
        if plans:
            show_plans(client)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int, nargs="?", default=ROWS)
    parser.add_argument("--million", action="store_true", help="fill in a million")
    parser.add_argument("--keep", action="store_true", help="keep the database for the next run")
    parser.add_argument("--plans", action="store_true", help="print how each slow query is carried out")
    chosen = parser.parse_args()
    main(MILLION if chosen.million else chosen.rows, keep=chosen.keep, plans=chosen.plans)
