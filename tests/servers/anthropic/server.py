"""The server: checks each request as strictly as Anthropic does, then gives the next of what it was told to answer.

Source: https://platform.claude.com/docs/en/api/messages, /api/errors and /build-with-claude/structured-outputs.
"""

import json
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from boo_site.demo.loopback import Loopback

KEY = "key-of-the-test-server"
MODEL = "claude-haiku-4-5"
VERSION = "2023-06-01"
KNOWN = {"model", "max_tokens", "system", "messages", "output_config", "metadata", "stop_sequences", "temperature"}
NOT_IN_SCHEMAS = {"minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern"}


@dataclass(frozen=True)
class Fault:
    """A trouble in place of an answer.

    `status` 0 closes the connection without a word; `raw` is sent as the body; `seconds` pass before and, for
    `dribbles`, between single bytes.
    """

    status: int = 0
    kind: str = "api_error"
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    seconds: float = 0
    dribbles: bool = False


def says(topic: str, confidence: float = 0.9, *quotes: str, stop_reason: str = "end_turn") -> dict[str, Any]:
    """Return what a model answers that keeps to the form."""
    text = json.dumps({"topic": topic, "confidence": confidence, "quotes": list(quotes)})
    return {"text": text, "stop_reason": stop_reason}


class AnthropicServer(Loopback):
    """Runs while in a `with`. `answers` are given in their order, the last one again and again."""

    def __init__(self) -> None:
        self.answers: deque[dict[str, Any] | Fault] = deque()
        self.asked: list[dict[str, Any]] = []
        self.tokens = (1_000, 50)
        self._closing = threading.Event()
        super().__init__(type("Handler", (_Handler,), {"owner": self}))

    def __exit__(self, *ending: Any) -> None:
        self._closing.set()
        super().__exit__(*ending)

    def texts(self) -> list[str]:
        """Return the customers' words that were sent, in order."""
        return [json.loads(body["messages"][0]["content"])["customer_text"] for body in self.asked]

    def next_answer(self) -> dict[str, Any] | Fault:
        return self.answers.popleft() if len(self.answers) > 1 else self.answers[0]

    def pause(self, seconds: float) -> None:
        """Wait, but no longer than the server lives."""
        self._closing.wait(seconds)


class _Handler(BaseHTTPRequestHandler):
    owner: AnthropicServer
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("content-length", "0")))
        if refusal := self._refusal(content):
            self._error(*refusal)
            return
        body = json.loads(content)
        self.owner.asked.append(body)
        answer = self.owner.next_answer()
        if isinstance(answer, Fault):
            self._fail(answer)
            return
        tokens_in, tokens_out = self.owner.tokens
        self._send(
            200,
            {
                "id": "msg_1",
                "type": "message",
                "role": "assistant",
                "model": body["model"],
                "content": [{"type": "text", "text": answer["text"]}],
                "stop_reason": answer["stop_reason"],
                "usage": {"input_tokens": tokens_in, "output_tokens": tokens_out},
            },
        )

    def _refusal(self, content: bytes) -> tuple[int, str] | None:
        if self.path != "/v1/messages":
            return 404, "not_found_error"
        if self.headers.get("x-api-key") != KEY:
            return 401, "authentication_error"
        if self.headers.get("anthropic-version") != VERSION or self.headers.get("content-type") != "application/json":
            return 400, "invalid_request_error"
        try:
            body = json.loads(content)
        except ValueError:
            return 400, "invalid_request_error"
        if body.get("model") != MODEL:
            return 404, "not_found_error"
        return None if _is_sound(body) else (400, "invalid_request_error")

    def _fail(self, fault: Fault) -> None:
        self.owner.pause(fault.seconds)
        if fault.dribbles:
            self._dribble(fault.seconds)
        elif fault.raw is not None:
            self._send_bytes(fault.status, fault.raw, fault.headers)
        elif fault.status:
            self._error(fault.status, fault.kind, fault.headers)
        else:
            self.close_connection = True

    def _dribble(self, seconds: float) -> None:
        self.close_connection = True
        self.send_response(200)
        self.send_header("content-length", "100000")
        self.end_headers()
        ends = time.monotonic() + 20
        try:
            while time.monotonic() < ends and not self.owner._closing.is_set():
                self.wfile.write(b" ")
                self.owner.pause(seconds)
        except OSError:
            return

    def _error(self, status: int, kind: str, headers: dict[str, str] | None = None) -> None:
        error = {"type": "error", "error": {"type": kind, "message": "told to"}, "request_id": "req_1"}
        self._send(status, error, headers)

    def _send(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        self._send_bytes(status, json.dumps(body).encode(), headers)

    def _send_bytes(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", **(headers or {})}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        try:
            self.wfile.write(content)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


def _is_sound(body: dict[str, Any]) -> bool:
    messages, form = body.get("messages"), body.get("output_config", {}).get("format", {})
    return (
        set(body) <= KNOWN
        and isinstance(body.get("max_tokens"), int)
        and body["max_tokens"] > 0
        and isinstance(body.get("system", ""), str)
        and isinstance(messages, list)
        and [set(message) for message in messages] == [{"role", "content"}]
        and messages[0]["role"] == "user"
        and bool(messages[0]["content"].strip())
        and (not form or (form.get("type") == "json_schema" and _is_schema(form.get("schema"))))
    )


def _is_schema(schema: Any) -> bool:
    """Tell whether structured outputs take a schema: every object closed, and no limits on values."""
    if not isinstance(schema, dict) or NOT_IN_SCHEMAS & set(schema):
        return False
    if schema.get("type") == "object":
        inner = list(schema.get("properties", {}).values())
        return schema.get("additionalProperties") is False and bool(inner) and all(map(_is_schema, inner))
    return _is_schema(schema["items"]) if schema.get("type") == "array" else "type" in schema
