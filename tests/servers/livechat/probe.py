"""A plain HTTP client for the server's own tests: no retries, nothing hidden."""

from collections.abc import Iterator
from typing import Any

import httpx

from tests.servers.livechat.server import LiveChatServer
from tests.servers.livechat.tokens import Token
from tests.servers.livechat.wire import JsonObject


class Probe:
    """Calls a server with one token and one version."""

    def __init__(
        self, http: httpx.Client, server: LiveChatServer, *, token: Token | None = None, version: str = "3.6"
    ) -> None:
        self.http, self.server, self.version = http, server, version
        self.token = token or server.token

    def address(self, action: str, api: str = "agent") -> str:
        return f"{self.server.url}/v{self.version}/{api}/action/{action}"

    def post(self, action: str, body: Any = None, *, api: str = "agent", **headers: str) -> httpx.Response:
        headers = {"Authorization": self.token.header} | {k.replace("_", "-"): v for k, v in headers.items()}
        return self.http.post(self.address(action, api), json={} if body is None else body, headers=headers)

    def ok(self, action: str, body: Any = None, *, api: str = "agent") -> Any:
        """Return the answer; fails unless the status is 200."""
        response = self.post(action, body, api=api)
        assert response.status_code == 200, response.text
        return response.json()

    def refused(self, action: str, body: Any = None, *, api: str = "agent") -> str:
        """Return the type of the error; fails if the call succeeds."""
        response = self.post(action, body, api=api)
        assert response.status_code >= 400, response.text
        return str(response.json()["error"]["type"])

    def pages(self, action: str, body: JsonObject) -> Iterator[JsonObject]:
        """Page through a listing to its end."""
        page = self.ok(action, body)
        yield page
        while "next_page_id" in page:
            page = self.ok(action, {"page_id": page["next_page_id"]})
            yield page

    def archived(self, body: JsonObject | None = None) -> list[str]:
        """Return the thread ids of all pages of the archives, in the order of arrival."""
        listing = {"limit": 100} | (body or {})
        return [row["thread"]["id"] for page in self.pages("list_archives", listing) for row in page["chats"]]

    def thread(self, thread_id: str) -> JsonObject:
        """Return one archived thread."""
        rows = self.ok("list_archives", {"filters": {"thread_ids": [thread_id]}})["chats"]
        found: JsonObject = rows[0]["thread"]
        return found
