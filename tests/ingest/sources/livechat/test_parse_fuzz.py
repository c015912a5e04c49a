"""Whatever JSON LiveChat sends, parsing gives a record or quarantine entries, never an exception."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.records import Json
from ingest.sources.livechat.active import read_active
from ingest.sources.livechat.parse import ParsedThread, parse_chat
from ingest.sources.livechat.ranges import from_json
from ingest.sources.livechat.staff import read_names, recall_staff
from ingest.sources.livechat.tickets import TicketCount
from tests.ingest.sources.livechat.build import AGENT, CUSTOMER, THREAD, chat, event, field, filled, users

any_text = st.text(st.characters(), max_size=20)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | any_text
any_json = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(any_text, inner, max_size=4), max_leaves=12
)
stamps = st.sampled_from(["2026-11-02T01:05:00Z", "2026-11-02T02:05:00.5+01:00", "9999-12-31T23:59:59-23:59", "x"])
types = st.sampled_from(
    ["message", "file", "filled_form", "form", "rich_message", "custom", "system_message", "system"]
)
people = st.sampled_from([CUSTOMER, AGENT, "nobody"])

COMPLETE = chat(
    filled(field("email", "E-mail", "mia@example.net"), field("checkbox", "Topics", [{"id": "1", "label": "Tea"}])),
    event(2, text="Where is my order?"),
    event(3, "file", name="a.png", url="https://cdn.example.net/a.png", content_type="image/png", size=3),
    event(4, "rich_message", template_id="cards", elements=[{"title": "Tea", "buttons": [{"text": "Buy"}]}]),
    event(5, "system_message", system_message_type="system_archived", text="Closed"),
    people=users(
        visit={"geolocation": {"city": "Brisbane"}}, tickets=[{"ticket_id": "t"}], statistics={"tickets_count": 1}
    ),
    summary={"status": "ok", "text": "Tea."},
    properties={"rating": {"score": 1}},
    tags=["vip"],
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every place in a JSON value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in pairs for place in places(inner, (*path, key)))]


def put(value: Any, path: tuple[Any, ...], new: Json) -> Any:
    """Return a copy with `new` in one place."""
    if not path:
        return new
    copy = json.loads(json.dumps(value))
    target = copy
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = new
    return copy


def wrong_in(parsed: ParsedThread) -> list[str]:
    """Name what is wrong with what was made of a chat. Its kept bytes can be read, and its tickets counted."""
    failed, record = parsed.failed, parsed.record
    kept = [json.loads(one.raw.decode("utf-8", "surrogatepass")) for one in failed]
    TicketCount().add(parsed)
    holds = {
        "no record and not one whole failure": record is not None or [one.is_partial for one in failed] == [False],
        "a failure without id or reason": all(one.external_id and one.reason for one in failed),
        "a failure without its bytes": len(kept) == len(failed),
        "a record without id": record is None or bool(record.external_id),
        "a message without words": record is None or all(isinstance(m.content, str) for m in record.messages or ()),
        "a long subject": record is None or len(record.subject or "") <= 200,
    }
    return [what for what, is_so in holds.items() if not is_so]


@settings(deadline=None)
@given(any_json)
def test_any_json_is_a_record_or_a_failure(told: Json) -> None:
    assert wrong_in(parse_chat(told)) == []
    read_active(told)
    read_names(told)
    recall_staff(told, now=parse_now())
    from_json(told)


def parse_now() -> Any:
    record = parse_chat(COMPLETE).record
    assert record is not None
    return record.started_at


@settings(deadline=None)
@given(st.sampled_from(places(COMPLETE)), any_json)
def test_any_json_in_any_place_of_a_chat_is_survived(path: tuple[Any, ...], new: Json) -> None:
    told = put(COMPLETE, path, new)

    assert wrong_in(parse_chat(told)) == []
    read_active(told)


@settings(deadline=None)
@given(
    st.lists(
        any_json
        | st.fixed_dictionaries(
            {"id": any_text, "created_at": stamps, "type": types | any_text},
            optional={
                "author_id": people | any_json, "text": any_json, "fields": any_json, "elements": any_json,
                "deleted": any_json, "visibility": any_json, "url": any_json, "name": any_json, "properties": any_json,
            },
        ),
        max_size=6,
    )
)  # fmt: skip
def test_every_event_is_a_message_or_a_failure(events: list[Any]) -> None:
    parsed = parse_chat(chat(*events))

    assert parsed.record is not None
    assert parsed.record.external_id == THREAD
    read = {told["id"] for told in events if isinstance(told, dict) and isinstance(told.get("id"), str)}
    messages = parsed.record.messages or ()
    assert {message.message_id for message in messages} <= read
    assert [message.position for message in messages] == list(range(len(messages)))
    assert len(messages) + len(parsed.failed) <= len(events)
    assert wrong_in(parsed) == []
