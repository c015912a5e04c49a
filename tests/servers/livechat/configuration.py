"""The methods of the configuration API that only read: bare arrays, without paging.

Source: platform.text.com/docs/management/configuration-api.
"""

from collections.abc import Callable, Iterable

from tests.servers.livechat.behaviour import Behaviour
from tests.servers.livechat.call import Call
from tests.servers.livechat.people import Agent, Bot, Group, Tag
from tests.servers.livechat.requests import flag, numbers, refuse_unknown, text, texts
from tests.servers.livechat.wire import JsonObject, dump, stamp

AGENT_FIELDS: dict[str, Callable[[Agent], object]] = {
    "groups": lambda agent: [{"id": group, "priority": "normal"} for group in agent.group_ids],
    "work_scheduler": lambda agent: {},
    "email_subscriptions": lambda agent: [],
    "notifications": lambda agent: [],
    "job_title": lambda agent: agent.job_title,
    "mobile": lambda agent: "",
    "max_chats_count": lambda agent: 5,
    "suspended": lambda agent: agent.suspended,
    "awaiting_approval": lambda agent: False,
    "last_logout": lambda agent: "2026-11-20T06:00:00.000000Z",
}
BOT_FIELDS = ("groups", "work_scheduler", "max_chats_count", "job_title", "owner_client_id")
GROUP_FIELDS: dict[str, Callable[[Group], object]] = {
    "agent_priorities": lambda group: {},
    "routing_status": lambda group: group.routing_status,
}


def list_agents(call: Call) -> bytes:
    """List agents that were not deleted."""
    refuse_unknown(call.body, ("filters", "fields"))
    filters = call.filters
    refuse_unknown(filters, ("group_ids", "suspended"), where="filters.")
    agents = list(call.world.agents.values())
    if "group_ids" in filters:
        wanted = set(numbers(filters["group_ids"], "filters.group_ids"))
        agents = [agent for agent in agents if wanted.intersection(agent.group_ids)]
    if "suspended" in filters:
        suspended = flag(filters["suspended"], "filters.suspended")
        agents = [agent for agent in agents if agent.suspended is suspended]
    fields = _fields(call, AGENT_FIELDS)
    return dump([_agent(agent, fields) for agent in agents])


def _agent(agent: Agent, fields: list[str]) -> JsonObject:
    shape: JsonObject = {
        "id": agent.id,
        "account_id": agent.account_id,
        "name": agent.name,
        "role": agent.role,
        "login_status": "accepting chats" if agent.online else "not accepting chats",
        "avatar_path": f"cdn.example.net/{agent.name.lower()}.png",
    }
    return shape | {name: AGENT_FIELDS[name](agent) for name in fields}


def list_bots(call: Call) -> bytes:
    """List bots: without `all` only those that the caller's own client made."""
    refuse_unknown(call.body, ("all", "fields"))
    lists_all = flag(call.body.get("all", False), "all")
    call.token.require(("agents-bot--all:ro",) if lists_all else ("agents-bot--my:ro",))
    _fields(call, BOT_FIELDS)
    modern = call.version >= "3.6"
    return dump([_bot(bot, modern=modern) for bot in call.world.bots.values() if lists_all or bot.is_own])


def _bot(bot: Bot, *, modern: bool) -> JsonObject:
    shape = {"id": bot.id, "name": bot.name, "avatar_path" if modern else "avatar": "cdn.example.net/b.png"}
    return shape | ({"type": bot.kind} if modern else {})


def list_groups(call: Call) -> bytes:
    """List groups; 0 is a valid id."""
    refuse_unknown(call.body, ("fields",))
    fields = _fields(call, GROUP_FIELDS)
    return dump([_group(group, fields) for group in call.world.groups.values()])


def _group(group: Group, fields: list[str]) -> JsonObject:
    shape = {"id": group.id, "name": group.name, "language_code": group.language_code}
    return shape | {name: GROUP_FIELDS[name](group) for name in fields}


def list_tags(call: Call) -> bytes:
    """List tags; with `tags--groups:ro` only those of the token's groups."""
    refuse_unknown(call.body, ("filters",))
    filters = call.filters
    refuse_unknown(filters, ("group_ids",), where="filters.")
    tags = list(call.world.tags.values())
    if "group_ids" in filters:
        wanted = set(numbers(filters["group_ids"], "filters.group_ids"))
        tags = [tag for tag in tags if wanted.intersection(tag.group_ids)]
    if not call.token.may("tags--all:ro"):
        tags = [tag for tag in tags if set(call.token.group_ids).intersection(tag.group_ids)]
    return dump([_tag(tag) for tag in tags])


def _tag(tag: Tag) -> JsonObject:
    created_at = stamp(tag.created_at)
    return {"name": tag.name, "group_ids": list(tag.group_ids), "author_id": tag.author_id, "created_at": created_at}


def list_license_properties(call: Call) -> bytes:
    """List properties of the licence by namespace; -1 months of retention means unlimited."""
    refuse_unknown(call.body, ("namespace", "name_prefix"))
    properties = _properties(call.world.behaviour)
    if "namespace" in call.body:
        namespace = text(call.body["namespace"], "namespace")
        properties = {namespace: properties[namespace]} if namespace in properties else {}
    prefix = text(call.body["name_prefix"], "name_prefix") if "name_prefix" in call.body else ""
    return dump(
        {
            namespace: {name: value for name, value in held.items() if name.startswith(prefix)}
            for namespace, held in properties.items()
        }
    )


def _properties(behaviour: Behaviour) -> dict[str, JsonObject]:
    days = behaviour.restricted_after_days
    months = -1 if days is None else max(1, round(days / 30.4))
    retention = {"base": months, "additional": 0, "hard": -1}
    return {
        "limits": {f"archives_retention.{name}": value for name, value in retention.items()},
        "chats": {"archive_chat_after_min": behaviour.archive_chat_after_min, "auto_summary_enabled": True},
    }


def _fields(call: Call, known: Iterable[str]) -> list[str]:
    """Read the optional fields that a call asks for. Raises the validation error for an unknown one."""
    wanted = texts(call.body["fields"], "fields") if "fields" in call.body else []
    refuse_unknown(dict.fromkeys(wanted), known, where="fields: ")
    return wanted
