"""Addresses for tests and benchmarks that run the server as its own process: calls, clock, faults.

GET  /control/calls                          {"list_archives": 3}
POST /control/reset                          sets the counters back
POST /control/clock  {"advance_seconds": 60} moves the clock, answers {"now": ...}
POST /control/fail   {"kind": "internal", "times": 2, "action": "list_archives"}   as fail_next
"""

import json
from typing import TYPE_CHECKING

from tests.servers.livechat.faults import Answer
from tests.servers.livechat.wire import JsonObject, dump, stamp

if TYPE_CHECKING:
    from tests.servers.livechat.server import LiveChatServer

PREFIX = "/control/"


def answer(server: "LiveChatServer", verb: str, path: str, body: bytes) -> Answer:
    """Answer a call of the test itself; such calls are not counted."""
    match verb, path.removeprefix(PREFIX):
        case "GET", "calls":
            return Answer(200, dump(dict(server.calls)))
        case "POST", "reset":
            server.forget_calls()
            return Answer(200, b"{}")
        case "POST", "clock":
            server.clock.advance(seconds=float(_fields(body)["advance_seconds"]))
            return Answer(200, dump({"now": stamp(server.clock.now())}))
        case "POST", "fail":
            server.fail_next(**_fields(body))
            return Answer(200, b"{}")
    return Answer(404, b"{}")


def _fields(body: bytes) -> JsonObject:
    fields: JsonObject = json.loads(body)
    return fields
