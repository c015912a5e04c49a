"""What a rule would do before it is enabled: on the newest conversations, without changing any."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from interactions.categorize.blend import judge_reading
from interactions.categorize.judge import find, read_by_rules
from interactions.categorize.judgement import Judgement
from interactions.categorize.rules import Rule
from interactions.category_rules import enabled_rules
from interactions.customer_words import asked
from interactions.learning import kept_opinions
from interactions.models import Category, Interaction
from interactions.vocabulary import DecidedBy

DAYS = 90
MOST_READ = 20_000
BATCH = 500
LONGEST_SECONDS = 8.0
"""A person waits for the page; what was read by then is told, with how much that is."""

SAMPLES = 10
LISTED = 500
"""How many of those caught a page can open."""

NEARLY_EVERYTHING = 0.5
"""The share of conversations from which on a rule says nothing."""

type Topic = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Sample:
    """A conversation that the rule catches: its category and subcategory now and then, and what decides it."""

    id: UUID
    subject: str
    phrase: str
    before: Topic
    after: Topic
    staff: Topic | None

    @property
    def is_changed(self) -> bool:
        """Say whether it would get another category; what staff chose never changes."""
        return self.staff is None and self.before != self.after

    @property
    def is_contradicted(self) -> bool:
        """Say whether staff chose something other than the judgement would be with the rule."""
        return self.staff is not None and not agrees(self.after, self.staff)


@dataclass(slots=True)
class Preview:
    """What was read, and of it: what the rule catches, what it changes, and what staff's own choices say of it.

    `total` counts the conversations of the period; `read` is less where time or number ran out. `confirmed` and
    `contradicted` count those caught whose category staff chose: as the rule says, or otherwise. `found` holds the most
    telling ones of those caught: what staff contradict first, then what would change.
    """

    days: int
    total: int
    read: int = 0
    caught: int = 0
    changed: int = 0
    confirmed: int = 0
    contradicted: int = 0
    found: list[Sample] = field(default_factory=list)

    @property
    def samples(self) -> list[Sample]:
        """Return the ten that tell most."""
        return self.found[:SAMPLES]

    @property
    def precision(self) -> float | None:
        """Return the share of staff's choices that agree with the rule; None where staff chose none of them."""
        chosen = self.confirmed + self.contradicted
        return self.confirmed / chosen if chosen else None

    @property
    def is_too_broad(self) -> bool:
        """Say whether it catches nearly everything."""
        return self.caught > 1 and self.caught / self.read >= NEARLY_EVERYTHING

    @property
    def is_whole(self) -> bool:
        """Say whether all conversations of the period were read."""
        return self.read == self.total


def preview(rule: Rule, *, now: datetime, row: int | None = None, days: int = DAYS) -> Preview:
    """Try a rule on the conversations of the last days, newest first. Nothing is written.

    They are judged as they would be with and without it, by the classifier too where it has read them before. `row` is
    the rule's own row, where it has one: as stored it doesn't count. Reads at most 20,000 conversations and
    stops after eight seconds.
    """
    recent = Interaction.objects.filter(started_at__gte=now - timedelta(days=days)).order_by("-started_at", "-id")
    ids = list(recent.values_list("id", flat=True)[:MOST_READ])
    shown = Preview(days=days, total=recent.count() if len(ids) == MOST_READ else len(ids))
    tried = _Trial(rule, enabled_rules(but=row))
    for batch in _in_time(ids):
        shown.read += len(batch)
        for sample in tried.on(batch):
            _count(shown, sample, rule)
    shown.found = sorted(shown.found, key=_telling)[:LISTED]
    return shown


def agrees(said: Topic, chosen: Topic) -> bool:
    """Say whether two answers are the same; a category without a subcategory agrees with any of its own."""
    return said[0] == chosen[0] and (said[1] == chosen[1] or None in (said[1], chosen[1]))


class _Trial:
    """Judges conversations with and without a rule."""

    def __init__(self, rule: Rule, others: tuple[Rule, ...]) -> None:
        self.rule = rule
        self.others = others
        defaults = Category.objects.values_list("name", "priority_default")
        self.priorities = {name: priority or "medium" for name, priority in defaults}

    def on(self, ids: Sequence[UUID]) -> Iterator[Sample]:
        """Yield the conversations that the rule catches."""
        found = {one.id: (one, met) for one in asked(ids) if (met := find(one.words, self.rule))}
        opinions = kept_opinions(list(found))
        columns = ("id", "subject", "customer_name", "category", "subcategory", "category_by")
        rows = Interaction.objects.filter(pk__in=found).values_list(*columns)
        for id_, subject, name, category, subcategory, by in rows:
            one, met = found[id_]
            before, after = (
                judge_reading(read_by_rules(one.words, rules), opinions.get(id_), self.priorities)
                for rules in (self.others, (*self.others, self.rule))
            )
            yield Sample(
                id=id_,
                subject=subject or name or "No subject",
                phrase=met.evidence.phrase,
                before=topic(before),
                after=topic(after),
                staff=(category, subcategory) if by == DecidedBy.STAFF else None,
            )


def topic(judgement: Judgement) -> Topic:
    """Return category and subcategory of a judgement."""
    return judgement.category, judgement.subcategory


def _count(shown: Preview, sample: Sample, rule: Rule) -> None:
    shown.caught += 1
    shown.changed += sample.is_changed
    if sample.staff is not None:
        is_right = agrees((rule.category, rule.subcategory), sample.staff)
        shown.confirmed += is_right
        shown.contradicted += not is_right
    shown.found.append(sample)


def _telling(sample: Sample) -> tuple[bool, bool]:
    """Order samples: what staff contradict first, then what would change."""
    return not sample.is_contradicted, not sample.is_changed


def _in_time(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    started = time.monotonic()
    for at in range(0, len(ids), BATCH):
        if at and time.monotonic() - started > LONGEST_SECONDS:
            return
        yield ids[at : at + BATCH]
