"""A thread's JSON, kept in quarantine, is read again. Pure."""

import json
from datetime import timedelta

from ingest.records import FailedRecord, Json
from ingest.source import Memory, ReadAgain
from ingest.sources.livechat.jsonshape import mapping, moment
from ingest.sources.livechat.parse import parse_chat
from ingest.sources.livechat.people import NO_STAFF, Staff
from ingest.sources.livechat.staff import recall_staff

STAFF = "staff"
"""The checkpoint of the account's agents and bots."""


def read_again(raw: bytes, memory: Memory) -> ReadAgain:
    """Parse a chat as LiveChat told it, with the staff as last listed. Never raises."""
    try:
        chat: Json = json.loads(raw.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        return ReadAgain(None, (FailedRecord("", raw, "What was kept is no JSON.", type(error).__name__),))
    thread = parse_chat(chat, _staff(memory.checkpoint(STAFF)))
    return ReadAgain(thread.record, thread.failed)


def _staff(value: Json) -> Staff:
    """Return the staff as last listed, however long ago."""
    listed_at = moment(mapping(value).get("listed_at"))
    recalled = recall_staff(value, now=listed_at + timedelta(seconds=1)) if listed_at else None
    return recalled or NO_STAFF
