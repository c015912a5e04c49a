"""One item's story in plain sentences: stored where, skipped why, quarantined why, or never seen."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from ingest.models import MailboxItem, QuarantinedItem, Regrouping
from ingest.store.trace import StoredTrace, Trace, trace


@dataclass(frozen=True, slots=True)
class Story:
    """What became of an item: one word for it, and sentences for a person."""

    asked: str
    outcome: str
    sentences: tuple[str, ...]
    interaction_ids: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the object that `--json` prints."""
        return {
            "id": self.asked,
            "outcome": self.outcome,
            "story": list(self.sentences),
            "interactions": list(self.interaction_ids),
        }


def why(asked: str) -> Story:
    """Tell what became of a mail (Message-ID), a LiveChat thread or event, or a conversation. Reads only."""
    found = trace(asked)
    ids = dict.fromkeys(
        str(id_)
        for id_ in (*(one.interaction_id for one in found.stored), *(alias.interaction_id for alias in found.aliases))
    )
    return Story(found.asked, _outcome(found), tuple(_sentences(found)), tuple(ids))


def _outcome(found: Trace) -> str:
    if found.stored:
        return "stored"
    if found.aliases:
        return "merged"
    if any(item.resolved_at is None for item in found.quarantined):
        return "quarantined"
    if any(place.outcome == "skipped" for place in found.places):
        return "skipped"
    return "lost" if any(place.outcome == "stored" for place in found.places) else "never seen"


def _sentences(found: Trace) -> Iterator[str]:
    yield from map(_stored, found.stored)
    for alias in found.aliases:
        yield (
            f"It is a former name of conversation {alias.interaction_id}, which took it over on "
            f"{_time(alias.merged_at)} ({_path(str(alias.interaction_id))})."
        )
    yield from map(_quarantined, found.quarantined)
    yield from (line for place in found.places if (line := _place(place)))
    yield from map(_regrouped, found.regroupings)
    if found.referred_by and not found.stored:
        yield f"Mails that refer to it are in conversation {', '.join(map(str, found.referred_by))}."
    outcome = _outcome(found)
    if outcome == "never seen":
        yield (
            "It was never seen: it is neither stored, nor skipped, nor quarantined under this id. "
            "Compare with the source: manage.py reconcile --days 30"
        )
    elif outcome == "lost":
        yield "It was stored, and its row is no longer here. Read it again: manage.py reconcile --fix"


def _stored(one: StoredTrace) -> str:
    what = f"Message {one.message_id} is stored in" if one.message_id else "It is stored as"
    by = f" by sync {one.run_id}" if one.run_id else ""
    when = f", since {_time(one.stored_at)}{by}" if one.stored_at else by
    gone = f" The source no longer has it (noticed on {_time(one.source_deleted_at)})." if one.source_deleted_at else ""
    return f"{what} conversation {one.external_id}{when} ({_path(str(one.interaction_id))}).{gone}"


def _quarantined(item: QuarantinedItem) -> str:
    times = "once" if item.attempts == 1 else f"{item.attempts} times"
    if item.resolved_at:
        return f"It was quarantined on {_time(item.created_at)} ({item.reason}) and read on {_time(item.resolved_at)}."
    return (
        f"It is quarantined as item {item.pk} since {_time(item.created_at)}, tried {times}: {item.reason} "
        f"Try again: manage.py replay_quarantine --id {item.pk}"
    )


def _place(place: MailboxItem) -> str:
    where = f"folder {place.folder}, UID {place.uid}"
    if place.outcome == "skipped":
        return f"It was skipped on {_time(place.created_at)} because it is {place.reason} ({where})."
    return f"In the mailbox it stands in {where}." if place.outcome == "stored" else ""


def _regrouped(done: Regrouping) -> str:
    who = done.user.get_username() if done.user else "Somebody"
    what = "merged others into" if done.kind == "merge" else "split mails off"
    undone = f", undone on {_time(done.undone_at)}" if done.undone_at else ""
    return f"{who} {what} conversation {done.interaction_id} on {_time(done.at)}{undone}."


def _path(pk: str) -> str:
    """Return where the admin shows a conversation."""
    try:
        return reverse("admin:interactions_interaction_change", args=[pk])
    except NoReverseMatch:
        return f"interaction {pk}"


def _time(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
