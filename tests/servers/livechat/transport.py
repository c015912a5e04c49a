"""A request as it came over HTTP: its address, what is checked before the method, and its record."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from tests.servers.livechat.behaviour import Behaviour
from tests.servers.livechat.errors import ApiError, invalid
from tests.servers.livechat.faults import Fault
from tests.servers.livechat.requests import parse_body
from tests.servers.livechat.wire import JsonObject

PATH = re.compile(r"/v(\d+\.\d+)/(agent|configuration)/action/(\w+)")


@dataclass(frozen=True)
class RecordedCall:
    """A call that arrived. `body` is None when it was not a JSON object; `fault` the kind that hit it."""

    action: str
    version: str
    headers: Mapping[str, str]
    body: JsonObject | None
    status: int
    fault: str | None


@dataclass(frozen=True)
class Request:
    """A request; version and api are empty where the address is none of the API's. Header names are lower-case."""

    verb: str
    version: str
    api: str
    action: str
    headers: Mapping[str, str]
    body: bytes

    def recorded(self, status: int, fault: Fault | None) -> RecordedCall:
        try:
            body = parse_body(self.body)
        except ApiError:
            body = None
        return RecordedCall(self.action, self.version, self.headers, body, status, fault.kind if fault else None)


def read_request(verb: str, path: str, headers: Mapping[str, str], body: bytes) -> Request:
    match = PATH.fullmatch(path)
    version, api, action = match.groups() if match else ("", "", path)
    return Request(verb, version, api, action, headers, body)


def check_transport(request: Request, behaviour: Behaviour) -> None:
    """Check what comes before the method: address, version, verb, region, content type. Raises the API's errors."""
    if not request.version:
        raise ApiError("not_found")
    if request.version not in behaviour.supported_versions:
        raise ApiError("unsupported_version")
    if request.verb != "POST":
        raise ApiError("validation", "Only POST is allowed", status=405)
    if behaviour.home_region and request.headers.get("x-region") != behaviour.home_region:
        raise ApiError("misdirected_request", data={"region": behaviour.home_region})
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/json":
        raise invalid("`Content-Type` must be application/json")
