"""The filters of list_archives, list_threads and list_chats: their validation, and the test of a thread.

Source: platform.text.com/docs/messaging/agent-chat-api (List archives, List chats, List threads), v3.5 and v3.6.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from tests.servers.livechat import matching
from tests.servers.livechat.behaviour import Behaviour
from tests.servers.livechat.chats import Thread
from tests.servers.livechat.errors import invalid
from tests.servers.livechat.requests import Selection, flag, nested, numbers, refuse_unknown, text, texts
from tests.servers.livechat.wire import JsonObject, parse_stamp

type Check = Callable[[Thread], bool]

MAX_CHAT_IDS, MAX_THREAD_IDS, MAX_GROUP_IDS = 1000, 20, 200
CHOICES = ("exists", "values", "exclude_values")
ARCHIVE_FILTERS = (
    *("query", "from", "to", "thread_ids", "group_ids", "properties", "agents", "tags", "sales", "goals"),
    *("customer_countries", "forms", "surveys", "event_types", "greetings", "agent_response"),
)
SINCE_3_6 = ("chat_ids", "agent_types", "customer_id", "customer_email")
FORM_FIELDS = ("type", "from", "to", *CHOICES, "groups")
GREETING_FIELDS = ("from", "to", *CHOICES, "groups")


def archive_selection(given: JsonObject, *, version: str, now: datetime, behaviour: Behaviour) -> Selection[Thread]:
    """Read the filters of list_archives. Raises the validation error."""
    known = ARCHIVE_FILTERS + (SINCE_3_6 if version >= "3.6" else ())
    refuse_unknown(given, known, where="filters.")
    if "thread_ids" in given and len(given) > 1:
        raise invalid("`filters.thread_ids` cannot be combined with other filters")
    start, end = _range(given)
    if behaviour.rejects_future_to and end is not None and end > now:
        raise invalid("`filters.to` cannot be in the future")
    checks = [CHECKS[name](value) for name, value in given.items() if name in CHECKS]
    wanted = texts(given["thread_ids"], "filters.thread_ids", most=MAX_THREAD_IDS) if "thread_ids" in given else []
    return Selection(all_of(checks), start, end, tuple(wanted))


def threads_selection(given: JsonObject) -> Selection[Thread]:
    """Read the filters of list_threads. Raises the validation error."""
    refuse_unknown(given, ("from", "to"), where="filters.")
    start, end = _range(given)
    return Selection(all_of([]), start, end)


def chats_checks(given: JsonObject) -> list[Check]:
    """Read those filters of list_chats that test the last thread. Raises the validation error."""
    return [CHECKS[name](given[name]) for name in ("group_ids", "properties") if name in given]


def all_of(checks: Iterable[Check]) -> Check:
    fixed = tuple(checks)
    return lambda thread: all(check(thread) for check in fixed)


def _range(given: JsonObject) -> tuple[datetime | None, datetime | None]:
    start, end = (_moment(given[name], f"filters.{name}") if name in given else None for name in ("from", "to"))
    if start and end and start > end:
        raise invalid("`filters.from` must not be later than `filters.to`")
    return start, end


def _moment(value: object, name: str) -> datetime:
    try:
        return parse_stamp(text(value, name))
    except ValueError as error:
        raise invalid(f"`{name}` must be an RFC 3339 date with microseconds and an offset") from error


def _query(value: object) -> Check:
    wanted = text(value, "filters.query").lower()
    return lambda thread: wanted in matching.spoken(thread)


def _chat_ids(value: object) -> Check:
    wanted = set(texts(value, "filters.chat_ids", most=MAX_CHAT_IDS))
    return lambda thread: thread.chat.id in wanted


def _group_ids(value: object) -> Check:
    wanted = set(numbers(value, "filters.group_ids", most=MAX_GROUP_IDS))
    return lambda thread: not wanted.isdisjoint(thread.group_ids)


def _customer_id(value: object) -> Check:
    wanted = text(value, "filters.customer_id")
    return lambda thread: thread.chat.customer.id == wanted


def _customer_email(value: object) -> Check:
    wanted = text(value, "filters.customer_email").lower()
    return lambda thread: (thread.chat.customer.email or "").lower() == wanted


def _properties(value: object) -> Check:
    checks = []
    for namespace, names in nested(value, "filters.properties").items():
        for name, rule in nested(names, f"filters.properties.{namespace}").items():
            where = f"filters.properties.{namespace}.{name}"
            checks.append(_choice(rule, where, matching.property_values(namespace, name), extra=()))
    return all_of(checks)


def _choosing(name: str, values_of: matching.Values, *, kinds: tuple[str, ...] = CHOICES) -> Callable[[object], Check]:
    """Make the reader of a filter of the form `{exists} | {values} | {exclude_values}` (+ require_every_value)."""
    return lambda value: _choice(value, f"filters.{name}", values_of, kinds=kinds)


def _choice(
    value: object,
    where: str,
    values_of: matching.Values,
    *,
    kinds: tuple[str, ...] = CHOICES,
    extra: tuple[str, ...] = ("require_every_value",),
) -> Check:
    rule = nested(value, where)
    refuse_unknown(rule, (*kinds, *extra), where=f"{where}.")
    chosen = _one_choice(rule, where, kinds)
    if chosen == "exists":
        expected = flag(rule["exists"], f"{where}.exists")
        return lambda thread: bool(values_of(thread)) is expected
    wanted = _values(rule[chosen], f"{where}.{chosen}")
    every = flag(rule.get("require_every_value", False), f"{where}.require_every_value")
    if chosen == "exclude_values":
        return lambda thread: not matching.has(wanted, values_of(thread), every=every)
    return lambda thread: matching.has(wanted, values_of(thread), every=every)


def _one_choice(rule: JsonObject, where: str, kinds: tuple[str, ...]) -> str:
    chosen = [name for name in kinds if name in rule]
    if len(chosen) != 1:
        raise invalid(f"`{where}` must have exactly one of {', '.join(f'`{kind}`' for kind in kinds)}")
    return chosen[0]


def _values(value: object, where: str) -> frozenset[object]:
    if not isinstance(value, list) or not value or not all(isinstance(item, str | int | bool) for item in value):
        raise invalid(f"`{where}` must be a non-empty array")
    return frozenset(value)


def _forms(value: object) -> Check:
    if not isinstance(value, list) or not value:
        raise invalid("`filters.forms` must be a non-empty array")
    return all_of([_form(nested(item, "filters.forms")) for item in value])


def _form(rule: JsonObject) -> Check:
    refuse_unknown(rule, FORM_FIELDS, where="filters.forms.")
    if rule.get("type") not in ("pre_chat", "post_chat"):
        raise invalid("`filters.forms.type` must be `pre_chat` or `post_chat`")
    answers = matching.form_answers(rule["type"])
    return _timed_choice(rule, "filters.forms", answers)


def _greetings(value: object) -> Check:
    rule = nested(value, "filters.greetings")
    refuse_unknown(rule, GREETING_FIELDS, where="filters.greetings.")
    return _timed_choice(rule, "filters.greetings", matching.greetings)


def _timed_choice(rule: JsonObject, where: str, values_of: matching.Values) -> Check:
    """Read a filter with a choice and, beside it, `from`, `to` and `groups`, which this licence's data can't narrow."""
    for name in ("from", "to"):
        if name in rule:
            _moment(rule[name], f"{where}.{name}")
    if "groups" in rule:
        groups = nested(rule["groups"], f"{where}.groups")
        numbers(groups[_one_choice(groups, f"{where}.groups", ("values", "exclude_values"))], f"{where}.groups")
    return _choice({name: rule[name] for name in CHOICES if name in rule}, where, values_of)


def _agent_response(value: object) -> Check:
    rule = nested(value, "filters.agent_response")
    refuse_unknown(rule, ("exists", "first", "agents", "groups"), where="filters.agent_response.")
    checks: list[Check] = []
    if "exists" in rule:
        expected = flag(rule["exists"], "filters.agent_response.exists")
        checks.append(lambda thread: bool(matching.replying_agents(thread)) is expected)
    if "first" in rule:
        flag(rule["first"], "filters.agent_response.first")
    if "agents" in rule:
        values_of = matching.first_replying_agent if rule.get("first") else matching.replying_agents
        checks.append(_choice(rule["agents"], "filters.agent_response.agents", values_of))
    if "groups" in rule:
        checks.append(_choice(rule["groups"], "filters.agent_response.groups", matching.groups))
    return all_of(checks)


def _agent_types(value: object) -> Check:
    rule = nested(value, "filters.agent_types")
    refuse_unknown(rule, ("all_values", "any_values", "exclude_values"), where="filters.agent_types.")
    wanted = {name: set(texts(kinds, f"filters.agent_types.{name}")) for name, kinds in rule.items()}
    for kinds in wanted.values():
        refuse_unknown(dict.fromkeys(kinds), ("human", "chatbot", "ai_agent"), where="filters.agent_types: ")
    return lambda thread: matching.has_agent_types(thread, wanted)


CHECKS: dict[str, Callable[[object], Check]] = {
    "query": _query,
    "chat_ids": _chat_ids,
    "group_ids": _group_ids,
    "customer_id": _customer_id,
    "customer_email": _customer_email,
    "properties": _properties,
    "agents": _choosing("agents", matching.agents),
    "tags": _choosing("tags", matching.tags),
    "sales": _choosing("sales", matching.sales),
    "goals": _choosing("goals", matching.goals),
    "customer_countries": _choosing("customer_countries", matching.countries),
    "event_types": _choosing("event_types", matching.event_types, kinds=("values", "exclude_values")),
    "forms": _forms,
    "surveys": _forms,
    "greetings": _greetings,
    "agent_response": _agent_response,
    "agent_types": _agent_types,
}
