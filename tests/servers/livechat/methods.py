"""Which methods there are, and the scopes of which one is needed to call them.

Source: platform.text.com/docs/authorization/scopes.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.servers.livechat import actions, configuration
from tests.servers.livechat.call import Call
from tests.servers.livechat.errors import ApiError


@dataclass(frozen=True)
class Method:
    run: Callable[[Call], bytes]
    scopes: tuple[str, ...]


CHATS = ("chats--all:ro", "chats--access:ro")
METHODS: dict[tuple[str, str], Method] = {
    ("agent", "list_archives"): Method(actions.list_archives, CHATS),
    ("agent", "list_chats"): Method(actions.list_chats, CHATS),
    ("agent", "list_threads"): Method(actions.list_threads, CHATS),
    ("agent", "get_chat"): Method(actions.get_chat, CHATS),
    ("agent", "get_customer"): Method(actions.get_customer, ("customers:ro",)),
    ("configuration", "list_agents"): Method(configuration.list_agents, ("agents--all:ro",)),
    ("configuration", "list_bots"): Method(configuration.list_bots, ("agents-bot--my:ro",)),
    ("configuration", "list_groups"): Method(configuration.list_groups, ("groups--all:ro",)),
    ("configuration", "list_tags"): Method(configuration.list_tags, ("tags--groups:ro",)),
    ("configuration", "list_license_properties"): Method(
        configuration.list_license_properties, ("properties.license.value--my:ro",)
    ),
}


def find_method(api: str, action: str) -> Method:
    """Raise not_found for an action that this part of the API does not have."""
    method = METHODS.get((api, action))
    if method is None:
        raise ApiError("not_found", f"Method {action} not found")
    return method
