"""LiveChat's web API over HTTP: one method for each of its actions that we read.

Every action is a POST with a JSON body, in version 3.4 to 3.6 of the API.
Source: https://platform.text.com/docs/messaging/agent-chat-api and https://platform.text.com/docs/management/configuration-api
"""

import logging
import re
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Self

import httpx

from ingest.records import Json
from ingest.source import Meter, SourceRefused, SourceUnavailable
from ingest.sources.livechat.answers import Trouble, one_line, read_answer, retry_after_seconds
from ingest.sources.livechat.credentials import Credentials, parse_credentials
from ingest.sources.livechat.deadline import Deadline
from ingest.sources.livechat.patience import ATTEMPTS, Pace, backoff_seconds, draw
from ingest.sources.livechat.refusals import as_error

logger = logging.getLogger(__name__)

LARGEST_ANSWER_BYTES = 64 * 1024 * 1024
CONNECT_SECONDS = 10.0
READ_SECONDS = 30.0
"""Twice LiveChat's own limit of 15 seconds, after which it answers `request_timeout`."""

REQUEST_DEADLINE_SECONDS = 90.0
CALL_DEADLINE_SECONDS = 300.0
LONGEST_RETRY_AFTER_SECONDS = 120.0
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class LiveChatClient:
    """A client of one LiveChat account. Not for several threads at once; close it, or use it in a `with`.

    Its calls raise SourceRefused when only a person can help, SourceUnavailable when trouble lasts, and SourceError
    with the `code` `not_found`, `missing_access` or `validation` for the call alone. `meter` counts every attempt,
    since LiveChat bills them; `lifecycle_notice` holds what LiveChat says about the end of this version of its API.
    """

    def __init__(
        self,
        base_url: str,
        version: str,
        account_id: str = "",
        token: str = "",
        encoded: str = "",
        *,
        region: str | None = None,
        request_deadline_seconds: float = REQUEST_DEADLINE_SECONDS,
        call_deadline_seconds: float = CALL_DEADLINE_SECONDS,
        sleep: Callable[[float], None] = time.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.credentials: Credentials = parse_credentials(account_id, token, encoded)
        self.version = _checked_version(version)
        self.region = region
        self.meter = Meter()
        self.lifecycle_notice: str | None = None
        self._base_url = _checked_url(base_url)
        self._call_deadline_seconds = call_deadline_seconds
        self._sleep, self._monotonic = sleep, monotonic
        self._pace = Pace()
        self._deadline = Deadline(request_deadline_seconds)
        self._http = httpx.Client(
            headers={"Authorization": self.credentials.authorization, "Content-Type": "application/json"},
            timeout=httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS, pool=CONNECT_SECONDS),
            follow_redirects=False,
        )

    @property
    def account_id(self) -> str:
        """The account that the token belongs to."""
        return self.credentials.account_id

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection. Safe to call twice."""
        self._http.close()

    def list_archives(
        self,
        *,
        filters: Mapping[str, Json] | None = None,
        limit: int | None = None,
        sort_order: str | None = None,
        page_id: str | None = None,
        attempts: int = ATTEMPTS,
    ) -> dict[str, Json]:
        """Return one page of closed threads, each in a chat object of its own, with its events.

        A `page_id` is sent alone, since LiveChat refuses any parameter beside it. `filters` with `thread_ids` (at most
        20) must hold nothing else. Source: https://platform.text.com/docs/messaging/agent-chat-api#list-archives
        """
        return self._object("list_archives", _page(filters, limit, sort_order, page_id), attempts=attempts)

    def list_chats(
        self,
        *,
        filters: Mapping[str, Json] | None = None,
        limit: int | None = None,
        sort_order: str | None = None,
        page_id: str | None = None,
    ) -> dict[str, Json]:
        """Return one page of chat summaries, without events.

        Source: https://platform.text.com/docs/messaging/agent-chat-api#list-chats
        """
        return self._object("list_chats", _page(filters, limit, sort_order, page_id))

    def get_chat(self, chat_id: str, thread_id: str | None = None) -> dict[str, Json]:
        """Return a chat with one thread and its events; the latest thread if none is named.

        Raises SourceUnavailable when the answer is not that chat: an empty one must not pass for what it says.
        Source: https://platform.text.com/docs/messaging/agent-chat-api#get-chat
        """
        body: dict[str, Json] = {"chat_id": chat_id}
        chat = self._object("get_chat", body if thread_id is None else {**body, "thread_id": thread_id})
        if chat.get("id") != chat_id:
            raise as_error("get_chat", Trouble("unreadable", "it is not the chat that was asked for"))
        return chat

    def list_agents(self) -> list[Json]:
        """Return the account's agents; deleted ones are absent.

        Source: https://platform.text.com/docs/management/configuration-api#list-agents
        """
        return self._array("list_agents", {})

    def list_bots(self, *, all: bool = True) -> list[Json]:
        """Return the account's bots; without `all`, only those that this token's owner made.

        Source: https://platform.text.com/docs/management/configuration-api#list-bots
        """
        return self._array("list_bots", {"all": all})

    def list_license_properties(self, namespace: str | None = None, name_prefix: str | None = None) -> dict[str, Json]:
        """Return the licence's properties by namespace, such as `limits`: how many months the archive reaches back.

        Source: https://platform.text.com/docs/management/configuration-api#list-license-properties
        """
        chosen = {"namespace": namespace, "name_prefix": name_prefix}
        body: dict[str, Json] = {name: value for name, value in chosen.items() if value is not None}
        return self._object("list_license_properties", body, area="configuration")

    def _object(
        self, method: str, body: dict[str, Json], *, area: str = "agent", attempts: int = ATTEMPTS
    ) -> dict[str, Json]:
        value = self._call(area, method, body, attempts)
        if not isinstance(value, dict):
            raise as_error(method, Trouble("unreadable", "an array where an object belongs"))
        return value

    def _array(self, method: str, body: dict[str, Json]) -> list[Json]:
        value = self._call("configuration", method, body, ATTEMPTS)
        if not isinstance(value, list):
            raise as_error(method, Trouble("unreadable", "an object where an array belongs"))
        return value

    def _call(self, area: str, method: str, body: dict[str, Json], attempts: int) -> dict[str, Json] | list[Json]:
        """Return the answer's value, after as many attempts as its trouble deserves."""
        give_up_at = self._monotonic() + self._call_deadline_seconds
        was_sent_elsewhere = False
        attempt = 1
        while True:
            self._keep_pace()
            value, asked_wait = self._attempt(area, method, body)
            if not isinstance(value, Trouble):
                return value
            if value.code == "misdirected_request" and value.region and not was_sent_elsewhere:
                self.region, was_sent_elsewhere = value.region, True
            elif value.is_passing and attempt < attempts:
                self._wait(method, value, attempt, asked_wait, give_up_at)
                attempt += 1
            else:
                raise as_error(method, value)
            self.meter.retries += 1

    def _keep_pace(self) -> None:
        if wait := self._pace.wait_seconds(self._monotonic()):
            self._sleep(wait)
        self._pace.started(self._monotonic())

    def _wait(self, method: str, trouble: Trouble, attempt: int, asked_wait: float | None, give_up_at: float) -> None:
        """Sleep before the next attempt, or raise when LiveChat asks for more patience than a run has."""
        if trouble.code == "too_many_requests":
            self._pace.slow_down()
        if asked_wait is not None and asked_wait > LONGEST_RETRY_AFTER_SECONDS:
            message = f"LiveChat asks to wait {asked_wait:.0f} seconds before the next call ({method})."
            remedy = "Run the sync again after that; what was fetched is kept."
            raise SourceUnavailable(message, remedy=remedy, code=trouble.code, retry_after_seconds=asked_wait)
        seconds = backoff_seconds(attempt, draw()) if asked_wait is None else asked_wait
        if self._monotonic() + seconds >= give_up_at:
            raise as_error(method, trouble)
        logger.warning(
            "LiveChat call failed and will be tried again: %s %s attempt %s wait %.1f s",
            method, trouble.code, attempt, seconds,
        )  # fmt: skip
        self._sleep(seconds)

    def _attempt(
        self, area: str, method: str, body: dict[str, Json]
    ) -> tuple[dict[str, Json] | list[Json] | Trouble, float | None]:
        """Make one request; return its value or trouble, and the wait that a Retry-After header asks for."""
        self.meter.calls += 1
        url = f"{self._base_url}/v{self.version}/{area}/action/{method}"
        headers = {"X-Region": self.region} if self.region else {}
        tracing = {"trace": self._deadline.trace}
        try:
            with (
                self._deadline,
                self._http.stream("POST", url, json=body, headers=headers, extensions=tracing) as response,
            ):
                content = self._read(response, method)
        except httpx.RequestError as error:
            return Trouble("deadline" if self._deadline.has_passed else "connection", type(error).__name__), None
        if self._deadline.has_passed:
            # A cut line may look like the end of an answer without a length.
            return Trouble("deadline"), None
        self._note_lifecycle(response.headers)
        asked_wait = retry_after_seconds(response.headers.get("Retry-After"), response.headers.get("Date"))
        return read_answer(response.status_code, content), asked_wait

    def _read(self, response: httpx.Response, method: str) -> bytes:
        """Return the decoded body. Raises SourceUnavailable when it is larger than any honest answer."""
        content = bytearray()
        try:
            for chunk in response.iter_bytes():
                content += chunk
                if len(content) > LARGEST_ANSWER_BYTES:
                    message = f"LiveChat's answer to {method} is larger than {LARGEST_ANSWER_BYTES // 1024 // 1024} MB."
                    raise SourceUnavailable(message, remedy="Check BOO_LIVECHAT_API_URL.", code="too_large")
        finally:
            self.meter.bytes_read += response.num_bytes_downloaded
        return bytes(content)

    def _note_lifecycle(self, headers: httpx.Headers) -> None:
        """Warn once when LiveChat announces the end of this version of its API.

        Source: https://platform.text.com/docs/messaging/agent-chat-api#api-versioning - the headers hold a date.
        """
        stage = next((name for name in ("Deprecation", "Legacy") if name in headers), None)
        if stage and self.lifecycle_notice is None:
            self.lifecycle_notice = f"{stage}: {one_line(headers[stage])}"
            logger.warning("LiveChat announces the end of this API version: %s %s", self.version, self.lifecycle_notice)


