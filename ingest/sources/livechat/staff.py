"""The account's lists of agents and bots, kept for a day: a sync every few minutes need not pay for them. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from ingest.records import Json
from ingest.sources.livechat.jsonshape import line, mapping, moment, objects, string
from ingest.sources.livechat.people import Staff

KEPT_FOR = timedelta(days=1)


def read_names(listed: Json) -> dict[str, str]:
    """Return the names in an answer of `list_agents` or `list_bots`, by id; one without a name goes by "" ."""
    return {person_id: line(person.get("name")) or "" for person in objects(listed) if (person_id := _id(person))}


def _id(person: dict[str, Json]) -> str:
    return string(person.get("id"))


def remember_staff(staff: Staff, *, now: datetime) -> dict[str, Json]:
    """Return the lists as a checkpoint."""
    return {"listed_at": now.isoformat(), "agents": {**staff.agents}, "bots": {**staff.bots}}


def recall_staff(value: Json, *, now: datetime) -> Staff | None:
    """Return the lists of a checkpoint, or None when they are a day old or can't be read."""
    told = mapping(value)
    listed_at = moment(told.get("listed_at"))
    if listed_at is None or not now - KEPT_FOR < listed_at <= now:
        return None
    return Staff(_names(mapping(told.get("agents")).items()), _names(mapping(told.get("bots")).items()))


def _names(pairs: Iterable[tuple[str, Json]]) -> dict[str, str]:
    return {person_id: string(name) for person_id, name in pairs}
