"""How fast people write in the sample chats: gaps between messages in seconds. Pure."""

import math
import random
from datetime import datetime, timedelta

from boo_site.demo.dialogue import Kind
from boo_site.demo.play import Said
from boo_site.demo.year import is_busy, opening_after


def timed(said: list[Said], begin: datetime, rng: random.Random) -> list[tuple[datetime, Said]]:
    """Return each line with its time, ascending. An agent's first line waits until the shop is open."""
    now = begin
    before: Said | None = None
    answered = slow = False
    lines = []
    for line in said:
        if line.kind in (Kind.AGENT, Kind.NOTE, Kind.TRANSFER) and not answered:
            opens = opening_after(now)
            slow = opens is not None
            now = _first_reply(now, opens, rng)
            answered = True
        elif before is not None:
            now += timedelta(seconds=_gap(line, before, slow, rng))
        now += timedelta(minutes=line.minutes, microseconds=rng.randrange(1_000_000))
        lines.append((now, line))
        before = line
    return lines


def _first_reply(now: datetime, opens: datetime | None, rng: random.Random) -> datetime:
    if opens is not None:
        return opens + timedelta(seconds=rng.uniform(60, 5_400))
    median = 210 if is_busy(now) else 52
    return now + timedelta(seconds=min(_around(median, 0.9, rng), 3_000))


def _gap(line: Said, before: Said, slow: bool, rng: random.Random) -> float:
    typing = len(line.text) * 0.11
    if line.kind is Kind.BOT:
        return rng.uniform(1.2, 3.5)
    if line.by_customer:
        same_hand = before.by_customer
        median = 9 if same_hand else (700 if slow and rng.random() < 0.5 else 34)
        return min(_around(median, 0.8, rng), 7_200) + typing
    if line.kind in (Kind.CARD, Kind.AGENT_FILE, Kind.NOTE):
        return rng.uniform(6, 30)
    return min(_around(20 if not before.by_customer else 38, 0.6, rng), 900) + typing


def _around(median: float, spread: float, rng: random.Random) -> float:
    return rng.lognormvariate(math.log(median), spread)
