"""The sample year of mails as a mailbox file like Google Takeout's (mboxrd, RFC 4155)."""

import heapq
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from boo_site.demo.correspondents import Correspondents, topics
from boo_site.demo.exchange import play_letter
from boo_site.demo.machine_mail import machine_mails
from boo_site.demo.mails import conversation_mails
from boo_site.demo.mime import Mail, mbox_entry
from boo_site.demo.year import DAYS_A_MONTH, begin_times

# Gmail's thread ids look like times in units of about a nanosecond.
_THREAD_ID_UNIT: Final = 1_048_576
_USUAL_PER_MONTH: Final = 120
# Of the last days' conversations so many still wait at the anchor, whatever time of the week it is.
_BACKLOG: Final = timedelta(days=2)
_WAITING_CHANCE: Final = 0.55
# A conversation that the shop begins waits for opening hours: its mails may be this much later than its turn.
_LONGEST_HEAD_START: Final = timedelta(days=5)


def write_mailbox(path: Path, anchor: datetime, seed: int = 2026, months: int = 12, per_month: int = 120) -> int:
    """Write `months * per_month` conversations and the machines' mail into `path`, and return the number of mails.

    A month is 30 days; `anchor` is aware. No mail is later than it, so conversations that go on then are cut off
    there. The oldest mail comes first. The same anchor and seed give the same file, byte for byte; an existing file
    is replaced. Raises OSError when the file can't be written.
    """
    count = 0
    with path.open("wb") as file:
        for mail in sample_mails(anchor, seed, months, per_month):
            file.write(mbox_entry(mail))
            count += 1
    return count


def sample_mails(anchor: datetime, seed: int = 2026, months: int = 12, per_month: int = 120) -> Iterator[Mail]:
    """Yield the mails of `write_mailbox`, oldest first, holding only those of conversations under way."""
    anchor = anchor.astimezone(UTC)
    rng = _drawing(f"{seed} mail {anchor.isoformat()}")
    days = months * DAYS_A_MONTH
    written = _in_order(_conversations(anchor, days, months * per_month, rng))
    machines = machine_mails(
        anchor, days, per_month / _USUAL_PER_MONTH, _thread_id, _drawing(f"{seed} {anchor} machines")
    )
    for mail in heapq.merge(written, machines, key=lambda one: one.order):
        if mail.sent_at > anchor:
            return
        yield mail


def _conversations(anchor: datetime, days: int, count: int, rng: random.Random) -> Iterator[list[Mail]]:
    """Yield conversations, each a list of mails, in the order in which they begin."""
    begins = begin_times(anchor, count, days, rng)
    correspondents = Correspondents(rng)
    for topic, begin in zip(topics(count, rng), begins, strict=True):
        scene, letter = correspondents.next(topic, begin)
        own = _drawing(f"{rng.getrandbits(64)}")
        is_waiting = anchor - begin < _BACKLOG and own.random() < _WAITING_CHANCE
        yield conversation_mails(play_letter(letter, scene, own, is_waiting=is_waiting), _thread_id(begin), own)


def _in_order(conversations: Iterator[list[Mail]]) -> Iterator[Mail]:
    """Yield the conversations' mails by time. A mail of the shop's own may wait for the next opening."""
    waiting: list[tuple[tuple[datetime, str], Mail]] = []
    for mails in conversations:
        begin = mails[0].order[0] - _LONGEST_HEAD_START
        while waiting and waiting[0][0][0] < begin:
            yield heapq.heappop(waiting)[1]
        for mail in mails:
            heapq.heappush(waiting, (mail.order, mail))
    while waiting:
        yield heapq.heappop(waiting)[1]


def _thread_id(begin: datetime) -> int:
    """Return an id as Gmail makes them; conversations begin at different microseconds."""
    return int(begin.timestamp() * 1_000_000) * 1_000 + _THREAD_ID_UNIT


def _drawing(seed: str) -> random.Random:
    return random.Random(seed)  # noqa: S311 - sample data, not a secret
