"""Compare what a source has with what is here, day by day, and name what differs."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ingest.models import Reconciliation
from ingest.records import Json
from ingest.source import Listed, PullRequest, Source, Survey
from ingest.sources import survey, threads_still_there
from ingest.store import ledger
from ingest.sync import Report, run_sync
from interactions.vocabulary import Source as SourceName

RECONCILE = "reconcile"
SETTLED_AFTER = timedelta(hours=1)
"""A thread that closed a moment ago may be on no list of LiveChat's yet."""


@dataclass(slots=True)
class Day:
    """What a source has of one day of the shop's, and what of it is here. Each item counts once."""

    day: date
    stored: int = 0
    quarantined: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    missing: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)

    @property
    def seen(self) -> int:
        """Return how many distinct items the source listed."""
        return self.stored + self.quarantined + self.skipped.total() + len(self.missing)

    def as_json(self) -> dict[str, Json]:
        """Return what `--json` prints of a day."""
        return {
            "date": self.day.isoformat(),
            "seen": self.seen,
            "stored": self.stored,
            "skipped": dict(self.skipped),
            "quarantined": self.quarantined,
            "missing": list(self.missing),
            "gone": list(self.gone),
        }


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What a reconciliation found. `fix` is the report of the sync that pulled what was missing."""

    source: str
    days: tuple[Day, ...]
    fix: Report | None = None

    @property
    def missing(self) -> list[str]:
        """Return the ids of all that is at the source and not here."""
        return [name for day in self.days for name in day.missing]

    def as_json(self) -> dict[str, Json]:
        """Return the object that `--json` prints of a source."""
        shown: dict[str, Json] = {"source": self.source, "days": [day.as_json() for day in self.days]}
        return (
            shown
            | {"missing": len(self.missing), "gone": sum(len(day.gone) for day in self.days)}
            | ({"fix": self.fix.as_json()} if self.fix else {})
        )


@dataclass(frozen=True, slots=True)
class _Found:
    """What became of one listed item: a word of the ledger, and the id that it counts under."""

    item: Listed
    outcome: str
    name: str
    reason: str = ""


def reconcile(source: Source, *, days: int, now: datetime, fix: bool = False) -> Reconciled:
    """Compare the last `days` days of the shop, today included, and save what was found by day.

    `fix` pulls what is missing through the ordinary sync, and marks what the source no longer has; nothing is deleted.
    Safe to run twice. Raises SourceError and SyncRefused.
    """
    first = timezone.localdate(now) - timedelta(days=days - 1)
    since = timezone.make_aware(datetime.combine(first, time.min))
    found = survey(source, since, now)
    wanted = [first + timedelta(days=place) for place in range(days)]
    listed = _compare(source, found)
    report = None
    if fix and any(one.outcome == "missing" for one in listed):
        _forget_lost(source, found)
        report = run_sync(source, PullRequest(since, now, resume=False), trigger=RECONCILE)
        listed = _compare(source, found)
    gone = _gone(source, found, since, now)
    with transaction.atomic():
        if fix:
            _mark_deleted(source, listed, gone, now=now)
        ledger_days = _by_day(wanted, listed, gone)
        _save(source.name, ledger_days, now=now)
    return Reconciled(source.name, tuple(ledger_days), report)


def differences() -> QuerySet[Reconciliation]:
    """Return the days, newest first, on which something was at the source and not here when last compared."""
    return Reconciliation.objects.exclude(missing=[])


def _compare(source: Source, found: Survey) -> list[_Found]:
    if source.name == SourceName.EMAIL:
        return list(_compare_mails(found, ledger.kept_mails(source.account)))
    return _compare_threads(found.listed)


def _compare_mails(found: Survey, kept: dict[ledger.Place, ledger.KeptMail]) -> Iterator[_Found]:
    """Tell what became of each place's mail. A copy of a stored mail, by its id and size, is that mail."""
    copies = {(mail.message_id, mail.size_bytes) for mail in kept.values() if mail.outcome == "stored" and mail.is_here}
    for item in found.listed:
        mail = kept.get(_place(item))
        if mail is None and item.location and (item.name, item.location.size_bytes) in copies:
            yield _Found(item, "stored", item.name)
        elif mail is None:
            outcome = "skipped" if item.skip_reason else "missing"
            yield _Found(item, outcome, item.name, item.skip_reason or "")
        elif mail.outcome == "stored" and not mail.is_here:
            yield _Found(item, "missing", mail.message_id or item.name)
        else:
            yield _Found(item, mail.outcome, mail.message_id or item.name, mail.reason or "")


