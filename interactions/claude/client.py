"""Anthropic's Messages API over HTTP: one question, one answer.

Source: https://platform.claude.com/docs/en/api/messages, /api/errors and /build-with-claude/structured-outputs.
"""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from interactions.claude.prompt import Question

API_VERSION = "2023-06-01"
CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
CALL_SECONDS = 60.0
"""For one question with all its attempts and pauses."""

ATTEMPTS = 3
LARGEST_REPLY_BYTES = 256 * 1024
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
TROUBLE_OF_THE_MOMENT = frozenset({408, 409, 500, 502, 503, 504, 529})
"""529 is Anthropic's own: overloaded."""

REMEDIES = {
    400: "Look at the account's spend limit in Claude's console, and at BOO_ANTHROPIC_MODEL.",
    401: "Set BOO_ANTHROPIC_API_KEY to a key of Claude's console: Settings, API keys.",
    402: "Claude's console, Settings, Billing: there is no credit left.",
    403: "The key may not use this model or comes from a place that is closed to it: Claude's console, Settings.",
    404: "Set BOO_ANTHROPIC_MODEL to a model that exists, and look at BOO_ANTHROPIC_API_URL.",
    429: "Claude's console, Settings, Limits: the account's own limit is reached.",
}


class ClaudeError(Exception):
    """A question that wasn't answered. `unanswered` counts the attempts that may have cost all the same."""

    def __init__(self, message: str, unanswered: int = 0) -> None:
        super().__init__(message)
        self.unanswered = unanswered


class ClaudeUnavailable(ClaudeError):
    """The network or Claude is in trouble; later it may work."""


class ClaudeRefused(ClaudeError):
    """Every further question would be refused too, until a person mends the settings or the account."""


class BadReply(ClaudeError):
    """An answer came that isn't one of this API."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What Claude wrote, why it ended, which model it was, and the tokens that it cost."""

    text: str
    stop_reason: str
    model: str
    tokens: int
    unanswered: int = 0


class ClaudeClient:
    """A client of one account and model. Close it, or use it in a `with`. Raises ValueError for an address without TLS.

    Every question ends within `call_seconds`, whatever the other side does with the connection once it has begun to
    answer.
    """

    def __init__(
        self,
        base_url: str,
        api_key: str,
        model: str,
        *,
        call_seconds: float = CALL_SECONDS,
        read_seconds: float = READ_SECONDS,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        parts = urlsplit(base_url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise ValueError("BOO_ANTHROPIC_API_URL must begin with https://, for customers' words go there.")
        self.model = model
        self._url = f"{base_url.rstrip('/')}/v1/messages"
        self._call_seconds, self._read_seconds = call_seconds, read_seconds
        self._sleep, self._monotonic = sleep, monotonic
        headers = {"x-api-key": api_key, "anthropic-version": API_VERSION, "content-type": "application/json"}
        self._http = httpx.Client(headers=headers, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection. Safe to call twice."""
        self._http.close()

    def ask(self, question: Question) -> Reply:
        """Return Claude's answer; what passes by itself is tried again. Raises a ClaudeError."""
        ends_at = self._monotonic() + self._call_seconds
        body = json.dumps(question.body(self.model)).encode()
        unanswered, last = 0, "no answer in time"
        for attempt in range(ATTEMPTS):
            try:
                status, headers, content = self._send(body, ends_at)
            except (httpx.TransportError, TimeoutError) as error:
                unanswered += not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
                last, pause = type(error).__name__, 0.5 * 2**attempt
            else:
                if status == 200:
                    return _reply(content, unanswered)
                last, pause = f"{status} {_kind(content)}", _pause(status, headers, content, attempt, unanswered)
            if self._monotonic() + pause >= ends_at:
                break
            if attempt + 1 < ATTEMPTS:
                self._sleep(pause)
        raise ClaudeUnavailable(f"Claude can't be reached ({last}). The next run tries again.", unanswered)

    def _send(self, body: bytes, ends_at: float) -> tuple[int, Mapping[str, str], bytes]:
        left = max(ends_at - self._monotonic(), 0.001)
        timeout = httpx.Timeout(min(self._read_seconds, left), connect=min(CONNECT_SECONDS, left))
        with self._http.stream("POST", self._url, content=body, timeout=timeout) as response:
            return response.status_code, response.headers, self._read(response.iter_bytes(), ends_at)

    def _read(self, chunks: Iterable[bytes], ends_at: float) -> bytes:
        content = b""
        for chunk in chunks:
            content += chunk
            if self._monotonic() > ends_at:
                raise TimeoutError
            if len(content) > LARGEST_REPLY_BYTES:
                raise BadReply("Claude's answer is far too long.", 1)
        return content


def _pause(status: int, headers: Mapping[str, str], content: bytes, attempt: int, unanswered: int) -> float:
    """Return how long to wait before the next attempt. Raises ClaudeRefused where waiting helps nothing.

    A 429 without `retry-after` is a spend limit: https://platform.claude.com/docs/en/api/rate-limits
    """
    wait = headers.get("retry-after", "")
    if wait.isdecimal() and (status == 429 or status in TROUBLE_OF_THE_MOMENT):
        return float(wait)
    if status in TROUBLE_OF_THE_MOMENT:
        return float(0.5 * 2**attempt)
    remedy = REMEDIES.get(status, "Look at BOO_ANTHROPIC_API_URL.")
    raise ClaudeRefused(f"Claude refuses ({status} {_kind(content)}). {remedy}", unanswered)


def _kind(content: bytes) -> str:
    """Return the kind of an error, and nothing else of it: its words may repeat what was sent."""
    answer = _object(content)
    error = answer.get("error")
    kind = error.get("type") if isinstance(error, dict) else None
    return kind if isinstance(kind, str) and kind.replace("_", "").isalpha() and len(kind) < 60 else "unknown error"


def _reply(content: bytes, unanswered: int) -> Reply:
    answer = _object(content)
    usage = answer.get("usage")
    blocks = answer.get("content")
    if answer.get("type") != "message" or not isinstance(usage, dict) or not isinstance(blocks, list):
        raise BadReply("Claude's answer is no message.", unanswered + 1)
    texts = [block.get("text") for block in blocks if isinstance(block, dict) and block.get("type") == "text"]
    counts = [usage.get(name) or 0 for name in ("input_tokens", "output_tokens", "cache_creation_input_tokens")]
    if not all(isinstance(count, int) and count >= 0 for count in counts):
        raise BadReply("Claude's answer doesn't say what it cost.", unanswered + 1)
    return Reply(
        text="".join(text for text in texts if isinstance(text, str)),
        stop_reason=str(answer.get("stop_reason")),
        model=str(answer.get("model")),
        tokens=sum(counts),
        unanswered=unanswered,
    )


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
