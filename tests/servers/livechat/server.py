"""The server as tests use it: started and stopped in the process, with its world, counters and faults at hand."""

import threading
import traceback
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from tests.servers.livechat import control
from tests.servers.livechat.call import Call, Paging
from tests.servers.livechat.clock import Clock
from tests.servers.livechat.errors import ApiError
from tests.servers.livechat.faults import Answer, Fault, Faults, error_answer
from tests.servers.livechat.listener import Listener
from tests.servers.livechat.methods import find_method
from tests.servers.livechat.requests import Cursors, parse_body
from tests.servers.livechat.tokens import Token, authenticate
from tests.servers.livechat.transport import RecordedCall, Request, check_transport, read_request
from tests.servers.livechat.world import World

# The last day of the stage, as older versions tell it in their answers.
STAGE_HEADERS = {"3.4": {"Deprecation": "2026-12-31"}, "3.5": {"Legacy": "2027-02-28"}}


@dataclass
class _Hook:
    action: str
    calls_left: int
    do: Callable[[], object]


class LiveChatServer:
    """A LiveChat API server on loopback, as strict as the documentation. Start it with `with`."""

    def __init__(self, world: World | None = None, tokens: Sequence[Token] | None = None, *, port: int = 0) -> None:
        self.world = world or World()
        self.tokens = list(tokens) if tokens is not None else [Token()]
        self.calls: Counter[str] = Counter()
        self.recorded: list[RecordedCall] = []
        self._crashes: list[str] = []
        self._faults = Faults()
        self._hooks: list[_Hook] = []
        self._cursors = Cursors()
        self._port = port

    @property
    def token(self) -> Token:
        """The first token."""
        return self.tokens[0]

    @property
    def clock(self) -> Clock:
        return self.world.clock

    @property
    def url(self) -> str:
        """The address that stands for https://api.livechatinc.com."""
        return f"http://127.0.0.1:{self._listener.server_port}"

    @property
    def billed(self) -> int:
        """How many calls LiveChat would bill: all but those answered with status 500."""
        return sum(call.status != 500 for call in self.recorded)

    def start(self) -> Self:
        self._listener = Listener(self._port, self.answer)
        self._serving = threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True)
        self._serving.start()
        return self

    def stop(self) -> None:
        """Close every connection. Raises AssertionError if the server itself failed on a call."""
        self._listener.stop()
        self._serving.join()
        if self._crashes:
            raise AssertionError("the LiveChat test server failed:\n" + "\n".join(self._crashes))

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def fail_next(self, kind: str, *, times: int | None = 1, action: str | None = None, **details: Any) -> None:
        """Plan a fault for the next calls (of one action). `times` None: until `heal`.

        `kind`: an error type, or one of `faults.KINDS`. `details`: `after` (let so many matching calls pass first),
        `retry_after` (the header's text), `status`, `seconds` (for `slow`), `error_type` (for `error_in_200`).
        """
        self._faults.plan(Fault(kind, times, action, **details))

    def heal(self) -> None:
        """Drop the planned faults."""
        self._faults.clear()

    def before(self, action: str, do: Callable[[], object], *, call: int = 1) -> None:
        """Run `do` once, when the `call`-th call of the action from now arrives, before it is answered."""
        self._hooks.append(_Hook(action, call, do))

    def forget_calls(self) -> None:
        """Set the counters back to nothing."""
        self.calls.clear()
        self.recorded.clear()

    def answer(self, verb: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Answer a request; a failure of this server is kept for `stop` and answered as `internal`."""
        with self.world.lock:
            try:
                if path.startswith(control.PREFIX):
                    return control.answer(self, verb, path, body)
                return self._answer_api(read_request(verb, path, headers, body))
            except Exception:  # noqa: BLE001  # The test must learn of it, whatever it is.
                self._crashes.append(traceback.format_exc())
                return error_answer(ApiError("internal"))

    def _answer_api(self, request: Request) -> Answer:
        self.calls[request.action] += 1
        self._run_hooks(request.action)
        fault = self._faults.take(request.action)
        answer = fault.instead() if fault else None
        if answer is None:
            answer = self._carry_out(request, fault.paging if fault else Paging())
            answer = fault.damage(answer) if fault else answer
        answer.headers |= STAGE_HEADERS.get(request.version, {}) | {"X-Debug-Id": f"debug-{len(self.recorded):08d}"}
        self.recorded.append(request.recorded(answer.status, fault))
        return answer

    def _carry_out(self, request: Request, paging: Paging) -> Answer:
        try:
            check_transport(request, self.world.behaviour)
            token = authenticate(request.headers.get("authorization"), self.tokens)
            method = find_method(request.api, request.action)
            token.require(method.scopes)
            body = parse_body(request.body)
            call = Call(self.world, self._cursors, token, request.version, request.action, body, paging)
            return Answer(200, method.run(call))
        except ApiError as error:
            return error_answer(error)

    def _run_hooks(self, action: str) -> None:
        for hook in [hook for hook in self._hooks if hook.action == action]:
            hook.calls_left -= 1
            if hook.calls_left == 0:
                self._hooks.remove(hook)
                hook.do()
