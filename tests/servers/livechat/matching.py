"""What the filters look at in a thread. Pure."""

from collections.abc import Callable, Collection

from tests.servers.livechat.chats import Thread
from tests.servers.livechat.people import author_kind

type Values = Callable[[Thread], Collection[object]]

ANSWERS = {"pre_chat": "prechat", "post_chat": "postchat"}
REPLY_TYPES = ("message", "file", "rich_message")


def has(wanted: Collection[object], present: Collection[object], *, every: bool) -> bool:
    """Tell whether any (or every) wanted value is present."""
    return (all if every else any)(value in present for value in wanted)


def spoken(thread: Thread) -> str:
    """Return the text that `query` searches, lower-cased."""
    return "\n".join(str(event.get("text", "")) for event in thread.events).lower()


def agents(thread: Thread) -> Collection[object]:
    return [person.id for person in thread.authors if person.type == "agent"]


def tags(thread: Thread) -> Collection[object]:
    return thread.tags


def groups(thread: Thread) -> Collection[object]:
    return thread.group_ids


def event_types(thread: Thread) -> Collection[object]:
    return {event["type"] for event in thread.events}


def countries(thread: Thread) -> Collection[object]:
    visit = thread.customer_visit or thread.chat.customer.visit or {}
    return [code] if (code := visit.get("geolocation", {}).get("country_code")) else []


def sales(thread: Thread) -> Collection[object]:
    """Sales are kept in the properties by the shop's app: `ecommerce.has_sale`."""
    return ["has_sale"] if thread.properties.get("ecommerce", {}).get("has_sale") else []


def goals(thread: Thread) -> Collection[object]:
    goal = thread.properties.get("lc2", {}).get("goal_id")
    return [] if goal is None else [goal]


def greetings(thread: Thread) -> Collection[object]:
    greeting = thread.properties.get("lc2", {}).get("greeting_id")
    return [] if greeting is None else [greeting]


def property_values(namespace: str, name: str) -> Values:
    def values(thread: Thread) -> Collection[object]:
        held = thread.properties.get(namespace, {})
        return [held[name]] if name in held else []

    return values


def form_answers(form: str) -> Values:
    """Return the reader of the ids of the answers given in forms of one type."""

    def values(thread: Thread) -> Collection[object]:
        forms = [event for event in thread.events if event.get("form_type") == ANSWERS[form]]
        given = [field.get("answers", [field.get("answer")]) for event in forms for field in event["fields"]]
        return [answer["id"] for answers in given for answer in answers if isinstance(answer, dict)]

    return values


def replying_agents(thread: Thread) -> list[object]:
    """Return the agents and bots who visibly wrote, in the order of their first reply."""
    ids = set(agents(thread))
    replies = [
        event["author_id"]
        for event in thread.events
        if event["type"] in REPLY_TYPES and event["visibility"] == "all" and event.get("author_id") in ids
    ]
    return list(dict.fromkeys(replies))


def first_replying_agent(thread: Thread) -> list[object]:
    return replying_agents(thread)[:1]


def has_agent_types(thread: Thread, wanted: dict[str, set[str]]) -> bool:
    """Apply `agent_types`: every one of all_values, any of any_values, none of exclude_values."""
    present = {author_kind(person) for person in thread.authors if person.type == "agent"}
    any_of = wanted.get("any_values", present)
    has_any = not any_of or bool(any_of & present)
    return wanted.get("all_values", set()) <= present and has_any and not wanted.get("exclude_values", set()) & present
