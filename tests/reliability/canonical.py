"""What is stored, in a form in which two databases that hold the same are equal, and how two of them differ."""

import json
from collections import Counter
from typing import Any, NamedTuple

from django.db import connection

TABLES = (
    "customer_interactions",
    "interaction_messages",
    "interaction_order_references",
    "interaction_changes",
    "interaction_aliases",
    "mail_links",
    "mailbox_items",
    "quarantined_items",
    "sync_checkpoints",
)
# Keys and moments that the database gives, and the run that came first.
LEFT_OUT = frozenset({"id", "interaction_id", "created_at", "updated_at", "merged_at", "run_id"})
# The bytes that were read today are counted each time that they are read, as the provider counts them.
COUNTERS = frozenset({"budget"})
EMPTY_ALL = f"TRUNCATE {', '.join(TABLES)}, sync_runs, sync_leases, email_sync_state, livechat_sync_state CASCADE"

type Dump = Counter[str]


class Difference(NamedTuple):
    """How many rows are missing or other than they should be, and how many are there that shouldn't be."""

    lost: int
    doubled: int


def dump() -> Dump:
    """Return every stored row as a line, with its conversation's external id in place of keys, and its count."""
    lines: Dump = Counter()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(_query(table))
            for (row,) in cursor.fetchall():
                told = json.loads(row) if isinstance(row, str) else row
                if told.get("scope") not in COUNTERS:
                    lines[_line(table, told)] += 1
    return lines


def unsettled(found: Dump) -> Dump:
    """Leave out quarantined items that were read well later: settled, they tell of the past only."""
    return Counter(
        {
            line: count
            for line, count in found.items()
            if not line.startswith("quarantined_items") or '"resolved_at": null' in line
        }
    )


def compare(expected: Dump, found: Dump) -> Difference:
    """Say by how many rows `found` differs. A row with another value counts on both sides."""
    return Difference((expected - found).total(), (found - expected).total())


def empty() -> None:
    """Delete all conversations and runs, and commit that."""
    with connection.cursor() as cursor:
        cursor.execute(EMPTY_ALL)


def _query(table: str) -> str:
    owner = "(SELECT external_id FROM customer_interactions i WHERE i.id = t.interaction_id)"
    has_owner = table.startswith("interaction_") or table in {"mail_links", "quarantined_items"}
    return f"SELECT to_jsonb(t){f" || jsonb_build_object('owner', {owner})" if has_owner else ''} FROM {table} t"


def _line(table: str, row: dict[str, Any]) -> str:
    shown = {name: value for name, value in row.items() if name not in LEFT_OUT}
    return f"{table} {json.dumps(shown, sort_keys=True)}"
