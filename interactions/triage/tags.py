"""Tags: the source's, plus what staff added, minus what staff removed. A sync adds up the same way."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import User

from interactions.triage.record import Changed, Chosen, Decided, Entry, InvalidChangeError, Row, both_ways, record

FIELD = "tags"
COLUMNS = ("staff_tags_added", "staff_tags_removed")
MAX_LENGTH = 60
MAX_TAGS = 50
"""The most tags that one change may name; more is no tagging any more."""


def add_tags(
    interactions: Chosen, tags: Iterable[str], *, user: User | None, now: datetime, change_set: UUID | None = None
) -> Changed:
    """Add tags in a person's name. As `change_tags`."""
    return change_tags(interactions, add=tags, user=user, now=now, change_set=change_set)


def remove_tags(
    interactions: Chosen, tags: Iterable[str], *, user: User | None, now: datetime, change_set: UUID | None = None
) -> Changed:
    """Remove tags in a person's name, the source's too. As `change_tags`."""
    return change_tags(interactions, remove=tags, user=user, now=now, change_set=change_set)


def change_tags(
    interactions: Chosen,
    *,
    user: User | None,
    now: datetime,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
    change_set: UUID | None = None,
) -> Changed:
    """Add and remove tags on all these interactions, and log each whose tags change.

    What another person tagged meanwhile stays. A sync does not bring back a tag that staff removed. Takes the same few
    queries for any number; safe to run twice. Raises InvalidChangeError.
    """
    added, removed = frozenset(map(_checked, add)), frozenset(remove)
    if len(added) > MAX_TAGS:
        raise InvalidChangeError(f"Add at most {MAX_TAGS} tags at once.")

    def decided(rows: list[Row]) -> list[Decided]:
        return [_decided(row, added, removed) for row in rows]

    return record(interactions, decided, user=user, now=now, change_set=change_set)


def combined(row: Row) -> list[str]:
    """Return the tags that an interaction's three kinds of tags add up to, sorted."""
    return sorted({*_source(row), *(row["staff_tags_added"] or ())} - set(row["staff_tags_removed"] or ()))


def _decided(row: Row, add: frozenset[str], remove: frozenset[str]) -> Decided:
    source = _source(row)
    added = (set(row["staff_tags_added"] or ()) | (add - source)) - remove
    removed = (set(row["staff_tags_removed"] or ()) - add) | (remove & source)
    kept = {"staff_tags_added": sorted(added), "staff_tags_removed": sorted(removed)}
    new = kept | {"source_tags": sorted(source) if row["source_tags"] is None else row["source_tags"]}
    tags, former = combined(row | new), row["tags"] or []
    if set(tags) == set(former):
        return Decided({})
    entry = Entry(FIELD, ", ".join(former) or None, ", ".join(tags) or None, both_ways(row, new, COLUMNS))
    return Decided(new | {"tags": tags}, (entry,))


def _source(row: Row) -> set[str]:
    """Return the source's own tags. Rows put in by plain SQL don't tell them apart: there, they are all of them."""
    if row["source_tags"] is not None:
        return set(row["source_tags"])
    return set(row["tags"] or ()) - set(row["staff_tags_added"] or ())


def _checked(tag: str) -> str:
    words = " ".join(tag.split())
    if not words or len(words) > MAX_LENGTH or "," in words or not words.isprintable():
        raise InvalidChangeError(f"A tag has 1 to {MAX_LENGTH} characters and no comma: {words[:80]!r} does not.")
    return words
