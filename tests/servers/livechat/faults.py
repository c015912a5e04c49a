"""Faults on demand: what the network, the edge and the service do on a bad day."""

import struct
from dataclasses import dataclass, field
from typing import Literal

from tests.servers.livechat.call import Paging
from tests.servers.livechat.damage import DAMAGES
from tests.servers.livechat.errors import ERRORS, ApiError
from tests.servers.livechat.wire import dump

type Delivery = Literal["whole", "short", "reset", "dropped"]

HTML_502 = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
HTML_200 = b"<!doctype html><html><title>Please wait</title><body>Checking your browser</body></html>"
EDGE = {
    "html_502": (502, "text/html", HTML_502),
    "html_200": (200, "text/html", HTML_200),
    "empty_200": (200, "application/json", b""),
    "array_200": (200, "application/json", b"[]"),
    "not_utf8": (200, "application/json", b'{"chats":[{"id":"\xff\xfe"}],"found_chats":1}'),
}
DELIVERIES: dict[str, Delivery] = {"cut_short": "short", "reset": "reset", "dropped": "dropped"}
PAGING = {
    "endless_pages": Paging(is_endless=True),
    "two_pages_in_turn": Paging(is_in_turn=True),
    "empty_page": Paging(is_empty=True),
    "duplicate_row": Paging(repeats_last_row=True),
}
KINDS = (*ERRORS, "error_in_200", "bare_status", *EDGE, *DAMAGES, "slow", *DELIVERIES, *PAGING)
# A Retry-After that is a date counts from here.
ANSWERED_AT = "Tue, 24 Nov 2026 00:00:00 GMT"
# Linger for zero seconds: closing then sends a reset instead of an orderly end (socket(7)).
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass
class Answer:
    """What goes back to the client, and how much of it arrives. `delay` in seconds."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    delivery: Delivery = "whole"
    delay: float = 0


@dataclass
class Fault:
    """One planned fault; see `LiveChatServer.fail_next`. `times` None: until healed."""

    kind: str
    times: int | None = 1
    action: str | None = None
    after: int = 0
    retry_after: str | None = None
    seconds: float = 20
    error_type: str = "internal"
    status: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault {self.kind!r}; known: {', '.join(KINDS)}")

    @property
    def paging(self) -> Paging:
        return PAGING.get(self.kind, Paging())

    def instead(self) -> Answer | None:
        """Return the answer given in place of the true one; None if the call is carried out."""
        if self.kind in EDGE:
            status, content_type, body = EDGE[self.kind]
            return Answer(status, body, content_type)
        if self.kind == "error_in_200":
            return error_answer(ApiError(self.error_type, status=200))
        if self.kind == "bare_status":
            return self._with_wait(Answer(self.status or 500, b"no more is known", "text/plain"))
        if self.kind in ERRORS:
            return self._with_wait(error_answer(ApiError(self.kind, status=self.status)))
        return None

    def _with_wait(self, answer: Answer) -> Answer:
        if self.retry_after is not None:
            answer.headers |= {"Retry-After": self.retry_after, "Date": ANSWERED_AT}
        return answer

    def damage(self, answer: Answer) -> Answer:
        """Spoil the true answer on its way."""
        if self.kind in DAMAGES:
            DAMAGES[self.kind](answer)
        if self.kind == "slow":
            answer.delay = self.seconds
        answer.delivery = DELIVERIES.get(self.kind, "whole")
        return answer


def error_answer(error: ApiError) -> Answer:
    return Answer(error.status, dump(error.envelope()))


class Faults:
    """The planned faults, first in, first out."""

    def __init__(self) -> None:
        self._planned: list[Fault] = []

    def plan(self, fault: Fault) -> None:
        self._planned.append(fault)

    def clear(self) -> None:
        self._planned.clear()

    def take(self, action: str) -> Fault | None:
        """Return the fault that hits this call, if any. A fault with `after` lets so many matching calls pass."""
        for fault in self._planned:
            if fault.action not in (None, action):
                continue
            if fault.after:
                fault.after -= 1
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._planned.remove(fault)
            return fault
        return None