def _page(
    filters: Mapping[str, Json] | None, limit: int | None, sort_order: str | None, page_id: str | None
) -> dict[str, Json]:
    """Return the body for one page of a listing."""
    if page_id is not None:
        return {"page_id": page_id}
    chosen: dict[str, Json] = {"filters": dict(filters) if filters else None, "limit": limit, "sort_order": sort_order}
    return {name: value for name, value in chosen.items() if value is not None}


def _checked_version(version: str) -> str:
    """Return the version as it stands in the path, such as "3.6". Raises SourceRefused when it can't be one."""
    number = version.strip().removeprefix("v")
    if not re.fullmatch(r"[0-9]+\.[0-9]+", number):
        message = "BOO_LIVECHAT_API_VERSION is not a version."
        raise SourceRefused(message, remedy="Its default is 3.6.", code="wrong_address")
    return number


def _checked_url(base_url: str) -> str:
    """Return the address without a slash at its end. Raises SourceRefused unless it keeps the token secret."""
    try:
        url = httpx.URL(base_url.strip())
    except httpx.InvalidURL:
        url = httpx.URL("")
    if not url.host or not (url.scheme == "https" or (url.scheme == "http" and url.host in LOOPBACK)):
        message = "BOO_LIVECHAT_API_URL is not an https address."
        raise SourceRefused(message, remedy="Its default is https://api.livechatinc.com.", code="wrong_address")
    return str(url).rstrip("/")
