"""A small LiveChat on loopback that replays the sample chats, so that the demo runs the real client."""

import base64
import binascii
import hmac
import json
import re
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler
from typing import Any, ClassVar, Final

from boo_site.demo.chats import Chat
from boo_site.demo.loopback import Loopback
from boo_site.demo.replay import Refusal, Replay

_ACTION: Final = re.compile(r"/v3\.[456]/(agent|configuration)/action/(\w+)")
_LARGEST_REQUEST_BYTES: Final = 1024 * 1024
_SOCKET_SECONDS: Final = 30


class DemoServer(Loopback):
    """Serve the sample account, at `url`, for as long as the `with` block lasts.

    Only `account_id` and `token` get in: they open nothing but this server.
    """

    account_id: Final = "4b0a7a52-6f1e-4c39-9d27-de3000000001"
    token: Final = "dal:demo-token"  # noqa: S105 - opens nothing but this server

    def __init__(self, chats: Sequence[Chat]) -> None:
        replay = Replay(chats)
        allowed = f"{self.account_id}:{self.token}"
        super().__init__(type("Handler", (_Handler,), {"replay": replay, "allowed": allowed}))


class _Handler(BaseHTTPRequestHandler):
    replay: ClassVar[Replay]
    allowed: ClassVar[str]
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = _SOCKET_SECONDS

    def do_POST(self) -> None:
        """Answer one action; every refusal has LiveChat's own envelope."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), _LARGEST_REQUEST_BYTES))
        try:
            self._send(200, self._answer(body))
        except Refusal as refusal:
            self._send(refusal.status, refusal.body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet: the demo shows its own progress."""

    def _answer(self, body: bytes) -> Any:
        if not self._may_enter():
            raise Refusal("authentication", "Invalid access token")
        found = _ACTION.fullmatch(self.path)
        if not found:
            raise Refusal("not_found", "Unknown action")
        try:
            parsed = json.loads(body)
        except ValueError as error:
            raise Refusal("validation", "Wrong format of request") from error
        return self.replay.answer(f"{found[1]}/{found[2]}", parsed)

    def _may_enter(self) -> bool:
        scheme, _, encoded = self.headers.get("Authorization", "").partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True)
        except binascii.Error:
            return False
        return scheme == "Basic" and hmac.compare_digest(given, self.allowed.encode())

    def _send(self, status: int, answer: Any) -> None:
        payload = json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)
