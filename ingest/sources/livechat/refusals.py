"""LiveChat's trouble in words: which error a person sees, and what to do about it. Pure."""

from ingest.source import SourceError, SourceRefused, SourceUnavailable
from ingest.sources.livechat.answers import Trouble

SCOPES = {
    "list_archives": "chats--all:ro (every group) or chats--access:ro (the token owner's groups)",
    "list_chats": "chats--all:ro (every group) or chats--access:ro (the token owner's groups)",
    "get_chat": "chats--all:ro (every group) or chats--access:ro (the token owner's groups)",
    "list_agents": "agents--all:ro",
    "list_bots": "agents-bot--all:ro",
    "list_license_properties": "properties.license.value--all:ro",
}
"""The scope of each call. Source: https://platform.text.com/docs/authorization/scopes"""

REFUSALS = {
    "authentication": (
        "LiveChat does not accept the token.",
        "Check BOO_LIVECHAT_PAT and BOO_LIVECHAT_ACCOUNT_ID, or that BOO_LIVECHAT_PAT_BASE64 is the base64 of "
        "accountId:token; make a new token if this one was deleted.",
    ),
    "license_expired": ("The LiveChat licence has expired.", "Renew it in LiveChat's billing page."),
    "license_not_found": ("LiveChat finds no licence for this account.", "Check BOO_LIVECHAT_ACCOUNT_ID."),
    "limit_reached": ("The LiveChat plan's limit is reached.", "Raise the plan, or wait for the next billing period."),
    "unsupported_version": (
        "LiveChat has switched this version of its API off.",
        "Set BOO_LIVECHAT_API_VERSION to the stable version (platform.text.com/docs).",
    ),
    "wrong_product_version": (
        "The account is not a LiveChat 3 licence.",
        "Check that BOO_LIVECHAT_ACCOUNT_ID belongs to the shop's LiveChat.",
    ),
    "wrong_address": (
        "No LiveChat API answers at this address.",
        "Check BOO_LIVECHAT_API_URL and BOO_LIVECHAT_API_VERSION.",
    ),
    "forbidden": (
        "LiveChat, or something before it, forbids our calls.",
        "Check HTTPS_PROXY and BOO_LIVECHAT_API_URL; LiveChat itself would say why.",
    ),
    "proxy": ("A proxy before LiveChat wants a login.", "Check HTTPS_PROXY."),
}

LATER = "The next run goes on from here; look at LiveChat's status page if it lasts."

UNAVAILABLE = {
    "too_many_requests": "LiveChat limits our calls.",
    "service_unavailable": "LiveChat takes no requests now.",
    "internal": "LiveChat had an error of its own.",
    "request_timeout": "LiveChat took too long to answer.",
    "deadline": "LiveChat's answer took longer than we wait.",
    "connection": "LiveChat can't be reached.",
    "unreadable": "LiveChat's answer can't be read.",
    "misdirected_request": "LiveChat sends us from region to region.",
}


def as_error(method: str, trouble: Trouble) -> SourceError:
    """Return the error to raise for trouble that waiting did not mend; its `code` is the trouble's."""
    if trouble.code == "authorization":
        return _missing_scope(method)
    if trouble.code in REFUSALS:
        message, remedy = REFUSALS[trouble.code]
        return SourceRefused(f"{message} ({method})", remedy=remedy, code=trouble.code)
    if trouble.code in UNAVAILABLE:
        detail = f"{method}: {trouble.message}" if trouble.code in {"connection", "unreadable"} else method
        return SourceUnavailable(f"{UNAVAILABLE[trouble.code]} ({detail})", remedy=LATER, code=trouble.code)
    message = f"LiveChat answers {method} with {trouble.code}: {trouble.message}"
    return SourceError(
        message, remedy="Check BOO_LIVECHAT_API_VERSION; the request may not suit it.", code=trouble.code
    )


def _missing_scope(method: str) -> SourceRefused:
    scope = SCOPES.get(method, "the scope that LiveChat's documentation names for it")
    remedy = f"Scopes are fixed when a token is made: make a new one with {scope}, by an account whose role allows it."
    return SourceRefused(f"LiveChat does not allow {method} with this token.", remedy=remedy, code="authorization")