def _compare_threads(listed: Sequence[Listed]) -> list[_Found]:
    stored = ledger.stored_threads(item.name for item in listed)
    quarantined = ledger.open_quarantine(SourceName.LIVECHAT)

    def outcome(name: str) -> str:
        return "quarantined" if name in quarantined else "stored" if name in stored else "missing"

    return [_Found(item, outcome(item.name), item.name) for item in listed]


def _forget_lost(source: Source, found: Survey) -> None:
    """Let mails whose rows are no longer here be read again."""
    if source.name == SourceName.EMAIL:
        kept = ledger.kept_mails(source.account)
        lost = [place for item in found.listed if (mail := kept.get(place := _place(item))) and not mail.is_here]
        ledger.forget_places([place for place in lost if kept[place].outcome == "stored"], source.account)


def _gone(source: Source, found: Survey, since: datetime, now: datetime) -> list[ledger.StoredItem]:
    """Return what is stored of the range and no longer at the source, as far as that can be told."""
    if source.name == SourceName.EMAIL:
        synced = ledger.synced_folders(source.account, found.folders)
        stored = ledger.stored_mails_between(source.account, since, now)
        judged = [item for item in stored if all(folder in synced for folder, _, _ in item.places)]
        return [item for item in judged if found.places.isdisjoint(item.places)]
    names = {item.name for item in found.listed}
    stored = ledger.stored_threads_between(since, now - SETTLED_AFTER)
    unlisted = [item for item in stored if item.name not in names]
    there = threads_still_there(source, [item.name for item in unlisted]) if unlisted else set()
    return [item for item in unlisted if item.name not in there]


def _mark_deleted(
    source: Source, listed: Iterable[_Found], gone: Sequence[ledger.StoredItem], *, now: datetime
) -> None:
    names = [item.name for item in gone]
    if source.name == SourceName.EMAIL:
        present = [one.name for one in listed if one.outcome == "stored"]
        ledger.mark_deleted_mails(names, present, now=now)
    else:
        ledger.mark_deleted_threads(names, now=now)


def _by_day(wanted: Sequence[date], listed: Iterable[_Found], gone: Iterable[ledger.StoredItem]) -> list[Day]:
    """Count each item once, on the day that it came."""
    days = {day: Day(day) for day in wanted}
    counted: set[tuple[str, str]] = set()
    for one in listed:
        day = days.get(timezone.localdate(one.item.came_at))
        if day is None or (one.outcome, one.name) in counted:
            continue
        counted.add((one.outcome, one.name))
        match one.outcome:
            case "stored":
                day.stored += 1
            case "quarantined":
                day.quarantined += 1
            case "skipped":
                day.skipped[one.reason or "skipped"] += 1
            case _:
                day.missing.append(one.name)
    for item in gone:
        if day := days.get(timezone.localdate(item.came_at)):
            day.gone.append(item.name)
    return list(days.values())


def _save(source: SourceName, days: Iterable[Day], *, now: datetime) -> None:
    for day in days:
        Reconciliation.objects.update_or_create(
            source=source,
            day=day.day,
            defaults={
                "seen": day.seen,
                "stored": day.stored,
                "skipped": day.skipped.total(),
                "quarantined": day.quarantined,
                "skipped_reasons": dict(day.skipped),
                "missing": day.missing,
                "gone": day.gone,
                "checked_at": now,
            },
        )


def _place(item: Listed) -> ledger.Place:
    location = item.location
    return (location.folder, location.uid_validity, location.uid) if location else ("", 0, 0)
