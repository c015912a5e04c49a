"""The errors of the Agent Chat API 3.6 and the configuration API, with their default messages.

LiveChat documents the types, not the HTTP statuses; those for which there is no evidence are assumptions, so a client
must branch on `type`.
"""

from tests.servers.livechat.wire import JsonObject

ERRORS: dict[str, tuple[int, str]] = {
    "agent_offline": (400, "Agent offline"),
    "authentication": (401, "Authentication error"),
    "authorization": (403, "Authorization error"),
    "chat_inactive": (400, "Chat is inactive"),
    "entity_too_large": (413, "Upload limit exceeded (10MB)."),
    "group_not_found": (404, "Group not found"),
    "internal": (500, "Internal server error"),
    "license_expired": (403, "License expired"),
    "license_not_found": (404, "License not found"),
    "limit_reached": (403, "Limit reached"),
    "misdirected_request": (421, "Wrong region"),
    "missing_access": (403, "Missing access"),
    "not_found": (404, "Not found"),
    "request_timeout": (504, "Request timed out"),
    "service_unavailable": (503, "Service unavailable"),
    "too_many_requests": (429, "Too many requests"),
    "unsupported_version": (400, "Cannot call unsupported API versions."),
    "validation": (400, "Wrong format of request"),
    "wrong_product_version": (400, "Wrong product version"),
}


class ApiError(Exception):
    """An answer with the error envelope `{"error": {"type", "message", "data"?}}`."""

    def __init__(
        self, type_: str, message: str | None = None, *, data: JsonObject | None = None, status: int | None = None
    ) -> None:
        default_status, default_message = ERRORS[type_]
        self.type = type_
        self.status = status or default_status
        self.message = message or default_message
        self.data = data
        super().__init__(f"{type_}: {self.message}")

    def envelope(self) -> JsonObject:
        error: JsonObject = {"type": self.type, "message": self.message}
        if self.data is not None:
            error["data"] = self.data
        return {"error": error}


def invalid(message: str) -> ApiError:
    """Make the error for a request that breaks a rule of the documentation."""
    return ApiError("validation", message)
